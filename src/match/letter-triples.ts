/** The letter triples of a text's words: tells how much of a word that it does not hold it nearly holds. */
export class LetterTriples {
  readonly #words: readonly string[];
  #triples: Set<string> | null = null;
  readonly #shares = new Map<number, number>();

  constructor(words: readonly string[]) {
    this.#words = words;
  }

  /** Share of a term's letter triples, its ends counted as letters, that stand in the text. */
  shareOf(index: { term(id: number): string }, id: number): number {
    const known = this.#shares.get(id);
    if (known !== undefined) return known;
    this.#triples ??= new Set(this.#words.flatMap(triplesOf));
    const own = triplesOf(index.term(id));
    let shared = 0;
    for (const triple of own) if (this.#triples.has(triple)) shared++;
    const share = own.length === 0 ? 0 : shared / own.length;
    this.#shares.set(id, share);
    return share;
  }
}

function triplesOf(word: string): string[] {
  const padded = `_${word}_`;
  const triples: string[] = [];
  for (let i = 0; i + 3 <= padded.length; i++) triples.push(padded.slice(i, i + 3));
  return triples;
}
