/**
 * How long people wait, beside what the same road costs without the work: `npm run bench -- latency
 * [--texts N] [--repeats N] [--videos N] [--starts N]`. The shipped program polls a Bot API stand-in over
 * HTTP; the clock runs from the update on Telegram's side to the arrival of `sendMessage`.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';
import { findFfmpeg } from '../src/media/ffmpeg.ts';
import type { Update } from '../tests/standins/bot-api/update-queue.ts';
import { BotApiStandIn } from '../tests/standins/bot-api.ts';
import { messageIdOf, readSamples, samplePath } from '../tests/stories/telegram-kill-run.ts';
import { TipLineHome } from '../tests/support/tip-line-process.ts';
import { drawnFilm, FILM_ENCODING } from './drawn-film.ts';
import { quantile } from './quantile.ts';
import { memoryOf } from './usage.ts';

const run = promisify(execFile);
const { values } = parseArgs({
  options: {
    texts: { type: 'string', default: '200' },
    repeats: { type: 'string', default: '100' },
    videos: { type: 'string', default: '20' },
    starts: { type: 'string', default: '5' },
  },
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const SECONDS = 20;
const ANSWER_MS = 120_000;

interface Row {
  name: string;
  times: number[];
}

const rows: Row[] = [];
const { path: ffmpeg, version } = await findFfmpeg();
const folder = await mkdtemp(join(tmpdir(), 'tabayyan-bench-'));
const home = await TipLineHome.make();
const standIn = await BotApiStandIn.start();
const env = {
  TELEGRAM_API_ROOT: standIn.apiRoot,
  TELEGRAM_BOT_TOKEN: standIn.token,
  // Few people ask much, one after the other: what is measured is the work, not the pace Telegram asks for.
  TIPS_PER_HOUR: '0',
  TELEGRAM_MESSAGES_PER_SECOND: '1000',
};
const samples = await readSamples();

/** Resolves with the milliseconds until the message that quotes the update. */
async function answered(update: Update): Promise<number> {
  const began = performance.now();
  const quoted = messageIdOf(update);
  const from = standIn.sent.length;
  const isThere = () => standIn.sent.slice(from).some(({ replyTo }) => replyTo === quoted);
  await standIn.waitFor(isThere, ANSWER_MS);
  return performance.now() - began;
}

async function measure(name: string, count: number, ask: (index: number) => Update | Promise<Update>) {
  const times: number[] = [];
  for (let index = 0; index < count; index++) times.push(await answered(await ask(index)));
  rows.push({ name, times });
  return times;
}

let lastUser = 0;
const somebody = () => {
  lastUser += 1;
  return standIn.user(1_000 + (lastUser % 500));
};

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const quiet = ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y'];

/** A copy of a video of the archive as forwarding makes it; every one is a file of its own. */
async function knownVideo(index: number): Promise<string> {
  const names = samples.flatMap(({ media }) => (media?.[0]?.endsWith('.mp4') ? [media[0]] : []));
  const path = join(folder, `known-${index}.mp4`);
  const source = samplePath(names[index % names.length] ?? '');
  await run(ffmpeg, [
    ...quiet,
    '-i',
    source,
    '-t',
    String(SECONDS),
    ...FILM_ENCODING,
    '-crf',
    String(24 + index),
    path,
  ]);
  return path;
}

async function measureVideos(count: number): Promise<void> {
  const known: string[] = [];
  const unknown: string[] = [];
  for (let index = 0; index < count / 2; index++) {
    known.push(await knownVideo(index));
    unknown.push(await drawnFilm(join(folder, `unknown-${index}.mp4`), index, SECONDS));
  }
  const decoding: number[] = [];
  for (const path of [...known, ...unknown]) {
    decoding.push(await timed(() => run(ffmpeg, [...quiet, '-i', path, '-an', '-f', 'null', '-'])));
  }
  rows.push({ name: 'baseline: ffmpeg only decodes the same videos', times: decoding });
  const send = async (path: string) => somebody().sendsVideo(await readFile(path));
  await measure('new 20 s 480p video, in the archive', known.length, (i) => send(known[i] ?? ''));
  await measure('new 20 s 480p video, unknown', unknown.length, (i) => send(unknown[i] ?? ''));
}

function printRows(): void {
  print('| | runs | median ms | p95 ms |\n|---|---|---|---|');
  for (const { name, times } of rows) {
    const [median, p95] = [quantile(times, 0.5), quantile(times, 0.95)].map(Math.round);
    print(`| ${name} | ${times.length} | ${median} | ${p95} |`);
  }
}

async function measureAll(): Promise<void> {
  const first = await home.start(env);
  rows.push({
    name: 'first start, empty folder, to ready (makes the database, reads the samples)',
    times: [first.readyMs],
  });
  await first.stop();
  const bare: number[] = [];
  const starts: number[] = [];
  for (let index = 0; index < Number(values.starts); index++) {
    bare.push(await timed(() => run(process.execPath, ['-e', '0'])));
    const again = await home.start(env);
    starts.push(again.readyMs);
    await again.stop();
  }
  rows.push({ name: 'baseline: an empty Node process', times: bare });
  rows.push({ name: 'later start to ready', times: starts });

  const tipLine = await home.start(env);
  const idle = await memoryOf(home, tipLine.pid);
  await measure('baseline: /help', Number(values.repeats), () => somebody().sendsText('/help'));
  const count = Number(values.texts) / 2;
  await measure('text, in the archive', count, (i) =>
    somebody().sendsText(samples[i % samples.length]?.claim ?? ''),
  );
  await measure('text, unknown', count, (i) =>
    somebody().sendsText(
      `بلغنا أن القافلة رقم ${i * 37} غادرت المرفأ محملة بصناديق مجهولة قبل أن يصل مفتشو الجمارك إليها`,
    ),
  );
  const file = standIn.file(await readFile(samplePath('media/harbour-fire.mp4')));
  await answered(somebody().sendsVideo(file));
  await measure('video known by its file id', Number(values.repeats), () => somebody().sendsVideo(file));
  await measureVideos(Number(values.videos));
  const busy = await memoryOf(home, tipLine.pid);
  await tipLine.stop();
  printRows();
  const mb = ({ node, postgres }: typeof idle) =>
    `node ${Math.round(node)} MB, PostgreSQL ${Math.round(postgres)} MB`;
  print(`\nMemory after the start: ${mb(idle)}; at the end: ${mb(busy)}.`);
  print(
    `Node ${process.versions.node}, ffmpeg ${version}, load average before ${load.map((x) => x.toFixed(1)).join(' ')}.`,
  );
}

const load = loadavg();
try {
  await measureAll();
} finally {
  await home.close();
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
}
