import { AppError } from '../errors.ts';
import { KeptProcess } from '../kept-process.ts';
import type { Log } from '../log.ts';
import { Slots } from '../media/slots.ts';
import { ownProgram } from '../own-program.ts';
import type { CardOrder, DrawnCard } from './card-content.ts';

const PROGRAM = ownProgram(import.meta.url, './card-process');
/** Only the fonts that come with the program are drawn with, whatever the machine has. */
const ENVIRONMENT = { DISABLE_SYSTEM_FONTS_LOAD: '1' };
const START_MS = 20_000;
const IDLE_MS = 60_000;
/** A card takes some 50 ms. */
const DRAW_MS = 10_000;
/** Of a card that ends the process. */
const TRIES = 2;
/** Cards that may wait for their turn; who comes later is to come again. */
const MOST_WAITING = 64;

/** Draws cards in a process of their own, one after the other. */
export class CardPress {
  readonly #log: Log;
  readonly #turn = new Slots(1);
  readonly #process = new KeptProcess<CardOrder, DrawnCard>({
    program: PROGRAM,
    env: ENVIRONMENT,
    startMs: START_MS,
    idleMs: IDLE_MS,
  });
  #waiting = 0;
  /** So many. */
  drawn = 0;

  constructor(log: Log) {
    this.#log = log;
  }

  /** Process id of the program; null while there is none. */
  get pid(): number | null {
    return this.#process.pid;
  }

  /** Starts the program ahead of a card. */
  async prepare(): Promise<void> {
    await this.#process.start();
  }

  /** @throws `card-unavailable` */
  async draw(order: CardOrder): Promise<DrawnCard> {
    if (this.#waiting >= MOST_WAITING) throw new AppError('card-unavailable');
    this.#waiting++;
    const release = await this.#turn.take();
    try {
      for (let tried = 0; tried < TRIES && (await this.#process.start()); tried++) {
        const drawn = await this.#process.ask(order, DRAW_MS);
        if (drawn) {
          this.drawn++;
          return drawn;
        }
        this.#log.warn({ tried }, 'the program that draws cards died or took too long');
      }
      throw new AppError('card-unavailable');
    } finally {
      this.#waiting--;
      release();
    }
  }

  /** Ends the process; what is being drawn is given up. */
  close(): Promise<void> {
    return this.#process.close();
  }
}
