import type { PixelArea } from './pdq-samples.ts';

/** Grey levels around the ground's that count as ground: compression blurs it. */
const NEAR = 7;
/**
 * A row with this share of ground belongs to the page, a line of writing included; or, for a card that is as white as the
 * page, only one with hardly anything on it. A column with that share belongs to a margin.
 */
const PAGE_ROWS = [0.5, 0.985];
const PAGE_COLUMN = 0.9;
/** Bands of fewer rows, as a share of the height, are writing or buttons. */
const LEAST_ROWS = 0.12;
/** Rows of ground inside a picture that do not cut it in two. */
const GAP_ROWS = 0.01;
const MAX_BANDS = 2;

/**
 * Pictures on the page of a post: between rows that show mostly the ground of the page, white or dark, lie bands
 * that do not. The largest first.
 */
export function bandsOfPage(frame: Uint8Array, width: number, height: number): PixelArea[] {
  const ground = commonestLevel(frame);
  const isGround = (x: number, y: number): boolean =>
    Math.abs((frame[y * width + x] as number) - ground) <= NEAR;
  const shares = Array.from({ length: height }, (_, y) => shareOf(width, (x) => isGround(x, y)));
  return PAGE_ROWS.flatMap((pageRow) =>
    runsOf(
      shares.map((share) => share < pageRow),
      Math.round(GAP_ROWS * height),
    )
      .filter(([from, to]) => to - from >= LEAST_ROWS * height)
      .sort((a, b) => b[1] - b[0] - (a[1] - a[0]))
      .slice(0, MAX_BANDS)
      .map(([from, to]) => {
        const isMargin = (x: number) => shareOf(to - from, (y) => isGround(x, from + y)) >= PAGE_COLUMN;
        let left = 0;
        let right = width;
        while (left < right && isMargin(left)) left++;
        while (right > left && isMargin(right - 1)) right--;
        return { x: left, y: from, width: right - left, height: to - from };
      }),
  );
}

function commonestLevel(frame: Uint8Array): number {
  const counts = new Uint32Array(256);
  for (const level of frame) counts[level] = (counts[level] as number) + 1;
  return counts.indexOf(Math.max(...counts));
}

function shareOf(length: number, holds: (place: number) => boolean): number {
  let count = 0;
  for (let place = 0; place < length; place++) if (holds(place)) count++;
  return count / Math.max(1, length);
}

/** Stretches of `true`, those that lie no further apart than `gap` as one: first, and one past the last. */
function runsOf(values: boolean[], gap: number): [number, number][] {
  const runs: [number, number][] = [];
  for (const [at, value] of values.entries()) {
    if (!value) continue;
    const last = runs.at(-1);
    if (last && at - last[1] <= gap) last[1] = at + 1;
    else runs.push([at, at + 1]);
  }
  return runs;
}

/** Width by height of what cameras and phones make. */
const USUAL_SHAPES = [4 / 3, 3 / 2, 16 / 9, 1, 4 / 5, 3 / 4, 2 / 3, 9 / 16];
/** How much higher than the band the picture may be. */
const MOST_HIDDEN = 1.8;

/**
 * A white sky runs into a white page, so that a band may be only part of its picture. Proposes the bands as high as a
 * picture of a usual shape would be, upwards from the lower end and downwards from the upper one.
 *
 * @param aspect width / height of the whole, before it was squeezed to `width` x `height`
 */
export function completedBands(
  bands: readonly PixelArea[],
  width: number,
  height: number,
  aspect: number,
): PixelArea[] {
  return bands.flatMap((band) =>
    USUAL_SHAPES.flatMap((shape) => {
      const rows = Math.round(((band.width / width) * aspect * height) / shape);
      if (rows <= band.height + 2 || rows > band.height * MOST_HIDDEN) return [];
      const up = { ...band, y: band.y + band.height - rows, height: rows };
      const down = { ...band, height: rows };
      return [up, down].filter(({ y }) => y >= 0 && y + rows <= height);
    }),
  );
}
