import { readdir, readFile } from 'node:fs/promises';
import type { TipLineHome } from '../tests/support/tip-line-process.ts';

/** Megabytes. */
export interface Memory {
  node: number;
  postgres: number;
}

/**
 * Resident memory of a tip line; of PostgreSQL the proportional share, because its processes share most of theirs.
 * Linux only.
 */
export async function memoryOf(home: TipLineHome, pid: number): Promise<Memory> {
  const postmaster = await home.postmasterPid();
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  let postgres = 0;
  for (const name of processes) {
    const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
    const parent = Number(/^PPid:\s+(\d+)/mu.exec(status)?.[1]);
    if (Number(name) === postmaster || parent === postmaster)
      postgres += await kilobytes(`/proc/${name}/smaps_rollup`, 'Pss');
  }
  return { node: (await kilobytes(`/proc/${pid}/status`, 'VmRSS')) / 1024, postgres: postgres / 1024 };
}

async function kilobytes(path: string, field: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'mu').exec(text)?.[1] ?? 0);
}
