import { type ChildProcess, fork } from 'node:child_process';
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
  id: number;
  /** A portable grey map (PGM). */
  picture: Uint8Array;
  layout: OcrLayout;
}

export interface OcrAnswer {
  id: number;
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

/**
 * Tesseract in a process of its own: started when it is needed, one picture at a time, killed when it takes
 * too long, started again when it dies, ended when nobody has needed it for a while.
 */
export class OcrEngine {
  readonly #log: Log;
  readonly #idleMs: number;
  readonly #startMs: number;
  readonly #turn = new Slots(1);
  #running: Recogniser | null = null;
  #idle: NodeJS.Timeout | null = null;
  #closed = false;

  constructor({ log, idleMs = IDLE_MS, startMs = START_MS }: OcrEngineOptions) {
    this.#log = log.child({ room: 'ocr' });
    this.#idleMs = idleMs;
    this.#startMs = startMs;
  }

  /** Process id of the recogniser; null while there is none. */
  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  /** Waits for its turn; from then on `work` may use the recogniser for so long in all, its start not counted. */
  async use<T>(milliseconds: number, work: (recognise: Recognise) => Promise<T>): Promise<T> {
    const release = await this.#turn.take();
    if (this.#idle) clearTimeout(this.#idle);
    let left = milliseconds;
    const recognise: Recognise = async (picture, layout) => {
      for (let tried = 0; tried < TRIES && left > 0 && !this.#closed; tried++) {
        const recogniser = await this.#recogniser();
        if (!recogniser) return null;
        const started = performance.now();
        const lines = await recogniser.recognise(picture, layout, left);
        left -= performance.now() - started;
        if (lines) {
          if (recogniser.memory > MOST_MEMORY) await this.#end();
          return lines;
        }
        this.#running = null;
        this.#log.warn({ tried, left: Math.round(left) }, 'the recogniser died or took too long');
      }
      return null;
    };
    try {
      return await work(recognise);
    } finally {
      // Does not keep a process alive that has nothing else to do.
      this.#idle = setTimeout(() => void this.#end(), this.#idleMs).unref();
      release();
    }
  }

  /** Ends the process; what is being read is given up. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#idle) clearTimeout(this.#idle);
    await this.#end();
  }

  async #recogniser(): Promise<Recogniser | null> {
    if (this.#running?.isAlive) return this.#running;
    const recogniser = new Recogniser();
    this.#running = recogniser;
    if (await recogniser.isReady(this.#startMs)) return recogniser;
    this.#running = null;
    if (!this.#closed) this.#log.error('the recogniser does not start; pictures are not read');
    return null;
  }

  async #end(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.stop();
  }
}

/** One child process. */
class Recogniser {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #isGone = false;
  #count = 0;
  /** Bytes, after the picture read last. */
  memory = 0;

  constructor() {
    this.#child = fork(PROGRAM.path, [], {
      serialization: 'advanced',
      execArgv: PROGRAM.nodeArguments,
      env: { LC_ALL: 'C' },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#gone = new Promise((resolve) => {
      const settle = () => {
        this.#isGone = true;
        resolve();
      };
      this.#child.once('exit', settle);
      this.#child.once('error', settle);
    });
  }

  /** False: it is dead now. */
  async isReady(milliseconds: number): Promise<boolean> {
    return (await this.#next((message) => ('ready' in message ? true : null), milliseconds)) ?? false;
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return !this.#isGone;
  }

  /** Null: it is dead now. */
  recognise(picture: GreyPicture, layout: OcrLayout, milliseconds: number): Promise<OcrLine[] | null> {
    const id = ++this.#count;
    const request: OcrRequest = { id, picture: portableGreyMap(picture), layout };
    // A process that is gone tells so by its end.
    this.#child.send(request, () => undefined);
    return this.#next((message) => {
      if (!('id' in message) || message.id !== id) return null;
      this.memory = message.memory;
      return message.lines;
    }, milliseconds);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  /** The first message that `pick` takes; else it is stopped. */
  async #next<T>(
    pick: (message: OcrAnswer | { ready: true }) => T | null,
    milliseconds: number,
  ): Promise<T | null> {
    let timer: NodeJS.Timeout | undefined;
    let listen: ((message: OcrAnswer | { ready: true }) => void) | undefined;
    const found = new Promise<T>((resolve) => {
      listen = (message) => {
        const picked = pick(message);
        if (picked !== null) resolve(picked);
      };
      this.#child.on('message', listen);
    });
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), milliseconds);
    });
    const result = await Promise.race([found, late, this.#gone.then(() => null)]);
    clearTimeout(timer);
    if (listen) this.#child.off('message', listen);
    if (result === null) await this.stop();
    return result;
  }
}

function portableGreyMap({ pixels, width, height }: GreyPicture): Uint8Array {
  return Buffer.concat([Buffer.from(`P5\n${width} ${height}\n255\n`, 'latin1'), pixels]);
}
