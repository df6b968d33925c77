import type { GreyPicture } from '../media/image.ts';
import { findRuns, type LetterPart, thinInColumns } from './ocr-runs.ts';

/** Strokes of letters in a picture, and lines of writing that they stand in. */
export interface Letters {
  /** 1 where a pixel belongs to a letter. */
  mask: Uint8Array;
  /** Whether they are lighter than what is around them. */
  light: boolean;
  /** Their brightness. */
  ink: number;
  parts: LetterPart[];
}

/** A stroke is at most this part of the picture's longer side thick. */
const THICKEST = 1 / 80;
/** How much lighter (or darker) letters are than the ground or the rim right beside them. */
const CONTRAST = 96;
/**
 * Letters are all that is at least so near to their brightness: faint dots are kept by the wide one, and what
 * touches the letters cut off by the narrow one.
 */
export const TOLERANCES = { wide: 80, narrow: 48 } as const;
/** What differs from them by so much is drawn white, as ground. */
const GROUND = 160;
/** With fewer parts a picture has no letters. */
const LEAST_PARTS = 5;
/** Strokes to find the brightness by stand out so much; brightnesses that count as one when the most frequent is sought. */
const STROKE_CONTRAST = 64;
const INK_WINDOW = 24;
/** Share of the most frequent from which a brightness nearer to white (or black) is taken for that of the letters. */
const OFTEN = 0.4;

/**
 * Finds what is drawn with thin strokes of one brightness and a sharp edge: letters burnt into a photo, and
 * little else. Null where there is none of it. Connected runs of pixels, as in run-based labelling of
 * components (He, Chao, Suzuki 2008), kept or dropped by the thickness and the edges of their strokes (after
 * the stroke width transform of Epshtein, Ofek, Wexler 2010).
 */
export function findLetters(
  picture: GreyPicture,
  light: boolean,
  tolerance: number = TOLERANCES.wide,
): Letters | null {
  const { width, height, pixels } = picture;
  // Dark letters are sought as light ones in the negative.
  const values = light ? pixels : pixels.map((value) => 255 - value);
  const thickest = Math.max(3, Math.round(Math.max(width, height) * THICKEST));
  const bright = inkOf(values, width, height, thickest);
  if (bright === null) return null;
  const runs = findRuns(values, width, height, bright - tolerance, bright - CONTRAST);
  const inColumns = thinInColumns(values, width, height, {
    least: bright - tolerance,
    dark: bright - CONTRAST,
    thickest,
  });
  const parts = runs.join().filter((part) => runs.isLetter(part, inColumns, thickest, height));
  if (parts.length < LEAST_PARTS) return null;
  return {
    mask: runs.draw(parts),
    light,
    ink: light ? bright : 255 - bright,
    parts: parts.map(({ runs: _, ...part }) => part),
  };
}

/** The most frequent brightness of thin strokes, of several the one nearest to white: `values` have light letters. */
function inkOf(values: Uint8Array, width: number, height: number, reach: number): number | null {
  const counts = new Int32Array(256);
  for (let row = 0; row < height; row += 2) {
    const start = row * width;
    for (let x = reach; x < width - reach; x++) {
      const ground = (values[start + x] ?? 0) - STROKE_CONTRAST;
      if ((values[start + x - reach] ?? 0) > ground || (values[start + x + reach] ?? 0) > ground) continue;
      const value = values[start + x] ?? 0;
      counts[value] = (counts[value] ?? 0) + 1;
    }
  }
  const windows = [...Array(256 - INK_WINDOW + 1).keys()].map((from) => {
    const window = counts.subarray(from, from + INK_WINDOW);
    const sum = window.reduce((total, count) => total + count, 0);
    const weighted = window.reduce((total, count, i) => total + count * (from + i), 0);
    return { sum, ink: Math.round(weighted / sum) };
  });
  const most = Math.max(...windows.map(({ sum }) => sum));
  const peaks = windows.filter(
    ({ sum }, i) =>
      sum >= OFTEN * most && sum >= (windows[i - 1]?.sum ?? 0) && sum >= (windows[i + 1]?.sum ?? 0),
  );
  return most === 0 ? null : (peaks.at(-1)?.ink ?? null);
}

/** A part of the picture with the letters alone, black on white; their soft edges are kept. */
export function lettersAlone(
  { pixels, width }: GreyPicture,
  { mask, light, ink }: Letters,
  part: { left: number; top: number; width: number; height: number },
): GreyPicture {
  const alone = new Uint8Array(part.width * part.height).fill(255);
  for (let y = 0; y < part.height; y++) {
    const from = (part.top + y) * width + part.left;
    for (let x = 0; x < part.width; x++) {
      const i = from + x;
      const isNear = mask[i] || mask[i - 1] || mask[i + 1] || mask[i - width] || mask[i + width];
      if (!isNear) continue;
      const distance = light ? ink - (pixels[i] ?? 0) : (pixels[i] ?? 0) - ink;
      alone[y * part.width + x] = Math.max(0, Math.min(255, Math.round((255 * distance) / GROUND)));
    }
  }
  return { pixels: alone, width: part.width, height: part.height };
}
