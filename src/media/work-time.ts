/** Milliseconds that several runs for one purpose may take together. */
export class WorkTime {
  #leftMs: number;

  constructor(milliseconds: number) {
    this.#leftMs = milliseconds;
  }

  get leftMs(): number {
    return Math.max(0, this.#leftMs);
  }

  /** Call it when a run begins, and what it returns when the run has ended. */
  begin(): () => void {
    const started = performance.now();
    return () => {
      this.#leftMs -= performance.now() - started;
    };
  }
}
