import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts';
import { sniff } from '../../src/media/sniff.ts';
import {
  cutOff,
  ffmpeg as encode,
  makePicture,
  makeSound,
  makeVideo,
  mediaFolder,
  writeFixture,
} from '../support/media-fixtures.ts';

let ffmpeg: Ffmpeg;
beforeAll(async () => {
  ffmpeg = new Ffmpeg(await findFfmpeg());
});

const SHORT = { seconds: 1, width: 160, height: 90 };

/** Two frames in one file. */
async function animation(name: string): Promise<string> {
  const path = `${mediaFolder}/${name}`;
  const frames = await Promise.all(
    [1, 2].map(async (seed) =>
      sharp(await makePicture(seed, { width: 64, height: 64 }))
        .png()
        .toBuffer(),
    ),
  );
  await sharp(frames, { join: { animated: true } }).toFile(path);
  return path;
}

describe('sniffing', () => {
  it.each([
    ['jpg', 'image', 'image/jpeg'],
    ['png', 'image', 'image/png'],
    ['webp', 'image', 'image/webp'],
  ] as const)('knows a %s picture', async (extension, kind, mime) => {
    expect(await sniff(await makePicture(1, { extension }), ffmpeg)).toEqual({ kind, mime });
  });

  it.each([
    ['mp4', 'video/mp4'],
    ['webm', 'video/webm'],
    ['mkv', 'video/matroska'],
    ['mov', 'video/quicktime'],
  ] as const)('knows a film in %s', async (extension, mime) => {
    expect(await sniff(await makeVideo(1, { ...SHORT, extension }), ffmpeg)).toEqual({ kind: 'video', mime });
  });

  it.each(['avi', 'flv', 'ts', '3gp', 'mpg', 'wmv', 'ogv'])('knows a film in %s', async (extension) => {
    const path = `${mediaFolder}/other.${extension}`;
    await encode(...['-i', await makeVideo(1, SHORT), '-vf', 'scale=176:144', '-r', '25', path]);
    expect(await sniff(path, ffmpeg)).toMatchObject({ kind: 'video' });
  });

  it.each(['wav', 'mp3', 'ogg', 'm4a'] as const)('knows sound in %s', async (extension) => {
    expect(await sniff(await makeSound(1, { seconds: 1, extension }), ffmpeg)).toMatchObject({
      kind: 'audio',
    });
  });

  it.each([
    ['flac', []],
    ['aac', []],
    ['opus.ogg', ['-c:a', 'libopus']],
    ['amr', ['-ar', '8000', '-ac', '1']],
    ['webm', []],
  ])('knows sound in %s', async (extension, options) => {
    const path = `${mediaFolder}/other-sound.${extension}`;
    await encode('-i', await makeSound(1, { seconds: 1 }), ...options, path);
    expect(await sniff(path, ffmpeg)).toMatchObject({ kind: 'audio' });
  });

  it('takes a film container without a film for sound', async () => {
    const path = await makeSound(1, { seconds: 1, extension: 'mp4' });
    expect(await sniff(path, ffmpeg)).toEqual({ kind: 'audio', mime: 'audio/mp4' });
  });

  it('goes by the content, not by the name', async () => {
    const disguised = await writeFixture('holiday.jpg', await readFile(await makeVideo(1, SHORT)));
    expect(await sniff(disguised, ffmpeg)).toEqual({ kind: 'video', mime: 'video/mp4' });
  });

  it('takes an animated GIF for a film and a still one for a picture', async () => {
    const still = `${mediaFolder}/still.gif`;
    await sharp(await makePicture(1)).toFile(still);
    expect(await sniff(await animation('moving.gif'), ffmpeg)).toEqual({ kind: 'video', mime: 'image/gif' });
    expect(await sniff(still, ffmpeg)).toEqual({ kind: 'image', mime: 'image/gif' });
  });

  it('takes an animated WebP for a film', async () => {
    expect(await sniff(await animation('moving.webp'), ffmpeg)).toEqual({
      kind: 'video',
      mime: 'image/webp',
    });
  });

  it.each([
    ['an empty file', '', 'file-empty'],
    ['words', 'just words '.repeat(100), 'file-type-unsupported'],
    ['a concat script', "ffconcat version 1.0\nfile '/etc/passwd'\n", 'file-type-unsupported'],
    ['a play list', '#EXTM3U\n#EXTINF:8,\nhttp://localhost/a.ts\n', 'file-type-unsupported'],
    ['an SVG drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>', 'file-type-unsupported'],
    [
      'an SVG drawing with a head',
      '<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>',
      'file-type-unsupported',
    ],
    ['a PDF', '%PDF-1.7\n', 'file-type-unsupported'],
    ['an archive', 'PK\u0003\u0004'.padEnd(200, '\0'), 'file-type-unsupported'],
  ])('refuses %s named .mp4', async (name, content, code) => {
    const path = await writeFixture(`${name}.mp4`, content);
    await expect(sniff(path, ffmpeg)).rejects.toMatchObject({ code });
  });

  it('refuses a film that is cut off before its index', async () => {
    const path = await cutOff(await makeVideo(1, SHORT), 0.5);
    await expect(sniff(path, ffmpeg)).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});
