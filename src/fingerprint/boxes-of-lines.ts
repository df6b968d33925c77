import type { PixelArea } from './pdq-samples.ts';

/** A box with less than this share of either side is no film. */
export const LEAST_SIDE = 0.14;
/** Boxes whose edges all lie closer than this share of the picture are one. */
const SAME_EDGE = 0.012;

export function isSame(a: PixelArea, b: PixelArea, width: number, height: number): boolean {
  const near = (first: number, second: number, size: number) => Math.abs(first - second) <= SAME_EDGE * size;
  return (
    near(a.x, b.x, width) &&
    near(a.y, b.y, height) &&
    near(a.x + a.width, b.x + b.width, width) &&
    near(a.y + a.height, b.y + b.height, height)
  );
}

/** Steps of at least this many grey levels, and as many times those beside them, are part of a line. */
const LINE_STEP = 5;
const LINE_TIMES = 1.8;
const LINES_KEPT = 10;
/** Share of a side that must show the line; what the edge of the picture counts for. */
const LEAST_SUPPORT = 0.55;
const EDGE_SUPPORT = 0.7;
/** What three clear sides must show when the fourth lies where a usual shape puts it, and what all four must together. */
const LEAST_OF_THREE = 0.35;
const LEAST_OF_FOUR = 2.1;
/** A box of the shape of the whole picture is likelier: a film is laid over a blurred copy of itself. */
const SAME_SHAPE_BONUS = 0.3;
/** Times the box's share of the picture, as a length: windows and signs inside a film have clear sides too. */
const SIZE_BONUS = 0.5;
/** Width / height of what cameras and phones make. */
const USUAL_SHAPES = [16 / 9, 9 / 16, 4 / 3, 3 / 4, 1, 4 / 5, 3 / 2, 2 / 3];

interface ScoredBox {
  box: PixelArea;
  score: number;
}

/**
 * Boxes whose four sides are straight lines, or the edge of the picture; and boxes with three such sides whose
 * fourth, where a white sky meets a white page, lies where a usual shape puts it. Those with the clearest sides first.
 * @param across @param down step from each pixel to the next in its row and in its column, grey levels
 * @param aspect width / height of the picture before it was squeezed to `width` x `height`
 */
export function boxesOfLines(
  { across, down, width, height, aspect }: StepMaps,
  limit: { clear: number; completed: number },
): PixelArea[] {
  const upright = linesOf(width, height, (at, place) => across[place * width + at - 1] as number);
  const level = linesOf(height, width, (at, place) => down[(at - 1) * width + place] as number);
  const clear: ScoredBox[] = [];
  const completed: ScoredBox[] = [];
  const scored = (left: number, top: number, right: number, bottom: number) => {
    const sides = [
      supportOf(upright, left, top, bottom),
      supportOf(upright, right, top, bottom),
      supportOf(level, top, left, right),
      supportOf(level, bottom, left, right),
    ];
    const box = { x: left, y: top, width: right - left, height: bottom - top };
    return { box, score: sides.reduce((sum, side) => sum + side, 0), sides: sides.sort((a, b) => a - b) };
  };
  for (const [left, right] of pairs(upright.strongest, LEAST_SIDE * width)) {
    for (const [top, bottom] of pairs(level.strongest, LEAST_SIDE * height)) {
      if (left === 0 && right === width && top === 0 && bottom === height) continue;
      const { box, score, sides } = scored(left, top, right, bottom);
      if ((sides[0] ?? 0) >= LEAST_SUPPORT) clear.push({ box, score });
    }
  }
  for (const { left, top, right, bottom, isSameShape } of completions(
    upright,
    level,
    width,
    height,
    aspect,
  )) {
    const { box, score, sides } = scored(left, top, right, bottom);
    if ((sides[1] ?? 0) < LEAST_OF_THREE || score < LEAST_OF_FOUR) continue;
    const size = Math.sqrt((box.width * box.height) / (width * height));
    completed.push({ box, score: score + (isSameShape ? SAME_SHAPE_BONUS : 0) + SIZE_BONUS * size });
  }
  const best = pickBoxes(clear, limit.clear, [], width, height);
  return [...best, ...pickBoxes(completed, limit.completed, best, width, height)];
}

