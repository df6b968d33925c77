import { isPreventing, oppositeKey, oppositesOf, placeOf } from './opposites-and-places.ts';
import { type Related, Spellings } from './spellings.ts';
import { isArabic, rootOf } from './word-roots.ts';

/**
 * The terms of an archive, numbered, with the ways to a term that was written differently:
 * a clitic that light stemming leaves on (`بمصر`), and spelling or dialect (`كرونا`).
 */
const CLITICS = ['ب', 'ل', 'ك', 'ف', 'و', 'س', 'ه', 'ع'];

/** What is known of a term, as bits. */
export const NUMBER = 1;
export const PLACE = 2;
/** There are words that say its opposite. */
export const OPPOSABLE = 4;
/** It says that something does not happen. */
export const PREVENTING = 8;

export class Vocabulary {
  readonly #ids = new Map<string, number>();
  readonly #terms: string[] = [];
  readonly #spellings = new Spellings((id) => this.term(id));
  readonly #roots = new Map<string, number[]>();
  /** Of each term the first one of its root, or -1. */
  #rootOf = new Int32Array(1 << 10);
  #kinds = new Uint8Array(1 << 10);

  get size(): number {
    return this.#terms.length;
  }

  get(term: string): number | undefined {
    return this.#ids.get(term);
  }

  term(id: number): string {
    return this.#terms[id] ?? '';
  }

  /** Numbers a term that is not known yet: the first 0, and so on. */
  add(term: string): number {
    const id = this.#terms.length;
    this.#ids.set(term, id);
    this.#terms.push(term);
    const root = rootOf(term);
    if (id === this.#kinds.length) this.#grow(id * 2);
    this.#spellings.add(id, term);
    this.#kinds[id] = kindOf(term);
    this.#rootOf[id] = root === null ? -1 : (this.#roots.get(root)?.[0] ?? id);
    if (root !== null) {
      const family = this.#roots.get(root);
      if (family) family.push(id);
      else this.#roots.set(root, [id]);
    }
    return id;
  }

  /** `NUMBER`, `PLACE`, `OPPOSABLE` and `PREVENTING` together. */
  kind(id: number): number {
    return this.#kinds[id] ?? 0;
  }

  /** Number of the root's first term, the same for all its family; -1 without a root. */
  root(id: number): number {
    return this.#rootOf[id] ?? -1;
  }

  /** Terms that seem to come of the same root: حريق, احتراق, يحرق. */
  family(term: string): number[] {
    const root = rootOf(term);
    return root === null ? [] : (this.#roots.get(root) ?? []);
  }

  /** Terms that differ from `term` by one clitic in front. */
  clitics(term: string): number[] {
    if (!isArabic(term)) return [];
    const found: number[] = [];
    for (const clitic of CLITICS) {
      const longer = this.#ids.get(clitic + term);
      if (longer !== undefined && term.length >= 3) found.push(longer);
    }
    if (term.length >= 4 && CLITICS.includes(term[0] ?? '')) {
      const shorter = this.#ids.get(term.slice(1));
      if (shorter !== undefined) found.push(shorter);
    }
    return found;
  }

  /** The nearest spellings: at most one edit, two from eight letters on; the nearest first. */
  neighbours(term: string): Related[] {
    return this.#spellings.near(term);
  }

  #grow(size: number): void {
    const grown = <T extends Uint8Array | Int32Array>(from: T, to: T): T => {
      to.set(from);
      return to;
    };
    this.#rootOf = grown(this.#rootOf, new Int32Array(size));
    this.#kinds = grown(this.#kinds, new Uint8Array(size));
  }
}

/** Not a Latin word that begins with a digit (`7abibi`). */
export const isNumber = (term: string): boolean => /^\d[\d.]*$/u.test(term);
const kindOf = (term: string): number =>
  (isNumber(term) ? NUMBER : 0) |
  (placeOf(term) === undefined ? 0 : PLACE) |
  (oppositesOf(oppositeKey(term)).size > 0 ? OPPOSABLE : 0) |
  (isPreventing(term) ? PREVENTING : 0);
