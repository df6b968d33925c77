import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { Database } from '../../src/store/database.ts';
import { FingerprintReader } from '../../src/store/fingerprint-reader.ts';
import { saveMedia } from '../../src/store/media.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testLog } from '../support/test-app.ts';

const [FILM, PICTURE, BARE] = ['a', 'b', 'c'].map((digit) => digit.repeat(64)) as [string, string, string];

let testDatabase: TestDatabase;
let database: Database;
let reader: FingerprintReader;
beforeAll(async () => {
  testDatabase = await createTestDatabase();
  database = await Database.open(testDatabase.url, join(PROJECT_ROOT, 'prisma', 'migrations'), testLog);
  const save = (sha256: string, kind: 'image' | 'video', fingerprints: Parameters<typeof saveMedia>[2]) =>
    saveMedia(database.prisma, { sha256, kind, mime: 'x/y', bytes: 3 }, fingerprints);
  await save(FILM, 'video', [
    { kind: 'frames', version: 2, data: new Uint8Array([0, 1, 255]) },
    { kind: 'audio', version: 1, data: new Uint8Array([4, 5]) },
  ]);
  await save(PICTURE, 'image', [{ kind: 'image', version: 2, data: new Uint8Array([7]) }]);
  await save(BARE, 'image', []);
  reader = new FingerprintReader(testDatabase.url);
});
afterAll(async () => {
  await reader.close();
  await database.close();
  await testDatabase.drop();
});

describe('fingerprints', () => {
  it('are read as they were stored, all of one file together', async () => {
    const [film, ...others] = await reader.read([FILM]);
    expect(others).toEqual([]);
    expect(film).toMatchObject({ sha256: FILM, kind: 'video' });
    const stored = film?.fingerprints.map(({ kind, version, data }) => [kind, version, [...data]]);
    expect(stored).toHaveLength(2);
    expect(stored).toContainEqual(['frames', 2, [0, 1, 255]]);
    expect(stored).toContainEqual(['audio', 1, [4, 5]]);
  });

  it('are missing for files that have none and for files that are not there', async () => {
    const files = await reader.read([BARE, PICTURE, 'd'.repeat(64)]);
    expect(files.map(({ sha256 }) => sha256)).toEqual([PICTURE]);
  });

  it('are read again after the connection broke', async () => {
    await reader.read([FILM]);
    await database.prisma.$executeRaw`SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
      WHERE datname = current_database() AND query LIKE '%FROM media m JOIN fingerprints%' AND pid <> pg_backend_pid()`;
    await expect
      .poll(() =>
        reader.read([PICTURE]).then(
          ({ length }) => length,
          () => 0,
        ),
      )
      .toBe(1);
  });
});
