import { execFile } from 'node:child_process';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import {
  heicFromMp4,
  pngBomb,
  scriptsOf,
  withoutData,
  withUnknownCodec,
} from '../tests/support/hostile-files.ts';
import { wave } from '../tests/support/wave-file.ts';

const run = promisify(execFile);

export interface HostileCase {
  name: string;
  make(): Promise<string>;
}

const HOUR = 3600;

/** Files that people or attackers send, each made anew in `folder`. */
export function hostileCases(folder: string, ffmpegPath: string): HostileCase[] {
  const at = (name: string): string => join(folder, name);
  const ffmpeg = async (name: string, ...args: string[]): Promise<string> => {
    await run(ffmpegPath, ['-loglevel', 'error', '-nostdin', '-y', ...args, at(name)]);
    return at(name);
  };
  const write = async (name: string, content: string | Uint8Array): Promise<string> => {
    await writeFile(at(name), content);
    return at(name);
  };
  const lavfi = (source: string): string[] => ['-f', 'lavfi', '-i', source];
  const small = () => ffmpeg('small.mp4', ...lavfi('testsrc2=s=320x180:d=4:r=12'), '-pix_fmt', 'yuv420p');
  const heic = async (width: number, height: number): Promise<string> => {
    const still = await ffmpeg(
      `still-${width}.mp4`,
      ...lavfi(`testsrc2=s=${width}x${height}:r=1`),
      ...['-frames:v', '1', '-pix_fmt', 'yuv420p', '-c:v', 'libx265', '-preset', 'ultrafast'],
      ...['-x265-params', 'log-level=none', '-tag:v', 'hvc1'],
    );
    return write(`${width}.heic`, heicFromMp4(await readFile(still), { width, height }));
  };
  /** Two minutes again and again. */
  const repeated = (part: string, name: string, hours: number): Promise<string> =>
    ffmpeg(name, '-stream_loop', String((hours * HOUR) / 120 - 1), '-i', part, '-c', 'copy');
  const long = async (name: string, size: string, hours: number, ...encoding: string[]): Promise<string> => {
    const part = await ffmpeg(
      `part-${name}`,
      ...[...lavfi(`testsrc=s=${size}:r=15:d=120`), ...lavfi('sine=440:d=120:r=22050')],
      ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', '-b:a', '24k', '-ac', '1'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '40', ...encoding],
    );
    return repeated(part, name, hours);
  };
  const scripts = Object.entries(scriptsOf(at('small.mp4')));
  const flat = (width: number, height: number) =>
    sharp({ create: { width, height, channels: 3, background: '#405060' }, limitInputPixels: false });
  return [
    {
      name: 'film of 16,000 x 9,000',
      make: () =>
        ffmpeg(
          'huge.mp4',
          ...[...lavfi('color=s=16000x9000:r=5:d=4'), '-pix_fmt', 'yuv420p', '-c:v', 'libx264'],
          ...['-preset', 'ultrafast', '-threads', '1', '-x264-params', 'rc-lookahead=0'],
        ),
    },
    {
      name: 'film of 8,000 x 4,400, 1 min',
      make: () =>
        ffmpeg(
          'large.mp4',
          ...[...lavfi('color=s=8000x4400:r=2:d=60'), '-pix_fmt', 'yuv420p', '-c:v', 'libx264'],
          ...['-preset', 'ultrafast', '-x264-params', 'ref=1'],
        ),
    },
    {
      name: 'film of 3,840 x 2,160 with 16 reference frames',
      make: () =>
        ffmpeg(
          'references.mp4',
          ...[...lavfi('testsrc2=s=3840x2160:r=25:d=2'), '-pix_fmt', 'yuv420p', '-c:v', 'libx264'],
          ...['-preset', 'ultrafast', '-x264-params', 'ref=16:bframes=3:b-pyramid=normal'],
        ),
    },
    {
      name: 'PNG of 600 megapixels',
      make: () => write('600.png', pngBomb({ width: 30_000, height: 20_000 })),
    },
    {
      name: 'PNG of 99 megapixels, 16 bit with transparency',
      make: () => write('99.png', pngBomb({ width: 11_000, height: 9_000, bitDepth: 16, colourType: 6 })),
    },
    {
      name: 'the same, interlaced',
      make: () =>
        write(
          '99i.png',
          pngBomb({ width: 11_000, height: 9_000, bitDepth: 16, colourType: 6, interlaced: true }),
        ),
    },
    {
      name: 'progressive JPEG of 99 megapixels',
      make: async () => {
        await flat(11_000, 9_000)
          .jpeg({ progressive: true, chromaSubsampling: '4:4:4' })
          .toFile(at('99.jpg'));
        return at('99.jpg');
      },
    },
    {
      name: 'WebP of 99 megapixels',
      make: async () => {
        await flat(11_000, 9_000).webp({ effort: 0 }).toFile(at('99.webp'));
        return at('99.webp');
      },
    },
    { name: 'HEIC of 12 megapixels', make: () => heic(4032, 3024) },
    { name: 'HEIC of 48 megapixels', make: () => heic(8064, 6048) },
    ...scripts.map(([name, content]) => ({ name, make: () => write(name, content) })),
    {
      name: 'a codec that ffmpeg lacks',
      make: async () => write('codec.mp4', withUnknownCodec(await readFile(await small()))),
    },
    {
      name: 'animated WebP, 512 x 512, 200 frames',
      make: () => ffmpeg('moving.webp', ...lavfi('testsrc2=s=512x512:r=20:d=10'), '-c:v', 'libwebp_anim'),
    },
    {
      name: 'animated GIF, 480 x 270, 600 frames',
      make: () => ffmpeg('moving.gif', ...lavfi('testsrc2=s=480x270:r=20:d=30')),
    },
    {
      name: 'animated GIF of 8,000 x 4,400, 60 frames',
      make: () => ffmpeg('large.gif', ...lavfi('color=s=8000x4400:r=10:d=6')),
    },
    { name: 'empty file', make: () => write('empty.mp4', '') },
    {
      name: 'film whose data are zeros',
      make: async () => write('zeros.mp4', withoutData(await readFile(await small()))),
    },
    {
      name: 'sound of 10 min of silence',
      make: () => write('silence.wav', wave(new Int16Array(600 * 22_050))),
    },
    { name: 'sound of no length', make: () => write('none.wav', wave(new Int16Array(0))) },
    {
      name: 'sound that promises 4 GB',
      make: () =>
        write(
          'live.wav',
          wave(
            Int16Array.from({ length: 220_500 }, (_, i) => 9000 * Math.sin(i / 9)),
            { told: 0xffffffff },
          ),
        ),
    },
    {
      name: 'sound of 4 h',
      make: async () => {
        const part = await ffmpeg(
          'part.ogg',
          ...lavfi('sine=300:d=120:r=16000'),
          '-c:a',
          'libopus',
          '-b:a',
          '12k',
        );
        return repeated(part, 'long.ogg', 4);
      },
    },
    {
      name: 'film of 4 h, 720p, key frames 10 s apart',
      make: () => long('4h-10.mp4', '1280x720', 4, '-g', '150'),
    },
    { name: 'the same, key frames 1 s apart', make: () => long('4h-1.mp4', '1280x720', 4, '-g', '15') },
    { name: 'the same, key frames 2 min apart', make: () => long('4h-120.mp4', '1280x720', 4, '-g', '9999') },
    { name: 'film of 20 min, 1080p', make: () => long('20m.mp4', '1920x1080', 1 / 3, '-g', '75') },
    { name: 'film of 10 min, 720p', make: () => long('10m.mp4', '1280x720', 1 / 6, '-g', '75') },
  ];
}
