import { describe, expect, it } from 'vitest';
import { findInnerBoxes } from '../../src/fingerprint/inner-boxes.ts';
import type { PixelArea } from '../../src/fingerprint/pdq-samples.ts';
import { drawScene, randomFrom, renderScene } from '../support/synthetic-scenes.ts';

const SIZE = 256;
const COUNT = 12;

/** A film of COUNT frames as brightness, drawn to the given size. */
function filmOf(seed: number, width: number, height: number): Uint8Array[] {
  const scene = drawScene(seed, width, height);
  return Array.from({ length: COUNT }, (_, i) => {
    const colours = renderScene(scene, i / 8);
    return Uint8Array.from({ length: width * height }, (_, at) => colours[at * 3 + 1] ?? 0);
  });
}

/** The film laid into a larger picture. */
function setInto(box: PixelArea, film: Uint8Array[], ground: (x: number, y: number) => number): Uint8Array[] {
  return film.map((frame) =>
    Uint8Array.from({ length: SIZE * SIZE }, (_, at) => {
      const [x, y] = [at % SIZE, Math.floor(at / SIZE)];
      const [column, row] = [x - box.x, y - box.y];
      const isInside = column >= 0 && row >= 0 && column < box.width && row < box.height;
      return isInside ? (frame[row * box.width + column] ?? 0) : ground(x, y);
    }),
  );
}

const find = (frames: Uint8Array[]) => findInnerBoxes({ frames, width: SIZE, height: SIZE });

/** No side further off than two pixels. */
const isNear = (a: PixelArea, b: PixelArea): boolean =>
  [a.x - b.x, a.y - b.y, a.x + a.width - b.x - b.width, a.y + a.height - b.y - b.height].every(
    (off) => Math.abs(off) <= 2,
  );

const black = () => 16;
const inset: PixelArea = { x: 30, y: 60, width: 179, height: 130 };

describe('boxes inside a picture', () => {
  it.each([
    ['between bars above and below', { x: 0, y: 56, width: 256, height: 144 }],
    ['between bars on the left and right', { x: 48, y: 0, width: 160, height: 256 }],
    ['on a plain ground', inset],
  ])('finds a film %s', (_name, box) => {
    const frames = setInto(box, filmOf(5, box.width, box.height), black);
    expect(find(frames).some((found) => isNear(found, box))).toBe(true);
  });

  it('finds a film on the page of a post', () => {
    const random = randomFrom(9);
    const page = Uint8Array.from({ length: SIZE * SIZE }, (_, at) => {
      const [x, y] = [at % SIZE, Math.floor(at / SIZE)];
      const isLine = y % 20 < 6 && x > 12 && x < 240 && (y < 50 || y > 200);
      return isLine && random() < 0.5 ? 40 : 250;
    });
    const box = { x: 0, y: 60, width: 256, height: 130 };
    const frames = setInto(box, filmOf(6, box.width, box.height), (x, y) => page[y * SIZE + x] ?? 0);
    expect(find(frames).some((found) => isNear(found, box))).toBe(true);
  });

  it('finds a film on a blurred ground that moves with it', () => {
    const film = filmOf(7, inset.width, inset.height);
    const ground = filmOf(7, 8, 8);
    const frames = film.map((frame, i) => {
      const soft = ground[i] ?? new Uint8Array(64);
      return setInto(inset, [frame], (x, y) => softValue(soft, x / 32, y / 32))[0] ?? frame;
    });
    expect(find(frames).some((found) => isNear(found, inset))).toBe(true);
  });

  it('finds a single picture on a plain ground', () => {
    const [frame = new Uint8Array(0)] = setInto(inset, filmOf(8, inset.width, inset.height), () => 255);
    expect(find([frame]).some((found) => isNear(found, inset))).toBe(true);
  });

  it('finds a low, wide picture on a page', () => {
    const box = { x: 0, y: 40, width: 256, height: 40 };
    const [frame = new Uint8Array(0)] = setInto(box, filmOf(11, box.width, box.height), () => 255);
    expect(find([frame]).some((found) => isNear(found, box))).toBe(true);
  });

  it('finds nothing in what is black or empty', () => {
    expect(find([new Uint8Array(SIZE * SIZE)])).toEqual([]);
    expect(findInnerBoxes({ frames: [], width: SIZE, height: SIZE })).toEqual([]);
  });
});

/** Between the values of an 8x8 grid. */
function softValue(grid: Uint8Array, x: number, y: number): number {
  const [column, row] = [Math.min(6, Math.floor(x)), Math.min(6, Math.floor(y))];
  const [right, below] = [Math.min(1, x - column), Math.min(1, y - row)];
  const at = (dx: number, dy: number) => grid[(row + dy) * 8 + column + dx] ?? 0;
  const upper = at(0, 0) * (1 - right) + at(1, 0) * right;
  const lower = at(0, 1) * (1 - right) + at(1, 1) * right;
  return upper * (1 - below) + lower * below;
}
