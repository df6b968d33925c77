/**
 * Words in pictures, beside the same words typed: `npm run bench -- ocr [DATA] [--cards N] [--films N]
 * [--photos N] [--kinds a,b] [--lost] [--seed S]`.
 *
 * DATA holds `retrieval-dev` (an archive and posts judged against it), `images-dev` and `video-dev`; without it
 * the project's samples are used. Cards of every kind are drawn from claims of the archive, in two hands, a third
 * of them squeezed as a messenger does it. "False" is what would still be answered with every fact-check of
 * that claim taken out of the archive. Photos and films hold no Arabic words: anything answered is false.
 */
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { MediaKind } from '../src/domain/fingerprint.ts';
import { analyzeText } from '../src/fingerprint/arabic-text.ts';
import { OcrEngine } from '../src/fingerprint/ocr-engine.ts';
import { TextReader } from '../src/fingerprint/text-reader.ts';
import { createLog } from '../src/log.ts';
import { Matcher } from '../src/match/matcher.ts';
import { Ffmpeg, findFfmpeg } from '../src/media/ffmpeg.ts';
import { captionFilm } from '../tests/support/captioned-film.ts';
import { CARD_KINDS, type CardKind, drawCard, type Font } from '../tests/support/text-cards.ts';
import { type ArchiveRow, readJudgedPosts } from './claims-data.ts';
import { archiveOf } from './claims-scenes.ts';
import { characterErrors, OcrTally, ocrTable } from './media/ocr-tally.ts';
import { onePerGroup, readOriginals, shuffled } from './media/originals.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    cards: { type: 'string', default: '20' },
    films: { type: 'string', default: '12' },
    photos: { type: 'string', default: '1000' },
    kinds: { type: 'string' },
    lost: { type: 'boolean', default: false },
    seed: { type: 'string', default: '1' },
  },
});
const FONTS: Font[] = ['modern', 'book'];
/** Width to which a messenger squeezes a card. */
const SHRUNK = 800;
/** UTF-16 units of a statement that fits on a card. */
const LEAST = 40;
const MOST = 260;
/** Fact-checks among which others of the same claim are sought. */
const MANY = 80;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const seed = Number(values.seed);
const data = positionals[0];
const rows = readArchive();
const archive = archiveOf(rows);
const matcher = new Matcher();
const items = new Map(rows.map((row) => [row.id, { ...row, urls: [], media: [] }]));
for (const item of items.values()) matcher.upsert(item);
const ffmpeg = new Ffmpeg(await findFfmpeg());
const engine = new OcrEngine({ log: createLog('warn') });
const reader = new TextReader({ ffmpeg, engine });
const folder = await mkdtemp(join(tmpdir(), 'ocr-bench-'));
try {
  await measure();
} finally {
  await engine.close();
  await rm(folder, { recursive: true, force: true });
}

async function measure(): Promise<void> {
  const media = data ?? 'samples/media';
  const photos = onePerGroup(readOriginals(media, ['image']), Number(values.photos), seed);
  const films = onePerGroup(readOriginals(media, ['video']), Number(values.films), seed);
  const statements = shuffled(
    rows.filter(({ claim }) => claim.length >= LEAST && claim.length <= MOST),
    seed,
  );
  print(`node ${process.version}; ${rows.length} fact-checks, seed ${seed}`);
  const tallies: OcrTally[] = [];
  for (const kind of Object.keys(CARD_KINDS) as CardKind[]) {
    if (values.kinds && !values.kinds.split(',').some((part) => kind.includes(part))) continue;
    const tally = new OcrTally(kind);
    for (const [i, row] of statements.slice(0, Number(values.cards)).entries()) {
      const ground = photos[i % Math.max(1, photos.length)]?.path;
      const font = FONTS[i % FONTS.length];
      const card = await drawCard(kind, row.claim, {
        ...(font ? { font } : {}),
        ...(ground && data ? { ground } : {}),
        ...(i % 3 === 2 ? { shrunk: SHRUNK } : {}),
        seed: seed + i,
      });
      const path = join(folder, 'card.jpg');
      await writeFile(path, card);
      await ask(tally, path, 'image', row);
    }
    tallies.push(tally);
    process.stderr.write(`${kind}\n`);
  }
  for (const band of [false, true]) {
    const tally = new OcrTally(band ? 'film, caption on a dark band' : 'film, caption burnt in');
    if (values.kinds && !values.kinds.split(',').some((part) => tally.name.includes(part))) continue;
    for (const [i, film] of films.entries()) {
      const row = statements[Number(values.cards) + i];
      if (!row) break;
      await ask(tally, await withCaption(film.path, row.claim.slice(0, 110), band), 'video', row);
    }
    tallies.push(tally);
    process.stderr.write(`${tally.name}\n`);
  }
  print(`\n${ocrTable(tallies)}`);
  await readWithoutWords('photos', photos, 'image');
  await readWithoutWords('films', films, 'video');
  await measureMemory();
  if (values.lost) {
    for (const { name, lost } of tallies) for (const line of lost) print(`${name}: ${line}`);
  }
}

