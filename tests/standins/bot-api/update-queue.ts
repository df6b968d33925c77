import { Refusal } from './refusal.ts';

export type Update = { update_id: number } & Record<string, unknown>;

interface PollRequest {
  offset: number;
  limit: number;
  /** Milliseconds. */
  timeoutMs: number;
}

interface WaitingPoll {
  answer(): void;
  refuse(refusal: Refusal): void;
}

/** Updates in the order of their ids, kept until a poll's offset or a webhook's 2xx confirms them. */
export class UpdateQueue {
  #pending: Update[] = [];
  #lastId: number;
  #waiting: WaitingPoll | null = null;
  /** Highest id that was confirmed. */
  confirmed = 0;

  readonly #changed: () => void;

  constructor(firstId: number, changed: () => void) {
    this.#lastId = firstId - 1;
    this.#changed = changed;
  }

  /** After a quiet week Telegram goes on with any other number. */
  renumberFrom(firstId: number): void {
    this.#lastId = firstId - 1;
  }

  get pending(): readonly Update[] {
    return this.#pending;
  }

  push(content: Record<string, unknown>): Update {
    this.#lastId += 1;
    const update = { ...content, update_id: this.#lastId };
    this.#pending.push(update);
    return update;
  }

  /** Wakes the poll that waits for updates. */
  wake(): void {
    if (this.#pending.length > 0) this.#waiting?.answer();
  }

  confirmFirst(): void {
    const update = this.#pending.shift();
    if (!update) return;
    this.confirmed = update.update_id;
    this.#changed();
  }

  /** A webhook was set: whoever polls is told so. */
  refuseWaiting(refusal: Refusal): void {
    this.#waiting?.refuse(refusal);
  }

  /** `gone` is aborted when the asker hangs up. */
  async poll({ offset, limit, timeoutMs }: PollRequest, gone: AbortSignal): Promise<Update[]> {
    this.#waiting?.refuse(
      new Refusal(
        409,
        'Conflict: terminated by other getUpdates request; make sure that only one bot instance is running',
      ),
    );
    this.#confirm(offset);
    if (this.#pending.length === 0 && timeoutMs > 0) await this.#wait(timeoutMs, gone);
    return gone.aborted ? [] : this.#pending.slice(0, limit);
  }

  #confirm(offset: number): void {
    if (offset > 0) {
      while (this.#pending[0] && this.#pending[0].update_id < offset) this.confirmFirst();
    } else if (offset < 0) {
      while (this.#pending.length > -offset) this.confirmFirst();
    }
  }

  #wait(timeoutMs: number, gone: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (settle: () => void) => {
        clearTimeout(timer);
        gone.removeEventListener('abort', leave);
        if (this.#waiting === poll) this.#waiting = null;
        settle();
      };
      const leave = () => end(resolve);
      const poll: WaitingPoll = {
        answer: () => end(resolve),
        refuse: (refusal) => end(() => reject(refusal)),
      };
      const timer = setTimeout(leave, timeoutMs);
      gone.addEventListener('abort', leave, { once: true });
      this.#waiting = poll;
    });
  }
}
