import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Fingerprinter } from '../../src/fingerprint/fingerprint-file.ts';
import { createLog } from '../../src/log.ts';
import type { Ffmpeg } from '../../src/media/ffmpeg.ts';
import { quantile } from '../quantile.ts';
import type { Subject } from './subject.ts';

const run = promisify(execFile);
const ROUNDS = 5;

/** Milliseconds, the median of a few rounds. */
export interface Costs {
  decode: number;
  archive: number;
  ask: number;
}

/** Half a minute of film at 1280x720, made of `source` in a loop with drawn motion on it, so that nothing is still. */
async function makeFilm(ffmpeg: Ffmpeg, source: string, folder: string): Promise<string> {
  const target = join(folder, 'half-minute.mp4');
  await run(ffmpeg.binary.path, [
    ...['-hide_banner', '-loglevel', 'error', '-y', '-stream_loop', '40', '-i', `file:${source}`],
    ...['-f', 'lavfi', '-i', 'sine=f=440:r=44100', '-f', 'lavfi', '-i', 'testsrc2=s=320x180:r=30'],
    ...['-filter_complex', '[0:v]scale=1280:720,setsar=1,fps=30[a];[a][2:v]overlay=40:40[v]'],
    ...['-map', '[v]', '-map', '1:a', '-t', '30', '-c:v', 'libx264', '-preset', 'medium', '-crf', '23'],
    ...['-pix_fmt', 'yuv420p', '-c:a', 'aac', target],
  ]);
  return target;
}

/** Decode by ffmpeg alone, fingerprint for the archive, and a question that finds nothing: the dearest one. */
export async function measureCosts(
  ffmpeg: Ffmpeg,
  subject: Subject,
  source: string,
  folder: string,
): Promise<Costs> {
  const film = await makeFilm(ffmpeg, source, folder);
  const fingerprinter = new Fingerprinter({ ffmpeg, log: createLog('silent') });
  const decode = ['-hide_banner', '-loglevel', 'error', '-i', `file:${film}`, '-f', 'null', '-'];
  const times: Record<keyof Costs, number[]> = { decode: [], archive: [], ask: [] };
  for (let round = 0; round < ROUNDS; round++) {
    times.decode.push(await timed(() => run(ffmpeg.binary.path, decode)));
    times.archive.push(await timed(() => fingerprinter.fingerprint(film, 'video')));
    times.ask.push(await timed(() => subject.look(film, 'video')));
  }
  return {
    decode: quantile(times.decode, 0.5),
    archive: quantile(times.archive, 0.5),
    ask: quantile(times.ask, 0.5),
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}
