import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { Database } from '../../src/store/database.ts';
import { WorkLocks } from '../../src/store/work-locks.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testLog } from '../support/test-app.ts';

let server: TestDatabase;
/** As in two processes. */
let mine: Database;
let theirs: Database;
beforeAll(async () => {
  server = await createTestDatabase();
  const open = () => Database.open(server.url, `${PROJECT_ROOT}/prisma/migrations`, testLog);
  [mine, theirs] = await Promise.all([open(), open()]);
});
afterAll(async () => {
  await Promise.all([mine.close(), theirs.close()]);
  await server.drop();
});

/** Work that goes on until it is ended. */
function work(): { begun: ReturnType<typeof vi.fn>; run: () => Promise<void>; end: () => void } {
  let end = () => {};
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  const begun = vi.fn();
  const run = () => {
    begun();
    return ended;
  };
  return { begun, run, end };
}

describe('a lock by name', () => {
  it('keeps another process waiting until the work is done, and other names out of it', async () => {
    const [first, second, other] = [work(), work(), work()];
    const holding = mine.locks.hold('film', first.run);
    await vi.waitFor(() => expect(first.begun).toHaveBeenCalled());
    const waiting = theirs.locks.hold('film', second.run);
    const passing = theirs.locks.hold('picture', other.run);
    await vi.waitFor(() => expect(other.begun).toHaveBeenCalled());
    expect(second.begun).not.toHaveBeenCalled();
    first.end();
    await vi.waitFor(() => expect(second.begun).toHaveBeenCalled());
    for (const { end } of [second, other]) end();
    await Promise.all([holding, waiting, passing]);
  });

  it('is free again when the work fails', async () => {
    await expect(mine.locks.hold('film', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await theirs.locks.hold('film', async () => 'done')).toBe('done');
  });

  it('is free again when the connection of its holder breaks, and the holder can lock anew', async () => {
    const first = work();
    const holding = mine.locks.hold('film', first.run);
    await vi.waitFor(() => expect(first.begun).toHaveBeenCalled());
    await theirs.prisma.$queryRaw`
      SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objsubid = 1
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`;
    expect(await theirs.locks.hold('film', async () => 'done')).toBe('done');
    first.end();
    await holding;
    expect(await mine.locks.hold('film', async () => 'again')).toBe('again');
  });

  it('asks its connection one thing at a time, however much begins at once', async () => {
    let underWay = 0;
    let most = 0;
    const query = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      return { rows: [{ done: true }] };
    };
    const client = { query, on: () => undefined, release: () => undefined };
    const locks = new WorkLocks({ connect: async () => client } as unknown as pg.Pool);
    const names = ['a', 'b', 'c', 'd', 'e'];
    expect(await Promise.all(names.map((name) => locks.hold(name, async () => name)))).toEqual(names);
    expect(most).toBe(1);
    await locks.close();
  });
});
