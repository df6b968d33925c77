import type { Corners } from '../domain/fingerprint.ts';
import type { Area } from './picture-parts.ts';

/** A picture of 8-bit brightness, row by row. */
export interface LumaSquare {
  luma: Uint8Array;
  width: number;
  height: number;
}

export const cornersOf = ({ x, y, width, height }: Area): Corners => [
  ...[x, y],
  ...[x + width, y],
  ...[x + width, y + height],
  ...[x, y + height],
];

/**
 * Corners of an area turned clockwise by `degrees` about the middle of the picture.
 * @param aspect width / height of the picture before it was squeezed: turned where a unit is as long in both directions
 */
export function turnedCorners(area: Area, degrees: number, aspect: number): Corners {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const corners = cornersOf(area);
  for (let i = 0; i < corners.length; i += 2) {
    const x = ((corners[i] as number) - 0.5) * aspect;
    const y = (corners[i + 1] as number) - 0.5;
    corners[i] = (x * cos + y * sin) / aspect + 0.5;
    corners[i + 1] = -x * sin + y * cos + 0.5;
  }
  return corners;
}

/**
 * What lies between four corners, seen from straight ahead, as a square of `size` x `size`. What lies outside the
 * picture repeats its edge. Projective mapping of a square onto four corners: Heckbert, "Fundamentals of texture
 * mapping and image warping" (1989), section 2.2.3.
 */
export function straighten({ luma, width, height }: LumaSquare, corners: Corners, size: number): Uint8Array {
  const { a, b, c, d, e, f, g, h } = projectionOnto(corners);
  const square = new Uint8Array(size * size);
  for (let row = 0; row < size; row++) {
    const v = (row + 0.5) / size;
    for (let column = 0; column < size; column++) {
      const u = (column + 0.5) / size;
      const depth = g * u + h * v + 1;
      const x = ((a * u + b * v + c) / depth) * width - 0.5;
      const y = ((d * u + e * v + f) / depth) * height - 0.5;
      square[row * size + column] = between(luma, width, height, x, y);
    }
  }
  return square;
}

function projectionOnto(corners: Corners) {
  const [x0 = 0, y0 = 0, x1 = 0, y1 = 0, x2 = 0, y2 = 0, x3 = 0, y3 = 0] = corners;
  const [dx1, dx2, sx] = [x1 - x2, x3 - x2, x0 - x1 + x2 - x3];
  const [dy1, dy2, sy] = [y1 - y2, y3 - y2, y0 - y1 + y2 - y3];
  const area = dx1 * dy2 - dx2 * dy1 || Number.EPSILON;
  const g = (sx * dy2 - dx2 * sy) / area;
  const h = (dx1 * sy - sx * dy1) / area;
  return {
    ...{ a: x1 - x0 + g * x1, b: x3 - x0 + h * x3, c: x0 },
    ...{ d: y1 - y0 + g * y1, e: y3 - y0 + h * y3, f: y0 },
    ...{ g, h },
  };
}

/** Between the four nearest pixels. */
function between(luma: Uint8Array, width: number, height: number, x: number, y: number): number {
  const left = Math.min(width - 2, Math.max(0, Math.floor(x)));
  const top = Math.min(height - 2, Math.max(0, Math.floor(y)));
  const right = Math.min(1, Math.max(0, x - left));
  const below = Math.min(1, Math.max(0, y - top));
  const at = top * width + left;
  const upper = (luma[at] as number) * (1 - right) + (luma[at + 1] as number) * right;
  const lower = (luma[at + width] as number) * (1 - right) + (luma[at + width + 1] as number) * right;
  return upper * (1 - below) + lower * below + 0.5;
}
