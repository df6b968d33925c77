import { composeText, foldLetters } from './arabic-letters.ts';
import { readDigits } from './arabic-numbers.ts';

/** One word of a text in folded form, and where it stands there (UTF-16 units, `to` behind the last). */
export interface WrittenWord {
  word: string;
  from: number;
  to: number;
}

/** As `analyzeText` parts words, in the text as it is written: marks and joiners belong to the word around them. */
const WORD = /\p{Nd}[\p{Nd}.,٬٫،'’]*|[\p{L}\p{M}\p{Cf}]+/gu;
const CACHE_LIMIT = 65_536;
const cache = new Map<string, string[]>();

/**
 * The words as they are written, stop words and all, with letters and digits folded but nothing stemmed: what an
 * exact phrase is compared with, and what is highlighted.
 */
export function* writtenWords(text: string): Generator<WrittenWord> {
  for (const { 0: chunk, index } of text.matchAll(WORD)) {
    for (const word of foldedWords(chunk)) yield { word, from: index, to: index + chunk.length };
  }
}

function foldedWords(chunk: string): string[] {
  const known = cache.get(chunk);
  if (known) return known;
  const folded = foldLetters(composeText(chunk.slice(0, 200)));
  const isNumber = /^\d/u.test(folded);
  const words = isNumber ? readDigits(folded) : (folded.match(/\p{L}+|\d+/gu) ?? []);
  if (cache.size >= CACHE_LIMIT) cache.clear();
  cache.set(chunk, words);
  return words;
}
