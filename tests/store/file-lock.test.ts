import { mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { withFileLock } from '../../src/store/file-lock.ts';

/** Well before any lock counts as forgotten. */
const SOON = 8_000;
const NO_PROCESS = '4194304999';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tabayyan-lock-'));
  path = join(folder, 'a.lock');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const isThere = (): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );

describe('a file lock', () => {
  it('lets one in at a time', async () => {
    let inside = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 5 }, () =>
        withFileLock(path, async () => {
          inside += 1;
          most = Math.max(most, inside);
          await readFile(path);
          inside -= 1;
        }),
      ),
    );
    expect(most).toBe(1);
    expect(await isThere()).toBe(false);
  });

  it('names its holder while it is held', async () => {
    await withFileLock(path, async () => expect(await readFile(path, 'utf8')).toBe(String(process.pid)));
  });

  it('is given back when the work fails', async () => {
    await expect(withFileLock(path, () => Promise.reject(new Error('no')))).rejects.toThrow('no');
    expect(await isThere()).toBe(false);
  });

  it(
    'is taken over from a process that is gone',
    async () => {
      await writeFile(path, NO_PROCESS);
      expect(await withFileLock(path, async () => 'in')).toBe('in');
    },
    SOON,
  );

  it('is taken over when nobody touched it for long, though a process of that number runs', async () => {
    await writeFile(path, String(process.pid));
    const old = new Date(Date.now() - 30_000);
    await utimes(path, old, old);
    expect(await withFileLock(path, async () => 'in')).toBe('in');
  });

  it(
    'is taken over from a process that died before it could sign',
    async () => {
      await writeFile(path, '');
      const signing = new Date(Date.now() - 5_000);
      await utimes(path, signing, signing);
      expect(await withFileLock(path, async () => 'in')).toBe('in');
    },
    SOON,
  );

  it('fails at once where no lock can be made', async () => {
    await expect(withFileLock(join(folder, 'nowhere', 'a.lock'), async () => 'in')).rejects.toThrow('ENOENT');
  });
});
