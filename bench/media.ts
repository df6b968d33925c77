/**
 * What matching of pictures, videos and sounds survives, beside vPDQ as published:
 * `npx tsx bench/media.ts [FOLDER] [--edits a,b] [--kinds video,image,audio] [--videos N] [--pictures N]
 * [--sounds N] [--seed S] [--lost] [--copies DIR] [--costs] [--long MINUTES,…] [--thresholds]`. The last
 * writes what other places of the threshold would change to `src/match/threshold-effects.json`.
 *
 * FOLDER holds `video-dev`, `images-dev` and `audio-dev`, each with `manifest.tsv`; without it the project's
 * samples are used. All originals are the archive, but for a few videos that stay outside and fill
 * compilations. Edited copies are made one at a time and deleted after use, or kept in DIR for the next run;
 * sound is cut off edited videos, so that only the picture is measured. "False" are items of other groups that would be answered or offered
 * with the right group taken out of the archive.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import sharp from 'sharp';
import type { MediaKind } from '../src/domain/fingerprint.ts';
import { Ffmpeg, findFfmpeg } from '../src/media/ffmpeg.ts';
import { measureCosts } from './media/costs.ts';
import { type Drawings, makeDrawings } from './media/drawings.ts';
import { measureLongFilms } from './media/long-films.ts';
import { type Original, onePerGroup, readOriginals } from './media/originals.ts';
import { PICTURE_EDITS } from './media/picture-edits.ts';
import { SOUND_EDITS } from './media/sound-edits.ts';
import { type Asked, Subject } from './media/subject.ts';
import { Tally, tableOf } from './media/tally.ts';
import { VIDEO_EDITS } from './media/video-edits.ts';
import { type VpdqFrames, vpdqMatches, vpdqOf } from './media/vpdq.ts';
import { EffectTally, printEffects, writeEffects } from './threshold-effects.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    edits: { type: 'string' },
    kinds: { type: 'string', default: 'video,image,audio' },
    videos: { type: 'string', default: '12' },
    pictures: { type: 'string', default: '30' },
    sounds: { type: 'string', default: '30' },
    seed: { type: 'string', default: '1' },
    lost: { type: 'boolean', default: false },
    costs: { type: 'boolean', default: false },
    thresholds: { type: 'boolean', default: false },
    long: { type: 'string' },
    copies: { type: 'string' },
  },
});
/** Videos that no archive holds: they fill compilations. */
const FILLERS = 3;
const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const run = promisify(execFile);
const folder = positionals[0] ?? 'samples/media';
const kinds = values.kinds.split(',') as MediaKind[];
const seed = Number(values.seed);
const wanted = values.edits?.split(',').map((name) => name.trim());
const isWanted = ({ name }: { name: string }): boolean =>
  wanted === undefined || wanted.some((part) => name.includes(part));

const ffmpeg = new Ffmpeg(await findFfmpeg());
const scratch = await mkdtemp(join(tmpdir(), 'media-bench-'));
if (values.copies) await mkdir(values.copies, { recursive: true });

