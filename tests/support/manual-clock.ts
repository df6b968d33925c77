import type { Clock } from '../../src/domain/clock.ts';

/** A clock that stands until it is moved. It begins a minute ahead, so that whatever is stored meanwhile is due. */
export class ManualClock implements Clock {
  #now: number;
  #timers: { time: number; callback: () => void }[] = [];

  constructor(aheadMs = 60_000) {
    this.#now = Date.now() + aheadMs;
  }

  now(): number {
    return this.#now;
  }

  at(time: number, callback: () => void): () => void {
    const timer = { time, callback };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  }

  /** Moves on, calling back on the way at the right times. */
  advance(ms: number): void {
    this.advanceTo(this.#now + ms);
  }

  advanceTo(time: number): void {
    for (;;) {
      const [next] = this.#timers.filter((timer) => timer.time <= time).sort((a, b) => a.time - b.time);
      if (!next) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#now = Math.max(this.#now, next.time);
      next.callback();
    }
    this.#now = Math.max(this.#now, time);
  }
}
