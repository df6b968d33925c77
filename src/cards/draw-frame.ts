import { createCanvas } from '@napi-rs/canvas';
import type { GreyPicture } from '../media/image.ts';
import type { CardContent } from './card-content.ts';
import type { Box } from './card-layout.ts';
import { mixed, withAlpha } from './colour.ts';
import { drawSign } from './draw-signs.ts';
import { fitLine } from './fit-text.ts';
import { drawPicture } from './frame-picture.ts';
import { NIGHT, RATING_COLOURS } from './palette.ts';
import { Pen, typeset } from './pen.ts';

const WHITE = '#ffffff';
/** How dark it lies over the frame. */
const DIMMED = 0.34;
/** Degrees: rising in the direction of reading. */
const TURN = 16;
/** `gap`: between sign and letters; `apart`: between one verdict and the next; `faded`: how white those beside are. */
const BAND = { height: 168, sign: 96, gap: 26, apart: 88, faded: 0.45, line: 4, inset: 11 };
const WORDS = { width: 760, sizes: [100, 92, 84, 76, 68, 60, 52, 44] };
const PATTERN = { sizes: [40, 36, 32, 28], width: 480, step: 108, gap: 90, alpha: 0.2 };
/** How far below the middle of its line a letter stands, in sizes. */
const DROP = 0.31;

/**
 * The matched frame so that nobody can pass it on as the rumour: grey and dimmed, written over with the verdict in
 * small, and the stamp from side to side.
 */
export function drawFrame(pen: Pen, frame: GreyPicture, box: Box, content: CardContent): void {
  const { ctx } = pen;
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.width, box.height);
  ctx.clip();
  drawPicture(pen, frame, box);
  ctx.fillStyle = withAlpha(NIGHT, DIMMED);
  ctx.fillRect(box.left, box.top, box.width, box.height);
  ctx.translate(box.left + box.width / 2, box.top + box.height / 2);
  ctx.rotate((-forward(content) * TURN * Math.PI) / 180);
  const reach = Math.hypot(box.width, box.height) / 2;
  drawPattern(pen, reach, content);
  drawBand(pen, reach, content);
  ctx.restore();
}

const forward = ({ direction }: CardContent): 1 | -1 => (direction === 'rtl' ? -1 : 1);

/**
 * The verdict again and again, so that no part of the frame is without it. Written once and laid over whole: letters
 * that join would show where they overlap.
 */
function drawPattern(pen: Pen, reach: number, { verdict, direction, language }: CardContent): void {
  const measureAt = (size: number) => pen.measureAt(size, 700);
  const { lines, size } = fitLine(typeset(verdict, direction), PATTERN.width, PATTERN.sizes, measureAt);
  const [words = ''] = lines;
  const width = Math.ceil(measureAt(size)(words)) + PATTERN.gap;
  const tile = createCanvas(width, PATTERN.step);
  new Pen(tile.getContext('2d'), language).write(words, width / 2, PATTERN.step / 2 + size * DROP, {
    ...{ size, weight: 700, colour: WHITE, direction, align: 'center' },
  });
  pen.ctx.globalAlpha = PATTERN.alpha;
  for (let row = 0, y = -reach; y < reach; row++, y += PATTERN.step) {
    for (let x = -reach - (row % 2) * (width / 2); x < reach; x += width) pen.ctx.drawImage(tile, x, y);
  }
  pen.ctx.globalAlpha = 1;
}

/** The stamp, the verdict in its middle and, fainter, on both sides of it. */
function drawBand(pen: Pen, reach: number, content: CardContent): void {
  const { ctx } = pen;
  const { rating, direction } = content;
  const colour = RATING_COLOURS[rating];
  ctx.shadowColor = withAlpha(NIGHT, 0.5);
  ctx.shadowBlur = 24;
  ctx.fillStyle = colour;
  ctx.fillRect(-reach, -BAND.height / 2, 2 * reach, BAND.height);
  ctx.shadowColor = 'transparent';
  ctx.fillStyle = WHITE;
  for (const y of [BAND.inset, BAND.height - BAND.inset - BAND.line]) {
    ctx.fillRect(-reach, y - BAND.height / 2, 2 * reach, BAND.line);
  }
  const measureAt = (size: number) => pen.measureAt(size, 700);
  const { lines, size } = fitLine(typeset(content.verdict, direction), WORDS.width, WORDS.sizes, measureAt);
  const [words = ''] = lines;
  const whole = BAND.sign + BAND.gap + measureAt(size)(words);
  const ahead = forward(content);
  const many = Math.ceil(reach / (whole + BAND.apart));
  for (let i = -many; i <= many; i++) {
    const white = i === 0 ? WHITE : mixed(colour, WHITE, BAND.faded);
    const start = i * (whole + BAND.apart) - (ahead * whole) / 2;
    const place = { x: start + (ahead * BAND.sign) / 2, y: 0, size: BAND.sign };
    drawSign(ctx, rating, place, { sign: white, ground: colour });
    const look = { size, weight: 700, colour: white, direction } as const;
    pen.write(words, start + ahead * (BAND.sign + BAND.gap), size * DROP, look);
  }
}
