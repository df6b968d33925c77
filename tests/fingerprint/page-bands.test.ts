import { describe, expect, it } from 'vitest';
import { bandsOfPage } from '../../src/fingerprint/page-bands.ts';
import { randomFrom } from '../support/synthetic-scenes.ts';

const SIZE = 256;
const printed = { x: 20, y: 70, width: 220, height: 70 };
const WRITING = { from: 20, to: 26 };

/** A white page with a line of writing, and below it a card as white as the page on which so much is printed. */
function pageWithCard(share: number): Uint8Array {
  const random = randomFrom(4);
  return Uint8Array.from({ length: SIZE * SIZE }, (_, at) => {
    const [x, y] = [(at % SIZE) - printed.x, Math.floor(at / SIZE)];
    const isCard =
      x >= 0 && x < printed.width && y >= printed.y && y < printed.y + printed.height && random() < share;
    return isCard || (y >= WRITING.from && y < WRITING.to) ? 30 : 255;
  });
}

describe('bands of a page', () => {
  it.each([
    ['a picture that is not white', 0.9],
    ['what is printed on a card as white as the page', 0.15],
  ])('are %s', (_what, share) => {
    const bands = bandsOfPage(pageWithCard(share), SIZE, SIZE);
    expect(bands).toContainEqual(expect.objectContaining({ y: printed.y, height: printed.height }));
  });

  it('are no lines of writing', () => {
    expect(bandsOfPage(pageWithCard(0), SIZE, SIZE)).toEqual([]);
  });
});
