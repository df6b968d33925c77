import { oppositeKey, oppositesOf, placeOf } from './opposites-and-places.ts';
import { isArabic, rootOf } from './word-roots.ts';

/**
 * The terms of an archive, numbered, with the ways to a term that was written differently:
 * a clitic that light stemming leaves on (`بمصر`), and spelling or dialect (`كرونا`).
 */
const PAD = '_';
/** Shorter words have too many neighbours. */
const MIN_FUZZY = 4;
const MAX_FUZZY = 20;
const MAX_NEIGHBOURS = 4;
const CLITICS = ['ب', 'ل', 'ك', 'ف', 'و', 'س', 'ه', 'ع'];

/** What is known of a term, as bits. */
export const NUMBER = 1;
export const PLACE = 2;
/** There are words that say its opposite. */
export const OPPOSABLE = 4;

export interface Related {
  term: number;
  /** How much a hit on it is worth, 1 for the very term. */
  weight: number;
}

export class Vocabulary {
  readonly #ids = new Map<string, number>();
  readonly #terms: string[] = [];
  readonly #grams = new Map<string, number[]>();
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

  /** Number of `term`; a new one is announced by `onNew` right after it was numbered. */
  add(term: string, onNew: (id: number) => void): number {
    const known = this.#ids.get(term);
    if (known !== undefined) return known;
    const id = this.#terms.length;
    this.#ids.set(term, id);
    this.#terms.push(term);
    if (isFuzzy(term)) {
      for (const gram of gramsOf(term)) {
        const list = this.#grams.get(gram);
        if (list) list.push(id);
        else this.#grams.set(gram, [id]);
      }
    }
    const root = rootOf(term);
    if (id === this.#rootOf.length) {
      const larger = new Int32Array(id * 2);
      larger.set(this.#rootOf);
      this.#rootOf = larger;
      const kinds = new Uint8Array(id * 2);
      kinds.set(this.#kinds);
      this.#kinds = kinds;
    }
    this.#kinds[id] = kindOf(term);
    this.#rootOf[id] = root === null ? -1 : (this.#roots.get(root)?.[0] ?? id);
    if (root !== null) {
      const family = this.#roots.get(root);
      if (family) family.push(id);
      else this.#roots.set(root, [id]);
    }
    onNew(id);
    return id;
  }

  /** `NUMBER`, `PLACE` and `OPPOSABLE` together. */
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
    if (!isFuzzy(term)) return [];
    const shared = new Map<number, number>();
    const grams = gramsOf(term);
    for (const gram of grams) {
      for (const id of this.#grams.get(gram) ?? []) shared.set(id, (shared.get(id) ?? 0) + 1);
    }
    const allowed = term.length >= 8 ? 2 : 1;
    const least = grams.length - 3 * allowed;
    const found: Related[] = [];
    for (const [id, count] of shared) {
      if (count < Math.max(1, least)) continue;
      const other = this.term(id);
      if (other === term || Math.abs(other.length - term.length) > allowed) continue;
      const edits = editDistance(term, other, allowed);
      if (edits <= allowed) found.push({ term: id, weight: 1 - edits / Math.max(term.length, other.length) });
    }
    return found.sort((a, b) => b.weight - a.weight).slice(0, MAX_NEIGHBOURS);
  }
}

/** Not a Latin word that begins with a digit (`7abibi`). */
export const isNumber = (term: string): boolean => /^\d[\d.]*$/u.test(term);
const kindOf = (term: string): number =>
  (isNumber(term) ? NUMBER : 0) |
  (placeOf(term) === undefined ? 0 : PLACE) |
  (oppositesOf(oppositeKey(term)).size > 0 ? OPPOSABLE : 0);
const isFuzzy = (term: string): boolean =>
  term.length >= MIN_FUZZY && term.length <= MAX_FUZZY && term.charCodeAt(0) > 0x39;

function gramsOf(term: string): string[] {
  const padded = PAD + term + PAD;
  const grams = new Set<string>();
  for (let i = 0; i + 3 <= padded.length; i++) grams.add(padded.slice(i, i + 3));
  return [...grams];
}

/** Optimal string alignment (insert, delete, replace, swap neighbours); `limit + 1` when more edits are needed. */
export function editDistance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        cost = Math.min(cost, (before[j - 2] ?? 0) + 1);
      }
      next.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = row;
    row = next;
  }
  return Math.min(row[b.length] ?? 0, limit + 1);
}
