/** Results by key, of those asked for last; work that failed, or whose result is not `worthKeeping`, is done anew. */
export class Remembered<T> {
  readonly #limit: number;
  readonly #worthKeeping: (result: T) => boolean;
  /** The one asked for last at the end. */
  readonly #results = new Map<string, Promise<T>>();

  constructor(limit: number, worthKeeping: (result: T) => boolean = () => true) {
    this.#limit = limit;
    this.#worthKeeping = worthKeeping;
  }

  once(key: string, work: () => Promise<T>): Promise<T> {
    const result = this.#results.get(key) ?? work();
    this.#results.delete(key);
    this.#results.set(key, result);
    const forget = () => {
      if (this.#results.get(key) === result) this.#results.delete(key);
    };
    result.then((value) => this.#worthKeeping(value) || forget(), forget);
    const [oldest] = this.#results.keys();
    if (this.#results.size > this.#limit && oldest !== undefined) this.#results.delete(oldest);
    return result;
  }

  /** What is asked for next is done anew. */
  forget(key: string): void {
    this.#results.delete(key);
  }
}
