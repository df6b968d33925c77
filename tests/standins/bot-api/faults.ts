/** What goes wrong with the next calls of a method. */
export interface Fault {
  /** Name of a method, `*` for any. */
  method: string;
  /** How many calls; 1 if it is not said. */
  times?: number;
  /** So many calls go well before. */
  skip?: number;
  /** The call is carried out and only its answer is lost or changed. */
  after?: boolean;
  /** An error answer, a cut connection, a web server's error page, or no answer ever. */
  kind: 'error' | 'reset' | 'html' | 'hang';
  /** With `error`, and the status of the page with `html`. */
  code?: number;
  description?: string;
  parameters?: Record<string, number>;
}

export class Faults {
  readonly #faults: (Fault & { left: number; before: number })[] = [];

  add(fault: Fault): void {
    this.#faults.push({ ...fault, left: fault.times ?? 1, before: fault.skip ?? 0 });
  }

  clear(): void {
    this.#faults.length = 0;
  }

  take(method: string): Fault | null {
    const wanted = method.toLowerCase();
    const fault = this.#faults.find(
      (candidate) =>
        candidate.left > 0 && (candidate.method === '*' || candidate.method.toLowerCase() === wanted),
    );
    if (!fault) return null;
    if (fault.before > 0) {
      fault.before -= 1;
      return null;
    }
    fault.left -= 1;
    return fault;
  }
}
