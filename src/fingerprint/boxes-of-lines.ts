import type { PixelArea } from './pdq-samples.ts';

/** A box with less than this share of either side is no film. */
export const LEAST_SIDE = 0.18;
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

/** A straight edge of the grid: before column (or row) `at`. `hits[i]`: how many of the first i places show it. */
interface Line {
  at: number;
  hits: Int32Array;
  isEdge: boolean;
}

/** Steps of at least this many grey levels, and as many times those beside them, are part of a line. */
const LINE_STEP = 5;
const LINE_TIMES = 1.8;
const LINES_KEPT = 10;
/** Share of a side that must show the line; what the edge of the picture counts for. */
const LEAST_SUPPORT = 0.55;
const EDGE_SUPPORT = 0.7;

/**
 * Boxes whose four sides are straight lines, or the edge of the picture; those with the clearest sides first.
 * @param across @param down step from each pixel to the next in its row and in its column, grey levels
 */
export function boxesOfLines(
  across: Float32Array,
  down: Float32Array,
  width: number,
  height: number,
  limit: number,
): PixelArea[] {
  const upright = linesOf(width, height, (at, place) => across[place * width + at - 1] as number);
  const level = linesOf(height, width, (at, place) => down[(at - 1) * width + place] as number);
  const found: { box: PixelArea; score: number }[] = [];
  for (const [left, right] of pairs(upright, LEAST_SIDE * width)) {
    for (const [top, bottom] of pairs(level, LEAST_SIDE * height)) {
      const sides = [
        supportOf(left, top.at, bottom.at),
        supportOf(right, top.at, bottom.at),
        supportOf(top, left.at, right.at),
        supportOf(bottom, left.at, right.at),
      ];
      if (Math.min(...sides) < LEAST_SUPPORT) continue;
      if (left.isEdge && right.isEdge && top.isEdge && bottom.isEdge) continue;
      const box = { x: left.at, y: top.at, width: right.at - left.at, height: bottom.at - top.at };
      found.push({ box, score: sides.reduce((sum, side) => sum + side, 0) });
    }
  }
  const kept: PixelArea[] = [];
  for (const { box } of found.sort((a, b) => b.score - a.score)) {
    if (kept.length < limit && !kept.some((other) => isSame(box, other, width, height))) kept.push(box);
  }
  return kept;
}

function linesOf(size: number, length: number, stepAt: (at: number, place: number) => number): Line[] {
  const lines: (Line & { strength: number })[] = [];
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
    const isLong = (hits[length] as number) >= LEAST_SIDE * LEAST_SUPPORT * length;
    if (isLong) lines.push({ at, hits, isEdge: false, strength });
  }
  const strongest: Line[] = [];
  for (const line of lines.sort((a, b) => b.strength - a.strength)) {
    if (strongest.length >= LINES_KEPT) break;
    if (strongest.every(({ at }) => Math.abs(at - line.at) > 2)) strongest.push(line);
  }
  const edge = (at: number): Line => ({ at, hits: new Int32Array(length + 1), isEdge: true });
  return [...strongest, edge(0), edge(size)];
}

const supportOf = ({ hits, isEdge }: Line, from: number, to: number): number =>
  isEdge ? EDGE_SUPPORT : ((hits[to] ?? 0) - (hits[from] ?? 0)) / Math.max(1, to - from);

function* pairs(lines: Line[], least: number): Generator<[Line, Line]> {
  for (const first of lines) {
    for (const second of lines) if (second.at - first.at >= least) yield [first, second];
  }
}
