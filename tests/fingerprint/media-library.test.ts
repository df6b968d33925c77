import { readFile } from 'node:fs/promises';
import { Writable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Core, openCore } from '../../src/core.ts';
import { createLog } from '../../src/log.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { withUnknownCodec } from '../support/hostile-files.ts';
import { makeVideo, writeFixture } from '../support/media-fixtures.ts';
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
