import { BETWEEN_CHUNKS } from '../fingerprint/arabic-tokens.ts';
import { WordCache } from '../fingerprint/word-cache.ts';
import { foldedWords } from '../fingerprint/written-words.ts';
import { allowedEdits, editDistance, lettersOf, mayBeNear, mostDiffering } from './spellings.ts';

/** Between two fields of a text: no phrase reaches across. */
const GAP = 0xffffffff;
/** Words kept of one field; phrases are not found in what comes after. */
const WORDS_OF_A_FIELD = 400;
const FIRST_SIZE = 1 << 12;

/**
 * The words of all texts as they are written, numbered, one text after the other in one array (4 bytes a word):
 * for exact phrases, which stems and posting lists without places cannot find, and for words that are misspelt
 * where a stem ends.
 */
export class PhraseStore {
  readonly #numbers = new Map<string, number>();
  /** Of what stands between two spaces the numbers of its words: most of it was read before. */
  readonly #chunks = new WordCache<number[]>(32_768);
  /** By number: which letters a word has, as bits. */
  #letters = new Uint32Array(FIRST_SIZE);
  #words = new Uint32Array(FIRST_SIZE);
  #used = 0;
  #dead = 0;
  #start = new Uint32Array(FIRST_SIZE);
  #length = new Uint32Array(FIRST_SIZE);
  /** How often each word stands in all texts that were ever put in: to look for the rarest first. */
  #counts = new Uint32Array(FIRST_SIZE);
  /** Where texts begin, in the order of the array, and whose they were then. */
  #begins: number[] = [];
  #owners: number[] = [];

