import { createCanvas } from '@napi-rs/canvas';
import { describe, expect, it } from 'vitest';
import { CARD_WIDTH, HEADER, heightOf, layOutCard, MARGIN } from '../../src/cards/card-layout.ts';
import { drawCard } from '../../src/cards/draw-card.ts';
import { GROUND, RATING_COLOURS } from '../../src/cards/palette.ts';
import { Pen, typeset } from '../../src/cards/pen.ts';
import { RATINGS } from '../../src/domain/rating.ts';
import {
  colourAt,
  content,
  digestOf,
  draw,
  HARD_TITLES,
  order,
  type Pixels,
  sampleFrame,
} from './card-orders.ts';

const SIZE = 80;
const pen = (width = 1, height = 1): Pen => new Pen(createCanvas(width, height).getContext('2d'), 'ar');
const widthOf = pen().measureAt(SIZE, 700);

/** Which pixels of a line are ink, and where its pieces lie. */
interface Ink {
  dark: boolean[];
  width: number;
  height: number;
}

function write(text: string, direction: 'rtl' | 'ltr' = 'rtl'): Ink {
  const typed = typeset(text, direction);
  const [width, height] = [Math.ceil(widthOf(typed)) + 40, 2 * SIZE];
  const canvas = createCanvas(width, height);
  const ctx = canvas.getContext('2d');
  new Pen(ctx, 'ar').write(typed, direction === 'rtl' ? width - 20 : 20, 1.3 * SIZE, {
    ...{ size: SIZE, weight: 700, colour: '#000000', direction },
  });
  const { data } = ctx.getImageData(0, 0, width, height);
  return {
    dark: Array.from({ length: width * height }, (_, i) => (data[i * 4 + 3] ?? 0) > 127),
    width,
    height,
  };
}

/** Pieces of ink that hang together. */
function piecesOf({ dark, width }: Ink): number {
  const seen = new Set<number>();
  let pieces = 0;
  for (let start = 0; start < dark.length; start++) {
    if (!dark[start] || seen.has(start)) continue;
    pieces++;
    const open = [start];
    seen.add(start);
    for (let at = open.pop(); at !== undefined; at = open.pop()) {
      for (const next of [at - 1, at + 1, at - width, at + width]) {
        if (!dark[next] || seen.has(next)) continue;
        seen.add(next);
        open.push(next);
      }
    }
  }
  return pieces;
}

const columnsOf = ({ dark, width, height }: Ink): number[] =>
  Array.from({ length: width }, (_, x) => {
    let count = 0;
    for (let y = 0; y < height; y++) count += dark[y * width + x] ? 1 : 0;
    return count;
  });

/** How far a word's ink is from the nearest part of a line: 0 is the same, 1 as much as there is of it. */
function distanceTo(line: Ink, word: Ink): number {
  const columns = columnsOf(word);
  const first = columns.findIndex((count) => count > 0);
  const last = columns.findLastIndex((count) => count > 0);
  const sought = columns.slice(first, last + 1);
  const all = sought.reduce((sum, count) => sum + count, 0);
  const lines = columnsOf(line);
  let nearest = Number.POSITIVE_INFINITY;
  for (let x = 0; x + sought.length <= lines.length; x++) {
    const apart = sought.reduce((sum, count, i) => sum + Math.abs(count - (lines[x + i] ?? 0)), 0);
    nearest = Math.min(nearest, apart / all);
  }
  return nearest;
}

describe('letters on a card', () => {
  it('join in Arabic words', () => {
    expect(piecesOf(write('محمد'))).toBe(1);
    expect(piecesOf(write('م\u200cح\u200cم\u200cد'))).toBe(4);
  });

  it('make one sign of lam and alef', () => {
    expect(widthOf('لا')).toBeLessThan(0.8 * widthOf('ل\u200cا'));
  });

  it('carry their marks without growing wider', () => {
    expect(widthOf('مُتَحَدِّثٌ')).toBeCloseTo(widthOf('متحدث'), 1);
  });

  it.each(['NASA', '5G', 'C++', 'Windows 11 (24H2)', '#StopTheWar', '$99.99', 'Erdoğan'])(
    'keep %s in its own order within an Arabic line',
    (name) => {
      const line = write(`خبر ${name} اليوم`);
      expect(distanceTo(line, write(name, 'ltr'))).toBeLessThan(0.15);
    },
  );

  it('put a percent sign where Arabic has it, also at the beginning of a line', () => {
    const [within, first] = [write('نسبة 60% منهم'), write('60% منهم')];
    expect(distanceTo(within, first)).toBeLessThan(0.15);
  });
});

const layOut = (title: string, hasFrame: boolean, summary: string | null = null) => {
  const measuring = pen();
  return layOutCard(content({ title, summary }), hasFrame, (size, weight) =>
    measuring.measureAt(size, weight),
  );
};