export interface StepMaps {
  across: Float32Array;
  down: Float32Array;
  width: number;
  height: number;
  aspect: number;
}

/** Boxes of usual shapes on three strong lines. */
function* completions(
  upright: Lines,
  level: Lines,
  width: number,
  height: number,
  aspect: number,
): Generator<{ left: number; top: number; right: number; bottom: number; isSameShape: boolean }> {
  const shapes = [aspect, ...USUAL_SHAPES.filter((shape) => Math.abs(shape / aspect - 1) > 0.02)];
  for (const shape of shapes) {
    // Height in pixels of the squeezed picture for each pixel of width.
    const slope = ((aspect / shape) * height) / width;
    const isSameShape = shape === aspect;
    for (const [left, right] of pairs(upright.strongest, LEAST_SIDE * width)) {
      const rows = Math.round((right - left) * slope);
      if (rows < LEAST_SIDE * height || rows >= height) continue;
      for (const at of level.strongest) {
        if (at + rows <= height) yield { left, right, top: at, bottom: at + rows, isSameShape };
        if (at - rows >= 0) yield { left, right, top: at - rows, bottom: at, isSameShape };
      }
    }
    for (const [top, bottom] of pairs(level.strongest, LEAST_SIDE * height)) {
      const columns = Math.round((bottom - top) / slope);
      if (columns < LEAST_SIDE * width || columns >= width) continue;
      for (const at of upright.strongest) {
        if (at + columns <= width) yield { left: at, right: at + columns, top, bottom, isSameShape };
        if (at - columns >= 0) yield { left: at - columns, right: at, top, bottom, isSameShape };
      }
    }
  }
}

/** The best of the list that are none of `taken`, and not each other. */
function pickBoxes(
  found: ScoredBox[],
  limit: number,
  taken: PixelArea[],
  width: number,
  height: number,
): PixelArea[] {
  const kept: PixelArea[] = [];
  for (const { box } of found.sort((a, b) => b.score - a.score)) {
    if (kept.length >= limit) break;
    if (![...taken, ...kept].some((other) => isSame(box, other, width, height))) kept.push(box);
  }
  return kept;
}

/** Straight edges of the grid, each before column (or row) `at`, from 0 to `size`. */
interface Lines {
  /** `hits[at][i]`: how many of the first i places show the edge; none for the edges of the picture. */
  hits: (Int32Array | undefined)[];
  /** Where the longest and steepest lie, and the edges of the picture. */
  strongest: number[];
}

function linesOf(size: number, length: number, stepAt: (at: number, place: number) => number): Lines {
  const all: (Int32Array | undefined)[] = new Array(size + 1);
  const long: { at: number; strength: number }[] = [];
  for (let at = 3; at < size - 3; at++) {
    const hits = new Int32Array(length + 1);
    let strength = 0;
    for (let place = 0; place < length; place++) {
      // Scaling spreads a step over two pixels.
      const step = Math.max(stepAt(at - 1, place), stepAt(at, place), stepAt(at + 1, place));
      const beside = Math.max(stepAt(at - 3, place), stepAt(at + 3, place));
      const isLine = step >= LINE_STEP && step > LINE_TIMES * beside;
      hits[place + 1] = (hits[place] as number) + (isLine ? 1 : 0);
      if (isLine) strength += stepAt(at, place);
    }
    all[at] = hits;
    if ((hits[length] as number) >= LEAST_SIDE * LEAST_SUPPORT * length) long.push({ at, strength });
  }
  const strongest: number[] = [];
  for (const line of long.sort((a, b) => b.strength - a.strength)) {
    if (strongest.length >= LINES_KEPT) break;
    if (strongest.every((at) => Math.abs(at - line.at) > 2)) strongest.push(line.at);
  }
  return { hits: all, strongest: [...strongest, 0, size] };
}

function supportOf({ hits }: Lines, at: number, from: number, to: number): number {
  if (at === 0 || at === hits.length - 1) return EDGE_SUPPORT;
  const line = hits[at];
  return line ? ((line[to] ?? 0) - (line[from] ?? 0)) / Math.max(1, to - from) : 0;
}

function* pairs(lines: number[], least: number): Generator<[number, number]> {
  for (const first of lines) {
    for (const second of lines) if (second - first >= least) yield [first, second];
  }
}
