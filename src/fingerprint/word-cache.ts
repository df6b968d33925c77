/** Longer ones are rare and seldom come again. */
const LONGEST = 40;
/** UTF-16 units from which a piece of a string is a view that keeps the whole string in memory. */
const VIEW = 13;

/**
 * What was made of words, by word: of the latest `limit` different ones at least, of twice as many at most. Frequent
 * words stay however many rare ones pass, which a cache that is emptied when it is full does not give.
 */
export class WordCache<T extends string | object | null> {
  readonly #limit: number;
  #recent = new Map<string, T>();
  #older = new Map<string, T>();

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** What `make` makes of the word, now or when it was asked for before. */
  of(word: string, make: (word: string) => T): T {
    const recent = this.#recent.get(word);
    if (recent !== undefined) return recent;
    const older = this.#older.get(word);
    const value = older === undefined ? make(word) : older;
    if (word.length > LONGEST) return value;
    if (this.#recent.size >= this.#limit) {
      this.#older = this.#recent;
      this.#recent = new Map();
    }
    this.#recent.set(word.length < VIEW ? word : copyOf(word), value);
    return value;
  }
}

const copyOf = (word: string): string => Buffer.from(word, 'utf16le').toString('utf16le');