  /** Puts a text at a slot; the slot must be empty. */
  set(slot: number, fields: (string | null | undefined)[]): void {
    if (slot >= this.#start.length) {
      const size = Math.max(slot + 1, this.#start.length * 2);
      this.#start = grown(this.#start, size);
      this.#length = grown(this.#length, size);
    }
    const start = this.#used;
    for (const field of fields) {
      if (!field) continue;
      if (this.#used > start) this.#push(GAP);
      this.#pushWords(field);
    }
    this.#start[slot] = start;
    this.#length[slot] = this.#used - start;
    if (this.#used === start) return;
    this.#begins.push(start);
    this.#owners.push(slot);
  }

  clear(slot: number): void {
    this.#dead += this.#length[slot] ?? 0;
    this.#length[slot] = 0;
    if (this.#dead > FIRST_SIZE && this.#dead > this.#used / 2) this.#sweep();
  }

  /** The phrase as numbers; null when it has a word that no text has. Empty for a phrase without words. */
  phrase(text: string): Uint32Array | null {
    const numbers: number[] = [];
    for (const word of foldedWords(text)) {
      const number = this.#numbers.get(word);
      if (number === undefined) return null;
      numbers.push(number);
    }
    return Uint32Array.from(numbers);
  }

  /** Whether the words stand in the text at `slot` one right behind the other. */
  holds(slot: number, phrase: Uint32Array): boolean {
    const words = this.#words;
    const [first] = phrase;
    const start = this.#start[slot] ?? 0;
    const end = start + (this.#length[slot] ?? 0) - phrase.length;
    if (first === undefined) return false;
    for (let at = start; at <= end; at++) {
      if (words[at] !== first) continue;
      let i = 1;
      while (i < phrase.length && words[at + i] === phrase[i]) i++;
      if (i === phrase.length) return true;
    }
    return false;
  }

  /** Which texts hold the phrase, 1 by slot: one pass over the array, from one rarest word to the next. */
  withPhrase(phrase: Uint32Array): Uint8Array {
    const found = new Uint8Array(this.#start.length);
    const rarest = this.#rarestOf(phrase);
    const wanted = phrase[rarest];
    if (wanted === undefined) return found;
    const words = this.#words.subarray(0, this.#used);
    let text = 0;
    for (let at = words.indexOf(wanted); at >= 0; at = words.indexOf(wanted, at + 1)) {
      while ((this.#begins[text + 1] ?? this.#used) <= at) text++;
      const [slot, end] = this.#textOf(text);
      const from = at - rarest;
      if (from < (this.#begins[text] ?? 0) || from + phrase.length > end) continue;
      if (!phrase.every((word, i) => words[from + i] === word)) continue;
      found[slot] = 1;
      at = end - 1;
    }
    return found;
  }

  has(word: string): boolean {
    return this.#numbers.has(word);
  }

  /** Some words that begin with `start`: for a word that is half typed. */
  beginningWith(start: string, limit: number): string[] {
    return this.#some(limit, (word) => word.startsWith(start));
  }

  /** Some words that are one edit away, for words of eight letters and more two. */
  similarTo(word: string, limit: number): string[] {
    const allowed = allowedEdits(word);
    const letters = lettersOf(word);
    const isNear = (other: string, number: number) =>
      Math.abs(other.length - word.length) <= allowed &&
      // Most words are out by this alone.
      mayBeNear(letters, this.#letters[number] ?? 0, mostDiffering(allowed, word.length, other.length)) &&
      editDistance(word, other, allowed) <= allowed;
    return this.#some(limit, isNear);
  }

  #some(limit: number, isWanted: (word: string, number: number) => boolean): string[] {
    const found: string[] = [];
    for (const [word, number] of this.#numbers) {
      if (!isWanted(word, number)) continue;
      found.push(word);
      if (found.length >= limit) break;
    }
    return found;
  }

  /** Bytes of the arrays. */
  get bytes(): number {
    return this.#words.byteLength + this.#start.byteLength + this.#length.byteLength;
  }

  #pushWords(field: string): void {
    let left = WORDS_OF_A_FIELD;
    for (const chunk of field.split(BETWEEN_CHUNKS)) {
      for (const number of this.#chunks.of(chunk, this.#numbersOf)) {
        if (left-- === 0) return;
        this.#counts[number] = (this.#counts[number] ?? 0) + 1;
        this.#push(number);
      }
    }
  }

  readonly #numbersOf = (chunk: string): number[] =>
    foldedWords(chunk, WORDS_OF_A_FIELD).map((word) => this.#numberOf(word));

  #numberOf(word: string): number {
    let number = this.#numbers.get(word);
    if (number === undefined) {
      number = this.#numbers.size;
      this.#numbers.set(word, number);
      if (number === this.#letters.length) {
        this.#letters = grown(this.#letters, number * 2);
        this.#counts = grown(this.#counts, number * 2);
      }
      this.#letters[number] = lettersOf(word);
    }
    return number;
  }

  #rarestOf(phrase: Uint32Array): number {
    const count = (i: number): number => this.#counts[phrase[i] ?? 0] ?? 0;
    return phrase.reduce((best, _, i) => (count(i) < count(best) ? i : best), 0);
  }

  /** Whose text it is and where it ends; one that was taken out ends before it begins. */
  #textOf(text: number): [slot: number, end: number] {
    const slot = this.#owners[text] ?? 0;
    const begin = this.#begins[text] ?? 0;
    return [slot, this.#start[slot] === begin ? begin + (this.#length[slot] ?? 0) : 0];
  }

  #push(word: number): void {
    if (this.#used === this.#words.length) this.#words = grown(this.#words, Math.ceil(this.#used * 1.5));
    this.#words[this.#used++] = word;
  }

  #sweep(): void {
    const words = new Uint32Array(this.#words.length);
    let used = 0;
    this.#begins = [];
    this.#owners = [];
    for (const [slot, length] of this.#length.entries()) {
      if (length === 0) continue;
      this.#begins.push(used);
      this.#owners.push(slot);
      const start = this.#start[slot] ?? 0;
      words.set(this.#words.subarray(start, start + length), used);
      this.#start[slot] = used;
      used += length;
    }
    this.#words = words;
    this.#used = used;
    this.#dead = 0;
  }
}

function grown(from: Uint32Array<ArrayBuffer>, size: number): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(size);
  larger.set(from);
  return larger;
}
