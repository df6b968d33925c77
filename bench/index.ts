/**
 * Look-ups among many frame hashes, and how long they take to be ready: `npm run bench -- index [FOLDER]
 * [--sizes 100000,1000000] [--questions N] [--seed S]`. FOLDER as for `media`: real films and pictures lend their
 * bits to the made-up archive. The archive lies in the embedded PostgreSQL and is opened as the tip line opens it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../src/config.ts';
import { openCore } from '../src/core.ts';
import type { Pdq } from '../src/domain/fingerprint.ts';
import { hammingDistance } from '../src/fingerprint/pdq.ts';
import { createLog } from '../src/log.ts';
import { HashIndex, USUAL_RADIUS } from '../src/match/hash-index.ts';
import { randomNumbers } from './boosted-trees.ts';
import { crowding, FilmMaker, readFilms } from './index/archive-hashes.ts';
import { fillArchive, filmOf } from './index/filled-archive.ts';
import { quantile } from './quantile.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    sizes: { type: 'string', default: '100000,1000000' },
    questions: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
  },
});
const FILM_FRAMES = 120;
const QUESTION_FRAMES = 60;
/** Of every frame of a forwarded copy, up to so many bits are different. */
const COPY_BITS = 24;
/** One by one takes long: so many hashes of questions are compared with all. */
const SEQUENTIAL_FRAMES = 3;
const READY_POLL_MS = 20;
const SAMPLES = join(import.meta.dirname, '..', 'samples', 'media');

const print = (line: string): void => void process.stdout.write(`${line}\n`);
const ms = (time: number): string => time.toFixed(1);

interface Question {
  frames: Pdq[];
  /** Id of the fact-check that shows it; null: none does. */
  answer: string | null;
}

/** Half of them copies of a minute of a film in the archive, half of films that it does not hold. */
function makeQuestions(maker: FilmMaker, films: Pdq[][], count: number): Question[] {
  const random = randomNumbers(count);
  return Array.from({ length: count }, (_, i) => {
    if (i % 2 === 1) return { frames: maker.film(QUESTION_FRAMES), answer: null };
    const number = Math.floor(random() * films.length);
    const film = films[number] ?? [];
    return { frames: maker.copy(film.slice(0, QUESTION_FRAMES), COPY_BITS), answer: `film-${number}` };
  });
}

async function measure(films: Pdq[][], questions: Question[]): Promise<void> {
  const hashes = films.length * FILM_FRAMES;
  const index = measureIndex(films, questions);
  const tipLine = await measureTipLine(films, questions);
  print(`\n${hashes.toLocaleString('en')} frame hashes in ${films.length.toLocaleString('en')} films`);
  print('| what | median | p95 |');
  print('| --- | --- | --- |');
  print(
    `| one by one (${QUESTION_FRAMES} hashes, from ${SEQUENTIAL_FRAMES}) | ${ms(index.sequential)} ms | |`,
  );
  print(`| index (${QUESTION_FRAMES} hashes) | ${spread(index.times)} |`);
  print(`| tip line, film of ${QUESTION_FRAMES} hashes to ranked fact-checks | ${spread(tipLine.times)} |`);
  print(`bytes a hash: ${index.bytes.toFixed(1)}; the index agrees with one by one: ${index.agrees}`);
  print(`known films ranked first: ${tipLine.first} of ${tipLine.known}; wrongly answered: ${tipLine.wrong}`);
  const { opened, text, media, texts, megabytes } = tipLine;
  print(
    `from the start: database open after ${ms(opened)} ms, first text answered after ${ms(text)} ms, media ready after ${ms(media)} ms; ${texts.length} texts answered meanwhile, median ${ms(quantile(texts, 0.5))} ms, slowest ${ms(Math.max(...texts))} ms; ${megabytes.toFixed(0)} MB resident`,
  );
}

const spread = (times: number[]): string =>
  `${ms(quantile(times, 0.5))} ms | ${ms(quantile(times, 0.95))} ms`;

function measureIndex(films: Pdq[][], questions: Question[]) {
  const index = new HashIndex();
  for (const [ref, film] of films.entries()) for (const [t, pdq] of film.entries()) index.add(pdq, ref, t);
  index.settle();
  const times = questions.map(({ frames }) => {
    const started = performance.now();
    for (const frame of frames) index.search(frame);
    return performance.now() - started;
  });
  const flat = films.flat();
  const asked = questions.slice(0, SEQUENTIAL_FRAMES).flatMap(({ frames }) => frames.slice(0, 1));
  const started = performance.now();
  const found = asked.map(
    (frame) => flat.filter((hash) => hammingDistance(frame, hash) <= USUAL_RADIUS).length,
  );
  const sequential = ((performance.now() - started) / asked.length) * QUESTION_FRAMES;
  const agrees = asked.every((frame, i) => index.search(frame).length === found[i]);
  return { times, sequential, agrees, bytes: index.bytes / index.size };
}

async function measureTipLine(films: Pdq[][], questions: Question[]) {
  const dataFolder = await mkdtemp(join(tmpdir(), 'tabayyan-index-'));
  const config = readConfig({ TABAYYAN_DATA: dataFolder });
  const log = createLog('silent');
  try {
    const empty = await openCore(config, log);
    await fillArchive(empty.databaseUrl, films);
    await empty.close();

    const started = performance.now();
    const core = await openCore(config, log);
    try {
      const opened = performance.now() - started;
      core.media.start();
      await core.archive.rank([{ kind: 'text', text: 'film-1' }]);
      const text = performance.now() - started;
      let isReady = false;
      const settled = core.media.settled().then(() => {
        isReady = true;
        return performance.now() - started;
      });
      const texts: number[] = [];
      while (!isReady) {
        const asked = performance.now();
        await core.archive.rank([{ kind: 'text', text: `film-${texts.length}` }]);
        texts.push(performance.now() - asked);
        await new Promise((resolve) => setTimeout(resolve, READY_POLL_MS));
      }
      const media = await settled;
      const result = { times: [] as number[], known: 0, first: 0, wrong: 0 };
      for (const [i, { frames, answer }] of questions.entries()) {
        const film = filmOf(frames);
        const fingerprint = { ...film, frames: film.frames.map((frame) => ({ ...frame, turned: [] })) };
        const asked = performance.now();
        const { band, ranked } = await core.archive.rank([
          { kind: 'media', file: 0, sha256: `question-${i}`, fingerprint },
        ]);
        result.times.push(performance.now() - asked);
        if (answer) result.known++;
        if (answer && ranked[0]?.id === answer) result.first++;
        if (band === 'answered' && ranked[0]?.id !== answer) result.wrong++;
      }
      const megabytes = process.memoryUsage().rss / 1024 ** 2;
      return { ...result, opened, text, media, texts, megabytes };
    } finally {
      await core.close();
    }
  } finally {
    await rm(dataFolder, { recursive: true, force: true });
  }
}

const real = await readFilms(positionals[0] ?? SAMPLES);
const maker = new FilmMaker(real, Number(values.seed));
print(
  `node ${process.version}; ${real.length} real films and pictures; seed ${values.seed}; load ${loadavg()[0]?.toFixed(1)}`,
);
print(
  `bands of different real films nearly agree ${crowding(real).toFixed(1)} times as often as coins would; of the made-up ones ${crowding(Array.from({ length: 60 }, () => maker.film(8))).toFixed(1)} times`,
);
for (const size of values.sizes.split(',').map(Number)) {
  const films = Array.from({ length: Math.ceil(size / FILM_FRAMES) }, () => maker.film(FILM_FRAMES));
  await measure(films, makeQuestions(maker, films, Number(values.questions)));
}
