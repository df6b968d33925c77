import type { Clock } from '../domain/clock.ts';
import type { OutboundMessage } from '../domain/message.ts';
import type { Log } from '../log.ts';
import type { Database, Tx } from '../store/database.ts';
import { lockTip } from '../store/tips.ts';
import { enqueueMessage, withdrawMessage } from './outbox.ts';

/** A question whose answer somebody waits for. */
export interface AwaitedTip {
  id: number;
  /** How often it was answered before: later words are told about anew. */
  round: number;
  channel: string;
  conversation: string;
  senderId: number;
  /** Since when, milliseconds since 1970. */
  since: number;
  /** An earlier try may have told the person already that we are still looking. */
  mayBeTold: boolean;
  /** What the person is told then. */
  stillLooking(): OutboundMessage;
}

export interface ReassuranceParts {
  database: Database;
  clock: Clock;
  showWorking(channel: string, conversation: string): Promise<void>;
  log: Log;
}

/** Most answers come sooner: nothing is shown then. */
const TYPING_AFTER_MS = 1_000;
/** Telegram shows "typing…" for 5 s. */
const TYPING_EVERY_MS = 4_500;
/** What takes longer than a minute and a half is no longer being typed. */
const TYPING_TIMES = 20;
const STILL_LOOKING_AFTER_MS = 8_000;

interface Waiting {
  tip: AwaitedTip;
  isTold: boolean;
  callOffTyping: () => void;
  callOffTelling: () => void;
}

const keyOf = ({ id, round }: Pick<AwaitedTip, 'id' | 'round'>): string =>
  `tip:${id}:still-looking${round > 0 ? `:${round}` : ''}`;

/**
 * Lets people who wait know that their question is being worked on: "typing…" after a second, and once, after eight,
 * a message, which is never sent after the answer.
 */
export class Reassurance {
  readonly #parts: ReassuranceParts;
  readonly #waiting = new Map<number, Waiting>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(parts: ReassuranceParts) {
    this.#parts = parts;
  }

  /** From now on until `end`; calling it again changes nothing. */
  begin(tip: AwaitedTip): void {
    if (this.#waiting.has(tip.id)) return;
    const { clock } = this.#parts;
    const now = clock.now();
    // However long it has waited, it may be answered at once now. The clock of the database may be ahead of ours.
    const soon = now + TYPING_AFTER_MS;
    const tellAt = Math.max(soon, Math.min(tip.since, now) + STILL_LOOKING_AFTER_MS);
    const waiting: Waiting = {
      tip,
      isTold: tip.mayBeTold,
      callOffTyping: clock.at(soon, () => this.#type(tip.id, 1)),
      callOffTelling: clock.at(tellAt, () => this.#tell(tip.id)),
    };
    this.#waiting.set(tip.id, waiting);
  }

  /**
   * Takes back what would come after the answer. In the transaction that holds the tip's lock and writes the answer.
   */
  async withdraw(tx: Tx, tip: Pick<AwaitedTip, 'id' | 'round'>): Promise<void> {
    if (this.#waiting.get(tip.id)?.isTold ?? true) await withdrawMessage(tx, keyOf(tip));
  }

  end(tipId: number): void {
    const waiting = this.#waiting.get(tipId);
    waiting?.callOffTyping();
    waiting?.callOffTelling();
    this.#waiting.delete(tipId);
  }

  /** Resolves when everything that was begun is stored. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async stop(): Promise<void> {
    for (const id of [...this.#waiting.keys()]) this.end(id);
    await this.settled();
  }

  #type(tipId: number, times: number): void {
    const waiting = this.#waiting.get(tipId);
    if (!waiting) return;
    const { clock, showWorking, log } = this.#parts;
    const { channel, conversation } = waiting.tip;
    showWorking(channel, conversation).catch((err: unknown) => log.debug({ err }, '"typing" was not shown'));
    if (times >= TYPING_TIMES) return;
    waiting.callOffTyping = clock.at(clock.now() + TYPING_EVERY_MS, () => this.#type(tipId, times + 1));
  }

  #tell(tipId: number): void {
    const waiting = this.#waiting.get(tipId);
    if (!waiting) return;
    waiting.isTold = true;
    const telling = this.#enqueue(waiting.tip).catch((err: unknown) =>
      this.#parts.log.warn({ err, tipId }, 'a person was not told that we are still looking'),
    );
    this.#underWay.add(telling);
    void telling.finally(() => this.#underWay.delete(telling));
  }

  #enqueue(tip: AwaitedTip): Promise<void> {
    const { id, channel, conversation, senderId, stillLooking } = tip;
    return this.#parts.database.transaction(async (tx) => {
      if (!(await lockTip(tx, id))) return;
      await enqueueMessage(tx, {
        key: keyOf(tip),
        channel,
        conversation,
        senderId,
        tipId: id,
        message: stillLooking(),
        priority: 'courtesy',
      });
    });
  }
}
