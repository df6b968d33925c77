import { execFile } from 'node:child_process';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Ffmpeg } from '../../src/media/ffmpeg.ts';
import type { Original } from './originals.ts';
import { Subject } from './subject.ts';

const run = promisify(execFile);
/** Seconds of the known clip, and between key frames, as messengers encode. */
const CLIP_SECONDS = 10;
const KEY_FRAME_SECONDS = 4;
const FRAMES_PER_SECOND = 25;
/** Known films that are asked about. */
const ASKED = 4;
const RIGHT_WITHIN_SECONDS = 0.5;

export interface LongFilms {
  minutes: number;
  asked: number;
  /** The long film, by the known ten seconds in it. */
  answered: number;
  /** The ten seconds, by the long film in an archive where they are nowhere else, with the right time in it. */
  found: number;
  /** Of one question about the long film, the slowest. */
  seconds: number;
}

/** Ten seconds of a known film in the middle of a long unknown one; and the other way round. */
export async function measureLongFilms(
  ffmpeg: Ffmpeg,
  subject: Subject,
  known: Original[],
  filler: Original,
  minutes: number,
  folder: string,
): Promise<LongFilms> {
  const result = { minutes, asked: 0, answered: 0, found: 0, seconds: 0 };
  const film = join(folder, 'long.mp4');
  const clip = join(folder, 'clip.mp4');
  const half = (minutes * 60 - CLIP_SECONDS) / 2;
  for (const { id, path, group } of known) {
    const { duration } = await ffmpeg.streams(path);
    if ((duration ?? 0) < CLIP_SECONDS) continue;
    if (result.asked === ASKED) break;
    await makeLongFilm(ffmpeg.binary.path, { filler: filler.path, known: path, half, target: film });
    const { answered, ms } = await subject.ask(film, 'video', group, id);
    result.asked++;
    if (answered) result.answered++;
    result.seconds = Math.max(result.seconds, ms / 1000);
    await run(ffmpeg.binary.path, [
      ...['-hide_banner', '-loglevel', 'error', '-y', '-t', String(CLIP_SECONDS), '-i', `file:${path}`],
      ...['-vf', 'scale=480:270,setsar=1,format=yuv420p', '-an', '-c:v', 'libx264', '-crf', '32', clip],
    ]);
    if (await isFoundIn(ffmpeg, { film, clip, half })) result.found++;
    await rm(film);
  }
  return result;
}

async function makeLongFilm(
  program: string,
  { filler, known, half, target }: { filler: string; known: string; half: number; target: string },
): Promise<void> {
  const shape = `scale=640:360,setsar=1,fps=${FRAMES_PER_SECOND},format=yuv420p`;
  await run(program, [
    ...['-hide_banner', '-loglevel', 'error', '-y', '-stream_loop', '-1', '-t', String(half)],
    ...['-i', `file:${filler}`, '-t', String(CLIP_SECONDS), '-i', `file:${known}`],
    ...['-stream_loop', '-1', '-t', String(half), '-i', `file:${filler}`],
    '-filter_complex',
    `[0:v]${shape}[a];[1:v]${shape}[b];[2:v]hflip,${shape}[c];[a][b][c]concat=n=3:v=1:a=0[out]`,
    ...['-map', '[out]', '-c:v', 'libx264', '-preset', 'ultrafast', '-crf', '30'],
    ...['-g', String(KEY_FRAME_SECONDS * FRAMES_PER_SECOND), target],
  ]);
}

async function isFoundIn(
  ffmpeg: Ffmpeg,
  { film, clip, half }: { film: string; clip: string; half: number },
): Promise<boolean> {
  const archive = new Subject(ffmpeg);
  const long: Original = { id: 'long', path: film, kind: 'video', group: 'long' };
  await archive.learn(long);
  const { answered, evidence } = await archive.ask(clip, 'video', 'long', 'long');
  const off = (evidence?.archive?.from ?? 0) - (evidence?.query?.from ?? 0) - half;
  return answered && Math.abs(off) <= RIGHT_WITHIN_SECONDS;
}
