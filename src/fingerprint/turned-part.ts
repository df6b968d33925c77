import type { Area } from './picture-parts.ts';

const SIZE = 128;

/**
 * A part of a picture as it would look if the picture were turned clockwise by `degrees` about its middle, as a square of
 * 128x128. What lies outside repeats the edge.
 */
export function turnPart(
  { luma, width, height, aspect }: { luma: Uint8Array; width: number; height: number; aspect: number },
  part: Area,
  degrees: number,
): { luma: Uint8Array; width: number; height: number } {
  const angle = (degrees * Math.PI) / 180;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const turned = new Uint8Array(SIZE * SIZE);
  for (let row = 0; row < SIZE; row++) {
    const y = part.y + (part.height * (row + 0.5)) / SIZE - 0.5;
    for (let column = 0; column < SIZE; column++) {
      // Turned where a unit is as long in both directions: the picture may be squeezed.
      const x = (part.x + (part.width * (column + 0.5)) / SIZE - 0.5) * aspect;
      const fromX = (x * cos + y * sin) / aspect + 0.5;
      const fromY = -x * sin + y * cos + 0.5;
      turned[row * SIZE + column] = sample(luma, width, height, fromX * width - 0.5, fromY * height - 0.5);
    }
  }
  return { luma: turned, width: SIZE, height: SIZE };
}

/** Between the four nearest pixels. */
function sample(luma: Uint8Array, width: number, height: number, x: number, y: number): number {
  const left = Math.min(width - 2, Math.max(0, Math.floor(x)));
  const top = Math.min(height - 2, Math.max(0, Math.floor(y)));
  const right = Math.min(1, Math.max(0, x - left));
  const below = Math.min(1, Math.max(0, y - top));
  const at = top * width + left;
  const upper = (luma[at] as number) * (1 - right) + (luma[at + 1] as number) * right;
  const lower = (luma[at + width] as number) * (1 - right) + (luma[at + width + 1] as number) * right;
  return upper * (1 - below) + lower * below + 0.5;
}
