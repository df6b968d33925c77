/**
 * How long verdict cards take, and what becomes of them when they come back: `npm run build && npm run bench -- cards
 * [FOLDER] [--cards N] [--speed]`. Cards are drawn through `Cards`, each for the first time, without a picture, with one, and
 * with a moment of a film; the baseline is sharp writing the same title alone on an empty picture. Then the cards of
 * the sample archive are asked about as a messenger would hand them on, and pictures of FOLDER are stamped and
 * compared with themselves by our own fingerprint.
 */
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import pino from 'pino';
import sharp from 'sharp';
import { type App, buildApp } from '../src/app.ts';
import type { CardOrder } from '../src/cards/card-content.ts';
import { CARD_SIZES, HEADER } from '../src/cards/card-layout.ts';
import type { CardSubject } from '../src/cards/cards.ts';
import { drawCard, registerFonts } from '../src/cards/draw-card.ts';
import { writeContent } from '../src/cards/write-content.ts';
import { readConfig } from '../src/config.ts';
import type { EvidenceKind } from '../src/domain/evidence.ts';
import type { FactCheck } from '../src/domain/fact-check.ts';
import { hammingDistance, PDQ_FULL_SIZE, pdqFromLuma } from '../src/fingerprint/pdq.ts';
import { ask } from '../src/intake/ask.ts';
import { decodeInShape } from '../src/media/image.ts';
import { listFactCheckMedia, listLatestFactChecks } from '../src/store/fact-checks.ts';
import { processorMs } from './process-peaks.ts';
import { quantile } from './quantile.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { cards: { type: 'string', default: '60' }, speed: { type: 'boolean', default: false } },
});
const CARDS = Number(values.cards);
const STARTS = 5;
const SAMPLES = 100;
/** Of two hashes that are the same picture to us. */
const SAME_BITS = 31;
const FRAME_SIZE = { longest: 1080, least: 540 };
/** As messengers make pictures small. */
const SENT = [
  { name: 'as it is', width: 1080, quality: 90 },
  { name: '800 pixels, quality 70', width: 800, quality: 70 },
  { name: '480 pixels, quality 60', width: 480, quality: 60 },
] as const;

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

async function measure(name: string, count: number, work: (i: number) => Promise<unknown>): Promise<void> {
  const times: number[] = [];
  const before = processorMs();
  for (let i = 0; i < count; i++) times.push(await timed(() => work(i)));
  const each = (processorMs() - before) / count;
  const [median, late] = [0.5, 0.95].map((share) => quantile(times, share).toFixed(0));
  print(`| ${name} | ${count} | ${median} | ${late} | ${each.toFixed(0)} |`);
}

/** The shipped program: what starts is no loader of TypeScript. */
async function measureStarts(order: CardOrder): Promise<void> {
  const compiled = new URL('../dist/cards/card-press.js', import.meta.url).href;
  const { CardPress }: typeof import('../src/cards/card-press.ts') = await import(compiled);
  const log = pino({ level: 'silent' });
  await measure('the first card of a program that must be started', STARTS, async () => {
    const press = new CardPress(log);
    await press.draw(order);
    await press.close();
  });
  const press = new CardPress(log);
  await press.draw(order);
  const before = await residentMb(press.pid);
  for (let i = 0; i < 5 * CARDS; i++) await press.draw(order);
  const after = await residentMb(press.pid);
  await press.close();
  print(`\nMemory of the program: ${before} MB after its first card, ${after} MB after ${5 * CARDS} more.`);
}

async function residentMb(pid: number | null): Promise<string> {
  const status = await readFile(`/proc/${pid}/status`, 'latin1');
  return (Number(/VmRSS:\s+(\d+)/u.exec(status)?.[1]) / 1000).toFixed(0);
}

/** Letters in their default place and size: what writing alone costs. */
const baseline = (title: string): Promise<Buffer> =>
  sharp({ text: { text: title, font: 'sans bold 60', width: 936, height: 560, rgba: true } })
    .extend({ top: 300, bottom: 200, background: '#fdfaf3' })
    .resize(CARD_SIZES.without.width, CARD_SIZES.without.height, { fit: 'contain', background: '#fdfaf3' })
    .flatten({ background: '#fdfaf3' })
    .jpeg({ quality: 90 })
    .toBuffer();

