/** What a reporter writes into a search: words, "exact phrases", and -words that must not be there. */

export interface SearchWords {
  /** The plain words, as one text in their order. */
  words: string;
  phrases: string[];
  excludedWords: string[];
  excludedPhrases: string[];
}

/** UTF-16 units that are read; more is a message, not a search. */
export const MAX_SEARCH = 1_000;
const MAX_PHRASES = 8;
const MAX_EXCLUDED = 16;

/** In right-to-left text people open with either of a pair, so any quote opens and any closes. */
const QUOTES = /["“”„‟«»＂〝〞]/u;
/** A dash right before a word, whatever keyboards and messengers make of it; not one inside a word (كوفيد-19). */
const EXCLUSION = /^[-−‐‑–—﹣－](?=[^\s\-−‐‑–—﹣－])/u;

/**
 * Never fails: a quote without its partner is none, a dash without a word is none. Marks of direction and other
 * invisible characters are dropped.
 */
export function readSearch(text: string): SearchWords {
  const visible = text
    .slice(0, MAX_SEARCH)
    .replace(/\p{Cf}/gu, '')
    .replace(/[\p{Cc}\p{Surrogate}]/gu, ' ');
  const found: SearchWords = { words: '', phrases: [], excludedWords: [], excludedPhrases: [] };
  const pieces = visible.split(QUOTES);
  const words: string[] = [];
  for (const [i, piece] of pieces.entries()) {
    const isQuoted = i % 2 === 1 && i < pieces.length - 1;
    if (!isQuoted) readPlain(piece, words, found);
    else if (piece.trim() !== '') {
      const isExcluded = i > 0 && /(?:^|\s)[-−‐‑–—﹣－]$/u.test(pieces[i - 1] ?? '');
      const list = isExcluded ? found.excludedPhrases : found.phrases;
      if (list.length < MAX_PHRASES) list.push(piece.trim());
    }
  }
  found.words = words.join(' ');
  return found;
}

function readPlain(piece: string, words: string[], found: SearchWords): void {
  for (const word of piece.split(/\s+/u)) {
    if (word === '') continue;
    if (!EXCLUSION.test(word)) words.push(word);
    else if (found.excludedWords.length < MAX_EXCLUDED) found.excludedWords.push(word.slice(1));
  }
}