describe.each([
  ['with a frame', true],
  ['without a frame', false],
])('the title of a card %s', (_name, hasFrame) => {
  it.each(Object.entries(HARD_TITLES))('stays within the card: %s', (_kind, title) => {
    const { title: block, footerTop } = layOut(title, hasFrame);
    const measure = pen().measureAt(block.size, block.weight);
    for (const line of block.lines) expect(measure(line)).toBeLessThanOrEqual(CARD_WIDTH - 2 * MARGIN);
    expect(block.top + heightOf(block)).toBeLessThanOrEqual(footerTop);
  });

  it('is shown whole where smaller letters make that possible', () => {
    const { title } = layOut(HARD_TITLES.long, hasFrame);
    expect(title.isCut).toBe(false);
    expect(title.lines.join(' ')).toBe(HARD_TITLES.long);
  });

  it('ends with an ellipsis where it cannot be shown whole', () => {
    const { title } = layOut(HARD_TITLES.endless, hasFrame);
    expect(title.lines.at(-1)).toMatch(/…$/u);
  });

  it('makes room for what is true instead, unless it is too long for both', () => {
    const summary =
      'الرقم من استبيان شارك فيه 200 زائر لمعرض توظيف، أما مكتب الإحصاء فيقدّره بنحو 19 في المئة.';
    const {
      title,
      summary: block,
      footerTop,
    } = layOut('نسبة 60% تخص المستطلَعين لا الشباب جميعًا', hasFrame, summary);
    expect(block?.lines.join(' ')).toBe(summary);
    expect(block?.top ?? 0).toBeGreaterThanOrEqual(title.top + heightOf(title));
    expect((block?.top ?? 0) + (block ? heightOf(block) : 0)).toBeLessThanOrEqual(footerTop);
    expect(layOut(HARD_TITLES.endless, hasFrame, summary).summary).toBeNull();
  });
});

const hex = (colour: string): number[] =>
  [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
const isNear = (a: number[], b: number[], by = 24): boolean =>
  a.every((value, i) => Math.abs(value - (b[i] ?? 0)) <= by);

function isBlank(pixels: Pixels, box: { left: number; right: number; top: number; bottom: number }): boolean {
  for (let y = box.top; y < box.bottom; y++) {
    for (let x = box.left; x < box.right; x++) if (!isNear(colourAt(pixels, x, y), hex(GROUND))) return false;
  }
  return true;
}

describe('a card', () => {
  it.each(Object.entries(HARD_TITLES))('leaves its margins free: %s', async (_kind, title) => {
    const pixels = await draw({
      content: content({
        title,
        verdict: 'يحتاج إلى سياق إضافي مهم جدًا قبل نشره',
        publisher: 'المرصد العربي للتحقق من الأخبار والمحتوى المتداول على الإنترنت (مثال)',
        links: [`example.org/${'long/'.repeat(30)}`],
        brand: { name: 'غرفة أخبار ذات اسم طويل جدًا لا يتسع له رأس البطاقة مهما صغر', colour: '#0b5f57' },
      }),
    });
    expect(isBlank(pixels, { left: 0, right: MARGIN - 12, top: 0, bottom: pixels.height })).toBe(true);
    expect(isBlank(pixels, { left: 0, right: 1050, top: pixels.height - 20, bottom: pixels.height })).toBe(
      true,
    );
  });

  it('leaves out emoji as if they had never been there', async () => {
    const card = async (title: string) =>
      digestOf((await drawCard(order({ content: content({ title }) }))).jpeg);
    expect(await card('🚨 عاجل: شمسان ☀️☀️ فوق الواحة ❗️')).toBe(await card('عاجل: شمسان فوق الواحة'));
  });

  it('is the same to the last byte when it is drawn again', async () => {
    const frame = await sampleFrame('two-suns.jpg');
    const card = async () => digestOf((await drawCard(order({ frame }))).jpeg);
    expect(await card()).toBe(await card());
  });

  it.each(RATINGS)('is marked with the colour of its rating where reading begins: %s', async (rating) => {
    const rtl = await draw({ content: content({ rating }) });
    const ltr = await draw({ content: content({ rating, language: 'en', direction: 'ltr' }) });
    expect(isNear(colourAt(rtl, CARD_WIDTH - 6, 500), hex(RATING_COLOURS[rating]))).toBe(true);
    expect(isNear(colourAt(ltr, 6, 500), hex(RATING_COLOURS[rating]))).toBe(true);
  });

  it('shows the newsroom’s name and link in its colour, darkened where it could not be read', async () => {
    const inked = async (colour: string): Promise<number[][]> => {
      const pixels = await draw({ content: content({ brand: { name: 'مرصد المثال', colour } }) });
      const found: number[][] = [];
      for (let y = 20; y < HEADER; y++) for (let x = 600; x < 1010; x++) found.push(colourAt(pixels, x, y));
      return found;
    };
    expect((await inked('#8a1c6b')).some((colour) => isNear(colour, hex('#8a1c6b'), 8))).toBe(true);
    const pale = await inked('#ffe600');
    expect(pale.some((colour) => isNear(colour, hex('#ffe600')))).toBe(false);
    expect(pale.some(([red = 255, green = 255]) => red < 140 && green < 130)).toBe(true);
  });
});
