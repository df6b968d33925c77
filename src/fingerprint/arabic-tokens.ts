import { composeText, foldLetters } from './arabic-letters.ts';
import { isNumberWord } from './arabic-numbers.ts';
import { beginsFormula, beginsName } from './arabic-phrases.ts';
import { stemWord } from './arabic-stem.ts';
import { isExceptive, isStopWord, negatorReach, withoutJoinedNegator } from './arabic-stop-words.ts';
import { splitText } from './arabic-text-pieces.ts';
import { WordCache } from './word-cache.ts';

export interface Token {
  /** In folded form. */
  word: string;
  isDigits: boolean;
  /** Digits behind a name: part of it. */
  tied: boolean;
  tagged: boolean;
  /** Its term where no neighbour can change it, null when it says nothing; undefined where neighbours count. */
  term: string | null | undefined;
  /** The term is denied by the `ما…ش` around the word. */
  denied: boolean;
}

export interface WordReading {
  /** Null for a word that says nothing. */
  term: string | null;
  /** By the `ما…ش` around it. */
  denied: boolean;
}

export interface Pieces {
  tokens: Token[];
  urls: string[];
}

/** Latin letters with the digits that stand for Arabic sounds (`weke3`, `7abibi`), or digits, or letters. */
const TOKEN =
  /#?(?:(?<![a-z\d])(?:[235679](?=[a-z]{3}))?[a-z]+(?:[235679](?!\d)[a-z]*)*|\d[\d.,٬٫،'’]*|\p{L}+)/gu;

const ONE_WORD = /^[\u0621-\u064A]+$/u;

/** Nothing before it changes what stands behind it. The byte order mark is left: it may stand inside of a word. */
export const BETWEEN_CHUNKS = /[^\S\uFEFF]+/u;

/** Most chunks are one word, and are kept as its token: fewer places in memory to go to for each word. */
const chunks = new WordCache<Token | Pieces>(32_768);

/** Folded tokens and the links of a text. Most chunks were read before, in this text or another. */
export function tokenize(text: string): Pieces {
  const tokens: Token[] = [];
  const urls: string[] = [];
  for (const part of text.split(BETWEEN_CHUNKS)) {
    if (part === '') continue;
    const chunk = chunks.of(part, readChunk);
    if ('word' in chunk) tokens.push(chunk);
    else {
      for (const token of chunk.tokens) tokens.push(token);
      for (const url of chunk.urls) urls.push(url);
    }
  }
  return { tokens, urls };
}

function readChunk(part: string): Token | Pieces {
  const { words, urls } = splitText(composeText(part));
  const folded = foldLetters(words);
  if (ONE_WORD.test(folded) && urls.length === 0) return readToken(folded, 0, folded);
  const tokens = Array.from(folded.matchAll(TOKEN), ({ 0: match, index }) => readToken(match, index, folded));
  return { tokens, urls };
}

function readToken(match: string, index: number, folded: string): Token {
  const tagged = match.startsWith('#');
  const word = tagged ? match.slice(1) : match;
  const isDigits = areDigits(word);
  const tied = isDigits && !tagged && isTied(folded, index);
  const isAlone = !isDigits && !dependsOnNeighbours(word);
  const { term, denied } = isAlone ? readingOf(word) : UNREAD;
  return { word, isDigits, tied, tagged, term, denied };
}

const areDigits = (word: string): boolean => word.charCodeAt(0) < 0x3a && !/[a-z]/u.test(word);

/** Whether a name stands right before the digits, with or without a dash; a lone ب, ل, و is a clitic. */
function isTied(folded: string, index: number): boolean {
  const dash = folded[index - 1] === '-' || folded[index - 1] === '_' ? 1 : 0;
  const before = folded.slice(Math.max(0, index - dash - 2), index - dash);
  if (/[a-z]$/u.test(before)) return true;
  return /^\p{L}\p{L}$/u.test(before);
}

/** Whether what stands behind a word may change its meaning, or it may change theirs. */
const dependsOnNeighbours = (word: string): boolean =>
  beginsFormula(word) ||
  isNumberWord(word) ||
  beginsName(word) ||
  negatorReach(word) > 0 ||
  isExceptive(word) ||
  withoutJoinedNegator(word) !== null;

const UNREAD = { term: undefined, denied: false };

function readingOf(word: string): WordReading {
  return isStopWord(word) ? { term: null, denied: false } : readWord(word);
}

/** A word that is no stop word, though its stem may be one. */
export function readWord(word: string): WordReading {
  const denial = /^ما(\p{L}{3,12})ش$/u.exec(word);
  const stem = stemWord(denial?.[1] ?? word);
  return { term: stem.length >= 2 && !isStopWord(stem) ? stem : null, denied: denial !== null };
}
