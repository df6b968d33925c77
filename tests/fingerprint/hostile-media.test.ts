import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { QueryMediaFingerprint } from '../../src/domain/fingerprint.ts';
import type { ErrorCode } from '../../src/errors.ts';
import { Fingerprinter } from '../../src/fingerprint/fingerprint-file.ts';
import { hammingDistance } from '../../src/fingerprint/pdq.ts';
import { createLog } from '../../src/log.ts';
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts';
import {
  gifBomb,
  heicFromMp4,
  pngBomb,
  scriptsOf,
  withoutData,
  withPromisedSeconds,
  withTracks,
  withUnknownCodec,
} from '../support/hostile-files.ts';
import {
  cutOff,
  ffmpeg,
  makePicture,
  makeSound,
  makeVideo,
  mediaFolder,
  writeFixture,
} from '../support/media-fixtures.ts';
import { runningOn } from '../support/running-programs.ts';
import { wave } from '../support/wave-file.ts';

let fingerprinter: Fingerprinter;
beforeAll(async () => {
  fingerprinter = new Fingerprinter({ ffmpeg: new Ffmpeg(await findFfmpeg()), log: createLog('silent') });
});

/** As for a question: nothing is known of the file but its content. */
async function look(path: string): Promise<QueryMediaFingerprint> {
  return (await fingerprinter.fingerprintQuestion(path)).fingerprint;
}

async function film(path: string) {
  const fingerprint = await look(path);
  if (fingerprint.kind !== 'video') throw new Error(`taken for ${fingerprint.kind}`);
  return fingerprint;
}

async function picture(path: string) {
  const fingerprint = await look(path);
  if (fingerprint.kind !== 'image') throw new Error(`taken for ${fingerprint.kind}`);
  return fingerprint;
}

/** Made by ffmpeg from sources of its own. */
async function encoded(name: string, ...args: string[]): Promise<string> {
  const path = `${mediaFolder}/${name}`;
  await ffmpeg(...args, path);
  return path;
}

const SMALL = { seconds: 2, width: 160, height: 90 };
const TOO_LARGE = ['-f', 'lavfi', '-i', 'color=s=8192x4608:r=1:d=1'];
const QUICKLY = ['-pix_fmt', 'yuv420p', '-c:v', 'libx264', '-preset', 'ultrafast', '-threads', '1'];
const changed = async (name: string, path: string, change: (bytes: Buffer) => Buffer): Promise<string> =>
  writeFixture(name, change(await readFile(path)));

describe('a file of which nothing can be made is refused:', () => {
  const refused: [string, ErrorCode, () => Promise<string>][] = [
    ['an empty one', 'file-empty', () => writeFixture('empty.mp4', '')],
    ['text', 'file-type-unsupported', () => writeFixture('text.mp4', 'no film')],
    [
      'a film that is cut off before its index',
      'file-unreadable',
      async () => cutOff(await makeVideo(1, SMALL), 0.5),
    ],
    [
      'a film whose data are zeros',
      'file-unreadable',
      async () => changed('zeros.mp4', await makeVideo(1, SMALL), withoutData),
    ],
    [
      'a film in a codec that ffmpeg lacks',
      'media-codec-unsupported',
      async () => changed('codec.mp4', await makeVideo(1, SMALL), withUnknownCodec),
    ],
    [
      'a film of 38 million pixels',
      'media-too-big-to-decode',
      () => encoded('large.mp4', ...TOO_LARGE, ...QUICKLY),
    ],
    [
      'a PNG of 600 million pixels',
      'media-too-big-to-decode',
      () => writeFixture('600.png', pngBomb({ width: 30_000, height: 20_000 })),
    ],
    [
      'a GIF of 4,300 million pixels',
      'media-too-big-to-decode',
      () => writeFixture('4300.gif', gifBomb(65_535, 65_535)),
    ],
    [
      'a film of 2,000 tracks',
      'media-too-big-to-decode',
      async () => changed('crowd.mp4', await makeVideo(1, SMALL), (mp4) => withTracks(mp4, 2_000)),
    ],
    ['sound of no length', 'media-without-content', () => writeFixture('none.wav', wave(new Int16Array(0)))],
    [
      'sound without a sound',
      'media-without-content',
      () => writeFixture('silence.wav', wave(new Int16Array(60 * 22_050))),
    ],
  ];

  it.each(refused)('%s: %s', async (_, code, make) => {
    await expect(look(await make())).rejects.toMatchObject({ code });
  });

  it.each(Object.entries(scriptsOf('/etc/hostname')))('a script named %s', async (name, script) => {
    await expect(look(await writeFixture(name, script))).rejects.toMatchObject({
      code: expect.stringMatching(/^(?:file-type-unsupported|file-unreadable)$/u),
    });
  });
});

describe('of a file that lies', () => {
  it('about its name the content counts', async () => {
    const misnamed = await writeFixture('film.jpg', await readFile(await makeVideo(1, SMALL)));
    expect(await look(misnamed)).toMatchObject({ kind: 'video' });
    expect(await look(await writeFixture('picture.mp4', await readFile(await makePicture(1))))).toMatchObject(
      {
        kind: 'image',
      },
    );
  });

  it('about its length the frames tell the true one', async () => {
    const promising = await changed('promising.mp4', await makeVideo(2, SMALL), (bytes) =>
      withPromisedSeconds(bytes, 4 * 3600),
    );
    const { duration, frames } = await film(promising);
    expect(duration).toBeLessThan(3);
    expect(frames.length).toBeGreaterThanOrEqual(4);
  });

  it('about the length of its sound what is there is read', async () => {
    const samples = new Int16Array(await makeMelody(6));
    const live = await writeFixture('live.wav', wave(samples, { told: 0xffffffff }));
    expect(await look(live)).toMatchObject({ kind: 'audio', duration: expect.closeTo(6, 0) });
  });

  it('about its size is read up to the large pictures', async () => {
    const start = await encoded('start.ts', '-i', await makeVideo(1, SMALL), '-c', 'copy');
    const large = await encoded(
      'large.ts',
      '-i',
      await encoded('large-2.mp4', ...TOO_LARGE, ...QUICKLY),
      '-c',
      'copy',
    );
    const both = await writeFixture(
      'growing.ts',
      Buffer.concat([await readFile(start), await readFile(large)]),
    );
    expect((await film(both)).frames.length).toBeGreaterThanOrEqual(3);
  });

  it('about how many films it holds the first of 12 is read', async () => {
    const path = await changed('crowd.mp4', await makeVideo(1, SMALL), (mp4) => withTracks(mp4, 12));
    expect((await film(path)).frames.length).toBeGreaterThanOrEqual(3);
  });
});

