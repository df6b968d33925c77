import type { GreyPicture } from '../media/image.ts';
import type { Letters } from './ocr-letters.ts';
import type { LetterPart } from './ocr-runs.ts';

/** Lines of writing that stand close to each other. Pixels; `right` and `bottom` are behind the last. */
export interface WrittenBand {
  left: number;
  top: number;
  right: number;
  bottom: number;
  /** Height of a usual part of the writing: a word, or several letters in one go. */
  letterHeight: number;
  /** Pixels of letters. */
  area: number;
  /** Their share of the band. */
  density: number;
  parts: number;
}

/** Share of a row's pixels from which it may be written on. */
const ROW_DENSITY = 0.01;
/** Rows that belong together are at most this part of the picture's height apart: lines of one caption. */
const GAP = 0.03;
/** Foliage, water and crowds have smaller parts, fewer of them, or leave more of the ground free (0.01 to 0.03). */
const LEAST_HEIGHT = 10;
const LEAST_PARTS = 8;
const LEAST_DENSITY = 0.035;
/** Lines of letters one above the other; what is higher is a page, which is read as one, or foliage. */
const MOST_LETTERS_HIGH = 14;
/** Of the picture's width. */
const LEAST_WIDTH = 0.1;

/** Where the letters stand; the band with most of them first. */
export function findBands(letters: Letters, { width, height }: GreyPicture): WrittenBand[] {
  const isWritten = writtenRows(letters.mask, width, height);
  const gap = Math.max(2, Math.round(height * GAP));
  const bands: WrittenBand[] = [];
  for (let row = 0; row < height; ) {
    if (!isWritten[row]) {
      row++;
      continue;
    }
    let last = row;
    for (let next = row; next < height && next - last <= gap; next++) if (isWritten[next]) last = next;
    const [top, bottom] = [row, last + 1];
    const inside = letters.parts.filter((part) => part.bottom > top && part.top < bottom);
    const band = bandOf(inside);
    if (band && looksWritten(band, width)) bands.push(band);
    row = last + 1;
  }
  return bands.sort((a, b) => b.area * b.density - a.area * a.density);
}

function writtenRows(mask: Uint8Array, width: number, height: number): boolean[] {
  const least = Math.max(3, width * ROW_DENSITY);
  return Array.from({ length: height }, (_, row) => {
    let count = 0;
    for (let i = row * width; i < (row + 1) * width; i++) count += mask[i] ?? 0;
    return count >= least;
  });
}

function bandOf(parts: readonly LetterPart[]): WrittenBand | null {
  if (parts.length === 0) return null;
  const [left, top] = [Math.min(...parts.map((p) => p.left)), Math.min(...parts.map((p) => p.top))];
  const [right, bottom] = [Math.max(...parts.map((p) => p.right)), Math.max(...parts.map((p) => p.bottom))];
  const area = parts.reduce((sum, part) => sum + part.area, 0);
  const density = area / ((right - left) * (bottom - top));
  return {
    left,
    top,
    right,
    bottom,
    letterHeight: usualHeight(parts, area),
    area,
    density,
    parts: parts.length,
  };
}

/** Half of the area is in parts at most so high. */
function usualHeight(parts: readonly LetterPart[], area: number): number {
  let below = 0;
  const sorted = parts.map((part) => ({ high: part.bottom - part.top, area: part.area }));
  sorted.sort((a, b) => a.high - b.high);
  for (const part of sorted) {
    below += part.area;
    if (below >= area / 2) return part.high;
  }
  return 0;
}

function looksWritten(
  { left, right, top, bottom, letterHeight, parts, density }: WrittenBand,
  width: number,
): boolean {
  return (
    right - left >= LEAST_WIDTH * width &&
    bottom - top <= MOST_LETTERS_HIGH * letterHeight &&
    letterHeight >= LEAST_HEIGHT &&
    parts >= LEAST_PARTS &&
    density >= LEAST_DENSITY
  );
}
