import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { beforeAll, describe, expect, it } from 'vitest';
import type {
  AudioFingerprint,
  ImageFingerprint,
  MediaFingerprint,
  QueryImageFingerprint,
  QueryVideoFingerprint,
  VideoFingerprint,
} from '../../src/domain/fingerprint.ts';
import { describeFingerprint } from '../../src/fingerprint/describe.ts';
import { Fingerprinter } from '../../src/fingerprint/fingerprint-file.ts';
import { hammingDistance } from '../../src/fingerprint/pdq.ts';
import { createLog } from '../../src/log.ts';
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts';
import {
  cutOff,
  editPicture,
  ffmpeg,
  makePicture,
  makeSound,
  makeVideo,
  mediaFolder,
  reencode,
  writeFixture,
} from '../support/media-fixtures.ts';

const log = createLog('silent', new Writable({ write: (_chunk, _encoding, done) => done() }));
let fingerprinter: Fingerprinter;

beforeAll(async () => {
  fingerprinter = new Fingerprinter({ ffmpeg: new Ffmpeg(await findFfmpeg()), log });
});

const expectKind = <K extends MediaFingerprint['kind']>(fingerprint: MediaFingerprint, kind: K) => {
  expect(fingerprint.kind).toBe(kind);
  return fingerprint as Extract<MediaFingerprint, { kind: K }>;
};
const image = async (path: string): Promise<ImageFingerprint> =>
  expectKind(await fingerprinter.fingerprint(path), 'image');
const video = async (path: string): Promise<VideoFingerprint> =>
  expectKind(await fingerprinter.fingerprint(path), 'video');
const audio = async (path: string): Promise<AudioFingerprint> =>
  expectKind(await fingerprinter.fingerprint(path), 'audio');

/** Share of bits that differ when `part` lies at its best place in `whole`. */
function bitErrorRate(part: Uint32Array, whole: Uint32Array): number {
  let best = 1;
  for (let shift = 0; shift + part.length <= whole.length; shift++) {
    let bits = 0;
    for (const [i, item] of part.entries()) {
      for (let rest = (item ^ (whole[shift + i] ?? 0)) >>> 0; rest > 0; rest >>>= 1) bits += rest & 1;
    }
    best = Math.min(best, bits / part.length / 32);
  }
  return best;
}

/** Writes a clockwise quarter turn into the display matrix of an mp4's first track (ISO 14496-12, `tkhd`). */
function noteQuarterTurn(mp4: Buffer): Buffer {
  const matrix = mp4.indexOf('tkhd', 0, 'latin1') + 4 + 40;
  const values = [0, 0x1_0000, 0, -0x1_0000, 0, 0, 0, 0, 0x4000_0000];
  for (const [i, value] of values.entries()) mp4.writeInt32BE(value, matrix + i * 4);
  return mp4;
}

