import { Refusal } from './refusal.ts';

/** Messages in any stretch of time; what Telegram asks bots to keep to is `TELEGRAM_FLOOD_LIMITS`. */
export interface FloodLimits {
  /** A second, all chats together. */
  overall: number;
  /** A second. */
  perChat: number;
  /** A minute, in each group, supergroup or channel. */
  groupPerMinute?: number;
}

/** "avoid sending more than one message per second … 20 messages per minute to the same group … 30 messages per second" */
export const TELEGRAM_FLOOD_LIMITS: FloodLimits = { overall: 30, perChat: 1, groupPerMinute: 20 };

const SECOND = 1_000;
const MINUTE = 60_000;

/** Refuses with 429 and `retry_after` what comes faster than the limits. */
export class FloodControl {
  readonly #limits: FloodLimits | undefined;
  /** Of the last minute, oldest first. */
  #taken: { chatId: number; at: number }[] = [];
  /** How many were refused. */
  refused = 0;

  constructor(limits: FloodLimits | undefined) {
    this.#limits = limits;
  }

  count(chatId: number, now = Date.now()): void {
    if (!this.#limits) return;
    const { overall, perChat, groupPerMinute = Number.POSITIVE_INFINITY } = this.#limits;
    this.#taken = this.#taken.filter(({ at }) => now - at < MINUTE);
    const inChat = this.#taken.filter((taken) => taken.chatId === chatId);
    const waitMs = Math.max(
      waitFor(this.#taken, overall, SECOND, now),
      waitFor(inChat, perChat, SECOND, now),
      chatId < 0 ? waitFor(inChat, groupPerMinute, MINUTE, now) : 0,
    );
    if (waitMs > 0) {
      this.refused += 1;
      const seconds = Math.ceil(waitMs / SECOND);
      throw new Refusal(429, `Too Many Requests: retry after ${seconds}`, { retry_after: seconds });
    }
    this.#taken.push({ chatId, at: now });
  }
}

/** Milliseconds until one more fits: until the oldest of the last `most` is `inMs` ago. */
function waitFor(taken: readonly { at: number }[], most: number, inMs: number, now: number): number {
  const blocking = taken.at(-most);
  return taken.length < most || !blocking ? 0 : Math.max(0, blocking.at + inMs - now);
}
