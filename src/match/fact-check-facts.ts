import { RATINGS, type Rating } from '../domain/rating.ts';
import { composeText, foldLetters } from '../fingerprint/arabic-letters.ts';

/** What a search can be narrowed to. Dates are ISO days, both included. */
export interface SearchFilters {
  rating?: Rating;
  publisher?: string;
  since?: string;
  until?: string;
}

export interface Facts {
  rating: Rating;
  publisher: string | null;
  datePublished: string | null;
}

/** Before any date there is. */
const UNDATED = -0x80000000;
const FIRST_SIZE = 1 << 10;

/** Rating, publisher and date of every fact-check, by the slot of its text. */
export class FactCheckFacts {
  #ratings = new Uint8Array(FIRST_SIZE);
  #publishers = new Uint32Array(FIRST_SIZE);
  #days = new Int32Array(FIRST_SIZE);
  /** 1 where there is a fact-check. */
  #present = new Uint8Array(FIRST_SIZE);
  /** Publishers as they are written; the first stands for none. */
  readonly #names: string[] = [''];
  readonly #numbers = new Map<string, number>([['', 0]]);
  readonly #counts: number[] = [0];
  #newest: Uint32Array | null = null;

  set(slot: number, { rating, publisher, datePublished }: Facts): void {
    if (slot >= this.#present.length) this.#grow(Math.max(slot + 1, this.#present.length * 2));
    const name = publisher?.trim() ?? '';
    let number = this.#numbers.get(name);
    if (number === undefined) {
      number = this.#names.push(name) - 1;
      this.#numbers.set(name, number);
      this.#counts.push(0);
    }
    this.#counts[number] = (this.#counts[number] ?? 0) + 1;
    this.#ratings[slot] = RATINGS.indexOf(rating);
    this.#publishers[slot] = number;
    this.#days[slot] = datePublished === null ? UNDATED : dayOf(datePublished);
    this.#present[slot] = 1;
    this.#newest = null;
  }

  clear(slot: number): void {
    if (!this.#present[slot]) return;
    const number = this.#publishers[slot] ?? 0;
    this.#counts[number] = (this.#counts[number] ?? 0) - 1;
    this.#present[slot] = 0;
    this.#newest = null;
  }

  /** Those with the most fact-checks first. */
  publishers(): string[] {
    return this.#names
      .map((name, number) => ({ name, count: this.#counts[number] ?? 0 }))
      .filter(({ name, count }) => name !== '' && count > 0)
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1))
      .map(({ name }) => name);
  }

  /** All slots, the latest date first and those without a date last; ties in the order of the slots. */
  newest(): Uint32Array {
    if (this.#newest) return this.#newest;
    const days = this.#days;
    const slots: number[] = [];
    for (const [slot, present] of this.#present.entries()) if (present) slots.push(slot);
    slots.sort((a, b) => (days[b] ?? 0) - (days[a] ?? 0) || a - b);
    this.#newest = Uint32Array.from(slots);
    return this.#newest;
  }

  isNewer(slot: number, other: number): boolean {
    const difference = (this.#days[slot] ?? 0) - (this.#days[other] ?? 0);
    return difference > 0 || (difference === 0 && slot < other);
  }

  /** Whether a slot passes; publishers are compared by folded letters. */
  test({ rating, publisher, since, until }: SearchFilters): (slot: number) => boolean {
    const wanted = rating === undefined ? -1 : RATINGS.indexOf(rating);
    const names = publisher === undefined ? null : this.#named(publisher);
    const from = since === undefined ? null : dayOf(since);
    const to = until === undefined ? null : dayOf(until);
    return (slot) => {
      if (!this.#present[slot]) return false;
      if (wanted >= 0 && this.#ratings[slot] !== wanted) return false;
      if (names && !names.has(this.#publishers[slot] ?? 0)) return false;
      const day = this.#days[slot] ?? UNDATED;
      if ((from !== null || to !== null) && day === UNDATED) return false;
      return (from === null || day >= from) && (to === null || day <= to);
    };
  }

  #named(publisher: string): Set<number> {
    const wanted = folded(publisher);
    const found = new Set<number>();
    for (const [number, name] of this.#names.entries()) {
      if (number > 0 && folded(name) === wanted) found.add(number);
    }
    return found;
  }

  #grow(size: number): void {
    const copy = <T extends Uint8Array | Uint32Array | Int32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#ratings = copy(this.#ratings, new Uint8Array(size));
    this.#publishers = copy(this.#publishers, new Uint32Array(size));
    this.#days = copy(this.#days, new Int32Array(size));
    this.#present = copy(this.#present, new Uint8Array(size));
  }
}

const dayOf = (date: string): number => Math.floor(Date.parse(`${date}T00:00:00Z`) / 86_400_000);

const folded = (name: string): string => foldLetters(composeText(name)).trim();
