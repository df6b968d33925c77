import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Core, openCore } from '../../src/core.ts';
import { createLog } from '../../src/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { withUnknownCodec } from '../support/hostile-files.ts';
import { makePicture, makeVideo, writeFixture } from '../support/media-fixtures.ts';
import { createDataFolder, testConfig } from '../support/test-app.ts';

let database: TestDatabase;
let folder: Awaited<ReturnType<typeof createDataFolder>>;
let core: Core;
const lines: Record<string, unknown>[] = [];
const written = new Writable({
  write: (chunk, _encoding, done) => {
    lines.push(JSON.parse(String(chunk)));
    done();
  },
});

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await createDataFolder();
  core = await openCore(testConfig(folder.path, database.url), createLog('info', written));
});
afterAll(async () => {
  await core.close();
  await database.drop();
  await folder.remove();
});

describe('of a file of which no fingerprint can be made', () => {
  it('the log tells the reason, and nothing that the file says of itself', async () => {
    const film = await readFile(await makeVideo(1, { seconds: 1, width: 64, height: 48 }));
    const path = await writeFixture('private name.mp4', withUnknownCodec(film));
    const sha256 = 'a'.repeat(64);
    expect(await core.library.inspect(path, sha256)).toMatchObject({ failure: 'media-codec-unsupported' });
    const line = lines.find((one) => one.sha256 === sha256);
    expect(line).toMatchObject({ code: 'media-codec-unsupported', reason: expect.stringMatching(/\w{3}/u) });
    expect(JSON.stringify(lines)).not.toContain('private name');
  });
});

describe('a new file that two processes get at the same moment', () => {
  it('is fetched and fingerprinted by one of them, and known to the other', async () => {
    const other = await openCore(testConfig(folder.path, database.url), createLog('silent'));
    try {
      const bytes = await readFile(await makePicture(41));
      const fetches: string[] = [];
      const fingerprints = [core, other].map((each) => vi.spyOn(each.fingerprinter, 'fingerprintQuestion'));
      const learn = (each: Core, name: string) =>
        each.library.learnAs('memory', 'viral', async () => {
          fetches.push(name);
          return { bytes };
        });
      const [mine, theirs] = await Promise.all([learn(core, 'first'), learn(other, 'second')]);
      expect(fetches).toHaveLength(1);
      expect(fingerprints.flatMap(({ mock }) => mock.calls)).toHaveLength(1);
      expect(theirs).toMatchObject({ id: mine?.id, fingerprint: { kind: 'image' } });
    } finally {
      await other.close();
    }
  });

  it('is fingerprinted once also when it came under two names', async () => {
    const other = await openCore(testConfig(folder.path, database.url), createLog('silent'));
    try {
      const bytes = await readFile(await makePicture(42));
      const fingerprints = [core, other].map((each) => vi.spyOn(each.fingerprinter, 'fingerprintQuestion'));
      for (const spy of fingerprints) spy.mockClear();
      const media = await Promise.all(
        [core, other].map((each, i) => each.library.learnAs('memory', `copy-${i}`, async () => ({ bytes }))),
      );
      expect(new Set(media.map(({ id }) => id)).size).toBe(1);
      expect(fingerprints.flatMap(({ mock }) => mock.calls)).toHaveLength(1);
    } finally {
      await other.close();
    }
  });

  it('is taken over when the process that worked on it dies', async () => {
    const other = await openCore(testConfig(folder.path, database.url), createLog('silent'));
    let died = false;
    const held = other.database.locks.hold('media:memory:orphan', () => new Promise(() => undefined));
    void held.catch(() => undefined);
    const bytes = await readFile(await makePicture(43));
    await vi.waitFor(async () => {
      const { rows } = await core.database.pool.query(
        "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND granted AND classid <> 0",
      );
      expect(rows.length).toBeGreaterThan(0);
    });
    const learning = core.library.learnAs('memory', 'orphan', async () => {
      expect(died).toBe(true);
      return { bytes };
    });
    died = true;
    await other.close();
    expect(await learning).toMatchObject({ kind: 'image' });
  });
});
