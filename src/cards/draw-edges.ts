/** Header and footer of a card: who says it, where and when. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Canvas, createCanvas, type Image, ImageData, loadImage } from '@napi-rs/canvas';
import type { ColourPicture } from '../media/image.ts';
import { PROJECT_ROOT } from '../project-root.ts';
import type { CardContent, CardOrder } from './card-content.ts';
import { CARD_WIDTH, type CardLayout, FOOTER, HEADER, MARGIN } from './card-layout.ts';
import { type Colour, readableOn } from './colour.ts';
import { fitLine } from './fit-text.ts';
import { GROUND, INK, LINE, QUIET } from './palette.ts';
import { type Lettering, type Pen, typeset } from './pen.ts';

const LOGO = { height: 76, width: 320, gap: 20 };
const NAME_SIZES = [40, 36, 32];
const NAME_WIDTH = 560;
const KICKER_SIZE = 30;
const FOOT_SIZES = [30, 28, 26];
const LINK_SIZES = [...FOOT_SIZES, 24];
const LEAST_LINK_SIZE = 24;
const LINK_WIDTH = 470;

/** @param logo `own`: that of this program */
export async function drawHeader(pen: Pen, content: CardContent, logo: CardOrder['logo']): Promise<void> {
  const { direction, brand } = content;
  const isRtl = direction === 'rtl';
  const start = isRtl ? CARD_WIDTH - MARGIN : MARGIN;
  const end = CARD_WIDTH - start;
  const middle = HEADER / 2;
  const logoWidth = logo ? drawLogo(pen, await pictureOf(logo), start, isRtl) + LOGO.gap : 0;
  const x = isRtl ? start - logoWidth : start + logoWidth;
  writeLine(pen, typeset(brand.name, direction), {
    ...{ x, middle, width: NAME_WIDTH - logoWidth, sizes: NAME_SIZES },
    ...{ weight: 700, colour: readableOn(GROUND, brand.colour), direction },
  });
  writeLine(pen, typeset(content.kicker, direction), {
    ...{ x: end, middle, width: CARD_WIDTH - NAME_WIDTH, sizes: [KICKER_SIZE] },
    ...{ weight: 400, colour: QUIET, direction, align: 'end' },
  });
}

/** @returns its width */
function drawLogo({ ctx }: Pen, logo: Canvas | Image, start: number, isRtl: boolean): number {
  const scale = Math.min(LOGO.height / logo.height, LOGO.width / logo.width);
  const [width, height] = [logo.width * scale, logo.height * scale];
  ctx.imageSmoothingQuality = 'high';
  ctx.drawImage(logo, isRtl ? start - width : start, (HEADER - height) / 2, width, height);
  return width;
}

export function drawFooter(pen: Pen, content: CardContent, { footerTop }: CardLayout): void {
  const { direction, brand } = content;
  const start = direction === 'rtl' ? CARD_WIDTH - MARGIN : MARGIN;
  pen.ctx.fillStyle = LINE;
  pen.ctx.fillRect(MARGIN, footerTop, CARD_WIDTH - 2 * MARGIN, 2);
  const middle = footerTop + FOOTER / 2 + 4;
  const link = linkThatFits(pen, content.links);
  const used = writeLine(pen, link, {
    ...{ x: CARD_WIDTH - start, middle, width: LINK_WIDTH, sizes: LINK_SIZES },
    ...{ weight: 700, colour: readableOn(GROUND, brand.colour) },
    // An address reads from left to right on any card.
    ...{ direction: 'ltr', align: direction === 'rtl' ? 'start' : 'end' },
  });
  const width = CARD_WIDTH - 2 * MARGIN - used - 48;
  const write = (text: string, y: number, weight: 400 | 700, colour: Colour) =>
    writeLine(pen, typeset(text, direction), {
      ...{ x: start, middle: y, width, sizes: FOOT_SIZES },
      ...{ weight, colour, direction },
    });
  const { publisher, date } = content;
  if (publisher) write(publisher, date ? middle - 23 : middle, 700, INK);
  if (date) write(date, publisher ? middle + 23 : middle, 400, QUIET);
}

/** Half an address leads nowhere: the last is taken for want of a better one. */
function linkThatFits(pen: Pen, links: string[]): string {
  const typed = links.map((link) => typeset(link, 'ltr'));
  const measure = pen.measureAt(LEAST_LINK_SIZE, 700);
  return typed.find((link) => measure(link) <= LINK_WIDTH) ?? typed.at(-1) ?? '';
}

interface LineOptions extends Omit<Lettering, 'size'> {
  x: number;
  /** Of its height. */
  middle: number;
  width: number;
  sizes: readonly number[];
}

/** @returns the width used */
function writeLine(pen: Pen, text: string, { x, middle, width, sizes, ...lettering }: LineOptions): number {
  const measureAt = (size: number) => pen.measureAt(size, lettering.weight);
  const { lines, size } = fitLine(text, width, sizes, measureAt);
  const [line = ''] = lines;
  pen.write(line, x, middle + size * 0.33, { ...lettering, size });
  return measureAt(size)(line);
}

const OWN_MARK = join(PROJECT_ROOT, 'src/web/assets/icon.svg');

const pictureOf = async (logo: ColourPicture | 'own'): Promise<Canvas | Image> =>
  logo === 'own' ? loadImage(readFileSync(OWN_MARK)) : toCanvas(logo);

function toCanvas({ pixels, width, height }: ColourPicture): Canvas {
  const canvas = createCanvas(width, height);
  canvas.getContext('2d').putImageData(new ImageData(new Uint8ClampedArray(pixels), width, height), 0, 0);
  return canvas;
}
