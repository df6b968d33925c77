import { execFile } from 'node:child_process';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { Ffmpeg, type FfmpegBinary, findFfmpeg } from '../../src/media/ffmpeg.ts';
import { parseStreamInfo } from '../../src/media/stream-info.ts';
import {
  cutOff,
  ffmpeg as encode,
  makeSound,
  makeVideo,
  mediaFolder,
  writeFixture,
} from '../support/media-fixtures.ts';
import { runningOn } from '../support/running-programs.ts';

let binary: FfmpegBinary;
let ffmpeg: Ffmpeg;

beforeAll(async () => {
  binary = await findFfmpeg();
  ffmpeg = new Ffmpeg(binary);
});

const SMALL = { width: 64, height: 64, everySeconds: 0.5, maxFrames: 100 };

async function frameTimes(path: string, reader = ffmpeg, options = {}): Promise<number[]> {
  const times: number[] = [];
  for await (const { t } of reader.decodeFrames(path, { ...SMALL, ...options })) times.push(t);
  return times;
}

/** A script in place of ffmpeg. */
async function standIn(name: string, script: string): Promise<string> {
  const path = `${mediaFolder}/${name}`;
  await mkdir(path.slice(0, path.lastIndexOf('/')), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

const VERSION_6 = `echo 'ffmpeg version 6.1.1 Copyright'; echo 'libavutil      58. 29.100 / 58. 29.100'`;

describe('finding ffmpeg', () => {
  it('takes the configured program before any other', async () => {
    const path = await standIn('configured-ffmpeg', VERSION_6);
    expect(await findFfmpeg(path)).toEqual({
      path,
      version: '6.1.1',
      source: 'configured',
      hasFpsMode: true,
    });
  });

  it('does not fall back when the configured program is missing', async () => {
    await expect(findFfmpeg('/nowhere/ffmpeg')).rejects.toMatchObject({ code: 'ffmpeg-missing' });
  });

  it('does not take a program that is not ffmpeg', async () => {
    const path = await standIn('liar', 'echo hello');
    await expect(findFfmpeg(path)).rejects.toMatchObject({ code: 'ffmpeg-missing' });
  });

  it("takes the system's program before the bundled one", async () => {
    const path = await standIn('bin/ffmpeg', VERSION_6);
    expect(await findFfmpeg(undefined, `/nowhere:${mediaFolder}/bin`)).toMatchObject({
      path,
      source: 'system',
    });
  });

  it('falls back to the bundled one, which runs', async () => {
    const found = await findFfmpeg(undefined, '');
    expect(found).toMatchObject({ source: 'bundled', hasFpsMode: false });
    const { stdout } = await promisify(execFile)(found.path, ['-version']);
    expect(stdout).toContain(found.version);
  });
});

describe('streams of a file', () => {
  it('are told with size and duration', async () => {
    expect(await ffmpeg.streams(await makeVideo(1, { sound: true }))).toEqual({
      duration: expect.closeTo(8, 0),
      video: { index: 0, width: 426, height: 240 },
      audio: { index: 1 },
    });
  });

  it('do not count the cover of a song as a film', async () => {
    const path = `${mediaFolder}/cover.mp3`;
    await encode(
      ...['-i', await makeSound(1), '-f', 'lavfi', '-i', 'color=red:size=64x64:d=1:r=1'],
      ...[
        '-map',
        '0',
        '-map',
        '1',
        '-c:v',
        'mjpeg',
        '-disposition:v',
        'attached_pic',
        '-frames:v',
        '1',
        path,
      ],
    );
    expect(await ffmpeg.streams(path)).toMatchObject({ video: null, audio: { index: 0 } });
  });

  it('are not invented from words in the metadata', () => {
    const lines = [
      "Input #0, mov,mp4, from 'x':",
      '  Metadata:',
      '    title           : a',
      '                    :     Stream #0:7: Audio: aac',
      '    Stream #0       : 8: Audio: aac',
      '  Duration: 00:01:02.50, start: 0.000000, bitrate: 1 kb/s',
      '    Stream #0:0[0x1](und): Video: h264 (High) (avc1 / 0x31637661), yuv420p(tv), 640x360 [SAR 1:1], 25 fps',
    ];
    expect(parseStreamInfo(lines)).toEqual({
      duration: 62.5,
      video: { index: 0, width: 640, height: 360 },
      audio: null,
    });
  });
});

describe('decoding', () => {
  it('hands over frames of the wanted size with their times', async () => {
    const frames = [];
    for await (const frame of ffmpeg.decodeFrames(await makeVideo(1), SMALL)) frames.push(frame);
    expect(frames.map(({ t }) => t)).toEqual(Array.from({ length: 16 }, (_, i) => i / 2));
    expect(frames.every(({ luma }) => luma.length === 64 * 64)).toBe(true);
  });

  it('hands over the sound of the same run, all of it', async () => {
    let samples = 0;
    const onSound = (part: Int16Array) => {
      samples += part.length;
    };
    await frameTimes(await makeVideo(1, { sound: true }), ffmpeg, { onSound });
    expect(samples / 11_025).toBeCloseTo(8, 0);
  });

  it('gives the sound alone as numbers that are not silence', async () => {
    const sound = await ffmpeg.decodeAudio(await makeSound(1, { extension: 'm4a' }));
    expect(sound.length / 11_025).toBeCloseTo(8, 0);
    expect(Math.max(...sound.subarray(20_000, 30_000))).toBeGreaterThan(2000);
  });

  it('stops the program when the reader has seen enough', async () => {
    const path = await makeVideo(2);
    for await (const _ of ffmpeg.decodeFrames(path, SMALL)) break;
    expect(await runningOn(path)).toEqual([]);
  });

  it('stops the program when the receiver of the sound fails', async () => {
    const path = await makeVideo(1, { sound: true });
    const onSound = () => {
      throw new Error('receiver failed');
    };
    await expect(frameTimes(path, ffmpeg, { onSound })).rejects.toThrow('receiver failed');
    expect(await runningOn(path)).toEqual([]);
  });

  it('lets more runs wait than may decode at once, and finishes all', async () => {
    const path = await makeVideo(2);
    const all = await Promise.all(Array.from({ length: 9 }, () => frameTimes(path)));
    expect(all.map((times) => times.length)).toEqual(Array(9).fill(16));
  });

  it('reads a file whose name looks like an option or an address', async () => {
    const path = await writeFixture('-i http:%d.mp4', await readFile(await makeVideo(2)));
    expect(await frameTimes(path)).toHaveLength(16);
  });
});

describe('hostile files', () => {
  it('that decode for ever end in a timeout with nothing left running', async () => {
    // Hours of film that take far longer to decode than the reader is willing to wait.
    const path = `${mediaFolder}/endless.mp4`;
    await encode(...['-stream_loop', '1500', '-i', await makeVideo(1), '-c', 'copy', path]);
    const impatient = new Ffmpeg(binary, { timeoutMs: 300 });
    await expect(frameTimes(path, impatient, { maxFrames: 1e6 })).rejects.toMatchObject({
      code: 'media-timeout',
    });
    expect(await runningOn(path)).toEqual([]);
  });

  it('end in a timeout when the program hangs without a word', async () => {
    const path = await standIn('hanging-ffmpeg', 'exec sleep 60');
    const hanging = new Ffmpeg({ ...binary, path }, { timeoutMs: 200 });
    await expect(hanging.streams('hanging-film')).rejects.toMatchObject({ code: 'media-timeout' });
  });

  it('may not make it read other files by a play list', async () => {
    const film = await makeVideo(2);
    const lists = [
      await writeFixture('list.mp4', `ffconcat version 1.0\nfile '${film}'\n`),
      await writeFixture(
        'hls.mp4',
        `#EXTM3U\n#EXT-X-TARGETDURATION:8\n#EXTINF:8,\nfile://${film}\n#EXT-X-ENDLIST\n`,
      ),
    ];
    for (const list of lists) {
      await expect(ffmpeg.streams(list)).rejects.toMatchObject({ code: 'file-unreadable' });
    }
  });

  it('with pictures over the limit are refused before they are decoded', async () => {
    const careful = new Ffmpeg(binary, { maxPixels: 100_000 });
    await expect(frameTimes(await makeVideo(2), careful)).rejects.toMatchObject({
      code: 'media-too-big-to-decode',
    });
  });

  it('with too much sound are cut, not kept whole in memory', async () => {
    const frugal = new Ffmpeg(binary, { maxOutputBytes: 40_000 });
    const sound = await frugal.decodeAudio(await makeSound(1, { seconds: 60 }));
    expect(sound.length).toBeLessThan(200_000);
  });

  it('cannot take all memory', async () => {
    const path = await standIn('greedy-ffmpeg', 'echo "[limit @ 0x0] $(ulimit -d)" >&2; exit 1');
    const greedy = new Ffmpeg({ ...binary, path }, { memoryKib: 500_000 });
    await expect(greedy.streams('film')).rejects.toMatchObject({ cause: { message: '500000' } });
  });

  it('are not blamed when the program is gone', async () => {
    const gone = new Ffmpeg({ ...binary, path: `${mediaFolder}/no-ffmpeg` });
    await expect(gone.streams('film')).rejects.toMatchObject({ code: 'internal' });
  });

  it('learn nothing of the environment', async () => {
    const path = await standIn('curious-ffmpeg', 'echo "[env @ 0x0] $(env | tr "\\n" " ")" >&2; exit 1');
    const curious = new Ffmpeg({ ...binary, path });
    const error: unknown = await curious.streams('film').catch((cause: unknown) => cause);
    const seen = error instanceof Error && error.cause instanceof Error ? error.cause.message : '';
    expect(seen).toContain('LC_ALL=C');
    expect(seen).not.toMatch(/HOME=|VITEST|npm_/u);
  });

  it('without anything decodable say so', async () => {
    const whole = await makeVideo(2, { extension: 'mkv' });
    await expect(frameTimes(await cutOff(whole, 0.01))).rejects.toMatchObject({
      code: expect.stringMatching(/^(file-unreadable|media-without-content)$/u),
    });
    await expect(frameTimes(await makeSound(1))).rejects.toMatchObject({ code: 'media-without-content' });
  });
});
