/**
 * One piece of work at a time for each key. Who finds a key taken does not wait: the one who has it goes
 * round once more. Holds within one process, and only one process runs jobs.
 */
export class Turns {
  readonly #taken = new Set<string>();
  readonly #again = new Set<string>();

  /** `work` does all there is to do for the key. Null when somebody else has it and will do it. */
  async take<T>(key: string, work: () => Promise<T>): Promise<T | null> {
    if (this.#taken.has(key)) {
      this.#again.add(key);
      return null;
    }
    this.#taken.add(key);
    try {
      for (;;) {
        this.#again.delete(key);
        const result = await work();
        if (!this.#again.has(key)) return result;
      }
    } finally {
      this.#taken.delete(key);
      this.#again.delete(key);
    }
  }
}
