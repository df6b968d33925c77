import type { OcrBox, OcrLine, OcrWord } from './ocr-engine.ts';

/** A line of a picture that looks like writing, without the words that do not. */
export interface WrittenLine {
  text: string;
  box: OcrBox;
  /** How much is read, and how surely: two readings of one place are compared by it. */
  worth: number;
  /** Words that are hardly there by chance. */
  certain: number;
  /** Nothing better is to be expected of another reading. */
  isGood: boolean;
}

/** Certainty, as tesseract gives it, of a word; of one that is hardly there by chance, and its letters. */
const LEAST_CONFIDENCE = 50;
const CERTAIN = 75;
const CERTAIN_LETTERS = 3;
/** Less than this share of the letters in plausible words: no writing. */
const LEAST_SHARE = 0.5;
const GOOD_CONFIDENCE = 82;
const GOOD_SHARE = 0.9;

/** Null for what does not look like writing. */
export function readLine({ words: seen, box }: OcrLine): WrittenLine | null {
  const words = seen.flatMap(({ text, confidence }) =>
    text.split(JOINT).map((part) => ({ text: part, confidence })),
  );
  const plausible = words.filter(isPlausible);
  const letters = sumOf(plausible, lettersOf);
  const share = letters / Math.max(1, sumOf(words, lettersOf));
  if (share < LEAST_SHARE || !plausible.some(({ text }) => ARABIC_WORD.test(text))) return null;
  const worth = sumOf(plausible, (word) => (lettersOf(word) * word.confidence) / 100);
  return {
    text: plausible.map(({ text }) => text).join(' '),
    box,
    worth,
    certain: plausible.filter((word) => word.confidence >= CERTAIN && lettersOf(word) >= CERTAIN_LETTERS)
      .length,
    isGood: 100 * worth >= GOOD_CONFIDENCE * letters && share >= GOOD_SHARE,
  };
}

const ARABIC_WORD = /^\P{L}*(?:\p{Script=Arabic}\p{M}*){2,}\P{L}*$/u;
/** Between letters stands a sign, and no space was seen. */
const JOINT = /(?<=\p{L}\p{M}*[^\p{L}\p{M}\p{Nd}\s]+)(?=\p{L})/u;
const NUMBER = /^[\p{Nd}.,:٫٬/%-]+$/u;

/** Single letters, one letter repeated and mixtures of scripts are what noise looks like. */
function isPlausible({ text, confidence }: OcrWord): boolean {
  if (NUMBER.test(text)) return confidence >= CERTAIN;
  if (confidence < LEAST_CONFIDENCE || !ARABIC_WORD.test(text)) return false;
  return new Set(text.match(/\p{L}/gu)).size > 1;
}

const lettersOf = ({ text }: OcrWord): number => text.match(/[\p{L}\p{Nd}]/gu)?.length ?? 0;

const sumOf = <T>(list: readonly T[], of: (one: T) => number): number =>
  list.reduce((sum, one) => sum + of(one), 0);