describe('fingerprint of a picture', () => {
  it('hardly changes when it is compressed hard', async () => {
    const original = await image(await makePicture(1, { width: 1024, height: 768 }));
    const copy = await image(
      await editPicture(await makePicture(1, { width: 1024, height: 768 }), { width: 700, quality: 30 }),
    );
    expect(hammingDistance(original.pdq, copy.pdq)).toBeLessThanOrEqual(12);
    expect(original.quality).toBeGreaterThan(80);
  });

  it('for a look-up finds the original of a thumbnail by the hash of the enlarged picture', async () => {
    const original = await image(await makePicture(1, { width: 1024, height: 768 }));
    const thumbnail = await editPicture(await makePicture(1, { width: 1024, height: 768 }), { width: 160 });
    const { enlarged } = (await fingerprinter.fingerprintQuery(thumbnail)) as QueryImageFingerprint;
    expect(hammingDistance(original.pdq, enlarged ?? new Uint8Array(32))).toBeLessThanOrEqual(16);
  });

  it('has no enlarged form where the picture is large', async () => {
    const query = await fingerprinter.fingerprintQuery(await makePicture(1, { width: 1024, height: 768 }));
    expect(query).not.toHaveProperty('enlarged');
  });

  it('is far from that of another picture', async () => {
    const [a, b] = [await image(await makePicture(1)), await image(await makePicture(2))];
    expect(hammingDistance(a.pdq, b.pdq)).toBeGreaterThan(80);
  });

  it.each([
    { mirror: true },
    { flip: true },
    { rotate: 90 as const },
    { rotate: 180 as const },
    { rotate: 270 as const },
  ])('for a look-up also finds the original of a copy with %o', async (edit) => {
    const original = await image(await makePicture(3));
    const copy = await fingerprinter.fingerprintQuery(await editPicture(await makePicture(3), edit));
    const { pdq, turned } = copy as QueryImageFingerprint;
    expect(turned).toHaveLength(7);
    expect(hammingDistance(original.pdq, pdq)).toBeGreaterThan(60);
    expect(Math.min(...turned.map((hash) => hammingDistance(original.pdq, hash)))).toBeLessThanOrEqual(31);
  });

  it('can still be made of a picture whose end is missing', async () => {
    const whole = await image(await makePicture(4));
    const half = await image(await cutOff(await makePicture(4), 0.9));
    expect(hammingDistance(whole.pdq, half.pdq)).toBeLessThanOrEqual(60);
  });
});

/** Frames of a copy beside those of the original at the same moment: how a film is encoded decides which are read. */
const pairsOf = <Frame extends { t: number }, Other extends { t: number }>(
  copy: { frames: Frame[] },
  original: { frames: Other[] },
  offset: number,
): [Frame, Other][] =>
  copy.frames.flatMap((frame): [Frame, Other][] => {
    const other = original.frames.find(({ t }) => Math.abs(t - frame.t - offset) < 0.01);
    return other ? [[frame, other]] : [];
  });

