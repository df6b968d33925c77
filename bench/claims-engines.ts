/** Search engines that are asked the same questions as the matcher. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import MiniSearch from 'minisearch';
import pg from 'pg';
import { analyzeText } from '../src/fingerprint/arabic-text.ts';
import { createLog } from '../src/log.ts';
import { Matcher } from '../src/match/matcher.ts';
import { openEmbeddedPostgres } from '../src/store/embedded-postgres.ts';
import type { ArchiveRow } from './claims-data.ts';

export interface Engine {
  /** Ids, best first. */
  search(text: string, limit: number): Promise<string[]>;
  /** Bytes in memory that it keeps for each row, or on disk where `onDisk`. */
  bytesPerRow: number;
  onDisk: boolean;
  /** Milliseconds from the rows to readiness. */
  loadMs: number;
  close(): Promise<void>;
}

export type EngineMaker = (rows: ArchiveRow[]) => Promise<Engine>;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;

function usedBytes(): number {
  for (let n = 0; n < 3; n++) collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** An engine in this process; the rows themselves are not counted. */
function inMemory<T>(
  rows: ArchiveRow[],
  build: () => T,
  search: (built: T, text: string, limit: number) => string[],
): Engine {
  const before = usedBytes();
  const started = performance.now();
  const built = build();
  const loadMs = performance.now() - started;
  return {
    search: async (text, limit) => search(built, text, limit),
    bytesPerRow: (usedBytes() - before) / rows.length,
    onDisk: false,
    loadMs,
    close: async () => undefined,
  };
}

export const ourMatcher: EngineMaker = async (rows) =>
  inMemory(
    rows,
    () => {
      const matcher = new Matcher();
      for (const row of rows) matcher.upsert({ ...row, urls: [], media: [] });
      return matcher;
    },
    (matcher, text, limit) => matcher.rank([{ kind: 'text', text }], { limit }).ranked.map(({ id }) => id),
  );

const miniSearch =
  (options: { tokenize?: (text: string) => string[] }): EngineMaker =>
  async (rows) =>
    inMemory(
      rows,
      () => {
        const engine = new MiniSearch<ArchiveRow>({ fields: ['title', 'claim'], ...options });
        engine.addAll(rows);
        return engine;
      },
      (engine, text, limit) =>
        engine
          .search(text)
          .slice(0, limit)
          .map(({ id }) => String(id)),
    );

/** As it comes: its own words, BM25+ over both fields, any word may hit. */
export const miniSearchAsItComes = miniSearch({});
/** With the words of our analysis. */
export const miniSearchOurWords = miniSearch({ tokenize: (text) => analyzeText(text).terms });

/**
 * PostgreSQL with its own Arabic analysis, a GIN index and `ts_rank`, on the embedded server and through a connection
 * on the loopback. Any word may hit: `plainto_tsquery` would want all of them in one text.
 */
export const postgresRank: EngineMaker = async (rows) => {
  const folder = await mkdtemp(join(tmpdir(), 'claims-bench-'));
  const server = await openEmbeddedPostgres(folder, createLog('warn'));
  const client = new pg.Client({ connectionString: server.url });
  await client.connect();
  const started = performance.now();
  await client.query('CREATE TABLE facts (id text PRIMARY KEY, words tsvector)');
  for (let at = 0; at < rows.length; at += 5_000) {
    const part = rows.slice(at, at + 5_000);
    await client.query(
      `INSERT INTO facts SELECT id, setweight(to_tsvector('arabic', claim), 'A') || setweight(to_tsvector('arabic', title), 'B')
        FROM unnest($1::text[], $2::text[], $3::text[]) AS row (id, title, claim)`,
      [part.map(({ id }) => id), part.map(({ title }) => title), part.map(({ claim }) => claim)],
    );
  }
  await client.query('CREATE INDEX facts_words ON facts USING gin (words)');
  await client.query('ANALYZE facts');
  const loadMs = performance.now() - started;
  const size = await client.query<{ bytes: string }>("SELECT pg_total_relation_size('facts') AS bytes");
  return {
    search: async (text, limit) => {
      const found = await client.query<{ id: string }>(
        `SELECT id FROM facts, to_tsquery('simple', replace(plainto_tsquery('arabic', $1)::text, '&', '|')) AS query
          WHERE words @@ query ORDER BY ts_rank(words, query) DESC, id LIMIT $2`,
        [text, limit],
      );
      return found.rows.map(({ id }) => id);
    },
    bytesPerRow: Number(size.rows[0]?.bytes) / rows.length,
    onDisk: true,
    loadMs,
    close: async () => {
      await client.end();
      await server.release();
      await rm(folder, { recursive: true, force: true });
    },
  };
};
