import type { CloseHash, Corners, NearMiss, Pdq } from '../domain/fingerprint.ts';
import { coefficientsOf, hammingDistance, pdqDihedral, signsOf, TURNS, turnCoefficients } from './pdq.ts';
import { halve, LEAST_QUALITY } from './picture-parts.ts';
import { type LumaSquare, straighten } from './view.ts';

/** A frame, or the one picture, by its second. */
export type FrameAt = (t: number) => LumaSquare | null;

/** Shares of the view by which it is moved and stretched, the widest first; the small steps on a finer picture. */
const STAGES = [
  { steps: [0.05, 0.03, 0.02], isFine: false },
  { steps: [0.02, 0.01, 0.005], isFine: true },
] as const;
/** Rounds of all moves with one step, while they help. */
const ROUNDS = 5;
/** Side of the square that is hashed, and of the smaller one for wide steps. */
const HASH_SIZE = 128;
const COARSE_SIZE = 64;
/** As near as this, in bits, no other view of the file is tried. */
const NEAR_BITS = 12;
/** A view found this far from what it was laid on, in bits, was no better than a guess. */
const WORTH_BITS = 47;

/**
 * Finds for each near miss the view of the frame that comes nearest to the archived hash, by moving, stretching,
 * turning and tilting the one it was seen in; then looks at all frames in the views found. A film set into a
 * page, or filmed off a screen, so comes to lie on the archived one to within a pixel.
 *
 * @param times seconds of all frames
 */
export function lookFromFoundViews(
  misses: readonly NearMiss[],
  frameAt: FrameAt,
  times: readonly number[],
): CloseHash[] {
  const views = new Map<string, FoundView>();
  for (const { file, t, corners, turn, target } of misses) {
    const frame = frameAt(t);
    if (!frame || (views.get(file)?.bits ?? WORTH_BITS) <= NEAR_BITS) continue;
    const found = fitView(frame, corners, turn, target);
    const bits = hammingDistance(hashView(frame, found, turn).pdq, target);
    if (bits < (views.get(file)?.bits ?? WORTH_BITS)) views.set(file, { corners: found, turn, bits });
  }
  return times.flatMap((t) => {
    const frame = frameAt(t);
    if (!frame) return [];
    return [...views.values()].flatMap(({ corners, turn }): CloseHash[] => {
      const { pdq, quality } = hashView(frame, corners, turn);
      return quality >= LEAST_QUALITY ? [{ t, pdq, piece: 0, isWide: false, corners, turn }] : [];
    });
  });
}

interface FoundView {
  corners: Corners;
  turn: number;
  /** From the archived hash. */
  bits: number;
}

function hashView(frame: LumaSquare, corners: Corners, turn: number): { pdq: Pdq; quality: number } {
  const way = TURNS[turn];
  const square = straighten(frame, corners, HASH_SIZE);
  const { pdq, quality, turned } = pdqDihedral(square, HASH_SIZE, HASH_SIZE, undefined, way ? [way] : []);
  return { pdq: turned[0] ?? pdq, quality };
}

/** Climbs to the view whose coefficients agree best with the signs of `target`. */
function fitView(frame: LumaSquare, start: Corners, turn: number, target: Pdq): Corners {
  const signs = signsOf(target);
  const small = halve(frame.luma, frame.width, frame.height);
  let corners = start;
  for (const { steps, isFine } of STAGES) {
    const [picture, size] = isFine ? [frame, HASH_SIZE] : [small, COARSE_SIZE];
    corners = climb(corners, steps, (view) => agreement(picture, view, size, turn, signs));
  }
  return corners;
}

function climb(start: Corners, steps: readonly number[], likeness: (corners: Corners) => number): Corners {
  let best = { corners: start, value: likeness(start) };
  for (const step of steps) {
    for (let round = 0; round < ROUNDS; round++) {
      const before = best.value;
      for (const move of MOVES) {
        for (const direction of [step, -step]) {
          const corners = move(best.corners, direction);
          const value = likeness(corners);
          if (value > best.value) best = { corners, value };
        }
      }
      if (best.value === before) break;
    }
  }
  return best.corners;
}

/** -1 to 1: how far the coefficients lie on the side of their median that the hash says; strong ones count no more than usual ones. */
function agreement(
  frame: LumaSquare,
  corners: Corners,
  size: number,
  turn: number,
  signs: Float32Array,
): number {
  const square = straighten(frame, corners, size);
  const way = TURNS[turn];
  const plain = coefficientsOf(square, size, size);
  const coefficients = way ? turnCoefficients(plain, way) : plain;
  const { median, usual } = spread(coefficients);
  let sum = 0;
  for (let i = 0; i < coefficients.length; i++) {
    const value = ((coefficients[i] as number) - median) / usual;
    sum += (signs[i] as number) * Math.max(-1, Math.min(1, value));
  }
  return sum / coefficients.length;
}

function spread(values: Float32Array): { median: number; usual: number } {
  const sorted = Float32Array.from(values).sort();
  const median = sorted[sorted.length / 2 - 1] ?? 0;
  const quarters = [sorted[sorted.length >> 2] ?? 0, sorted[(3 * sorted.length) >> 2] ?? 0] as const;
  return { median, usual: Math.max(1e-6, (quarters[1] - quarters[0]) / 2) };
}

/** A change of corners by a share of the view. */
type Move = (corners: Corners, by: number) => Corners;

const byCorner =
  (shift: (corner: number, width: number, height: number) => readonly [number, number]): Move =>
  (corners, by) => {
    const [x0 = 0, y0 = 0, x1 = 0, , x2 = 0, y2 = 0, x3 = 0, y3 = 0] = corners;
    const width = (x1 - x0 + x2 - x3) / 2;
    const height = (y3 - y0 + y2 - (corners[3] ?? 0)) / 2;
    return corners.map((value, i) => {
      const [dx, dy] = shift(i >> 1, width, height);
      return value + by * (i % 2 === 0 ? dx : dy);
    });
  };

/** Corners go clockwise from the upper left. */
const isRight = (corner: number) => corner === 1 || corner === 2;
const isLower = (corner: number) => corner >= 2;
const outward = (is: boolean) => (is ? 0.5 : -0.5);

const MOVES: readonly Move[] = [
  // Along, down, wider, higher, both.
  byCorner((_corner, width) => [width, 0]),
  byCorner((_corner, _width, height) => [0, height]),
  byCorner((corner, width) => [outward(isRight(corner)) * width, 0]),
  byCorner((corner, _width, height) => [0, outward(isLower(corner)) * height]),
  byCorner((corner, width, height) => [outward(isRight(corner)) * width, outward(isLower(corner)) * height]),
  // Leaning sideways and turned.
  byCorner((corner, width) => [outward(isLower(corner)) * width, 0]),
  byCorner((corner, _width, height) => [0, outward(isRight(corner)) * height]),
  byCorner((corner, width, height) => [-outward(isLower(corner)) * width, outward(isRight(corner)) * height]),
  // Each corner.
  ...[0, 1, 2, 3].flatMap((moved) => [
    byCorner((corner, width) => [corner === moved ? width : 0, 0]),
    byCorner((corner, _width, height) => [0, corner === moved ? height : 0]),
  ]),
];
