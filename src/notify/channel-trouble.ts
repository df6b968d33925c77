/** So many conversations in a row without a success are no chance: the messenger as a whole is in trouble. */
const CONVERSATIONS = 3;
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 30_000;

export type TroubleKind = 'send-unreachable' | 'send-rate-limited';

/**
 * Tells trouble of one conversation from trouble of the whole messenger, by how sends end. In trouble only one
 * message at a time is tried, of a conversation that may be tried, after pauses that grow: a messenger that is down or
 * asks everybody to slow down is not hammered, and conversations that have done nothing do not wait for others for long.
 */
export class ChannelTrouble {
  readonly #random: () => number;
  readonly #conversations = new Set<string>();
  #kind: TroubleKind | null = null;
  #pauses = 0;
  #pausedUntil = 0;

  constructor(random: () => number) {
    this.#random = random;
  }

  /** Null when all is well. */
  get kind(): TroubleKind | null {
    return this.#conversations.size >= CONVERSATIONS ? this.#kind : null;
  }

  /** Nothing may be tried before. */
  get pausedUntil(): number {
    return this.kind === null ? 0 : this.#pausedUntil;
  }

  /** The messenger took a message, or refused it for reasons of its own. @returns the trouble that ended with it */
  answered(): TroubleKind | null {
    const ended = this.kind;
    this.#forget(null);
    return ended;
  }

  /** @param retryAt when the conversation may be tried again, if the messenger says so */
  failed(kind: TroubleKind, conversation: string, now: number, retryAt?: number): void {
    if (this.#kind !== kind) this.#forget(kind);
    this.#conversations.add(conversation);
    // Of those that were under way together only the first makes the pause longer.
    if (this.kind === null || now < this.#pausedUntil) return;
    this.#pausedUntil = Math.min(now + this.#nextPauseMs(), retryAt ?? Number.POSITIVE_INFINITY);
  }

  #nextPauseMs(): number {
    const pause = Math.min(FIRST_PAUSE_MS * 2 ** this.#pauses, LONGEST_PAUSE_MS);
    this.#pauses += 1;
    return spread(pause, this.#random);
  }

  #forget(kind: TroubleKind | null): void {
    this.#conversations.clear();
    this.#kind = kind;
    this.#pauses = 0;
    this.#pausedUntil = 0;
  }
}

/** Three quarters to five quarters of a pause, so that what failed together does not come again together. */
export const spread = (ms: number, random: () => number): number => Math.round(ms * (0.75 + random() / 2));
