import { CLOSE_ISOLATE, OPEN_ISOLATE } from '../domain/latin-runs.ts';
import { costOfEnd, costOfLastLine, TORN_NAME_COST } from './break-costs.ts';

/** Width of a text in pixels, as it would be drawn. */
export type Measure = (text: string) => number;

export const graphemes = new Intl.Segmenter('ar', { granularity: 'grapheme' });

/**
 * Breaks a text into as few lines as its width allows, and these as even as can be (the least sum of squared gaps,
 * as D. E. Knuth and M. F. Plass put it, "Breaking Paragraphs into Lines", 1981). A word wider than a line is broken
 * inside; letters that join there keep their joined forms. Null: it takes more than `mostLines`.
 */
export function breakLines(
  text: string,
  width: number,
  measure: Measure,
  mostLines = Number.POSITIVE_INFINITY,
): BrokenText | null {
  if (measure(text) > mostLines * width) return null;
  const words = text.split(' ').flatMap((word) => piecesOf(word, width, measure));
  const space = measure('ا ا') - 2 * measure('ا');
  const widths = words.map(measure);
  const lineWidth = (from: number, to: number): number =>
    widths.slice(from, to).reduce((sum, one) => sum + one, (to - from - 1) * space);
  const count = fewestLines(words.length, width, lineWidth);
  if (count > mostLines) return null;
  const { breaks, cost } = evenBreaks(words, count, width, lineWidth);
  return { lines: isolatedByLine(breaks.map(([from, to]) => words.slice(from, to).join(' '))), cost };
}

export interface BrokenText {
  lines: string[];
  /** How uneven the lines are and how badly broken; 0 is perfect. */
  cost: number;
}

/** An isolate that a line leaves open is closed there and opened again on the next. */
export function isolatedByLine(lines: string[]): string[] {
  let isOpen = false;
  return lines.map((line) => {
    const whole = isOpen ? OPEN_ISOLATE + line : line;
    isOpen = leavesOpen(whole);
    return isOpen ? whole + CLOSE_ISOLATE : whole;
  });
}

export const leavesOpen = (text: string): boolean =>
  text.lastIndexOf(OPEN_ISOLATE) > text.lastIndexOf(CLOSE_ISOLATE);

type LineWidth = (from: number, to: number) => number;

function fewestLines(words: number, width: number, lineWidth: LineWidth): number {
  let count = 0;
  for (let from = 0; from < words; count++) {
    let to = from + 1;
    while (to < words && lineWidth(from, to + 1) <= width) to++;
    from = to;
  }
  return count;
}

/** `breaks`: the first word and the word behind the last of each of `count` lines. */
function evenBreaks(
  words: string[],
  count: number,
  width: number,
  lineWidth: LineWidth,
): { breaks: (readonly [number, number])[]; cost: number } {
  const torn = tornBehind(words);
  // best[n][to]: of the first `to` words in n lines.
  type Best = { cost: number; from: number };
  const best: Map<number, Best>[] = [new Map([[0, { cost: 0, from: 0 }]])];
  for (let n = 1; n <= count; n++) {
    const row = new Map<number, Best>();
    for (let to = n; to <= words.length; to++) {
      for (let from = to - 1; from >= 0; from--) {
        const used = lineWidth(from, to);
        if (used > width && from < to - 1) break;
        const before = best[n - 1]?.get(from);
        if (!before) continue;
        const cost =
          before.cost + costOf(words, from, to, 1 - used / width) + (torn.has(to) ? TORN_NAME_COST : 0);
        if (cost < (row.get(to)?.cost ?? Number.POSITIVE_INFINITY)) row.set(to, { cost, from });
      }
    }
    best.push(row);
  }
  const breaks: (readonly [number, number])[] = [];
  for (let n = count, to = words.length; n > 0; n--) {
    const from = best[n]?.get(to)?.from ?? 0;
    breaks.unshift([from, to]);
    to = from;
  }
  return { breaks, cost: best[count]?.get(words.length)?.cost ?? 0 };
}

/** Numbers of words before which an isolate is open: a break there tears a name. */
function tornBehind(words: string[]): Set<number> {
  const torn = new Set<number>();
  let isOpen = false;
  for (const [i, word] of words.entries()) {
    isOpen = leavesOpen((isOpen ? OPEN_ISOLATE : '') + word);
    if (isOpen) torn.add(i + 1);
  }
  return torn;
}

function costOf(words: string[], from: number, to: number, gap: number): number {
  const isLast = to === words.length;
  const end = isLast ? (from > 0 ? costOfLastLine(to - from) : 0) : costOfEnd(words[to - 1] ?? '');
  return gap * gap + end;
}

const JOINER = '\u200d';
const IS_ARABIC = /^\p{Script=Arabic}/u;

/** A word, or what fits on a line of a longer one each: after a sign such as `_` or `/`, else between letters. */
export function piecesOf(word: string, width: number, measure: Measure): string[] {
  if (word === '') return [];
  if (measure(word) <= width) return [word];
  const letters = [...graphemes.segment(word)].map(({ segment }) => segment);
  let [end, tooMany] = [1, letters.length];
  while (tooMany - end > 1) {
    const middle = (end + tooMany) >> 1;
    if (measure(letters.slice(0, middle).join('')) <= width) end = middle;
    else tooMany = middle;
  }
  const sign = letters.slice(0, end).findLastIndex((letter) => /[_/.\-–—?&=]/u.test(letter));
  if (sign >= end / 2) end = sign + 1;
  const head = letters.slice(0, end).join('');
  const tail = letters.slice(end).join('');
  const isJoined = IS_ARABIC.test(letters[end - 1] ?? '') && IS_ARABIC.test(tail);
  return isJoined
    ? [head + JOINER, ...piecesOf(JOINER + tail, width, measure)]
    : [head, ...piecesOf(tail, width, measure)];
}
