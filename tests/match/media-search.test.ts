import { once } from 'node:events';
import type { Worker } from 'node:worker_threads';
import pg from 'pg';
import pino from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Core, openCore } from '../../src/core.ts';
import type { MediaFingerprint } from '../../src/domain/fingerprint.ts';
import { encodeFingerprint } from '../../src/fingerprint/encoding.ts';
import { createArchiveIndex } from '../../src/match/archive-index.ts';
import type { LiveIndex } from '../../src/match/live-index.ts';
import { MediaSearch } from '../../src/match/media-search.ts';
import type { QueryPart } from '../../src/match/ranking.ts';
import { changeArchive, setFactCheckMedia, writeFactChecks } from '../../src/store/fact-checks.ts';
import { saveMedia } from '../../src/store/media.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createDataFolder, testConfig, testLog } from '../support/test-app.ts';
import { picture, randomHash, randomNumbers, sentPicture } from './made-up-media.ts';

const CLAIM = 'سرب من طيور البجع الحمراء يحط على سطح محطة القطار في مدينة الصنوبر';
const random = randomNumbers(77);
/** Threads take their time to start on a busy machine. */
const SOON = { timeout: 20_000 };

let core: Core;
let database: TestDatabase;
let folder: { path: string; remove(): Promise<void> };
let outside: pg.Client;
beforeAll(async () => {
  folder = await createDataFolder();
  database = await createTestDatabase();
  core = await openCore(testConfig(folder.path, database.url), testLog);
  outside = new pg.Client({ connectionString: database.url });
  await outside.connect();
});
afterAll(async () => {
  await outside.end();
  await core.close();
  await database.drop();
  await folder.remove();
});

/** Threads that were started during a test, in their order, and what was logged. */
let threads: Worker[];
let logged: string[];
let media: MediaSearch;
let archive: LiveIndex;
const noteThread = (thread: Worker) => void threads.push(thread);
beforeEach(() => {
  threads = [];
  logged = [];
  process.on('worker', noteThread);
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  media = new MediaSearch(database.url, log);
  archive = createArchiveIndex(core.database, media, testLog);
});
afterEach(async () => {
  process.off('worker', noteThread);
  await outside.query('ROLLBACK');
  await media.close();
});

/** Nobody reads fingerprints before `ROLLBACK`. */
const holdBackFingerprints = async (): Promise<void> => {
  await outside.query('BEGIN');
  await outside.query('LOCK TABLE fingerprints IN ACCESS EXCLUSIVE MODE');
};

let files = 0;
async function saveFile(fingerprint: MediaFingerprint, spoil = (data: Uint8Array) => data): Promise<number> {
  files += 1;
  const sha256 = files.toString(16).padStart(64, '0');
  const packed = encodeFingerprint(fingerprint).map((row) => ({ ...row, data: spoil(row.data) }));
  return saveMedia(
    core.database.prisma,
    { sha256, kind: fingerprint.kind, mime: 'image/png', bytes: 3 },
    packed,
  );
}

/** Writes a fact-check as another process would: the index under test hears of it from the database only. */
async function publish(id: string, mediaIds: number[], claim = CLAIM): Promise<void> {
  await changeArchive(core.database, async (tx) => {
    const url = `https://checks.example/${id}`;
    const row = { id, url, title: claim, claim, rating: 'fake' as const, ratingLabel: null, summary: null };
    const more = { body: null, publisher: null, datePublished: null, language: 'ar', appearances: [] };
    await writeFactChecks(tx, [{ ...row, ...more, isExample: false, contentHash: id.padEnd(64, 'f') }]);
    await setFactCheckMedia(tx, id, mediaIds);
  });
}

/** In a file of its own: what was found for a file is remembered by its digest. */
const asked = (pdq: Uint8Array): QueryPart[] => [
  { kind: 'media', file: 0, sha256: Buffer.from(pdq).toString('hex'), fingerprint: sentPicture(pdq) },
];
const idsFor = async (parts: QueryPart[]): Promise<string[]> =>
  (await archive.rank(parts)).ranked.filter(({ sent }) => sent).map(({ id }) => id);

