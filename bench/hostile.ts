/**
 * What files cost that are sent to do harm, or that nobody thought of: `npm run bench -- hostile [--only WORDS]`.
 * Each is fingerprinted and then looked at more closely, as for a question that nothing answers.
 */
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { QueryMediaFingerprint } from '../src/domain/fingerprint.ts';
import { isAppError } from '../src/errors.ts';
import { Fingerprinter } from '../src/fingerprint/fingerprint-file.ts';
import { createLog } from '../src/log.ts';
import { Ffmpeg, findFfmpeg } from '../src/media/ffmpeg.ts';
import { sniff } from '../src/media/sniff.ts';
import { type HostileCase, hostileCases } from './hostile-cases.ts';
import { watchPeaks } from './process-peaks.ts';

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } });
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const ffmpeg = new Ffmpeg(await findFfmpeg());
const fingerprinter = new Fingerprinter({ ffmpeg, log: createLog('silent') });

async function measure(path: string): Promise<{ outcome: string; seconds: number[] }> {
  const seconds: number[] = [];
  let started = performance.now();
  const lap = (): void => {
    seconds.push((performance.now() - started) / 1000);
    started = performance.now();
  };
  try {
    const { kind } = await sniff(path, ffmpeg);
    const { fingerprint, frames } = await fingerprinter.fingerprintQuestion(path, kind);
    lap();
    const look = await fingerprinter.lookCloser(path, fingerprint.kind, frames);
    lap();
    return {
      outcome: `${describe(fingerprint)}${look ? `; closer: ${look.looks.length} hashes` : ''}`,
      seconds,
    };
  } catch (error) {
    lap();
    if (!isAppError(error)) throw error;
    return { outcome: error.code, seconds };
  }
}

function describe(fingerprint: QueryMediaFingerprint): string {
  switch (fingerprint.kind) {
    case 'image':
      return 'picture';
    case 'audio':
      return `${Math.round(fingerprint.duration)} s of sound`;
    case 'video': {
      const { frames, audio, duration } = fingerprint;
      const times = [0, ...frames.map(({ t }) => t), duration];
      const gap = Math.max(...times.slice(1).map((t, i) => t - (times[i] ?? 0)));
      const sound = audio ? `, ${Math.round(audio.duration)} s of sound` : '';
      return `${frames.length} frames, longest gap ${gap.toFixed(1)} s of ${Math.round(duration)}${sound}`;
    }
  }
}

async function runCase({ name, make }: HostileCase): Promise<void> {
  const path = await make();
  const { size } = await stat(path);
  const watch = watchPeaks();
  const { outcome, seconds } = await measure(path);
  const { childMb, ownMb, ownBeforeMb, writtenKb } = watch.stop();
  const [first = 0, closer = 0] = seconds;
  const cells = [
    name,
    size < 100_000 ? `${(size / 1000).toFixed(1)} KB` : `${(size / 1e6).toFixed(1)} MB`,
    outcome,
    `${first.toFixed(1)} + ${closer.toFixed(1)}`,
    childMb.toFixed(0),
    `${ownMb.toFixed(0)} (${ownBeforeMb.toFixed(0)})`,
    writtenKb.toFixed(0),
  ];
  print(`| ${cells.join(' | ')} |`);
}

const folder = await mkdtemp(join(tmpdir(), 'tabayyan-hostile-'));
try {
  print(
    '| file | size | outcome | s, fingerprint + closer look | MB, largest child | MB, own (before) | KB written |',
  );
  print('|---|---|---|---|---|---|---|');
  for (const hostile of hostileCases(folder, ffmpeg.binary.path)) {
    if (hostile.name.includes(values.only)) await runCase(hostile);
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
