import type pg from 'pg';
import { describe, expect, it } from 'vitest';
import { WorkLocks } from '../../src/store/work-locks.ts';

describe('locks for work', () => {
  it('ask their connection one thing at a time, however much begins at once', async () => {
    let underWay = 0;
    let most = 0;
    const query = async () => {
      underWay += 1;
      most = Math.max(most, underWay);
      await Promise.resolve();
      underWay -= 1;
      return { rows: [{ done: true }] };
    };
    const client = { query, once: () => undefined, release: () => undefined };
    const locks = new WorkLocks({ connect: async () => client } as unknown as pg.Pool);
    const names = ['a', 'b', 'c', 'd', 'e'];
    expect(await Promise.all(names.map((name) => locks.hold(name, async () => name)))).toEqual(names);
    expect(most).toBe(1);
    await locks.close();
  });
});
