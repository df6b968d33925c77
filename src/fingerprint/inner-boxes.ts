import { boxesOfLines, isSame, LEAST_SIDE } from './boxes-of-lines.ts';
import { bandsOfPage } from './page-bands.ts';
import type { PixelArea } from './pdq-samples.ts';

/** Frames of one film, or one picture, all of one size. */
export interface FrameStack {
  frames: readonly Uint8Array[];
  width: number;
  height: number;
}

/** At most so many boxes are proposed: of a film, each for many frames, and of a single picture. */
const MAX_BOXES = { film: 12, picture: 22 };
const LINE_BOXES = { film: { clear: 4, completed: 4 }, picture: { clear: 9, completed: 8 } };
/** A box with more than this share of both sides is the whole picture. */
const WHOLE_SIDE = 0.965;
/** Frames that are looked at, evenly spread. */
const FRAMES_READ = 24;

/**
 * Where a film or picture may have been set into something else: black bars, a plain or blurred ground, the
 * page of a post, a phone's screen. Independent guesses, since each fails on other material: what is not
 * plain, what is no page, what moves, what is sharp, and what straight lines enclose. The likeliest first; may be empty.
 */
export function findInnerBoxes(stack: FrameStack, aspect = 16 / 9): PixelArea[] {
  const maps = measure(stack);
  const { frames, width, height } = stack;
  const kind = frames.length > 1 ? 'film' : 'picture';
  const middle = frames[frames.length >> 1];
  const guesses = [
    trim(maps.detail, width, height, () => PLAIN),
    ...(middle ? bandsOfPage(middle, width, height) : []),
    ...(kind === 'film' ? [trim(maps.motion, width, height, (usual) => Math.max(1, usual * 0.12))] : []),
    ...boxesOfLines({ ...maps, width, height, aspect }, LINE_BOXES[kind]),
    trim(maps.sharpness, width, height, (usual) => Math.max(0.5, usual * 0.3)),
  ];
  const boxes: PixelArea[] = [];
  for (const guess of guesses) {
    const box = guess && snap(guess, maps, width, height);
    if (boxes.length >= MAX_BOXES[kind]) break;
    if (box && isInner(box, width, height) && !boxes.some((other) => isSame(box, other, width, height))) {
      boxes.push(box);
    }
  }
  return boxes;
}

/** What is left when plain bars at the edges are cut off; null where there are none. */
export function withoutBars(stack: FrameStack): PixelArea | null {
  const { width, height } = stack;
  const maps = measure(stack);
  const guess = trim(maps.detail, width, height, () => PLAIN);
  const box = guess && snap(guess, maps, width, height);
  return box && isInner(box, width, height) ? box : null;
}

function isInner(box: PixelArea, width: number, height: number): boolean {
  if (box.width < LEAST_SIDE * width || box.height < LEAST_SIDE * height) return false;
  return box.width < WHOLE_SIDE * width || box.height < WHOLE_SIDE * height;
}

/** Per pixel, means over time. */
interface Maps {
  /** Step to the right and to the next row. */
  across: Float32Array;
  down: Float32Array;
  /** The larger of both. */
  detail: Float32Array;
  /** Second differences: next to nothing on a blurred ground. */
  sharpness: Float32Array;
  /** Standard deviation over time. */
  motion: Float32Array;
}

function measure({ frames, width, height }: FrameStack): Maps {
  const size = width * height;
  const maps: Maps = {
    across: new Float32Array(size),
    down: new Float32Array(size),
    detail: new Float32Array(size),
    sharpness: new Float32Array(size),
    motion: new Float32Array(size),
  };
  const sums = new Float32Array(size);
  const squares = new Float32Array(size);
  const step = Math.max(1, frames.length / FRAMES_READ);
  let count = 0;
  for (let number = 0; number < frames.length; number += step) {
    const frame = frames[Math.floor(number)];
    if (!frame) break;
    count++;
    addFrame(frame, width, height, maps, sums, squares);
  }
  for (let at = 0; at < size; at++) {
    const mean = (sums[at] as number) / count;
    maps.motion[at] = Math.sqrt(Math.max(0, (squares[at] as number) / count - mean * mean));
    maps.across[at] = (maps.across[at] as number) / count;
    maps.down[at] = (maps.down[at] as number) / count;
    maps.sharpness[at] = (maps.sharpness[at] as number) / count;
    maps.detail[at] = Math.max(maps.across[at] as number, maps.down[at] as number);
  }
  return maps;
}

