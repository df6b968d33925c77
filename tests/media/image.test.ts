import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readAnimationHead } from '../../src/media/animation.ts';
import { decodeImage } from '../../src/media/image.ts';
import { PicturePool } from '../../src/media/picture-pool.ts';
import { pngBomb } from '../support/hostile-files.ts';
import { cutOff, makePicture, mediaFolder, writeFixture } from '../support/media-fixtures.ts';

/** A picture that is black on the left and white on the right. */
const halves = (width: number, height: number) =>
  sharp({ create: { width, height, channels: 3, background: '#ffffff' } }).composite([
    { input: { create: { width: width / 2, height, channels: 3, background: '#000000' } }, gravity: 'west' },
  ]);

describe('decoding of pictures', () => {
  it('weighs colours as eyes do', async () => {
    const path = `${mediaFolder}/green.png`;
    await sharp({ create: { width: 4, height: 4, channels: 3, background: '#00ff00' } }).toFile(path);
    expect((await decodeImage(path, 512)).luma[0]).toBe(150);
  });

  it('squeezes large pictures into the square and leaves small ones', async () => {
    expect(await decodeImage(await makePicture(1), 512)).toMatchObject({ width: 512, height: 512 });
    const small = await makePicture(1, { width: 200, height: 100 });
    expect(await decodeImage(small, 512)).toMatchObject({ width: 200, height: 100 });
    expect(await decodeImage(small, 512, { enlarge: true })).toMatchObject({ width: 512, height: 512 });
  });

  it('turns a picture upright as its camera noted', async () => {
    const path = `${mediaFolder}/turned.jpg`;
    await halves(200, 100).jpeg().withMetadata({ orientation: 6 }).toFile(path);
    const { luma, width, height } = await decodeImage(path, 512);
    expect([width, height]).toEqual([100, 200]);
    expect(luma[50]).toBeLessThan(20);
    expect(luma.at(-50)).toBeGreaterThan(235);
  });

  it('puts transparent pictures on white', async () => {
    const path = `${mediaFolder}/clear.png`;
    await sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    }).toFile(path);
    expect((await decodeImage(path, 512)).luma[0]).toBe(255);
  });

  it.each(['b-w', 'cmyk', 'rgb16', 'grey16'] as const)('reads %s pictures', async (space) => {
    const path = `${mediaFolder}/${space}.${space === 'cmyk' ? 'jpg' : 'png'}`;
    await halves(64, 64).toColourspace(space).toFile(path);
    const { luma } = await decodeImage(path, 512);
    expect(luma).toHaveLength(64 * 64);
    expect(luma[0]).toBeLessThan(60);
    expect(luma[63]).toBeGreaterThan(235);
  });

  it('reads a cut-off picture as far as it goes', async () => {
    const path = await makePicture(2);
    const [whole, half] = [await decodeImage(path, 512), await decodeImage(await cutOff(path, 0.6), 512)];
    const upper = whole.luma.subarray(0, 512 * 100);
    const wrong = upper.filter((value, i) => Math.abs(value - (half.luma[i] ?? 0)) > 8);
    expect(wrong.length / upper.length).toBeLessThan(0.01);
  });

  it('refuses a picture of 600 million pixels without decoding it', async () => {
    const path = await writeFixture('huge.png', pngBomb({ width: 30_000, height: 20_000 }));
    await expect(decodeImage(path, 512)).rejects.toMatchObject({
      code: 'media-too-big-to-decode',
      cause: { message: expect.stringContaining('pixel limit') },
    });
  });

  it('ends a picture that wants more memory than there is for one, and decodes the next', async () => {
    const bomb = { width: 9_000, height: 9_000, bitDepth: 16, colourType: 6, interlaced: true } as const;
    const path = await writeFixture('interlaced.png', pngBomb(bomb));
    const pool = new PicturePool();
    await expect(decodeImage(path, 512, { pool })).rejects.toMatchObject({ code: 'media-too-big-to-decode' });
    expect(await decodeImage(await makePicture(1), 512, { pool })).toMatchObject({ width: 512 });
  });

  it('refuses a picture whose decoder says itself that the memory does not suffice', async () => {
    const path = `${mediaFolder}/progressive.jpg`;
    await halves(5_000, 5_000).jpeg({ progressive: true, chromaSubsampling: '4:4:4' }).toFile(path);
    const pool = new PicturePool({ memoryKib: 200 * 1024 });
    await expect(decodeImage(path, 512, { pool })).rejects.toMatchObject({ code: 'media-too-big-to-decode' });
  });

  it('does not blame the picture when its process cannot start', async () => {
    const pool = new PicturePool({ memoryKib: 4 * 1024 });
    await expect(decodeImage(await makePicture(1), 512, { pool })).rejects.toMatchObject({
      code: 'internal',
    });
  });

  it('decodes many more pictures than one process may', async () => {
    const path = await makePicture(1, { width: 64, height: 64 });
    const sizes = await Promise.all(
      Array.from({ length: 450 }, async () => (await decodeImage(path, 512)).luma.length),
    );
    expect(new Set(sizes)).toEqual(new Set([64 * 64]));
  });

  it('ends a picture that takes too long, and decodes the next', async () => {
    const path = await writeFixture('slow.png', pngBomb({ width: 10_000, height: 9_000 }));
    const pool = new PicturePool();
    const patient = await decodeImage(await makePicture(1), 512, { pool });
    const impatient = new PicturePool({ timeoutMs: 1 });
    await expect(decodeImage(path, 512, { pool: impatient })).rejects.toMatchObject({
      code: 'media-timeout',
    });
    expect(await decodeImage(await makePicture(1), 512, { pool })).toEqual(patient);
  });

  it.each([
    [
      'drawing.svg',
      '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
    ],
    ['page.pdf', '%PDF-1.4\n'],
    ['noise.jpg', 'no picture'],
    ['empty.png', ''],
  ])('does not read %s', async (name, content) => {
    const path = await writeFixture(name, content);
    await expect(decodeImage(path, 512)).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('counts the frames of an animation', async () => {
    expect(await readAnimationHead(await makePicture(1))).toMatchObject({ frames: 1 });
  });
});
