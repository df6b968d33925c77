/** Connected strokes: a letter, a word written in one go, or a dot. Pixels; `right` and `bottom` are behind the last. */
export interface LetterPart {
  left: number;
  top: number;
  right: number;
  bottom: number;
  area: number;
}

/** Ground begins within so many pixels of a stroke with a sharp edge. */
const EDGE = 3;
/** Share of a part's pixels that must be stroke. */
const STROKES = 0.7;
/** Share of a part's runs that must have the ground beside them at both ends. */
const SHARP_ENDS = 0.6;
/** A part is at most this share of the picture's height high. */
const HIGHEST = 0.14;
const LEAST_AREA = 4;

interface RunPart extends LetterPart {
  runs: number[];
}

/** Stretches of rows: `start` and `end`, which is behind the last pixel. */
class Runs {
  readonly #width: number;
  readonly #height: number;
  readonly #rows: number[] = [];
  readonly #starts: number[] = [];
  readonly #ends: number[] = [];
  readonly #sharp: boolean[] = [];
  readonly #parents: number[] = [];

  constructor(width: number, height: number) {
    this.#width = width;
    this.#height = height;
  }

  get count(): number {
    return this.#rows.length;
  }

  add(row: number, start: number, end: number, isSharp: boolean): void {
    this.#parents.push(this.#rows.length);
    this.#rows.push(row);
    this.#starts.push(start);
    this.#ends.push(end);
    this.#sharp.push(isSharp);
  }

  /** Joins runs of two rows, one under the other, that touch, corners included. */
  link(above: number, from: number, to: number): void {
    let a = above;
    for (let b = from; b < to; b++) {
      while (a < from && (this.#ends[a] ?? 0) < (this.#starts[b] ?? 0)) a++;
      for (let c = a; c < from && (this.#starts[c] ?? 0) <= (this.#ends[b] ?? 0); c++) this.#unite(c, b);
    }
  }

  join(): RunPart[] {
    const parts = new Map<number, RunPart>();
    for (let i = 0; i < this.#rows.length; i++) {
      const root = this.#root(i);
      const [row, start, end] = [this.#rows[i] ?? 0, this.#starts[i] ?? 0, this.#ends[i] ?? 0];
      const part = parts.get(root);
      if (!part) {
        parts.set(root, { left: start, right: end, top: row, bottom: row + 1, area: end - start, runs: [i] });
        continue;
      }
      part.left = Math.min(part.left, start);
      part.right = Math.max(part.right, end);
      part.bottom = row + 1;
      part.area += end - start;
      part.runs.push(i);
    }
    return [...parts.values()];
  }

  isLetter(part: RunPart, inColumns: Uint8Array, thickest: number, height: number): boolean {
    const { left, top, right, bottom, area, runs } = part;
    if (area < LEAST_AREA || bottom - top > height * HIGHEST) return false;
    if (left === 0 || top === 0 || right === this.#width || bottom === this.#height) return false;
    let strokes = 0;
    let sharp = 0;
    for (const i of runs) {
      const [start, end] = [this.#starts[i] ?? 0, this.#ends[i] ?? 0];
      if (this.#sharp[i]) sharp++;
      if (this.#sharp[i] && end - start <= thickest) {
        strokes += end - start;
        continue;
      }
      const at = (this.#rows[i] ?? 0) * this.#width;
      for (let x = start; x < end; x++) strokes += inColumns[at + x] ?? 0;
    }
    return strokes >= STROKES * area && sharp >= SHARP_ENDS * runs.length;
  }

  draw(parts: readonly RunPart[]): Uint8Array {
    const mask = new Uint8Array(this.#width * this.#height);
    for (const { runs } of parts) {
      for (const i of runs) {
        const at = (this.#rows[i] ?? 0) * this.#width;
        mask.fill(1, at + (this.#starts[i] ?? 0), at + (this.#ends[i] ?? 0));
      }
    }
    return mask;
  }

  #root(i: number): number {
    let root = i;
    while (this.#parents[root] !== root) root = this.#parents[root] ?? root;
    for (let at = i; at !== root; ) {
      const next = this.#parents[at] ?? root;
      this.#parents[at] = root;
      at = next;
    }
    return root;
  }

  #unite(a: number, b: number): void {
    const [first, second] = [this.#root(a), this.#root(b)];
    if (first < second) this.#parents[second] = first;
    else this.#parents[first] = second;
  }
}

/** Stretches of rows that are at least so bright, joined where they touch; their ground is at most `dark`. */
export function findRuns(
  values: Uint8Array,
  width: number,
  height: number,
  least: number,
  dark: number,
): Runs {
  const runs = new Runs(width, height);
  let above = 0;
  for (let row = 0; row < height; row++) {
    const first = runs.count;
    const at = row * width;
    for (let x = 0; x < width; ) {
      if ((values[at + x] ?? 0) < least) {
        x++;
        continue;
      }
      const start = x;
      while (x < width && (values[at + x] ?? 0) >= least) x++;
      runs.add(
        row,
        start,
        x,
        isDarkSoon(values, at + start, -1, start, dark) && isDarkSoon(values, at + x - 1, 1, width - x, dark),
      );
    }
    runs.link(above, first, runs.count);
    above = first;
  }
  return runs;
}

/** Whether one of the next few pixels, of which there are `room`, is dark. */
function isDarkSoon(values: Uint8Array, from: number, step: number, room: number, dark: number): boolean {
  for (let i = 1; i <= Math.min(EDGE, room); i++) {
    if ((values[from + i * step] ?? 0) <= dark) return true;
  }
  return false;
}

/** 1 for pixels of strokes that are thin from top to bottom and have dark ground on both sides. */
export function thinInColumns(
  values: Uint8Array,
  width: number,
  height: number,
  { least, dark, thickest }: { least: number; dark: number; thickest: number },
): Uint8Array {
  const thin = new Uint8Array(values.length);
  const starts = new Int32Array(width).fill(-1);
  for (let row = 0; row <= height; row++) {
    for (let x = 0; x < width; x++) {
      const start = starts[x] ?? -1;
      const isBright = row < height && (values[row * width + x] ?? 0) >= least;
      if (isBright) {
        if (start < 0) starts[x] = row;
        continue;
      }
      if (start < 0) continue;
      starts[x] = -1;
      if (row - start > thickest) continue;
      const isSharp =
        isDarkSoon(values, start * width + x, -width, start, dark) &&
        isDarkSoon(values, (row - 1) * width + x, width, height - row, dark);
      if (!isSharp) continue;
      for (let y = start; y < row; y++) thin[y * width + x] = 1;
    }
  }
  return thin;
}