describe('fingerprint of a video', () => {
  it('has two frames a second with rising times, and the sound track', async () => {
    const { duration, frames, audio: sound } = await video(await makeVideo(1, { sound: true }));
    expect(duration).toBeCloseTo(8, 0);
    const times = frames.map(({ t }) => t);
    expect(new Set(times.map((t) => Math.floor(t * 2))).size).toBe(16);
    expect(times).toEqual([...times].sort((a, b) => a - b));
    expect(Math.min(...frames.map(({ quality }) => quality))).toBeGreaterThan(50);
    expect(sound?.items.length).toBeGreaterThan(30);
  });

  it('has more frames where the picture moves, and no more where it stands still', async () => {
    const still = `${mediaFolder}/still.mp4`;
    await ffmpeg('-i', await makeVideo(1), '-vf', 'trim=0:0.1,tpad=stop_mode=clone:stop_duration=6', still);
    expect((await video(await makeVideo(1))).frames.length).toBeGreaterThan(24);
    expect((await video(still)).frames.length).toBeLessThanOrEqual(13);
  });

  it('holds for a small, grey copy: each frame close to the frame of the same time', async () => {
    const original = await video(await makeVideo(1, { sound: true }));
    const copy = await video(
      await reencode(await makeVideo(1, { sound: true }), { height: 120, crf: 32, grey: true }),
    );
    const distances = pairsOf(copy, original, 0).map(([a, b]) => hammingDistance(a.pdq, b.pdq));
    expect(distances.length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...distances)).toBeLessThanOrEqual(31);
  });

  it('tells the true times of a clip cut out of it', async () => {
    const original = await video(await makeVideo(1, { sound: true }));
    const clip = await video(await reencode(await makeVideo(1, { sound: true }), { from: 2, duration: 4 }));
    const distances = pairsOf(clip, original, 2).map(([a, b]) => hammingDistance(a.pdq, b.pdq));
    expect(distances.length).toBeGreaterThanOrEqual(4);
    expect(Math.max(...distances)).toBeLessThanOrEqual(31);
  });

  it('for a look-up finds the original of a mirrored copy by the first of the turned hashes', async () => {
    const original = await video(await makeVideo(1, { sound: true }));
    const copy = (await fingerprinter.fingerprintQuery(
      await reencode(await makeVideo(1, { sound: true }), { mirror: true }),
    )) as QueryVideoFingerprint;
    const distances = pairsOf(copy, original, 0).map(([{ turned }, { pdq }]) =>
      hammingDistance(turned[0] ?? new Uint8Array(32), pdq),
    );
    expect(distances.length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...distances)).toBeLessThanOrEqual(31);
  });

  it('keeps frames of different videos apart', async () => {
    const [a, b] = [await video(await makeVideo(1)), await video(await makeVideo(2))];
    const distances = a.frames.flatMap((x) => b.frames.map((y) => hammingDistance(x.pdq, y.pdq)));
    expect(Math.min(...distances)).toBeGreaterThan(60);
  });

  it('has no sound where the film is silent', async () => {
    expect((await video(await makeVideo(2))).audio).toBeNull();
  });

  it('works for a video of one frame', async () => {
    const { frames } = await video(await makeVideo(3, { seconds: 1 / 12, fps: 12 }));
    expect(frames).toMatchObject([{ t: 0 }]);
  });

  it('tells true times when the frames of a film come at uneven ones', async () => {
    const path = `${mediaFolder}/uneven.mkv`;
    await ffmpeg(...['-i', await makeVideo(1), '-vf', "select='not(mod(n,7))'", '-vsync', 'vfr', path]);
    const { frames } = await video(path);
    expect(frames).toHaveLength(14);
    for (const [i, { t }] of frames.entries()) expect(t).toBeCloseTo((i * 7) / 12, 2);
  });

  it('turns a film upright as its camera noted', async () => {
    const tagged = await writeFixture('tagged.mp4', noteQuarterTurn(await readFile(await makeVideo(2))));
    const turned = `${mediaFolder}/turned.mp4`;
    await ffmpeg('-i', await makeVideo(2), '-vf', 'transpose=clock', turned);
    const [a, b] = [await video(tagged), await video(turned)];
    const distances = pairsOf(a, b, 0).map(([x, y]) => hammingDistance(x.pdq, y.pdq));
    expect(distances.length).toBeGreaterThanOrEqual(8);
    expect(Math.max(...distances)).toBeLessThanOrEqual(16);
  });

  it('is that of the beginning when decoding takes too long', async () => {
    const path = `${mediaFolder}/slow.mp4`;
    await ffmpeg('-stream_loop', '120', '-i', await makeVideo(1, { sound: true }), '-c', 'copy', path);
    const impatient = new Fingerprinter({ ffmpeg: new Ffmpeg(await findFfmpeg(), { timeoutMs: 250 }), log });
    const { frames, duration } = expectKind(await impatient.fingerprint(path, 'video'), 'video');
    expect(frames.length).toBeGreaterThan(0);
    expect(duration).toBeLessThan(900);
  });

  it('takes an animation for a video', async () => {
    const { frames } = await video(
      await makeVideo(5, { seconds: 2, extension: 'gif', width: 160, height: 90 }),
    );
    expect(frames.length).toBeGreaterThanOrEqual(4);
  });

  it('gives what can be decoded of a cut-off film', async () => {
    const path = await makeVideo(1, { extension: 'mkv' });
    const whole = await video(path);
    const part = await video(await cutOff(path, 0.6));
    expect(part.frames.length).toBeGreaterThan(4);
    expect(part.frames.length).toBeLessThan(whole.frames.length);
    expect(part.duration).toBeLessThan(7);
  });

  it('thins out a long film evenly and to the end', async () => {
    const path = `${mediaFolder}/long.mp4`;
    await ffmpeg(
      ...['-f', 'lavfi', '-i', 'testsrc=size=64x64:rate=4', '-t', '900', '-preset', 'ultrafast', path],
    );
    const { frames, duration } = await video(path);
    expect(duration).toBe(900);
    expect(frames.length).toBeGreaterThan(560);
    expect(frames.length).toBeLessThanOrEqual(600);
    expect(frames.at(-1)?.t).toBeGreaterThan(890);
  });
});

