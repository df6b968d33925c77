import { KeptProcess } from '../kept-process.ts';
import type { Log } from '../log.ts';
import type { GreyPicture } from '../media/image.ts';
import { Slots } from '../media/slots.ts';
import { ownProgram } from '../own-program.ts';

/** How the letters lie: columns and pictures between them, or one block of lines. */
export type OcrLayout = 'page' | 'block';

export interface OcrWord {
  text: string;
  /** 0 to 100, as tesseract gives it. */
  confidence: number;
}

/** Pixels; `right` and `bottom` are behind the last. */
export interface OcrBox {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

export interface OcrLine {
  words: OcrWord[];
  box: OcrBox;
}

export interface OcrRequest {
  /** A portable grey map (PGM). */
  picture: Uint8Array;
  layout: OcrLayout;
}

export interface OcrAnswer {
  lines: OcrLine[];
  /** Bytes of memory that the process holds now. */
  memory: number;
}

/** Reads the letters of one picture; null when there was no time left, or the recogniser died of it twice. */
export type Recognise = (picture: GreyPicture, layout: OcrLayout) => Promise<OcrLine[] | null>;

export interface OcrEngineOptions {
  log: Log;
  /** Milliseconds without work after which the process ends and its memory is free again. */
  idleMs?: number;
  startMs?: number;
}

/** Loading program and language took 0.6 to 1.1 s on a busy machine. */
const START_MS = 20_000;
const IDLE_MS = 60_000;
/** Of a picture that kills it. */
const TRIES = 2;
/** What a picture made it take it never gives back: from here on it ends after the picture. Usual: 190 MB. */
const MOST_MEMORY = 500_000_000;
const PROGRAM = ownProgram(import.meta.url, './ocr-process');

/** Tesseract in a process of its own, one picture at a time. */
export class OcrEngine {
  readonly #log: Log;
  readonly #turn = new Slots(1);
  readonly #process: KeptProcess<OcrRequest, OcrAnswer>;
  #closed = false;

  constructor({ log, idleMs = IDLE_MS, startMs = START_MS }: OcrEngineOptions) {
    this.#log = log.child({ room: 'ocr' });
    this.#process = new KeptProcess({ program: PROGRAM, startMs, idleMs });
  }

  /** Process id of the recogniser; null while there is none. */
  get pid(): number | null {
    return this.#process.pid;
  }

  /** Waits for its turn; from then on `work` may use the recogniser for so long in all, its start not counted. */
  async use<T>(milliseconds: number, work: (recognise: Recognise) => Promise<T>): Promise<T> {
    const release = await this.#turn.take();
    let left = milliseconds;
    const recognise: Recognise = async (picture, layout) => {
      const request: OcrRequest = { picture: portableGreyMap(picture), layout };
      for (let tried = 0; tried < TRIES && left > 0 && !this.#closed; tried++) {
        if (!(await this.#start())) return null;
        const started = performance.now();
        const answer = await this.#process.ask(request, left);
        left -= performance.now() - started;
        if (answer) {
          if (answer.memory > MOST_MEMORY) await this.#process.end();
          return answer.lines;
        }
        this.#log.warn({ tried, left: Math.round(left) }, 'the recogniser died or took too long');
      }
      return null;
    };
    try {
      return await work(recognise);
    } finally {
      release();
    }
  }

  /** Ends the process; what is being read is given up. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#process.close();
  }

  async #start(): Promise<boolean> {
    const isReady = await this.#process.start();
    if (!isReady && !this.#closed) this.#log.error('the recogniser does not start; pictures are not read');
    return isReady;
  }
}

function portableGreyMap({ pixels, width, height }: GreyPicture): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), pixels]);
}
