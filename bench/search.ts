/**
 * Search by keywords, end to end at the API, beside what PostgreSQL does with the same words: `npm run bench -- search
 * [FOLDER] [--facts N] [--queries N]`. FOLDER holds archive.jsonl (id, title, claim); without one the samples
 * are grown. The shipped program serves; the client is this process, one request at a time.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type pg from 'pg';
import { RATINGS } from '../src/domain/rating.ts';
import { TipLineHome, type TipLineProcess } from '../tests/support/tip-line-process.ts';
import { randomNumbers } from './boosted-trees.ts';
import type { ArchiveRow } from './claims-data.ts';
import { grown } from './grown-archive.ts';

const { values, positionals } = parseArgs({
  options: { facts: { type: 'string', default: '30000' }, queries: { type: 'string', default: '60' } },
  allowPositionals: true,
});
const print = (line: string): void => void process.stdout.write(`${line}\n`);
const random = randomNumbers(2_026);
const SAMPLES = join(import.meta.dirname, '..', 'samples', 'fact-checks.jsonl');
const PUBLISHERS = 40;
const BODY_CLAIMS = 8;
const IMPORT_MS = 30 * 60_000;

const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;

interface Row extends ArchiveRow {
  url: string;
  rating: string;
  publisher: string;
  datePublished: string;
  body: string;
}

async function readRows(size: number): Promise<Row[]> {
  const path = positionals[0] ? join(positionals[0], 'archive.jsonl') : SAMPLES;
  const lines = (await readFile(path, 'utf8')).trim().split('\n');
  const archive = lines.map((line) => JSON.parse(line) as ArchiveRow);
  return grown(archive, size).map(({ id, title, claim }) => ({
    id,
    title,
    claim,
    url: `https://checks.example/${id}`,
    rating: pick(RATINGS),
    publisher: `غرفة التحقق ${Math.floor(random() ** 3 * PUBLISHERS)}`,
    datePublished: new Date(Date.UTC(2015, 0, 1 + Math.floor(random() * 4_000))).toISOString().slice(0, 10),
    body: Array.from({ length: BODY_CLAIMS }, () => pick(archive).claim).join('. '),
  }));
}

/** What is asked: parameters of the API, and the plain words for PostgreSQL. */
interface Question {
  parameters: Record<string, string>;
  words: string[];
}

const wordsOf = (text: string): string[] => text.split(/[^\p{L}\p{M}]+/u).filter((word) => word.length > 3);

function wordsFrom(rows: Row[], count: number): string[] {
  for (;;) {
    const words = wordsOf(pick(rows).claim);
    if (words.length < count) continue;
    const start = Math.floor(random() * (words.length - count + 1));
    return words.slice(start, start + count);
  }
}

/** Another letter in the middle. */
function misspelt(word: string): string {
  const at = 1 + Math.floor(random() * (word.length - 2));
  return `${word.slice(0, at)}${pick([...'ابتثجحدرسعقكلمنهي'])}${word.slice(at + 1)}`;
}

function questionsFor(rows: Row[]): Record<string, () => Question> {
  const plain = (words: string[]): Question => ({ parameters: { q: words.join(' ') }, words });
  const frequent = frequentWords(rows);
  return {
    'one word': () => plain(wordsFrom(rows, 1)),
    'one of the 200 most frequent words': () => plain([pick(frequent)]),
    'two words': () => plain(wordsFrom(rows, 2)),
    'four words, backwards': () => plain(wordsFrom(rows, 4).reverse()),
    'a misspelt word and another': () => {
      const [first = '', second = ''] = wordsFrom(rows, 2);
      return plain([misspelt(first), second]);
    },
    'exact phrase of three words': () => {
      const words = pick(rows).claim.split(/\s+/u).slice(0, 3);
      return { parameters: { q: `"${words.join(' ')}"` }, words };
    },
    'two words without a third': () => {
      const [first = '', second = '', third = ''] = wordsFrom(rows, 3);
      return { parameters: { q: `${first} ${second} -${third}` }, words: [first, second] };
    },
    'a word, rating, publisher and years, newest first': () => {
      const words = [pick(frequent)];
      const filters = { rating: pick(RATINGS), publisher: pick(rows).publisher, since: '2018-01-01' };
      return { parameters: { q: words[0] ?? '', ...filters, sort: 'newest' }, words };
    },
    'no words, page 50, newest first': () => ({ parameters: { page: '50' }, words: [] }),
    'a forward of 60 words': () => plain(Array.from({ length: 15 }, () => wordsFrom(rows, 4)).flat()),
  };
}

