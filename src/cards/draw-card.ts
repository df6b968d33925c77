import { createCanvas, GlobalFonts } from '@napi-rs/canvas';
import type { CardContent, CardOrder, DrawnCard } from './card-content.ts';
import { CARD_WIDTH, type CardLayout, layOutCard, MARGIN, STAMP, type TextBlock } from './card-layout.ts';
import type { Colour } from './colour.ts';
import { drawFooter, drawHeader } from './draw-edges.ts';
import { drawFrame } from './draw-frame.ts';
import { drawSign } from './draw-signs.ts';
import { fontFiles } from './fonts.ts';
import { GROUND, INK, QUIET, RATING_COLOURS } from './palette.ts';
import { Pen } from './pen.ts';

/** JPEG, of 100. */
const QUALITY = 90;

/** Once in a process, before the first card. */
export function registerFonts(): void {
  for (const { path, family } of fontFiles()) {
    if (!GlobalFonts.registerFromPath(path, family)) throw new Error(`a font cannot be read: ${family}`);
  }
}

export async function drawCard({ content, logo, frame }: CardOrder): Promise<DrawnCard> {
  const scratch = new Pen(createCanvas(1, 1).getContext('2d'), content.language);
  const layout = layOutCard(content, frame !== null, (size, weight) => scratch.measureAt(size, weight));
  const canvas = createCanvas(layout.width, layout.height);
  const pen = new Pen(canvas.getContext('2d'), content.language);
  pen.ctx.fillStyle = GROUND;
  pen.ctx.fillRect(0, 0, layout.width, layout.height);
  await drawHeader(pen, content, logo);
  if (frame && layout.frame) drawFrame(pen, frame, layout.frame, content);
  drawVerdict(pen, content, layout);
  drawBlock(pen, layout.title, INK);
  if (layout.summary) drawBlock(pen, layout.summary, QUIET);
  drawFooter(pen, content, layout);
  drawSide(pen, content, layout);
  const jpeg = await canvas.encode('jpeg', QUALITY);
  return { jpeg, width: layout.width, height: layout.height };
}

const SIDE = 18;

/** A bar of the verdict's colour where reading begins. */
function drawSide({ ctx }: Pen, { rating, direction }: CardContent, { height }: CardLayout): void {
  ctx.fillStyle = RATING_COLOURS[rating];
  ctx.fillRect(direction === 'rtl' ? CARD_WIDTH - SIDE : 0, 0, SIDE, height);
}

function drawVerdict(pen: Pen, content: CardContent, { verdict, frame }: CardLayout): void {
  const { ctx } = pen;
  const { direction, rating } = content;
  const { top, height, width, sign, gap, pad, text } = verdict;
  const colour = RATING_COLOURS[rating];
  const forward = direction === 'rtl' ? -1 : 1;
  const isStamp = frame === null;
  ctx.save();
  ctx.translate(startOf(direction) + (forward * width) / 2, top + height / 2);
  if (isStamp) ctx.rotate((-forward * STAMP.turn * Math.PI) / 180);
  ctx.fillStyle = colour;
  fillRounded(ctx, width, height, height * 0.16);
  if (isStamp) {
    ctx.strokeStyle = '#ffffff';
    ctx.lineWidth = 4;
    strokeRounded(ctx, width - 20, height - 20, height * 0.11);
  }
  const start = -forward * (width / 2 - pad);
  const place = { x: start + (forward * sign) / 2, y: 0, size: sign };
  drawSign(ctx, rating, place, { sign: '#ffffff', ground: colour });
  pen.write(text.lines[0] ?? '', start + forward * (sign + gap), text.size * 0.31, {
    ...{ size: text.size, weight: 700, colour: '#ffffff', direction },
  });
  ctx.restore();
}

const rounded = (ctx: Pen['ctx'], width: number, height: number, radius: number): void => {
  ctx.beginPath();
  ctx.roundRect(-width / 2, -height / 2, width, height, radius);
};

function fillRounded(...[ctx, width, height, radius]: Parameters<typeof rounded>): void {
  rounded(ctx, width, height, radius);
  ctx.fill();
}

function strokeRounded(...[ctx, width, height, radius]: Parameters<typeof rounded>): void {
  rounded(ctx, width, height, radius);
  ctx.stroke();
}

/** Where reading begins. */
const startOf = (direction: 'rtl' | 'ltr'): number => (direction === 'rtl' ? CARD_WIDTH - MARGIN : MARGIN);

/** How far below the upper edge of its line a letter stands, in sizes. The font reaches 1.085 above that, 0.415 below. */
const baselineIn = (lineHeight: number): number => (lineHeight - 1.5) / 2 + 1.085;

function drawBlock(pen: Pen, block: TextBlock, colour: Colour): void {
  const { lines, size, lineHeight, weight, direction, top } = block;
  const x = startOf(direction);
  lines.forEach((line, i) => {
    const y = top + (i * lineHeight + baselineIn(lineHeight)) * size;
    pen.write(line, x, y, { size, weight, colour, direction });
  });
}
