import { mkdir } from 'node:fs/promises';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { loadBrand, OWN_COLOUR } from '../../src/cards/brand.ts';
import { drawCard } from '../../src/cards/draw-card.ts';
import { pngBomb } from '../support/hostile-files.ts';
import { mediaFolder, writeFixture } from '../support/media-fixtures.ts';
import { colourAt, content, order, pixelsOf } from './card-orders.ts';

const UNSET = { name: null, colour: null, logo: null };
const load = (logo: string) => loadBrand({ ...UNSET, logo });

/** A red block with a clear rim. */
async function redLogo(width = 200, height = 100): Promise<string> {
  const path = `${mediaFolder}/logo-${width}x${height}.png`;
  const clear = { r: 0, g: 0, b: 0, alpha: 0 };
  await sharp({ create: { width: width - 40, height: height - 40, channels: 4, background: '#e01010' } })
    .extend({ top: 20, bottom: 20, left: 20, right: 20, background: clear })
    .png()
    .toFile(path);
  return path;
}

describe('the brand', () => {
  it('is that of this program while nothing is set', async () => {
    expect(await loadBrand(UNSET)).toEqual({ name: null, colour: OWN_COLOUR, logo: 'own' });
  });

  it('has no sign of this program beside a name of one’s own', async () => {
    expect((await loadBrand({ ...UNSET, name: 'مرصد المثال' })).logo).toBeNull();
  });

  it('keeps a logo’s shape and clear parts, and makes a large one small', async () => {
    const { logo } = await load(await redLogo(2_000, 500));
    expect(logo).toMatchObject({ picture: { width: 608, height: 152 } });
  });

  it('shows the logo in the header, on the ground of the card', async () => {
    const { logo } = await load(await redLogo());
    const picture = logo instanceof Object ? logo.picture : null;
    const pixels = await pixelsOf((await drawCard(order({ content: content(), logo: picture }))).jpeg);
    const red = (x: number, y: number): boolean => {
      const [r, g, b] = colourAt(pixels, x, y);
      return r > 180 && g < 80 && b < 80;
    };
    expect(red(940, 58)).toBe(true);
    // Its clear rim.
    expect(red(1_012, 24)).toBe(false);
    expect(colourAt(pixels, 1_012, 24)[1]).toBeGreaterThan(230);
  });
});

describe('a logo is refused, by name and with the reason,', () => {
  const refusal = async (path: string): Promise<string> => {
    try {
      await load(path);
      return 'accepted';
    } catch (error) {
      return String(error);
    }
  };

  it('when it is not there', async () => {
    expect(await refusal('/nowhere/logo.png')).toContain('BRAND_LOGO: cannot be read');
  });

  it('when it is a bomb', async () => {
    const path = await writeFixture('bomb.png', pngBomb({ width: 30_000, height: 30_000 }));
    expect(await refusal(path)).toContain('BRAND_LOGO: must be a PNG, JPEG or WebP picture (media-too-big');
  });

  it.each([
    [
      'an SVG',
      'logo.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ],
    [
      'an SVG under another name, with a file of the machine in it',
      'logo.png',
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9"><image xlink:href="file:///etc/hostname" width="9" height="9"/></svg>',
    ],
    ['a text', 'logo.txt', 'no picture'],
    ['empty', 'empty.png', ''],
  ])('when it is %s', async (_name, name, text) => {
    expect(await refusal(await writeFixture(name, text))).toContain(
      'BRAND_LOGO: must be a PNG, JPEG or WebP',
    );
  });

  it('when it is a folder', async () => {
    await mkdir(`${mediaFolder}/folder.png`, { recursive: true });
    expect(await refusal(`${mediaFolder}/folder.png`)).toContain('BRAND_LOGO: must be a PNG, JPEG or WebP');
  });
});