function frequentWords(rows: Row[]): string[] {
  const counts = new Map<string, number>();
  for (const { claim } of rows.slice(0, 10_000)) {
    for (const word of wordsOf(claim)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return [...counts]
    .sort(([, a], [, b]) => b - a)
    .slice(0, 200)
    .map(([word]) => word);
}

/** Processor time of a process so far, ms (Linux counts in hundredths of a second). */
async function processorMs(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

const at = (values: number[], share: number, digits = 1): string => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(digits) ?? '–';
};

async function get(server: TipLineProcess, path: string): Promise<{ total: number }> {
  const response = await fetch(`${server.url}${path}`);
  if (!response.ok) throw new Error(`${path} was answered with ${response.status}`);
  return (await response.json()) as { total: number };
}

/** The same rows where PostgreSQL finds words best: a column with its own Arabic analysis and an index on it. */
async function prepareBaseline(client: pg.Client): Promise<void> {
  await client.query(`
    CREATE TABLE searched AS SELECT id, title, claim, body, rating, date_published,
      title || ' ' || claim || ' ' || coalesce(body, '') AS text,
      setweight(to_tsvector('arabic', title || ' ' || claim), 'A') ||
        setweight(to_tsvector('arabic', coalesce(body, '')), 'C') AS words
      FROM fact_checks WHERE deleted_at IS NULL`);
  await client.query('CREATE INDEX searched_words ON searched USING gin (words)');
  await client.query('ANALYZE searched');
}

const byRank = (client: pg.Client, words: string[]) =>
  client.query(
    `SELECT id, title, claim, count(*) OVER () AS total FROM searched, plainto_tsquery('arabic', $1) AS query
      WHERE words @@ query ORDER BY ts_rank(words, query) DESC LIMIT 20`,
    [words.join(' ')],
  );

const byPattern = (client: pg.Client, words: string[]) =>
  client.query(
    `SELECT id, title, claim, count(*) OVER () AS total FROM searched WHERE text ILIKE ALL ($1)
      ORDER BY date_published DESC LIMIT 20`,
    [words.map((word) => `%${word}%`)],
  );

const home = await TipLineHome.make();
try {
  const rows = await readRows(Number(values.facts));
  const path = join(home.folder, 'archive.jsonl');
  await writeFile(path, rows.map((row) => JSON.stringify(row)).join('\n'));
  const imported = await home.spawn(['import', path, '--json']).over(IMPORT_MS);
  if (imported.code !== 0) throw new Error(imported.stderr);
  const server = await home.start();
  const client = await home.connect();
  await prepareBaseline(client);
  print(
    `${rows.length} fact-checks of ${Math.round(rows.reduce((sum, row) => sum + wordsOf(`${row.title} ${row.claim} ${row.body}`).length, 0) / rows.length)} words (longer than 3 letters), ready after ${(server.readyMs / 1000).toFixed(1)} s, load average ${loadavg()[0]?.toFixed(1)}`,
  );
  print('');
  print(
    '| search | API median ms | API p95 ms | processor ms | found, median | ts_rank median ms | ts_rank p95 ms | found, median | ILIKE p95 ms |',
  );
  print('| --- | --- | --- | --- | --- | --- | --- | --- | --- |');
  const all: number[] = [];
  const count = Number(values.queries);
  const floor: number[] = [];
  for (let n = 0; n < count; n++) floor.push(await timed(() => get(server, '/healthz')));
  for (const [name, make] of Object.entries(questionsFor(rows))) {
    const [times, ranks, patterns]: [number[], number[], number[]] = [[], [], []];
    const [totals, rankTotals]: [number[], number[]] = [[], []];
    const questions = Array.from({ length: count + 5 }, make);
    const address = ({ parameters }: Question) => `/api/v1/fact-checks?${new URLSearchParams(parameters)}`;
    // The first few of a kind warm both up.
    for (const question of questions.slice(0, 5)) await get(server, address(question));
    const before = await processorMs(server.pid);
    for (const question of questions.slice(5)) {
      times.push(await timed(async () => totals.push((await get(server, address(question))).total)));
    }
    const busy = ((await processorMs(server.pid)) - before) / count;
    for (const { words } of questions.slice(5).filter(({ words }) => words.length > 0)) {
      ranks.push(
        await timed(async () => rankTotals.push(Number((await byRank(client, words)).rows[0]?.total ?? 0))),
      );
      if (patterns.length < 20) patterns.push(await timed(() => byPattern(client, words)));
    }
    all.push(...times);
    print(
      `| ${name} | ${at(times, 0.5)} | ${at(times, 0.95)} | ${busy.toFixed(1)} | ${at(totals, 0.5, 0)} | ${at(ranks, 0.5)} | ${at(ranks, 0.95)} | ${at(rankTotals, 0.5, 0)} | ${at(patterns, 0.95)} |`,
    );
  }
  print(`| all of them | ${at(all, 0.5)} | ${at(all, 0.95)} | | | | | | |`);
  print(`| baseline: /healthz, which does nothing | ${at(floor, 0.5)} | ${at(floor, 0.95)} | | | | | | |`);
  await client.end();
  await server.stop();
} finally {
  await home.close();
}
