/** Shorter words have too many neighbours. */
const SHORTEST = 4;
const LONGEST = 20;
const MOST = 4;
const PAD = '_';

export interface Related {
  term: number;
  /** How much a hit on it is worth, 1 for the very term. */
  weight: number;
}

/** Words of one length, in the order of their numbers. */
interface SameLength {
  count: number;
  numbers: Uint32Array<ArrayBuffer>;
  /** Of each which letters it has, as bits. */
  letters: Uint32Array<ArrayBuffer>;
}

/**
 * Finds the words of an archive that a misspelt one may stand for: goes through all of about its length, of which
 * hardly any has nearly the same letters.
 */
export class Spellings {
  readonly #word: (number: number) => string;
  readonly #byLength: SameLength[] = [];

  /** @param word the word with a number */
  constructor(word: (number: number) => string) {
    this.#word = word;
  }

  /** Numbers must rise. */
  add(number: number, word: string): void {
    if (!isCompared(word)) return;
    const same = this.#byLength[word.length] ?? { count: 0, numbers: EMPTY, letters: EMPTY };
    this.#byLength[word.length] = same;
    if (same.count === same.numbers.length) {
      same.numbers = enlarged(same.numbers);
      same.letters = enlarged(same.letters);
    }
    same.numbers[same.count] = number;
    same.letters[same.count++] = lettersOf(word);
  }

  /** The nearest that share enough letter triples with the word, the nearest first. */
  near(word: string): Related[] {
    if (!isCompared(word)) return [];
    const edits = allowedEdits(word);
    const triples = triplesOf(word);
    const found: (Related & { sharedFrom: number })[] = [];
    for (let length = word.length - edits; length <= word.length + edits; length++) {
      for (const number of this.#withLettersOf(word, length, edits)) {
        const other = this.#word(number);
        const distance = other === word ? 0 : editDistance(word, other, edits);
        if (distance === 0 || distance > edits) continue;
        const theirs = new Set(triplesOf(other));
        const shared = triples.filter((triple) => theirs.has(triple));
        if (shared.length < Math.max(1, triples.length - 3 * edits)) continue;
        const weight = 1 - distance / Math.max(word.length, length);
        found.push({ term: number, weight, sharedFrom: triples.indexOf(shared[0] ?? '') });
      }
    }
    return found
      .sort((a, b) => b.weight - a.weight || a.sharedFrom - b.sharedFrom || a.term - b.term)
      .slice(0, MOST)
      .map(({ term, weight }) => ({ term, weight }));
  }

  #withLettersOf(word: string, length: number, edits: number): number[] {
    const same = this.#byLength[length];
    const found: number[] = [];
    if (!same) return found;
    const { count, numbers, letters } = same;
    const own = lettersOf(word);
    const most = mostDiffering(edits, word.length, length);
    for (let i = 0; i < count; i++) {
      if (mayBeNear(own, letters[i] as number, most)) found.push(numbers[i] as number);
    }
    return found;
  }
}

const isCompared = (word: string): boolean =>
  word.length >= SHORTEST && word.length <= LONGEST && word.charCodeAt(0) > 0x39;

const EMPTY = new Uint32Array(0);

function enlarged(from: Uint32Array<ArrayBuffer>): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(Math.max(64, Math.ceil(from.length * 1.5)));
  larger.set(from);
  return larger;
}

/** Each three letters that stand together, the ends counted as letters, once and in order. */
function triplesOf(word: string): string[] {
  const padded = PAD + word + PAD;
  const triples = new Set<string>();
  for (let i = 0; i + 3 <= padded.length; i++) triples.add(padded.slice(i, i + 3));
  return [...triples];
}

/** How many edits two spellings of a word of such a length may be apart. */
export const allowedEdits = (word: string): number => (word.length >= 8 ? 2 : 1);

/** Codes of folded Arabic letters: ا to غ, and from ف on. */
const ALEF = 0x627;
const FA = 0x641;
const UP_TO_GHAIN = 20;

/** Which letters a word has, as bits: each Arabic letter its own, of other scripts some share one. */
export function lettersOf(word: string): number {
  let letters = 0;
  for (let i = 0; i < word.length; i++) {
    const code = word.charCodeAt(i);
    letters |= 1 << ((code < FA ? code - ALEF : code - FA + UP_TO_GHAIN) & 31);
  }
  return letters >>> 0;
}

/** In how many letters words of such lengths differ at most: one for each that is added, two for each replaced. */
export const mostDiffering = (edits: number, length: number, other: number): number =>
  2 * edits - Math.abs(length - other);

/** Whether two sets of letters, as bits, differ in no more than `most`. */
export function mayBeNear(letters: number, others: number, most: number): boolean {
  let left = letters ^ others;
  for (let count = 0; count < most; count++) left &= left - 1;
  return left === 0;
}

/** Optimal string alignment (insert, delete, replace, swap neighbours); `limit + 1` when more edits are needed. */
export function editDistance(a: string, b: string, limit: number): number {
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  let [endOfA, endOfB] = [a.length, b.length];
  while (endOfA > start && endOfB > start && a[endOfA - 1] === b[endOfB - 1]) {
    endOfA--;
    endOfB--;
  }
  // What is the same before and behind costs nothing; one edit is then all that is left.
  const most = Math.max(endOfA, endOfB) - start;
  if (most <= 1 || start === Math.min(endOfA, endOfB)) return Math.min(most, limit + 1);
  if (limit === 1) {
    const isSwap = most === 2 && endOfA === endOfB && a[start] === b[start + 1] && a[start + 1] === b[start];
    return isSwap ? 1 : 2;
  }
  return alignment(a.slice(start, endOfA), b.slice(start, endOfB), limit);
}

function alignment(a: string, b: string, limit: number): number {
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
