import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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
    const packed = [{ kind: 'image', version: 1, data: new Uint8Array([1, 2, 3]) }];
    const mediaId = await saveMedia(database.prisma, file, packed);
    await changeArchive(database, (tx) => setFactCheckMedia(tx, 'a', [mediaId]));
    const [withMedia] = await changesAfter(before);
    expect(withMedia?.media).toMatchObject([
      { sha256: file.sha256, fingerprints: [{ kind: 'image', version: 1 }] },
    ]);
    expect([...(withMedia?.media[0]?.fingerprints[0]?.data ?? [])]).toEqual([1, 2, 3]);

    before = await latest();
    await changeArchive(database, removeExamples);
    expect(await changesAfter(before)).toMatchObject([{ factCheck: { id: 'a' }, deleted: true }]);
  });

  it('become visible in their order, though several write at once', async () => {
    const seen: bigint[] = [await latest()];
    const writers = Array.from({ length: 8 }, (_, i) => write(row(`w${i}`), row(`x${i}`)));
    let isWriting = true;
    const reader = (async () => {
      while (isWriting) for (const { revision } of await changesAfter(seen.at(-1) ?? 0n)) seen.push(revision);
    })();
    await Promise.all(writers);
    isWriting = false;
    await reader;
    for (const { revision } of await changesAfter(seen.at(-1) ?? 0n)) seen.push(revision);
    expect(seen).toHaveLength(17);
    expect(seen).toEqual([...seen].sort((a, b) => Number(a - b)));
  });

  it('bring a row back that comes again', async () => {
    const before = await latest();
    expect((await write(row('a'))).get('a')).toBe('updated');
    expect(await changesAfter(before)).toMatchObject([{ factCheck: { id: 'a' }, deleted: false }]);
  });
});
