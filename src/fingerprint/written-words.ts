import { composeText, foldLetters } from './arabic-letters.ts';
import { readDigits } from './arabic-numbers.ts';
import { WordCache } from './word-cache.ts';

/** One word of a text in folded form, and where it stands there (UTF-16 units, `to` behind the last). */
export interface WrittenWord {
  word: string;
  from: number;
  to: number;
}

/** As `analyzeText` parts words, in the text as it is written: marks and joiners belong to the word around them. */
const WORD = /\p{Nd}[\p{Nd}.,٬٫،'’]*|[\p{L}\p{M}\p{Cf}™℠]+/gu;
/** UTF-16 units of what is written together that are read. */
const LONGEST = 200;
const chunks = new WordCache<string[]>(16_384);
/** What folding keeps besides letters and digits and stands above them: ، ٪ ٫ ٬ ’ and the underscore. */
const SIGNS = new Set([0x5f, 0x60c, 0x66a, 0x66b, 0x66c, 0x2019]);

/**
 * The words as they are written, stop words and all, with letters and digits folded but nothing stemmed: what an
 * exact phrase is compared with, and what is highlighted.
 */
export function* writtenWords(text: string): Generator<WrittenWord> {
  for (const { 0: chunk, index } of text.matchAll(WORD)) {
    for (const word of wordsOfChunk(chunk)) yield { word, from: index, to: index + chunk.length };
  }
}

/** The same words without their places, at most `limit`: for whole archives, and several times as quick. */
export function foldedWords(text: string, limit = Number.POSITIVE_INFINITY): string[] {
  const folded = foldLetters(composeText(text));
  const words: string[] = [];
  let at = 0;
  while (at < folded.length && words.length < limit) {
    const code = folded.charCodeAt(at);
    const start = at++;
    if (isLetter(code)) {
      while (at < folded.length && isLetter(folded.charCodeAt(at))) at++;
      words.push(folded.slice(start, at));
    } else if (isDigit(code)) {
      while (at < folded.length && isInNumber(folded.charCodeAt(at))) at++;
      words.push(...readDigits(folded.slice(start, at)));
    }
  }
  return words;
}

const isLetter = (code: number): boolean => code > 0x40 && !SIGNS.has(code);
const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
/** Digits with `.`, `,`, `'` and their Arabic likes. */
const isInNumber = (code: number): boolean =>
  isDigit(code) ||
  code === 0x2e ||
  code === 0x2c ||
  code === 0x27 ||
  (SIGNS.has(code) && code !== 0x5f && code !== 0x66a);

const wordsOfChunk = (chunk: string): string[] =>
  chunks.of(chunk.slice(0, LONGEST), (written) => foldedWords(written));
