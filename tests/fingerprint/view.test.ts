import { describe, expect, it } from 'vitest';
import { cornersOf, straighten, turnedCorners } from '../../src/fingerprint/view.ts';

const SIZE = 200;
/** Brightness that tells the place: x to the right, y downwards. */
const slope = {
  luma: Uint8Array.from({ length: SIZE * SIZE }, (_, at) =>
    Math.round(((at % SIZE) + Math.floor(at / SIZE)) * 0.6),
  ),
  width: SIZE,
  height: SIZE,
};
const brightness = (x: number, y: number): number => (x + y) * SIZE * 0.6;

describe('a view', () => {
  it('of an area shows it from its upper left to its lower right', () => {
    const square = straighten(slope, cornersOf({ x: 0.2, y: 0.4, width: 0.5, height: 0.3 }), 50);
    expect(square[0]).toBeCloseTo(brightness(0.205, 0.403), -0.5);
    expect(square[50 * 50 - 1]).toBeCloseTo(brightness(0.695, 0.697), -0.5);
  });

  it('of four corners puts what lies in the middle of a tilted screen where perspective says', () => {
    // The left side is twice as long as the right one, so the middle of the screen lies right of the middle.
    const corners = [0, 0, 1, 0.25, 1, 0.75, 0, 1];
    const square = straighten(slope, corners, 51);
    const middle = square[25 * 51 + 25] ?? 0;
    expect(middle).toBeCloseTo(brightness(2 / 3, 0.5), -0.7);
  });

  it('repeats the edge for what lies outside', () => {
    const square = straighten(slope, cornersOf({ x: -0.5, y: 0, width: 0.5, height: 1 }), 40);
    expect(square[0]).toBe(square[39]);
  });

  it('turned by a quarter keeps its shape in a picture that was squeezed', () => {
    const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = turnedCorners({ x: 0, y: 0, width: 1, height: 1 }, 90, 2);
    // The upper side of a picture twice as wide as high becomes its left or right side, twice as high as the picture.
    expect(x0).toBeCloseTo(x1, 6);
    expect(Math.abs(y1 - y0)).toBeCloseTo(2, 6);
  });
});
