import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm, writeFile } from 'node:fs/promises';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import sharp, { type Sharp } from 'sharp';
import { wave as waveFile } from '../../tests/support/wave-file.ts';
import type { Shot, View } from './drawing.ts';

const WIDTH = 854;
const HEIGHT = 480;
const FRAMES_PER_SECOND = 12;
const SAMPLE_RATE = 22_050;

const svgOf = (body: string, [x, y, width]: View, w: number, h: number): Buffer =>
  Buffer.from(
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="${x.toFixed(2)} ${y.toFixed(2)} ${width.toFixed(2)} ${((width * h) / w).toFixed(2)}" preserveAspectRatio="xMidYMid slice">${body}</svg>`,
  );

/** One picture as JPEG. */
export async function paint(
  file: string,
  body: string,
  view: View,
  width: number,
  height: number,
): Promise<void> {
  await sharp(svgOf(body, view, width, height))
    .flatten()
    .jpeg({ quality: 82, mozjpeg: true })
    .toFile(file);
}

/** One frame, to look at. */
export const still = (shots: Shot[], seconds: number): Sharp => {
  let rest = seconds;
  for (const shot of shots) {
    if (rest < shot.seconds) return frameOf(shot, rest);
    rest -= shot.seconds;
  }
  throw new RangeError('The film is shorter.');
};

const frameOf = (shot: Shot, t: number): Sharp =>
  sharp(svgOf(shot.draw(t), shot.camera(t), WIDTH, HEIGHT)).flatten();

/**
 * Writes a film as MP4 (H.264 yuv420p 854x480, AAC when there is a sound), the same bytes on every run of
 * the same encoder. Cuts are hard.
 * @param sound mono, 22,050 samples a second, -1 to 1
 */
export async function film(file: string, shots: Shot[], sound: Float32Array | null): Promise<void> {
  const wave = `${file}.wav`;
  if (sound) await writeFile(wave, waveFile(to16Bits(sound), { rate: SAMPLE_RATE }));
  const video = [
    '-f',
    'rawvideo',
    '-pix_fmt',
    'rgb24',
    '-s',
    `${WIDTH}x${HEIGHT}`,
    '-r',
    String(FRAMES_PER_SECOND),
    '-i',
    'pipe:0',
  ];
  const audio = sound ? ['-i', wave, '-c:a', 'aac', '-b:a', '40k', '-shortest'] : [];
  const x264 = [
    '-c:v',
    'libx264',
    '-preset',
    'veryslow',
    '-crf',
    '31',
    '-pix_fmt',
    'yuv420p',
    '-threads',
    '1',
    '-g',
    '48',
  ];
  const plain = [
    '-map_metadata',
    '-1',
    '-fflags',
    '+bitexact',
    '-flags:v',
    '+bitexact',
    '-flags:a',
    '+bitexact',
    '-movflags',
    '+faststart',
  ];
  const child = spawn(ffmpeg.path, ['-v', 'error', '-y', ...video, ...audio, ...x264, ...plain, file], {
    stdio: ['pipe', 'ignore', 'inherit'],
  });
  const closed = once(child, 'close');
  for (const shot of shots) {
    const frames = Math.round(shot.seconds * FRAMES_PER_SECOND);
    for (let i = 0; i < frames; i++) {
      const pixels = await frameOf(shot, i / FRAMES_PER_SECOND)
        .removeAlpha()
        .raw()
        .toBuffer();
      if (!child.stdin.write(pixels)) await once(child.stdin, 'drain');
    }
  }
  child.stdin.end();
  const [code] = await closed;
  if (sound) await rm(wave);
  if (code !== 0) throw new Error(`ffmpeg ended with ${code} at ${file}`);
}

const to16Bits = (samples: Float32Array): Int16Array =>
  Int16Array.from(samples, (value) => Math.round(Math.max(-1, Math.min(1, value)) * 32_767));
