import { Path2D, type SKRSContext2D } from '@napi-rs/canvas';
import type { Rating } from '../domain/rating.ts';
import { RATING_SIGNS, type Sign } from './palette.ts';

const RING = 'M12 0a12 12 0 1 0 0 24a12 12 0 1 0 0-24z';
const TRIANGLE = 'M12 2.6L22.2 20.4L1.8 20.4z';

/** What is filled and what is drawn on it, in a square of 24 by 24. Shapes tell verdicts apart where colours do not. */
const SIGNS: Record<Sign, { ground: string; strokes: string }> = {
  tick: { ground: RING, strokes: 'M6.2 12.6l4 4L17.9 8' },
  cross: { ground: RING, strokes: 'M7.4 7.4l9.2 9.2M16.6 7.4L7.4 16.6' },
  exclamation: { ground: TRIANGLE, strokes: 'M12 8.4v5.4M12 17.6v.01' },
  question: {
    ground: RING,
    strokes: 'M8.4 9.2a3.7 3.7 0 1 1 5.6 3.1c-1.3.8-2 1.4-2 2.6M12 18.6v.01',
  },
  mask: {
    ground: RING,
    strokes: 'M8 9.2v.01M16 9.2v.01M6.6 14c1.4 2.4 3.2 3.6 5.4 3.6s4-1.2 5.4-3.6',
  },
  info: { ground: RING, strokes: 'M12 11.2v6.8M12 6.6v.01' },
};
const STROKE = 2.7;
/** Rounds the corners of what is filled. */
const RIM = 3;

/** The sign of a verdict around (`x`, `y`). @param colours of the sign, and of the ground it lies on */
export function drawSign(
  ctx: SKRSContext2D,
  rating: Rating,
  { x, y, size }: { x: number; y: number; size: number },
  colours: { sign: string; ground: string },
): void {
  const sign = RATING_SIGNS[rating];
  const { ground, strokes } = SIGNS[sign];
  ctx.save();
  ctx.translate(x - size / 2, y - size / 2);
  ctx.scale(size / 24, size / 24);
  ctx.lineCap = 'round';
  ctx.lineJoin = 'round';
  ctx.fillStyle = colours.sign;
  ctx.fill(new Path2D(ground));
  if (ground === TRIANGLE) {
    ctx.strokeStyle = colours.sign;
    ctx.lineWidth = RIM;
    ctx.stroke(new Path2D(ground));
  }
  ctx.strokeStyle = colours.ground;
  ctx.lineWidth = STROKE;
  ctx.stroke(new Path2D(strokes));
  ctx.restore();
}