describe('fingerprint of sound', () => {
  it.each(['mp3', 'ogg', 'm4a'] as const)('hardly changes when sent as %s', async (extension) => {
    const original = await audio(await makeSound(1, { seconds: 12 }));
    const copy = await audio(await makeSound(1, { seconds: 12, extension }));
    expect(original.duration).toBe(12);
    expect(original.items.length).toBeGreaterThan(70);
    expect(bitErrorRate(copy.items.subarray(5, 65), original.items)).toBeLessThan(0.1);
  });

  it('is the same for the sound track of a video', async () => {
    const track = (await video(await makeVideo(1, { sound: true }))).audio?.items ?? new Uint32Array();
    const { items } = await audio(await makeSound(1));
    expect(bitErrorRate(track.subarray(3, 33), items)).toBeLessThan(0.1);
  });

  it('is far from that of another melody', async () => {
    const [a, b] = [await audio(await makeSound(1)), await audio(await makeSound(2))];
    expect(bitErrorRate(a.items.subarray(0, 30), b.items)).toBeGreaterThan(0.25);
  });

  it('takes a film container without a picture for sound', async () => {
    const { items } = await audio(await makeSound(1, { seconds: 8, extension: 'mp4' }));
    expect(items.length).toBeGreaterThan(30);
  });

  it('has a duration but no items when it is too short to compare', async () => {
    const { duration, items } = await audio(await makeSound(1, { seconds: 1 }));
    expect(duration).toBe(1);
    expect(items).toHaveLength(0);
  });
});

describe('bad files', () => {
  const sources: [string, () => Promise<string>, string][] = [
    ['an empty file', () => writeFixture('empty.mp4', ''), 'file-empty'],
    ['a missing file', async () => `${mediaFolder}/missing.mp4`, 'file-not-found'],
    ['a folder', async () => mediaFolder, 'file-unreadable'],
    ['text named .mp4', () => writeFixture('text.mp4', 'hello '.repeat(500)), 'file-type-unsupported'],
    [
      'noise named .jpg',
      () =>
        writeFixture(
          'noise.jpg',
          new Uint8Array(5000).map((_, i) => i * 31),
        ),
      'file-type-unsupported',
    ],
    ['a film cut off before its index', async () => cutOff(await makeVideo(2), 0.5), 'file-unreadable'],
    ['a picture cut off in its head', async () => cutOff(await makePicture(1), 0.002), 'file-unreadable'],
    [
      'a drawing in SVG',
      () =>
        writeFixture('drawing.png', '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"></svg>'),
      'file-type-unsupported',
    ],
    ['a PDF', () => writeFixture('page.jpg', '%PDF-1.4\n1 0 obj\n<<>>\nendobj\n'), 'file-type-unsupported'],
  ];

  it.each(sources)('of %s there is no fingerprint but an error with a code', async (_name, make, code) => {
    await expect(fingerprinter.fingerprint(await make())).rejects.toMatchObject({ code });
  });
});

describe('description of fingerprints', () => {
  it('has the shape that other programs rely on', async () => {
    const sha256 = 'ab'.repeat(32);
    const hex = expect.stringMatching(/^[0-9a-f]{64}$/u);
    const described = async (path: string) =>
      JSON.parse(JSON.stringify(describeFingerprint(await fingerprinter.fingerprint(path), sha256)));
    expect(await described(await makePicture(1))).toEqual({
      kind: 'image',
      sha256,
      pdq: hex,
      quality: expect.any(Number),
    });
    const film = await described(await makeVideo(2, { seconds: 1, sceneSeconds: 1 }));
    expect(film).toEqual({
      kind: 'video',
      sha256,
      duration: 1,
      frames: expect.arrayContaining([
        { t: 0, pdq: hex, quality: expect.any(Number) },
        { t: 0.5, pdq: hex, quality: expect.any(Number) },
      ]),
      audio: null,
    });
    expect(await described(await makeSound(1, { seconds: 3 }))).toEqual({
      kind: 'audio',
      sha256,
      duration: 3,
      items: expect.arrayContaining([expect.any(Number)]),
    });
  });
});
