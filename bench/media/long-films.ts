import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Ffmpeg } from '../../src/media/ffmpeg.ts';
import type { Original } from './originals.ts';
import type { Subject } from './subject.ts';

const run = promisify(execFile);
/** Seconds of the known clip, and between key frames, as messengers encode. */
const CLIP_SECONDS = 10;
const KEY_FRAME_SECONDS = 4;
const FRAMES_PER_SECOND = 25;
/** Known films that are asked about. */
const ASKED = 4;

export interface LongFilms {
  minutes: number;
  asked: number;
  answered: number;
  /** Of one question, the slowest. */
  seconds: number;
}

/** Ten seconds of a known film in the middle of a long unknown one. */
export async function measureLongFilms(
  ffmpeg: Ffmpeg,
  subject: Subject,
  known: Original[],
  filler: Original,
  minutes: number,
  folder: string,
): Promise<LongFilms> {
  const result = { minutes, asked: 0, answered: 0, seconds: 0 };
  for (const { id, path, group } of known) {
    const { duration } = await ffmpeg.streams(path);
    if ((duration ?? 0) < CLIP_SECONDS) continue;
    if (result.asked === ASKED) break;
    const film = join(folder, 'long.mp4');
    const half = (minutes * 60 - CLIP_SECONDS) / 2;
    const shape = `scale=640:360,setsar=1,fps=${FRAMES_PER_SECOND},format=yuv420p`;
    await run(ffmpeg.binary.path, [
      ...['-hide_banner', '-loglevel', 'error', '-y', '-stream_loop', '-1', '-t', String(half)],
      ...['-i', `file:${filler.path}`, '-t', String(CLIP_SECONDS), '-i', `file:${path}`],
      ...['-stream_loop', '-1', '-t', String(half), '-i', `file:${filler.path}`],
      '-filter_complex',
      `[0:v]${shape}[a];[1:v]${shape}[b];[2:v]hflip,${shape}[c];[a][b][c]concat=n=3:v=1:a=0[out]`,
      ...['-map', '[out]', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '30'],
      ...['-g', String(KEY_FRAME_SECONDS * FRAMES_PER_SECOND), film],
    ]);
    const { answered, ms } = await subject.ask(film, 'video', group, id);
    result.asked++;
    if (answered) result.answered++;
    result.seconds = Math.max(result.seconds, ms / 1000);
    await rm(film);
  }
  return result;
}
