import { type Canvas, createCanvas, ImageData } from '@napi-rs/canvas';
import type { GreyPicture } from '../media/image.ts';
import type { Box } from './card-layout.ts';
import { withAlpha } from './colour.ts';
import { NIGHT } from './palette.ts';
import type { Pen } from './pen.ts';

/** Shapes between these, width to height, fill the box and lose a little; others stand before a blur of themselves. */
const FILLS = { from: 1.25, to: 2.4 };
/** Upright pictures lose so much above and below that they are no narrower than this. */
const NARROWEST = 0.8;
/** Of what is behind a picture: it is drawn so many times smaller, and blurred by pixels of that size. */
const BACKGROUND = { smaller: 8, blur: 4, dimmed: 0.45 };

/** Fills a box with a picture of any shape. */
export function drawPicture({ ctx }: Pen, frame: GreyPicture, box: Box): void {
  const picture = toCanvas(frame);
  const shape = frame.width / frame.height;
  ctx.imageSmoothingQuality = 'high';
  if (shape >= FILLS.from && shape <= FILLS.to) {
    place(ctx, picture, box, Math.max);
    return;
  }
  ctx.drawImage(blurred(picture, box), box.left, box.top, box.width, box.height);
  ctx.fillStyle = withAlpha(NIGHT, BACKGROUND.dimmed);
  ctx.fillRect(box.left, box.top, box.width, box.height);
  const width = Math.min(box.width, box.height * Math.max(shape, NARROWEST));
  const inner = { ...box, left: box.left + (box.width - width) / 2, width };
  ctx.save();
  ctx.beginPath();
  ctx.rect(inner.left, inner.top, inner.width, inner.height);
  ctx.clip();
  place(ctx, picture, inner, shape < FILLS.from ? Math.max : Math.min);
  ctx.restore();
}

function blurred(picture: Canvas, box: Box): Canvas {
  const [width, height] = [box.width, box.height].map((side) => Math.ceil(side / BACKGROUND.smaller));
  const small = createCanvas(width ?? 1, height ?? 1);
  const ctx = small.getContext('2d');
  ctx.filter = `blur(${BACKGROUND.blur}px)`;
  // Its edges, which fade, lie outside.
  const reach = 3 * BACKGROUND.blur;
  const around = {
    left: -reach,
    top: -reach,
    width: small.width + 2 * reach,
    height: small.height + 2 * reach,
  };
  place(ctx, picture, around, Math.max);
  return small;
}

/** In the middle of a box, as large as covers it (`Math.max`) or fits into it (`Math.min`). */
function place(ctx: Pen['ctx'], picture: Canvas, box: Box, pick: (a: number, b: number) => number): void {
  const scale = pick(box.width / picture.width, box.height / picture.height);
  const [width, height] = [picture.width * scale, picture.height * scale];
  const left = box.left + (box.width - width) / 2;
  const top = box.top + (box.height - height) / 2;
  ctx.drawImage(picture, left, top, width, height);
}

function toCanvas({ pixels, width, height }: GreyPicture): Canvas {
  const canvas = createCanvas(width, height);
  const colours = new Uint8ClampedArray(4 * width * height).fill(255);
  for (let i = 0, at = 0; i < pixels.length; i++, at += 4) {
    const grey = pixels[i] ?? 0;
    colours[at] = grey;
    colours[at + 1] = grey;
    colours[at + 2] = grey;
  }
  canvas.getContext('2d').putImageData(new ImageData(colours, width, height), 0, 0);
  return canvas;
}