interface Archived {
  factCheck: FactCheck;
  media: string | null;
}

function subjectOf({ factCheck, media }: Archived, kind: EvidenceKind = 'image', span = {}): CardSubject {
  return { factCheck, evidence: media ? [{ kind, score: 1, archive: { media, ...span } }] : [] };
}

async function measureDrawing({ cards, core }: App, archive: Archived[]): Promise<void> {
  const { prisma } = core.database;
  const films = await prisma.media.findMany({ where: { kind: 'video' } });
  const isFilm = ({ media }: Archived): boolean => films.some(({ sha256 }) => sha256 === media);
  const pictures = archive.filter((one) => one.media && !isFilm(one));
  const moments = archive.filter(isFilm);
  const pick = (list: Archived[], i: number): Archived => {
    const one = list[i % list.length];
    if (!one) throw new Error('no sample');
    // Never seen before.
    return { ...one, factCheck: { ...one.factCheck, title: `${one.factCheck.title} (${i + 1})` } };
  };
  const span = (i: number) => ({ from: i % 8, to: (i % 8) + 4 });
  await cards.of(subjectOf(pick(archive, 999)), 'ar');
  const titles = archive.map(({ factCheck }) => factCheck.title);
  await baseline(titles[0] ?? '');
  print('| | runs | median ms | p95 ms | processor ms each |\n|---|---|---|---|---|');
  const title = (i: number): string => titles[i % titles.length] ?? '';
  const bare = (i: number): CardSubject => ({ factCheck: pick(archive, i).factCheck });
  const film = (i: number): CardSubject => subjectOf(pick(moments, i), 'video', span(i));
  await measure('baseline: sharp writes the title alone', CARDS, (i) => baseline(title(i)));
  await measure('a card without a picture', CARDS, (i) => cards.of(bare(i), 'ar'));
  await measure('with a picture of the archive', CARDS, (i) => cards.of(subjectOf(pick(pictures, i)), 'ar'));
  await measure('with a moment of a film', CARDS, (i) => cards.of(film(i), 'ar'));
  await measure('the same again, from the shelf', CARDS, (i) => cards.of(film(i), 'ar'));
}

/** What the bot says to somebody who forwards a card to it. */
async function measureReturns({ cards, core }: App, archive: Archived[], folder: string): Promise<void> {
  const asked = async (name: string, picture: Buffer) => {
    const path = join(folder, `${name}.jpg`);
    await writeFile(path, picture);
    const sha256 = createHash('sha256').update(picture).digest('hex');
    return ask(core, { id: name, files: [{ path, sha256 }] });
  };
  print(
    '\n| a card that comes back | cards | answered, rightly | offered, rightly | anything else |\n|---|---|---|---|---|',
  );
  const tell = async (name: string, subjects: Archived[], form: (jpeg: Buffer) => Promise<Buffer>) => {
    const counts = { answered: 0, choices: 0, other: 0 };
    for (const one of subjects) {
      const { jpeg } = await cards.of(subjectOf(one), 'ar');
      const { outcome, answers } = await asked(`${one.factCheck.id}-back`, await form(jpeg));
      const sent = answers.filter((answer) => answer.sent);
      const isRight = sent.some(({ factCheck }) => factCheck.id === one.factCheck.id);
      counts[isRight && (outcome === 'answered' || outcome === 'choices') ? outcome : 'other']++;
    }
    print(`| ${name} | ${subjects.length} | ${counts.answered} | ${counts.choices} | ${counts.other} |`);
  };
  for (const { name, width, quality } of SENT) {
    await tell(name, archive, (jpeg) => sharp(jpeg).resize(width).jpeg({ quality }).toBuffer());
  }
  const box = { left: 0, top: HEADER, width: 1062, height: 600 };
  await tell(
    'its stamped frame alone',
    archive.filter(({ media }) => media),
    (jpeg) => sharp(jpeg).extract(box).jpeg({ quality: 85 }).toBuffer(),
  );
}