function addFrame(
  frame: Uint8Array,
  width: number,
  height: number,
  { across, down, sharpness }: Maps,
  sums: Float32Array,
  squares: Float32Array,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      const here = frame[at] as number;
      const right = x + 1 < width ? (frame[at + 1] as number) : here;
      const below = y + 1 < height ? (frame[at + width] as number) : here;
      const left = x > 0 ? (frame[at - 1] as number) : here;
      const above = y > 0 ? (frame[at - width] as number) : here;
      across[at] = (across[at] as number) + Math.abs(right - here);
      down[at] = (down[at] as number) + Math.abs(below - here);
      sharpness[at] = (sharpness[at] as number) + Math.abs(4 * here - left - right - above - below) / 4;
      sums[at] = (sums[at] as number) + here;
      squares[at] = (squares[at] as number) + here * here;
    }
  }
}

/** Grey levels from pixel to pixel up to which a row is plain, noise of compression included. */
const PLAIN = 0.7;

/** Cuts off the rows and columns at the edges whose mean lies under a limit; twice, since bars make rows look plainer. */
function trim(
  map: Float32Array,
  width: number,
  height: number,
  limitOf: (usual: number) => number,
): PixelArea | null {
  let area: PixelArea = { x: 0, y: 0, width, height };
  for (let pass = 0; pass < 2; pass++) {
    const rows = profile(
      area.height,
      area.width,
      (row, column) => map[(area.y + row) * width + area.x + column] as number,
    );
    const [top, bottom] = span(rows, limitOf);
    if (bottom <= top) return null;
    const { x, y } = area;
    area = { ...area, y: y + top, height: bottom - top };
    const columns = profile(
      area.width,
      area.height,
      (column, row) => map[(area.y + row) * width + x + column] as number,
    );
    const [left, right] = span(columns, limitOf);
    if (right <= left) return null;
    area = { ...area, x: x + left, width: right - left };
  }
  return area;
}

function profile(lines: number, length: number, valueAt: (line: number, place: number) => number): number[] {
  return Array.from({ length: lines }, (_, line) => {
    let sum = 0;
    for (let place = 0; place < length; place++) sum += valueAt(line, place);
    return sum / length;
  });
}

/** First and one past the last line over the limit; a lone line at the edge of a bar does not count. */
function span(values: number[], limitOf: (usual: number) => number): [number, number] {
  const usual = [...values].sort((a, b) => a - b)[Math.floor(values.length * 0.75)] ?? 0;
  const limit = limitOf(usual);
  const isOver = (at: number) => (values[at] ?? 0) > limit;
  let from = 0;
  while (from < values.length && !(isOver(from) && isOver(from + 1))) from++;
  let to = values.length;
  while (to > from && !(isOver(to - 1) && isOver(to - 2))) to--;
  return [from, to];
}

/** Pixels a side may be moved to where the step over it is greatest: noise and smoothing blur where a bar ends. */
const SNAP = 3;

function snap(box: PixelArea, { across, down }: Maps, width: number, height: number): PixelArea {
  const { x, y } = box;
  const rows = { from: y, to: y + box.height };
  const columns = { from: x, to: x + box.width };
  const upright = (at: number) => meanOf(rows, (row) => across[row * width + at - 1] as number);
  const level = (at: number) => meanOf(columns, (column) => down[(at - 1) * width + column] as number);
  const left = strongest(x, width, upright);
  const top = strongest(y, height, level);
  const right = strongest(x + box.width, width, upright);
  const bottom = strongest(y + box.height, height, level);
  return { x: left, y: top, width: right - left, height: bottom - top };
}

function meanOf({ from, to }: { from: number; to: number }, valueAt: (place: number) => number): number {
  let sum = 0;
  for (let place = from; place < to; place++) sum += valueAt(place);
  return sum / Math.max(1, to - from);
}

/** The edge of the picture stays where it is. */
function strongest(at: number, size: number, strengthAt: (at: number) => number): number {
  if (at <= 0 || at >= size) return at;
  let best = at;
  for (let other = Math.max(1, at - SNAP); other <= Math.min(size - 1, at + SNAP); other++) {
    if (strengthAt(other) > strengthAt(best)) best = other;
  }
  return best;
}
