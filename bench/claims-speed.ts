/** Latency and memory of text look-ups as the archive grows. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Matcher } from '../src/match/matcher.ts';
import { TextIndex } from '../src/match/text-index.ts';
import { randomNumbers } from './boosted-trees.ts';
import type { ArchiveRow, JudgedPost } from './claims-data.ts';

const SIZES = [7_265, 30_000];
const QUERY_WORDS = 60;
const QUERIES = 400;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

export function measureSpeed(
  archive: ArchiveRow[],
  posts: JudgedPost[],
  print: (line: string) => void,
): void {
  const words = posts.flatMap(({ text }) => text.split(/\s+/u));
  const queries = Array.from({ length: QUERIES }, (_, i) => {
    const at = (i * 97) % Math.max(1, words.length - QUERY_WORDS);
    return words.slice(at, at + QUERY_WORDS).join(' ');
  });
  print(
    `| fact-checks | load ms | bytes a fact-check (index) | median ms (${QUERY_WORDS} words) | p95 ms | p95 ms of processor |`,
  );
  print('| --- | --- | --- | --- | --- | --- |');
  for (const size of SIZES) {
    const rows = grown(archive, size);
    const bytes = bytesOf(rows);
    let started = performance.now();
    const matcher = new Matcher();
    for (const row of rows) matcher.upsert({ ...row, urls: [], media: [] });
    const load = performance.now() - started;
    for (const text of queries.slice(0, 50)) matcher.rank([{ kind: 'text', text }]);
    const busy: number[] = [];
    const times = queries.map((text) => {
      const before = process.cpuUsage();
      started = performance.now();
      matcher.rank([{ kind: 'text', text }]);
      const time = performance.now() - started;
      const { user, system } = process.cpuUsage(before);
      busy.push((user + system) / 1000);
      return time;
    });
    times.sort((a, b) => a - b);
    busy.sort((a, b) => a - b);
    print(
      `| ${size} | ${load.toFixed(0)} | ${bytes.toFixed(0)} | ${times[times.length >> 1]?.toFixed(2)} | ${times[Math.floor(times.length * 0.95)]?.toFixed(2)} | ${busy[Math.floor(busy.length * 0.95)]?.toFixed(2)} |`,
    );
  }
}

/** Heap and typed arrays that an index of the rows keeps, by row; the ids are counted, the rows are not. */
function bytesOf(rows: ArchiveRow[]): number {
  const used = (): number => {
    for (let n = 0; n < 3; n++) collect();
    const { heapUsed, arrayBuffers } = process.memoryUsage();
    return heapUsed + arrayBuffers;
  };
  const before = used();
  const index = new TextIndex();
  for (const row of rows) index.upsert(row.id, row);
  const bytes = (used() - before) / rows.length;
  return index.size === rows.length ? bytes : Number.NaN;
}

/** More fact-checks than there are: halves of the claims and titles of two, put together by seed. */
export function grown(archive: ArchiveRow[], size: number): ArchiveRow[] {
  const random = randomNumbers(size);
  const rows = archive.slice(0, size);
  const half = (text: string, second: boolean): string => {
    const all = text.split(' ');
    return (second ? all.slice(all.length >> 1) : all.slice(0, all.length >> 1)).join(' ');
  };
  while (rows.length < size) {
    const a = archive[Math.floor(random() * archive.length)];
    const b = archive[Math.floor(random() * archive.length)];
    if (!a || !b) break;
    rows.push({
      id: `grown-${rows.length}`,
      title: `${half(a.title, false)} ${half(b.title, true)}`,
      claim: `${half(a.claim, false)} ${half(b.claim, true)}`,
    });
  }
  return rows;
}
