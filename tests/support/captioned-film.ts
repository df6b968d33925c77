import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { burntCaption } from './text-cards.ts';

const run = promisify(execFile);

export interface Caption {
  text: string;
  /** Seconds of the film between which it shows. */
  from: number;
  to: number;
  /** On a dark band. */
  band?: boolean;
}

/** Burns a caption into the foot of a film, which is scaled to the given size (even pixels) and loses its sound. */
export async function captionFilm(
  ffmpegPath: string,
  film: { path: string; width: number; height: number; seconds: number },
  { text, from, to, band = false }: Caption,
  target: string,
): Promise<void> {
  const { path, width, height, seconds } = film;
  const layers = await burntCaption(text, {
    width,
    height,
    band,
    size: Math.round(Math.min(width, height) / 15),
  });
  const background = { r: 0, g: 0, b: 0, alpha: 0 };
  const overlay = `${target}.png`;
  await writeFile(
    overlay,
    await sharp({ create: { width, height, channels: 4, background } })
      .composite(layers)
      .png()
      .toBuffer(),
  );
  const graph = `[0:v]scale=${width}:${height}[v];[v][1:v]overlay=enable='between(t,${from},${to})'`;
  try {
    await run(ffmpegPath, [
      ...[
        '-hide_banner',
        '-nostdin',
        '-loglevel',
        'error',
        '-y',
        '-t',
        `${seconds}`,
        '-i',
        path,
        '-i',
        overlay,
      ],
      ...['-filter_complex', graph, '-an'],
      ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '28', '-pix_fmt', 'yuv420p', target],
    ]);
  } finally {
    await rm(overlay, { force: true });
  }
}
