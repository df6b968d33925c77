import { numberTerm, scaleOf, valueOfWord } from '../fingerprint/arabic-numbers.ts';
import { isNameBefore } from '../fingerprint/arabic-phrases.ts';
import { stemWord } from '../fingerprint/arabic-stem.ts';
import { type WrittenWord, writtenWords } from '../fingerprint/written-words.ts';

/** What a search looks for, as it stands in texts. */
export interface Marks {
  /** Stems and numbers. */
  terms: ReadonlySet<string>;
  /** Words one behind the other, in folded form. */
  phrases: string[][];
}

/** Where something stands in a text: UTF-16 units, the second is behind the last. In order, never overlapping. */
export type Range = [from: number, to: number];

/** Of a passage of the article around what was found, in UTF-16 units. */
const PASSAGE = 180;
const BEFORE = 50;
const MAX_TEXT = 20_000;

export function highlight(text: string, marks: Marks): Range[] {
  if (isNothing(marks)) return [];
  const words = [...writtenWords(text.slice(0, MAX_TEXT))];
  const marked = new Uint8Array(words.length);
  for (const [i, word] of words.entries()) {
    const length = termLength(word, words[i + 1], marks.terms);
    marked.fill(1, i, i + length);
  }
  const ranges: Range[] = words.flatMap(({ from, to }, i) => (marked[i] ? [[from, to] as Range] : []));
  for (const phrase of marks.phrases) ranges.push(...phraseRanges(words, phrase));
  return merged(ranges);
}

/** A piece of a long text around what was found first; null when nothing was. */
export function passageAround(text: string, marks: Marks): { text: string; highlights: Range[] } | null {
  const first = isNothing(marks) ? null : firstMark(text.slice(0, MAX_TEXT), marks);
  if (first === null) return null;
  const from = startOfWord(text, first - BEFORE);
  const to = endOfWord(text, from + PASSAGE);
  const [before, after] = [from > 0 ? '…' : '', to < text.length ? '…' : ''];
  const passage = `${before}${text.slice(from, to).replace(/\s/gu, ' ')}${after}`;
  return { text: passage, highlights: highlight(passage, marks) };
}

const isNothing = ({ terms, phrases }: Marks): boolean => terms.size === 0 && phrases.length === 0;

/** Where the first of what is looked for begins; reads no further. */
function firstMark(text: string, { terms, phrases }: Marks): number | null {
  const longest = phrases.reduce((most, phrase) => Math.max(most, phrase.length), 2);
  const ahead: WrittenWord[] = [];
  const isThere = () =>
    (ahead[0] && termLength(ahead[0], ahead[1], terms) > 0) ||
    phrases.some((phrase) => phrase.every((word, i) => ahead[i]?.word === word));
  for (const word of writtenWords(text)) {
    ahead.push(word);
    if (ahead.length < longest) continue;
    if (isThere()) return ahead[0]?.from ?? null;
    ahead.shift();
  }
  for (; ahead.length > 0; ahead.shift()) if (isThere()) return ahead[0]?.from ?? null;
  return null;
}

/** How many words from `word` on are one of the terms: 12 ألف and عبد الرحيم are two. */
function termLength({ word }: WrittenWord, next: WrittenWord | undefined, terms: Marks['terms']): number {
  if (/^\d/u.test(word)) {
    const scale = scaleOf(next?.word ?? '');
    if (scale !== undefined && terms.has(numberTerm(Number(word) * scale))) return 2;
    return terms.has(word) ? 1 : 0;
  }
  if (next && isNameBefore(word, next.word) && terms.has(stemWord(word + next.word))) return 2;
  const stem = stemWord(word);
  // وأسعار: light stemming takes the و for a letter of the word.
  const isBehindClitic = stem.length >= 5 && /^[وفبلك]/u.test(stem) && terms.has(stem.slice(1));
  if (terms.has(stem) || isBehindClitic) return 1;
  const value = valueOfWord(word);
  return value !== undefined && terms.has(numberTerm(value)) ? 1 : 0;
}

function phraseRanges(words: WrittenWord[], phrase: string[]): Range[] {
  const ranges: Range[] = [];
  for (let i = 0; i + phrase.length <= words.length; i++) {
    if (!phrase.every((word, k) => words[i + k]?.word === word)) continue;
    ranges.push([words[i]?.from ?? 0, words[i + phrase.length - 1]?.to ?? 0]);
  }
  return ranges;
}

function merged(ranges: Range[]): Range[] {
  const sorted = ranges.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const result: Range[] = [];
  for (const [from, to] of sorted) {
    const last = result.at(-1);
    if (last && from < last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

function startOfWord(text: string, at: number): number {
  if (at <= 0) return 0;
  const space = text.slice(at, at + BEFORE).search(/\s/u);
  return space < 0 ? at : at + space + 1;
}

function endOfWord(text: string, at: number): number {
  if (at >= text.length) return text.length;
  const space = text.lastIndexOf(' ', at);
  return space > at - BEFORE ? space : at;
}
