/**
 * Draws what was matched, for people to look at: `npm run bench -- matched-frames [FOLDER] [--to DIR]`. Films of the
 * samples are edited hard and asked about; for each answer a picture shows the frame of the copy beside the
 * frame of the archive that lies at the same moment by the evidence, with both timelines under them.
 */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import sharp, { type Create, type OverlayOptions } from 'sharp';
import type { TimeSpan } from '../src/domain/evidence.ts';
import { Ffmpeg, findFfmpeg } from '../src/media/ffmpeg.ts';
import { makeDrawings } from './media/drawings.ts';
import { onePerGroup, readOriginals } from './media/originals.ts';
import { Subject } from './media/subject.ts';
import { VIDEO_EDITS, type VideoSource } from './media/video-edits.ts';

const run = promisify(execFile);
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { to: { type: 'string', default: 'docs/screenshots' } },
});
const FILMS = 2;
const EDITS = ['mirror, crop 90 %, caption', 'picture in picture, blurred', 'filmed off a screen'];
/** Of the film, so that the times of both differ. */
const CLIP = ['-ss', '2', '-t', '5'];
const FRAME = { width: 480, height: 270 };
const GAP = 16;
const BAR = 14;
const GROUND = { r: 24, g: 27, b: 32 };
const FOUND = { r: 76, g: 195, b: 138 };
const REST = { r: 74, g: 81, b: 92 };
const MOMENT = { r: 255, g: 255, b: 255 };
const MARK = 4;
const THIN = 4;

interface Side {
  path: string;
  seconds: number;
  span: TimeSpan;
  /** The moment that is shown. */
  at: number;
}

const ffmpeg = new Ffmpeg(await findFfmpeg());
const scratch = await mkdtemp(join(tmpdir(), 'matched-frames-'));

async function drawAll(): Promise<void> {
  const folder = positionals[0] ?? join(import.meta.dirname, '..', 'samples', 'media');
  const originals = readOriginals(folder, ['video']);
  const subject = new Subject(ffmpeg);
  for (const original of originals) await subject.learn(original);
  const drawings = await makeDrawings(scratch);
  const chosen = onePerGroup(originals, FILMS, 1);
  for (const [index, name] of EDITS.entries()) {
    const original = chosen[index % chosen.length];
    const edit = VIDEO_EDITS.find((known) => known.name === name);
    if (!original || !edit) throw new Error(`no film, or no edit "${name}"`);
    const { video, duration = 0 } = await ffmpeg.streams(original.path);
    const source: VideoSource = {
      path: original.path,
      width: video?.width ?? 0,
      height: video?.height ?? 0,
      duration: duration ?? 0,
      index,
      drawings,
      filler: original.path,
    };
    const copy = join(scratch, 'copy.mp4');
    const { inputs, graph } = edit.make(source);
    await quietly([...CLIP, ...inputs, '-filter_complex', graph, '-map', '[out]', '-an', '-crf', '30', copy]);
    const { answered, evidence } = await subject.ask(copy, 'video', original.group, original.id);
    const [query, archive] = [spanOf(evidence?.query), spanOf(evidence?.archive)];
    if (!answered || !query || !archive) throw new Error(`"${name}" was not answered`);
    const target = join(
      values.to,
      `matched-${name.replaceAll(/[^a-z0-9]+/gu, '-').replaceAll(/-$/gu, '')}.png`,
    );
    const copySeconds = (await ffmpeg.streams(copy)).duration ?? 0;
    await draw(
      { path: copy, seconds: copySeconds, span: query, at: middleOf(query) },
      { path: original.path, seconds: source.duration, span: archive, at: middleOf(archive) },
      target,
    );
    process.stdout.write(
      `${target}: ${original.id}, ${name}: ${told(query)} of the copy is ${told(archive)} of the archive\n`,
    );
  }
}

const told = ({ from, to }: TimeSpan): string => `${from.toFixed(1)}-${to.toFixed(1)} s`;

const middleOf = ({ from, to }: TimeSpan): number => (from + to) / 2;

const spanOf = (span: Partial<TimeSpan> | undefined): TimeSpan | null =>
  span?.from !== undefined && span.to !== undefined ? { from: span.from, to: span.to } : null;

async function draw(query: Side, archive: Side, target: string): Promise<void> {
  const sides = [await drawSide(query), await drawSide(archive)];
  const width = 2 * FRAME.width + 3 * GAP;
  const height = FRAME.height + BAR + 3 * GAP;
  await sharp(plain(width, height, GROUND))
    .composite(
      sides.flatMap(({ frame, bar }, i) => {
        const left = GAP + i * (FRAME.width + GAP);
        return [
          { input: frame, left, top: GAP },
          { input: bar, left, top: FRAME.height + 2 * GAP },
        ];
      }),
    )
    .png({ compressionLevel: 9, palette: true })
    .toFile(target);
}

async function drawSide({ path, seconds, span, at }: Side): Promise<{ frame: Buffer; bar: Buffer }> {
  const still = join(scratch, 'still.png');
  await quietly(['-ss', at.toFixed(3), '-i', `file:${path}`, '-frames:v', '1', still]);
  const frame = await sharp(still)
    .resize({ ...FRAME, fit: 'contain', background: GROUND })
    .png()
    .toBuffer();
  const x = (t: number) => Math.round((Math.min(t, seconds) / seconds) * (FRAME.width - MARK));
  const bar = await sharp(plain(FRAME.width, BAR, GROUND))
    .composite([
      layer(0, THIN, FRAME.width, REST),
      layer(x(span.from), THIN, x(span.to) - x(span.from) + MARK, FOUND),
      layer(x(at), 0, MARK, MOMENT),
    ])
    .png()
    .toBuffer();
  return { frame, bar };
}

type Colour = typeof GROUND;

const plain = (width: number, height: number, background: Colour): { create: Create } => ({
  create: { width, height, channels: 3, background },
});

/** A stripe of the bar, so far from its upper and lower edge. */
const layer = (left: number, edge: number, width: number, colour: Colour): OverlayOptions => ({
  input: plain(width, BAR - 2 * edge, colour),
  left,
  top: edge,
});

async function quietly(args: string[]): Promise<void> {
  await run(ffmpeg.binary.path, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args]);
}

try {
  await mkdir(values.to, { recursive: true });
  await drawAll();
} finally {
  await rm(scratch, { recursive: true, force: true });
}
