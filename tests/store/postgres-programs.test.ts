import { mkdir, mkdtemp, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPrograms, linkLibraries } from '../../src/store/postgres-programs.ts';

let folder = '';
let programs = '';

/** The package as npm leaves it without install scripts. */
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tabayyan-programs-'));
  programs = join(folder, 'package', 'native');
  await mkdir(join(programs, 'lib'), { recursive: true });
  await writeFile(join(programs, '..', 'package.json'), '{"version":"18.0.0"}');
  await writeFile(join(programs, 'lib', 'libpq.so.5.18'), 'library');
  const links = [
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so' },
    { source: 'native/lib/libpq.so.5.18', target: 'native/lib/libpq.so.5' },
  ];
  await writeFile(join(programs, 'pg-symlinks.json'), JSON.stringify(links));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the libraries of the embedded PostgreSQL', () => {
  it('get the links that an install script would have made', async () => {
    expect(await linkLibraries(programs)).toBe(true);
    expect(await readFile(join(programs, 'lib', 'libpq.so.5'), 'utf8')).toBe('library');
  });

  it('keep the links they have', async () => {
    await symlink('libpq.so.5.18', join(programs, 'lib', 'libpq.so.5'));
    expect(await linkLibraries(programs)).toBe(true);
    expect(await readlink(join(programs, 'lib', 'libpq.so'))).toBe('libpq.so.5.18');
  });

  it('may be made by two processes at once', async () => {
    expect(await Promise.all([linkLibraries(programs), linkLibraries(programs)])).toEqual([true, true]);
  });

  it('have their links in a copy too, wherever it lies', async () => {
    const copy = await copyPrograms(programs, join(folder, 'ground'));
    expect(copy).toBe(join(folder, 'ground', 'postgresql-18.0.0'));
    expect(await readFile(join(copy, 'lib', 'libpq.so'), 'utf8')).toBe('library');
    expect(await linkLibraries(copy)).toBe(true);
  });
});
