import type { Pdq } from '../domain/fingerprint.ts';
import { pdqFromLuma } from './pdq.ts';
import type { PixelArea } from './pdq-samples.ts';

/** A rectangle in shares of the picture's width and height. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Under this quality a hash is neither stored nor looked up; the value PDQ's publishers recommend. */
export const LEAST_QUALITY = 50;

export const WHOLE: Area = { x: 0, y: 0, width: 1, height: 1 };

const centre = (share: number): Area => ({
  x: (1 - share) / 2,
  y: (1 - share) / 2,
  width: share,
  height: share,
});

const CAPTION = 0.85;

/**
 * Parts that are hashed beside the whole, in the archive and in a question: what is left after the usual crops,
 * above a caption bar, and in a square. Measured on 33 pairs of frames at the same moment, nearest pair of parts:
 * crop 90 % and 80 % up to 20 bits, square 22, caption bar 8; whole frames alone lose every crop.
 *
 * @param aspect width / height of the picture before it was squeezed
 */
export function cropsOf(aspect: number): Area[] {
  const wide = Math.min(1, 1 / aspect);
  const high = Math.min(1, aspect);
  const square = { x: (1 - wide) / 2, y: (1 - high) / 2, width: wide, height: high };
  const isSquare = Math.min(wide, high) > 0.97;
  return [
    centre(0.9),
    centre(0.8),
    { x: 0, y: 0, width: 1, height: CAPTION },
    { x: 0.05, y: 0.05, width: 0.9, height: 0.9 * CAPTION },
    ...(isSquare ? [] : [square]),
  ];
}

/** Parts of which a large logo or sticker leaves at least one untouched, wherever it lies. Stored by number. */
export const PIECES: readonly Area[] = [
  { x: 0, y: 0, width: 1, height: 0.5 },
  { x: 0, y: 0.5, width: 1, height: 0.5 },
  { x: 0, y: 0, width: 0.5, height: 1 },
  { x: 0.5, y: 0, width: 0.5, height: 1 },
  { x: 0, y: 0, width: 0.3, height: 1 },
  { x: 0.7, y: 0, width: 0.3, height: 1 },
];

/** Whole pixels of a part. */
export function toPixels({ x, y, width, height }: Area, columns: number, rows: number): PixelArea {
  const left = Math.round(x * columns);
  const top = Math.round(y * rows);
  return {
    x: left,
    y: top,
    width: Math.max(1, Math.min(columns - left, Math.round(width * columns))),
    height: Math.max(1, Math.min(rows - top, Math.round(height * rows))),
  };
}

/** Hashes of parts, those that can be told apart from others; `part` is their place in the list. */
export function hashParts(
  luma: Uint8Array,
  width: number,
  height: number,
  parts: readonly Area[],
): { part: number; pdq: Pdq }[] {
  const isLarge = width >= HALVED_FROM && height >= HALVED_FROM;
  const small = isLarge ? halve(luma, width, height) : { luma, width, height };
  return parts.flatMap((area, part) => {
    const pixels = toPixels(area, small.width, small.height);
    const { pdq, quality } = pdqFromLuma(small.luma, small.width, small.height, pixels);
    return quality >= LEAST_QUALITY ? [{ part, pdq }] : [];
  });
}

/** Half the time for the same hash to within a few bits. */
const HALVED_FROM = 400;

/** Each pixel the mean of four. */
export function halve(
  luma: Uint8Array,
  width: number,
  height: number,
): { luma: Uint8Array; width: number; height: number } {
  const [columns, rows] = [width >> 1, height >> 1];
  const half = new Uint8Array(columns * rows);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const at = 2 * y * width + 2 * x;
      const upper = (luma[at] as number) + (luma[at + 1] as number);
      half[y * columns + x] =
        (upper + (luma[at + width] as number) + (luma[at + width + 1] as number) + 2) >> 2;
    }
  }
  return { luma: half, width: columns, height: rows };
}