/** How far stamped pictures are from themselves, whole and cut. */
async function measureStamps(folder: string, order: CardOrder): Promise<void> {
  const names = (await readdir(folder))
    .filter((name) => /\.(?:jpe?g|png|webp)$/iu.test(name))
    .slice(0, SAMPLES);
  const box = { width: 1062, height: 600 };
  const least: number[] = [];
  let within = 0;
  let parts = 0;
  for (const name of names) {
    const frame = await decodeInShape(join(folder, name), FRAME_SIZE);
    const { jpeg } = await drawCard({ ...order, frame });
    const { pixels, ...raw } = frame;
    const whole = await sharp(pixels, { raw: { ...raw, channels: 1 } })
      .resize(CARD_SIZES.withFrame.width, box.height, { fit: 'cover' })
      .png()
      .toBuffer();
    const distances: number[] = [];
    for (const share of [1, 0.72]) {
      const [width, height] = [Math.floor(box.width * share), Math.floor(box.height * share)];
      for (const [x, y] of share === 1
        ? [[0, 0]]
        : [
            [0, 0],
            [1, 0],
            [0, 1],
            [1, 1],
            [0.5, 0.5],
          ]) {
        const left = Math.floor((box.width - width) * (x ?? 0));
        const top = Math.floor((box.height - height) * (y ?? 0));
        const stamped = await hashOf(
          await sharp(jpeg)
            .extract({ left, top: top + HEADER, width, height })
            .png()
            .toBuffer(),
        );
        distances.push(
          hammingDistance(
            stamped,
            await hashOf(await sharp(whole).extract({ left, top, width, height }).png().toBuffer()),
          ),
        );
      }
    }
    parts += distances.length;
    within += distances.filter((bits) => bits <= SAME_BITS).length;
    least.push(Math.min(...distances));
  }
  print(
    `\nOf ${parts} parts (whole, and half of the area in five places) of ${names.length} stamped pictures ${within} are within ${SAME_BITS} bits of the same part unstamped; nearest of each picture: least ${quantile(least, 0)}, median ${quantile(least, 0.5)} of 256.`,
  );
}

async function hashOf(picture: Buffer): Promise<Uint8Array> {
  const size = PDQ_FULL_SIZE;
  const luma = await sharp(picture).greyscale().resize(size, size, { fit: 'fill' }).raw().toBuffer();
  return pdqFromLuma(luma, size, size).pdq;
}

const folder = await mkdtemp(join(tmpdir(), 'tabayyan-cards-'));
// The embedded database runs as another user.
await chmod(folder, 0o711);
const app = await buildApp(
  readConfig({ TABAYYAN_DATA: join(folder, 'data'), PORT: '0' }),
  pino({ level: 'error' }),
);
try {
  await app.start();
  const { prisma } = app.core.database;
  const archive = await Promise.all(
    (await listLatestFactChecks(prisma, SAMPLES)).map(async (factCheck): Promise<Archived> => {
      const [media] = await listFactCheckMedia(prisma, factCheck.id);
      return { factCheck, media: media?.sha256 ?? null };
    }),
  );
  print(`load average ${loadavg()[0]?.toFixed(1)}, Node ${process.version}\n`);
  await measureDrawing(app, archive);
  const [first] = archive;
  if (!first) throw new Error('no samples');
  const brand = { name: null, colour: '#0b5f57', logo: 'own' } as const;
  const content = writeContent(first.factCheck, 'ar', { words: app.core.words, brand, publicUrl: null });
  const frame = await decodeInShape(join(import.meta.dirname, '../samples/media/two-suns.jpg'), FRAME_SIZE);
  await measureStarts({ content, logo: 'own', frame });
  if (!values.speed) await measureReturns(app, archive, folder);
  const [pictures] = positionals;
  registerFonts();
  if (pictures && !values.speed) await measureStamps(pictures, { content, logo: 'own', frame: null });
} finally {
  await app.stop();
  await rm(folder, { recursive: true, force: true });
}
