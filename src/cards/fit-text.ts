import { CLOSE_ISOLATE } from '../domain/latin-runs.ts';
import { leansForward } from './break-costs.ts';
import {
  breakLines,
  graphemes,
  isolatedByLine,
  leavesOpen,
  type Measure,
  piecesOf,
} from './line-breaking.ts';

export interface FittedText {
  lines: string[];
  /** Of the letters, pixels. */
  size: number;
  isCut: boolean;
}

export interface FitOptions {
  /** Pixels, from the largest to the smallest. */
  sizes: readonly number[];
  /** In sizes. */
  lineHeight: number;
  measureAt: (size: number) => Measure;
  isOneLine?: boolean;
  /** Whether a text of this height, which fits the box, leaves room for what else is to be there. */
  leavesRoom?: (height: number) => boolean;
}

/**
 * Sets a text whole in a box, as large as can be without ugly breaks: a tenth of the size is worth as much as a cost
 * of 0.1. At the smallest size it is cut at a word, with an ellipsis.
 */
export function fitText(
  text: string,
  box: { width: number; height: number },
  { sizes, lineHeight, measureAt, isOneLine = false, leavesRoom = () => true }: FitOptions,
): FittedText {
  const [largest = 0] = sizes;
  const mostLines = (size: number): number => (isOneLine ? 1 : Math.floor(box.height / (size * lineHeight)));
  let best: (FittedText & { cost: number }) | null = null;
  for (const size of sizes) {
    const smaller = 1 - size / largest;
    if (best && smaller >= best.cost) break;
    const broken = breakLines(text, box.width, measureAt(size), mostLines(size));
    if (!broken || !leavesRoom(broken.lines.length * size * lineHeight)) continue;
    const cost = broken.cost + smaller;
    if (!best || cost < best.cost) best = { lines: broken.lines, size, isCut: false, cost };
  }
  if (best) return { lines: best.lines, size: best.size, isCut: false };
  const size = sizes.at(-1) ?? 0;
  return { lines: cutTo(text, Math.max(1, mostLines(size)), box.width, measureAt(size)), size, isCut: true };
}

function cutTo(text: string, mostLines: number, width: number, measure: Measure): string[] {
  const words = text.split(' ');
  let [kept, tooMany] = [0, words.length + 1];
  const broken = (count: number) =>
    breakLines(withEllipsis(words.slice(0, count)), width, measure, mostLines)?.lines;
  while (tooMany - kept > 1) {
    const middle = (kept + tooMany) >> 1;
    if (broken(middle)) kept = middle;
    else tooMany = middle;
  }
  return (kept > 0 ? broken(kept) : null) ?? cutInWord(words[0] ?? '', mostLines, width, measure);
}

function cutInWord(word: string, mostLines: number, width: number, measure: Measure): string[] {
  const pieces = piecesOf(word, width, measure).slice(0, mostLines);
  const end = [...graphemes.segment(pieces.pop() ?? '')].map(({ segment }) => segment).slice(0, -2);
  return isolatedByLine([...pieces, `${end.join('')}…`]);
}

/** Without what the ellipsis should not follow: a comma, or a word that leans on the next. */
function withEllipsis(words: string[]): string {
  const kept = [...words];
  while (kept.length > 1 && leansForward(kept.at(-1) ?? '')) kept.pop();
  const text = kept.join(' ').replace(/[\s،؛,.;:–—-]+$/u, '');
  return `${text}…${leavesOpen(text) ? CLOSE_ISOLATE : ''}`;
}

/** One line, as large as can be; at the smallest size it is cut. */
export const fitLine = (
  text: string,
  width: number,
  sizes: readonly number[],
  measureAt: (size: number) => Measure,
): FittedText =>
  fitText(text, { width, height: sizes[0] ?? 0 }, { sizes, lineHeight: 1, measureAt, isOneLine: true });