describe('media in a thread of their own', () => {
  it('are found as soon as somebody has committed them, and no longer when they are taken out', async () => {
    const [first, second] = [randomHash(random), randomHash(random)];
    const ids = [await saveFile(picture(first)), await saveFile(picture(second))];
    await publish('pelicans', ids.slice(0, 1));
    expect(await idsFor(asked(first))).toEqual(['pelicans']);
    expect(await idsFor(asked(second))).toEqual([]);
    await publish('station', ids);
    expect(await idsFor(asked(second))).toEqual(['station']);
    await publish('station', []);
    expect(await idsFor(asked(second))).toEqual([]);
    expect(await idsFor(asked(first))).toEqual(['pelicans']);
  });

  it('need no thread as long as only words are asked about', async () => {
    await publish(
      'words',
      [await saveFile(picture(randomHash(random)))],
      'قارب من ورق عبر المحيط في ليلة واحدة',
    );
    expect(await idsFor([{ kind: 'text', text: 'قارب من ورق عبر المحيط في ليلة واحدة' }])).toEqual(['words']);
    expect(threads).toEqual([]);
  });

  it('do not keep words waiting while they are loaded', async () => {
    const hash = randomHash(random);
    await publish('loading', [await saveFile(picture(hash))], 'جرس المدرسة القديمة يدق وحده كل منتصف ليل');
    await holdBackFingerprints();
    media.start();
    await archive.catchUp();
    const waiting = idsFor(asked(hash));
    expect(await idsFor([{ kind: 'text', text: 'جرس المدرسة القديمة يدق وحده كل منتصف ليل' }])).toEqual([
      'loading',
    ]);
    expect(media.isReady).toBe(false);
    await outside.query('ROLLBACK');
    expect(await waiting).toEqual(['loading']);
    expect(media.isReady).toBe(true);
  });

  it('are loaded without a question once the tip line has started', async () => {
    await publish('eager', [await saveFile(picture(randomHash(random)))]);
    media.start();
    await archive.catchUp();
    expect(media.isReady).toBe(false);
    await expect.poll(() => media.isReady, SOON).toBe(true);
  });

  it('come back when the thread dies, and the question under way is answered', async () => {
    const hash = randomHash(random);
    await publish('revenant', [await saveFile(picture(hash))]);
    expect(await idsFor(asked(hash))).toEqual(['revenant']);
    await publish('later', [await saveFile(picture(randomHash(random)))]);
    await holdBackFingerprints();
    const answer = idsFor(asked(hash));
    await expect.poll(() => waitingForFingerprints(), SOON).toBe(1);
    await threads[0]?.terminate();
    await outside.query('ROLLBACK');
    expect(await answer).toEqual(['revenant']);
    expect(threads).toHaveLength(2);
    expect(logged.join()).toContain('the thread ended with 1');
  });

  it('are said to be out of reach when one thread after the other dies', async () => {
    const hash = randomHash(random);
    await publish('doomed', [await saveFile(picture(hash))]);
    const kill = (thread: Worker) => void thread.terminate();
    process.on('worker', kill);
    try {
      await expect(archive.rank(asked(hash))).rejects.toMatchObject({
        code: 'media-index-unavailable',
        retryable: true,
      });
    } finally {
      process.off('worker', kill);
    }
  });

  it('are found beside a file whose fingerprint is damaged', async () => {
    const hash = randomHash(random);
    const damaged = await saveFile(picture(randomHash(random)), (data) => data.slice(0, 9));
    await publish('whole', [damaged, await saveFile(picture(hash))]);
    expect(await idsFor(asked(hash))).toEqual(['whole']);
  });

  it('leave no thread behind when they are closed, not even in the middle of loading', async () => {
    await publish('closing', [await saveFile(picture(randomHash(random)))]);
    await holdBackFingerprints();
    media.start();
    await archive.catchUp();
    const question = archive.rank(asked(randomHash(random))).catch((error) => error);
    await expect.poll(() => threads.length, SOON).toBe(1);
    const exit = once(threads[0] as Worker, 'exit');
    await media.close();
    await exit;
    expect(await question).toMatchObject({ code: 'media-index-unavailable' });
    expect(threads).toHaveLength(1);
  });
});

/** Connections of threads that wait for the lock. */
async function waitingForFingerprints(): Promise<number> {
  const { rows } = await outside.query(
    `SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
  );
  return rows.length;
}
