import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { Database } from '../../src/store/database.ts';
import {
  changeArchive,
  type FactCheckRow,
  listArchiveChanges,
  removeExamples,
  setFactCheckMedia,
  writeFactChecks,
} from '../../src/store/fact-checks.ts';
import { saveMedia } from '../../src/store/media.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testLog } from '../support/test-app.ts';

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await createTestDatabase();
  database = await Database.open(server.url, join(PROJECT_ROOT, 'prisma', 'migrations'), testLog);
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const row = (id: string, changes: Partial<FactCheckRow> = {}): FactCheckRow => ({
  id,
  url: `https://checks.example/${id}`,
  title: 'عنوان',
  claim: 'ادعاء',
  rating: 'fake',
  ratingLabel: null,
  summary: null,
  body: null,
  publisher: null,
  datePublished: '2025-03-09',
  language: 'ar',
  appearances: [],
  isExample: false,
  contentHash: id.padEnd(64, '0'),
  ...changes,
});
const write = (...rows: FactCheckRow[]) => changeArchive(database, (tx) => writeFactChecks(tx, rows));
const changesAfter = (revision: bigint) => listArchiveChanges(database.prisma, revision, 1000);
/** Transactions of this database that hold, or wait for, an advisory lock. */
const waiting = async (granted: boolean): Promise<number> => {
  const [found] = await database.prisma.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM pg_locks JOIN pg_database d ON d.oid = database
    WHERE locktype = 'advisory' AND datname = current_database() AND granted = ${granted}`;
  return found?.n ?? 0;
};
const WAIT = { timeout: 10_000 };
const latest = async () => (await changesAfter(0n)).at(-1)?.revision ?? 0n;

describe('revisions of the archive', () => {
  it('tell what was created, and only once', async () => {
    const before = await latest();
    expect([...(await write(row('a'), row('b'))).values()]).toEqual(['created', 'created']);
    const changes = await changesAfter(before);
    expect(changes.map(({ factCheck }) => factCheck.id)).toEqual(['a', 'b']);
    expect(await changesAfter(await latest())).toEqual([]);
  });

  it('do not move for a row that is the same', async () => {
    const before = await latest();
    expect((await write(row('a'))).get('a')).toBe('unchanged');
    expect(await changesAfter(before)).toEqual([]);
  });

  it('move for a row that changed, for its media, and for a row that was taken out', async () => {
    let before = await latest();
    const changed = row('a', { contentHash: 'f'.repeat(64), isExample: true });
    expect((await write(changed)).get('a')).toBe('updated');
    expect(await changesAfter(before)).toMatchObject([{ factCheck: { id: 'a' }, media: [], deleted: false }]);

    before = await latest();
    const file = { sha256: 'e'.repeat(64), kind: 'image' as const, mime: 'image/png', bytes: 3 };
    const mediaId = await saveMedia(database.prisma, file, []);
    await changeArchive(database, (tx) => setFactCheckMedia(tx, 'a', [mediaId]));
    expect(await changesAfter(before)).toMatchObject([{ factCheck: { id: 'a' }, media: [file.sha256] }]);

    before = await latest();
    await changeArchive(database, removeExamples);
    expect(await changesAfter(before)).toMatchObject([{ factCheck: { id: 'a' }, deleted: true }]);
  });

  it('become visible in their order: a writer waits until the one before has committed', async () => {
    const before = await latest();
    let finish: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const first = changeArchive(database, async (tx) => {
      await writeFactChecks(tx, [row('held')]);
      await held;
    });
    await vi.waitFor(async () => expect(await waiting(true)).toBe(1), WAIT);
    const second = write(row('hasty'));
    await vi.waitFor(async () => expect(await waiting(false)).toBe(1), WAIT);
    expect(await changesAfter(before)).toEqual([]);
    finish();
    await Promise.all([first, second]);
    expect((await changesAfter(before)).map(({ factCheck }) => factCheck.id)).toEqual(['held', 'hasty']);
  });

  it('bring a row back that comes again', async () => {
    const before = await latest();
    expect((await write(row('a'))).get('a')).toBe('updated');
    expect(await changesAfter(before)).toMatchObject([{ factCheck: { id: 'a' }, deleted: false }]);
  });
});