async function ask(
  tally: OcrTally,
  path: string,
  kind: Exclude<MediaKind, 'audio'>,
  row: ArchiveRow,
): Promise<void> {
  const started = performance.now();
  const { text } = await reader.read(path, kind);
  const seconds = (performance.now() - started) / 1000;
  const said = kind === 'video' ? row.claim.slice(0, 110) : row.claim;
  const found = rank(text);
  const typed = matcher.rank([{ kind: 'text', text: said }]);
  const likely = archive.index.search(archive.index.prepare(analyzeText(row.claim)), MANY);
  const { same, maybe } = archive.groupOf(
    [row.id],
    likely.map(({ slot }) => slot),
  );
  const right = [...same].map((slot) => archive.index.id(slot));
  const gone = [...right, ...[...maybe].map((slot) => archive.index.id(slot))];
  for (const id of gone) matcher.remove(id);
  const without = rank(text);
  for (const id of gone) {
    const item = items.get(id);
    if (item) matcher.upsert(item);
  }
  tally.add({
    errors: characterErrors(said, text),
    seconds,
    band: found.band,
    isRight: found.ranked.some(
      ({ id, sent, sameAs = [] }) => sent && [id, ...sameAs].some((one) => right.includes(one)),
    ),
    typed: typed.band === 'answered',
    falseAnswer: without.band === 'answered',
    said,
    read: text,
    confidence: found.ranked[0]?.confidence ?? 0,
    withoutConfidence: without.ranked[0]?.confidence ?? 0,
  });
}

function rank(text: string) {
  return matcher.rank(text === '' ? [] : [{ kind: 'ocr', file: 0, text }], { limit: 3 });
}

async function readWithoutWords(
  what: string,
  originals: { path: string; id: string }[],
  kind: Exclude<MediaKind, 'audio'>,
): Promise<void> {
  const seconds: number[] = [];
  let words = 0;
  let bands = { answered: 0, choices: 0, unknown: 0 };
  for (const { path, id } of originals) {
    const started = performance.now();
    const { text } = await reader.read(path, kind);
    seconds.push((performance.now() - started) / 1000);
    if (text === '') continue;
    words++;
    const { band } = rank(text);
    bands = { ...bands, [band]: bands[band] + 1 };
    if (values.lost) print(`${id}: ${band} ${JSON.stringify(text)}`);
  }
  seconds.sort((a, b) => a - b);
  const at = (share: number) => (seconds[Math.floor(seconds.length * share)] ?? 0).toFixed(2);
  print(
    `${what} without Arabic words: ${originals.length}, words read in ${words}, answered ${bands.answered}, ` +
      `offered ${bands.choices}; median ${at(0.5)} s, p95 ${at(0.95)} s`,
  );
}

/** The film, its longer side 854 pixels, with a caption at its foot in the middle third; its first minute at most. */
async function withCaption(path: string, text: string, band: boolean): Promise<string> {
  const { video, duration } = await ffmpeg.streams(path);
  const aspect = (video?.width ?? 16) / (video?.height ?? 9);
  const [width, height] = aspect >= 1 ? [854, even(854 / aspect)] : [even(854 * aspect), 854];
  const target = join(folder, 'film.mp4');
  const seconds = Math.min(duration ?? 10, 60);
  const caption = { text, from: seconds / 3, to: (2 * seconds) / 3, band };
  await captionFilm(ffmpeg.binary.path, { path, width, height, seconds }, caption, target);
  return target;
}

function even(pixels: number): number {
  return Math.max(2, Math.round(pixels / 2) * 2);
}

async function measureMemory(): Promise<void> {
  const pid = engine.pid;
  if (pid === null) return;
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const of = (name: string) =>
    Math.round(Number(new RegExp(`${name}:\\s+(\\d+)`, 'u').exec(status)?.[1]) / 1024);
  print(`recogniser: ${of('VmRSS')} MB resident, ${of('VmHWM')} MB at most`);
}

function readArchive(): ArchiveRow[] {
  const folder = data ? join(data, 'retrieval-dev') : '';
  if (data && existsSync(folder)) return readJudgedPosts(folder).archive;
  return readFileSync('samples/fact-checks.jsonl', 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ArchiveRow);
}
