import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { HEADER } from '../../src/cards/card-layout.ts';
import { drawCard } from '../../src/cards/draw-card.ts';
import { hammingDistance, PDQ_FULL_SIZE, pdqFromLuma } from '../../src/fingerprint/pdq.ts';
import type { GreyPicture } from '../../src/media/image.ts';
import { content, order, type Pixels, pixelsOf, sampleFrame } from './card-orders.ts';

/** Of the frame on a card, without the bar at the side. */
const BOX = { left: 0, top: HEADER, width: 1062, height: 600 };
/** Hashes of pictures that are the same to us (`PICTURE` of the matcher). */
const SAME_BITS = 31;
const FRAMES = ['two-suns.jpg', 'covered-market.jpg', 'camel-filling-station.jpg'] as const;

const cards = new Map<string, { jpeg: Uint8Array; pixels: Pixels; frame: GreyPicture }>();
beforeAll(async () => {
  for (const name of FRAMES) {
    const frame = await sampleFrame(name);
    const { jpeg } = await drawCard(order({ frame }));
    cards.set(name, { jpeg, frame, pixels: await pixelsOf(jpeg) });
  }
});
const cardOf = (name: string) => {
  const card = cards.get(name);
  if (!card) throw new Error('not drawn');
  return card;
};

/** The frame is grey: what has a colour is the stamp. */
const isStamped = ({ data, width }: Pixels, x: number, y: number): boolean => {
  const at = (y * width + x) * 3;
  const channels = [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
  return Math.max(...channels) - Math.min(...channels) > 60;
};

/** Share of the frame that the largest rectangle takes on which no stamp lies. */
function largestUnstamped(pixels: Pixels): number {
  const step = 6;
  const [columns, rows] = [Math.floor(BOX.width / step), Math.floor(BOX.height / step)];
  const heights = new Array<number>(columns).fill(0);
  let largest = 0;
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const stamped = isStamped(pixels, BOX.left + column * step, BOX.top + row * step);
      heights[column] = stamped ? 0 : (heights[column] ?? 0) + 1;
    }
    for (let from = 0; from < columns; from++) {
      let least = Number.POSITIVE_INFINITY;
      for (let to = from; to < columns && least > 0; to++) {
        least = Math.min(least, heights[to] ?? 0);
        largest = Math.max(largest, least * (to - from + 1));
      }
    }
  }
  return largest / (columns * rows);
}

const hashOf = async (picture: Sharp) => {
  const luma = await picture
    .greyscale()
    .resize(PDQ_FULL_SIZE, PDQ_FULL_SIZE, { fit: 'fill' })
    .raw()
    .toBuffer();
  return pdqFromLuma(luma, PDQ_FULL_SIZE, PDQ_FULL_SIZE).pdq;
};

/** Parts of a frame with at least half of its area, as shares of its sides. */
const CROPS = [
  [0, 0, 1, 1],
  [0, 0, 1, 0.5],
  [0, 0.5, 1, 0.5],
  [0, 0, 0.5, 1],
  [0.5, 0, 0.5, 1],
  [0, 0, 0.72, 0.72],
  [0.28, 0, 0.72, 0.72],
  [0, 0.28, 0.72, 0.72],
  [0.28, 0.28, 0.72, 0.72],
  [0.1, 0.1, 0.8, 0.8],
] as const;