describe('of a file of which a part can be made something, that part is looked up:', () => {
  it('the sound of a film in a codec that ffmpeg lacks', async () => {
    const whole = await makeVideo(1, { ...SMALL, seconds: 4, sound: true });
    const path = await changed('sounding.mp4', whole, withUnknownCodec);
    expect(await look(path)).toMatchObject({ kind: 'audio', duration: expect.closeTo(4, 0) });
  });

  it('the pictures of a film whose sound is silence', async () => {
    const silent = await writeFixture('quiet.wav', wave(new Int16Array(2 * 22_050)));
    const path = await encoded('quiet.mp4', '-i', await makeVideo(1, SMALL), '-i', silent, '-c:v', 'copy');
    expect(await film(path)).toMatchObject({ audio: null });
  });

  it('the sound of a film without a picture', async () => {
    const path = await encoded('sound.mp4', '-i', await makeSound(1));
    expect(await look(path)).toMatchObject({ kind: 'audio', duration: expect.closeTo(8, 0) });
  });

  it.each(['mp3', 'ogg'] as const)('the beginning of a sound that is cut off (%s)', async (extension) => {
    const { kind, duration } = {
      duration: 0,
      ...(await look(await cutOff(await makeSound(1, { extension }), 0.6))),
    };
    expect(kind).toBe('audio');
    expect(duration).toBeGreaterThan(3);
  });

  it('4 hours of film, from start to end', async () => {
    const path = `${mediaFolder}/4h.mp4`;
    const part = await makeVideo(1, { seconds: 60, width: 64, height: 36, fps: 1 });
    await ffmpeg('-stream_loop', String(4 * 60 - 1), '-i', part, '-c', 'copy', path);
    const { frames } = { frames: [], ...(await fingerprinter.fingerprint(path)) };
    const times = frames.map(({ t }) => t);
    const gaps = [...times, 4 * 3600].map((t, i) => t - (times[i - 1] ?? 0));
    expect(Math.max(...gaps)).toBeLessThan(60);
  });
});

describe('pictures of telephones and stickers', () => {
  const quarterTurn = 90;

  async function heic(path: string, options: { quarterTurn?: boolean } = {}): Promise<string> {
    const name = `still${options.quarterTurn ? '-turned' : ''}`;
    const still = await encoded(
      ...([`${name}.mp4`, '-i', path, '-frames:v', '1', '-pix_fmt', 'yuv420p', '-c:v', 'libx265'] as const),
      ...['-crf', '18', '-x265-params', 'log-level=none', '-tag:v', 'hvc1'],
    );
    return changed(`${name}.heic`, still, (mp4) => heicFromMp4(mp4, { width: 640, height: 480, ...options }));
  }

  it('in HEIC have the hash of the same picture as JPEG', async () => {
    const jpeg = await makePicture(3);
    const { pdq } = await picture(await heic(jpeg));
    expect(hammingDistance(pdq, (await picture(jpeg)).pdq)).toBeLessThanOrEqual(16);
  });

  it('in HEIC are turned upright as the telephone noted', async () => {
    const jpeg = await makePicture(3);
    const upright = `${mediaFolder}/upright.jpg`;
    await sharp(jpeg).rotate(quarterTurn).toFile(upright);
    const { pdq } = await picture(await heic(jpeg, { quarterTurn: true }));
    expect(hammingDistance(pdq, (await picture(upright)).pdq)).toBeLessThanOrEqual(16);
  });

  it.each(['webp', 'gif'])('that move (%s) are films with the times of their frames', async (extension) => {
    const scenes = await Promise.all(
      [1, 2, 3, 4].map((seed) => makePicture(seed, { width: 160, height: 120 })),
    );
    const path = `${mediaFolder}/moving.${extension}`;
    const frames = await Promise.all(scenes.map((scene) => sharp(scene).png().toBuffer()));
    await sharp(frames, { join: { animated: true } })
      .toFormat(extension === 'gif' ? 'gif' : 'webp', { delay: [1000, 500, 1000, 500], loop: 0 })
      .toFile(path);
    const fingerprint = await film(path);
    expect(fingerprint.frames.map(({ t }) => t)).toEqual([0, 1, 1.5, 2.5].map((t) => expect.closeTo(t, 1)));
    const last = fingerprint.frames.at(-1)?.pdq ?? new Uint8Array(32);
    expect(hammingDistance(last, (await picture(scenes[3] as string)).pdq)).toBeLessThanOrEqual(30);
  });
});

describe('after all that', () => {
  it('no program is left running on a file', async () => {
    expect(await runningOn(mediaFolder)).toEqual([]);
  });
});

async function makeMelody(seconds: number): Promise<Int16Array> {
  const bytes = await readFile(await makeSound(1, { seconds }));
  const samples = Uint8Array.from(bytes.subarray(44));
  return new Int16Array(samples.buffer);
}
