/** Latency and memory of look-ups as the archive grows, ours beside others. */
import type { ArchiveRow, JudgedPost } from './claims-data.ts';
import { type EngineMaker, miniSearchAsItComes, ourMatcher, postgresRank } from './claims-engines.ts';
import { grown } from './grown-archive.ts';

const SIZES = [3_000, 30_000, 300_000];
const QUERY_WORDS = 60;
const QUERIES = 300;
/** Asked before, in other cuts of the posts: by then the code is compiled, as it is in a process that has run a while. */
const WARM_UP = 900;
/** The slow ones are asked less often: until so much time is spent. */
const PATIENCE_MS = 25_000;

const ENGINES: [name: string, make: EngineMaker][] = [
  ['matcher', ourMatcher],
  ['MiniSearch', miniSearchAsItComes],
  ['PostgreSQL ts_rank', postgresRank],
];

export async function measureSpeed(
  archive: ArchiveRow[],
  posts: JudgedPost[],
  print: (line: string) => void,
): Promise<void> {
  const words = posts.flatMap(({ text }) => text.split(/\s+/u));
  const queries = cuts(words, QUERIES, 0);
  const warmUp = cuts(words, WARM_UP, QUERY_WORDS / 2);
  print(
    `| fact-checks | engine | load ms | bytes a fact-check | questions of ${QUERY_WORDS} words | median ms | p95 ms | p95 ms of processor |`,
  );
  print('| --- | --- | --- | --- | --- | --- | --- | --- |');
  for (const size of SIZES) {
    const rows = grown(archive, size);
    for (const [name, make] of ENGINES) {
      const engine = await make(rows);
      const { times, busy } = await timeQueries((text) => engine.search(text, 10), warmUp, queries);
      const bytes = `${engine.bytesPerRow.toFixed(0)}${engine.onDisk ? ' on disk' : ''}`;
      // What another process does for us is not in the processor time of this one.
      const processor = engine.onDisk ? '' : at(busy, 0.95);
      print(
        `| ${size} | ${name} | ${engine.loadMs.toFixed(0)} | ${bytes} | ${times.length} | ${at(times, 0.5)} | ${at(times, 0.95)} | ${processor} |`,
      );
      await engine.close();
    }
  }
}

/** Pieces of `QUERY_WORDS` words of all posts, at places that do not repeat soon. */
const cuts = (words: string[], count: number, shift: number): string[] =>
  Array.from({ length: count }, (_, i) => {
    const at = (i * 97 + shift) % Math.max(1, words.length - QUERY_WORDS);
    return words.slice(at, at + QUERY_WORDS).join(' ');
  });

async function timeQueries(
  ask: (text: string) => Promise<unknown>,
  warmUp: string[],
  queries: string[],
): Promise<{ times: number[]; busy: number[] }> {
  const times: number[] = [];
  const busy: number[] = [];
  const warm = performance.now() + PATIENCE_MS / 2;
  for (const text of warmUp) if (performance.now() < warm) await ask(text);
  const ends = performance.now() + PATIENCE_MS;
  for (const text of queries) {
    if (performance.now() > ends && times.length >= 20) break;
    const before = process.cpuUsage();
    const started = performance.now();
    await ask(text);
    times.push(performance.now() - started);
    const { user, system } = process.cpuUsage(before);
    busy.push((user + system) / 1000);
  }
  return { times, busy };
}

const at = (values: number[], share: number): string => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]?.toFixed(2) ?? '–';
};