describe.each(FRAMES)('the frame on a card: %s', (name) => {
  it('is stamped across its middle', () => {
    const { pixels } = cardOf(name);
    const middle = { x: BOX.left + BOX.width / 2, y: BOX.top + BOX.height / 2 };
    const red = Array.from({ length: 100 }, (_, i) => isStamped(pixels, middle.x - 250 + i * 5, middle.y));
    expect(red.filter(Boolean).length).toBeGreaterThan(40);
  });

  it('has no part without the stamp that is larger than a quarter of it', () => {
    expect(largestUnstamped(cardOf(name).pixels)).toBeLessThan(0.25);
  });

  it('is another picture to our own fingerprint than the archived one, whole or cut to a half', async () => {
    const { jpeg, frame } = cardOf(name);
    const { pixels, ...raw } = frame;
    // As the card cuts it: the box is filled.
    const original = await sharp(pixels, { raw: { ...raw, channels: 1 } })
      .resize(1080, BOX.height, { fit: 'cover' })
      .png()
      .toBuffer();
    for (const [x, y, w, h] of CROPS) {
      const part = {
        left: Math.round(x * BOX.width),
        top: Math.round(y * BOX.height),
        width: Math.floor(w * BOX.width),
        height: Math.floor(h * BOX.height),
      };
      const stamped = await hashOf(sharp(jpeg).extract({ ...part, top: part.top + BOX.top }));
      expect(hammingDistance(stamped, await hashOf(sharp(original).extract(part)))).toBeGreaterThan(
        SAME_BITS,
      );
    }
  });

  it('can still be recognised: what is light in it is light, what is dark is dark', async () => {
    const { frame, pixels } = cardOf(name);
    const scale = Math.max(1080 / frame.width, BOX.height / frame.height);
    const [cutX, cutY] = [(frame.width * scale - 1080) / 2, (frame.height * scale - BOX.height) / 2];
    const pairs: [number, number][] = [];
    for (let y = 0; y < BOX.height; y += 10) {
      for (let x = 0; x < BOX.width; x += 10) {
        if (isStamped(pixels, x, BOX.top + y)) continue;
        const at = Math.floor((y + cutY) / scale) * frame.width + Math.floor((x + cutX) / scale);
        pairs.push([frame.pixels[at] ?? 0, pixels.data[((y + BOX.top) * pixels.width + x) * 3] ?? 0]);
      }
    }
    expect(correlation(pairs)).toBeGreaterThan(0.6);
  });

  it('has lost its colours and is darker', async () => {
    const { pixels, frame } = cardOf(name);
    const shown: number[] = [];
    for (let y = 4; y < BOX.height; y += 20) {
      for (let x = 4; x < BOX.width; x += 20) {
        if (!isStamped(pixels, x, y + BOX.top))
          shown.push(pixels.data[((y + BOX.top) * pixels.width + x) * 3] ?? 0);
      }
    }
    const mean = (values: ArrayLike<number>) =>
      Array.from(values).reduce((sum, value) => sum + value, 0) / values.length;
    expect(mean(shown)).toBeLessThan(0.85 * mean(frame.pixels));
  });
});

function correlation(pairs: [number, number][]): number {
  const mean = (pick: (pair: [number, number]) => number) =>
    pairs.reduce((sum, pair) => sum + pick(pair), 0) / pairs.length;
  const [meanA, meanB] = [mean(([a]) => a), mean(([, b]) => b)];
  const spread = (pick: (pair: [number, number]) => number) => Math.sqrt(mean((pair) => pick(pair) ** 2));
  return (
    mean(([a, b]) => (a - meanA) * (b - meanB)) / (spread(([a]) => a - meanA) * spread(([, b]) => b - meanB))
  );
}

describe('frames of other shapes', () => {
  const grey = (width: number, height: number): GreyPicture => ({
    pixels: new Uint8Array(width * height).fill(255),
    width,
    height,
  });

  it.each([
    ['upright', 540, 960],
    ['square', 700, 700],
    ['very wide', 1080, 200],
    ['one pixel', 1, 1],
    ['one row', 1080, 1],
    ['one column', 1, 1080],
  ])('are stamped too: %s', async (_name, width, height) => {
    const { jpeg } = await drawCard(order({ frame: grey(width, height) }));
    expect(largestUnstamped(await pixelsOf(jpeg))).toBeLessThan(0.25);
  });

  it.each(['ar', 'en'] as const)('the stamp rises in the direction of reading: %s', async (language) => {
    const direction = language === 'ar' ? 'rtl' : 'ltr';
    const { jpeg } = await drawCard(
      order({ content: content({ language, direction }), frame: grey(1080, 600) }),
    );
    const pixels = await pixelsOf(jpeg);
    const topAt = (x: number): number => {
      for (let y = 0; y < BOX.height; y++) if (isStamped(pixels, x, BOX.top + y)) return y;
      return BOX.height;
    };
    const [left, right] = [topAt(200), topAt(860)];
    expect(direction === 'rtl' ? left < right : right < left).toBe(true);
  });
});