/** Lends an edited copy of an original to `use`; one kept by an earlier run is not made again. */
async function withCopy(
  edit: string,
  id: string,
  ending: string,
  make: (target: string) => Promise<unknown>,
  use: (copy: string) => Promise<void>,
): Promise<void> {
  const name = createHash('sha1').update(`${edit} ${id} ${seed}`).digest('hex');
  const copy = join(values.copies ?? scratch, `${name}.${ending}`);
  if (!existsSync(copy)) {
    const unfinished = join(scratch, `unfinished.${ending}`);
    await make(unfinished);
    await copyFile(unfinished, copy);
  }
  await use(copy);
  if (!values.copies) await rm(copy);
}
try {
  await measure();
} finally {
  await rm(scratch, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const originals = readOriginals(folder, kinds);
  const videos = originals.filter(({ kind }) => kind === 'video');
  const groups = onePerGroup(videos, videos.length, seed + 1);
  const fillers = groups.slice(0, groups.length > 2 * FILLERS ? FILLERS : 1);
  const outside = new Set(fillers.map(({ group }) => group));
  const archive = originals.filter(({ group }) => !outside.has(group));
  const effects = values.thresholds ? new EffectTally('mediaFrom') : null;
  const subject = new Subject(ffmpeg, effects);
  const vpdq = new Map<string, VpdqFrames>();
  const started = performance.now();
  for (const original of archive) {
    await subject.learn(original);
    if (original.kind === 'video') vpdq.set(original.id, await vpdqOf(ffmpeg, original.path));
  }
  print(
    `ffmpeg ${ffmpeg.binary.version} (${ffmpeg.binary.source}), node ${process.version}, seed ${seed}; ` +
      `${archive.length} originals read in ${((performance.now() - started) / 1000).toFixed(0)} s`,
  );
  const drawings = await makeDrawings(scratch);
  const pick = (kind: MediaKind): Original[] =>
    onePerGroup(
      archive.filter((original) => original.kind === kind),
      archive.length,
      seed,
    );
  if (kinds.includes('video')) {
    report(await measureVideos(subject, vpdq, archive, pick('video'), fillers, drawings), true);
  }
  if (kinds.includes('image')) report(await measurePictures(subject, pick('image'), drawings));
  if (kinds.includes('audio')) report(await measureSounds(subject, pick('audio')));
  if (effects) await reportEffects(effects);
  const [source] = fillers;
  if (values.long && source)
    await reportLongFilms(values.long.split(',').map(Number), subject, pick('video'), source);
  if (values.costs && source) {
    const { decode, archive: learn, ask } = await measureCosts(ffmpeg, subject, source.path, scratch);
    const times = (ms: number) => `${ms.toFixed(0)} ms = ${(ms / decode).toFixed(2)} x`;
    print(
      `30 s of 1280x720: bare decode ${decode.toFixed(0)} ms; for the archive ${times(learn)}; asked ${times(ask)}`,
    );
  }
}

async function reportEffects({ asked, effects }: EffectTally): Promise<void> {
  const { videos, pictures, sounds } = values;
  const command = `npm run bench -- media --videos ${videos} --pictures ${pictures} --sounds ${sounds} --thresholds`;
  const measured = { command, asked, effects };
  await writeEffects('mediaFrom', measured);
  print(`\n${printEffects(measured)}`);
}

async function reportLongFilms(
  lengths: number[],
  subject: Subject,
  known: Original[],
  filler: Original,
): Promise<void> {
  for (const minutes of lengths) {
    const { asked, answered, found, seconds } = await measureLongFilms(
      ffmpeg,
      subject,
      known,
      filler,
      minutes,
      scratch,
    );
    print(
      `10 s of a known film in ${minutes} minutes: ${answered} of ${asked} answered, at most ${seconds.toFixed(1)} s each; ` +
        `cut out of an archived film of that length: ${found} of ${asked}`,
    );
  }
}

function report(tallies: Tally[], withVpdq = false): void {
  print(`\n${tableOf(tallies, withVpdq)}`);
}

function tellProgress({ name, answered, asked, lost, falseAnswers, falseOffers }: Tally): void {
  const tell = (line: string) => void process.stderr.write(`${line}\n`);
  tell(`${name}: ${answered} of ${asked}`);
  if (!values.lost) return;
  if (lost.length > 0) tell(`  lost: ${lost.join(', ')}`);
  for (const pair of falseAnswers.keys()) tell(`  FALSE ANSWER: ${pair}`);
  for (const pair of falseOffers.keys()) if (!falseAnswers.has(pair)) tell(`  false offer: ${pair}`);
}

async function measureVideos(
  subject: Subject,
  vpdq: Map<string, VpdqFrames>,
  archive: Original[],
  queries: Original[],
  fillers: Original[],
  drawings: Drawings,
): Promise<Tally[]> {
  const tallies: Tally[] = [];
  for (const edit of VIDEO_EDITS.filter(isWanted)) {
    const tally = new Tally(edit.name, edit.goal);
    tallies.push(tally);
    const asked = turnOf(VIDEO_EDITS.indexOf(edit), queries, values.videos);
    for (const [index, { id, path, group }] of asked.entries()) {
      const { video, duration } = await ffmpeg.streams(path);
      const filler = fillers[index % fillers.length]?.path ?? path;
      const { width = 640, height = 360 } = video ?? {};
      const recipe = edit.make({ path, width, height, duration: duration ?? 2, index, drawings, filler });
      const { inputs, graph, encode = ['-crf', '26'], offset = 0, speed = 1 } = recipe;
      const make = (target: string) =>
        encodeWith([
          ...[...inputs, '-filter_complex', graph, '-map', '[out]', '-an'],
          ...['-c:v', 'libx264', '-preset', 'veryfast', '-pix_fmt', 'yuv420p', ...encode, target],
        ]);
      await withCopy(edit.name, id, 'mp4', make, async (copy) => {
        const result = await subject.ask(copy, 'video', group, id);
        tally.add(id, result, offsetError(result, offset, speed));
        const frames = await vpdqOf(ffmpeg, copy);
        const matched = archive.filter((other) => vpdqMatches(frames, vpdq.get(other.id) ?? []));
        if (matched.some((other) => other.group === group)) tally.vpdq++;
        tally.vpdqFalse += matched.filter((other) => other.group !== group).length;
      });
    }
    tellProgress(tally);
  }
  return tallies;
}

/** As many as `limit` says, others for each edit, so that all edits together see all originals. */
function turnOf(edit: number, queries: Original[], limit: string): Original[] {
  const count = Math.min(Number(limit), queries.length);
  return Array.from({ length: count }, (_, i) => queries[(edit * count + i) % queries.length]).filter(
    (query) => query !== undefined,
  );
}

/** Seconds between where the match lies and where it should; null without times. */
function offsetError({ evidence }: Asked, offset: number, speed: number): number | null {
  const [query, archived] = [evidence?.query?.from, evidence?.archive?.from];
  return query === undefined || archived === undefined ? null : Math.abs(query * speed + offset - archived);
}

async function measurePictures(subject: Subject, queries: Original[], drawings: Drawings): Promise<Tally[]> {
  const tallies: Tally[] = [];
  for (const edit of PICTURE_EDITS.filter(isWanted)) {
    const tally = new Tally(edit.name, edit.goal);
    tallies.push(tally);
    for (const { id, path, group } of turnOf(PICTURE_EDITS.indexOf(edit), queries, values.pictures)) {
      const { autoOrient } = await sharp(path, { failOn: 'none' }).metadata();
      const make = (target: string) => edit.make({ path, ...autoOrient, drawings }, target);
      await withCopy(edit.name, id, 'jpg', make, async (copy) => {
        tally.add(id, await subject.ask(copy, 'image', group, id), null);
      });
    }
    tellProgress(tally);
  }
  return tallies;
}

async function measureSounds(subject: Subject, queries: Original[]): Promise<Tally[]> {
  const tallies: Tally[] = [];
  for (const edit of SOUND_EDITS.filter(isWanted)) {
    const tally = new Tally(edit.name, edit.goal);
    tallies.push(tally);
    for (const { id, path, group } of turnOf(SOUND_EDITS.indexOf(edit), queries, values.sounds)) {
      const duration = (await ffmpeg.streams(path)).duration ?? 0;
      if (duration < edit.atLeast) continue;
      const { inputs, filter, encode, ending, offset } = edit.make(path, duration);
      const make = (target: string) =>
        encodeWith([...inputs, '-filter_complex', filter, '-map', '[out]', '-vn', ...encode, target]);
      await withCopy(edit.name, id, ending, make, async (copy) => {
        const result = await subject.ask(copy, 'audio', group, id);
        tally.add(id, result, offsetError(result, offset, 1));
      });
    }
    tellProgress(tally);
  }
  return tallies;
}

async function encodeWith(args: string[]): Promise<void> {
  await run(ffmpeg.binary.path, ['-hide_banner', '-nostdin', '-loglevel', 'error', '-y', ...args], {
    timeout: 120_000,
  });
}
