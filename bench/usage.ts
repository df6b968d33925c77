import { readdir, readFile } from 'node:fs/promises';
import type { TipLineHome } from '../tests/support/tip-line-process.ts';

/** Of the tip line and of its PostgreSQL. */
export interface Usage {
  node: number;
  postgres: number;
}

/** The kernel counts processor time in hundredths of a second. */
const TICK_MS = 10;

/**
 * Resident memory of a tip line, megabytes; of PostgreSQL the proportional share, because its processes share most of
 * theirs. Linux only.
 */
export async function memoryOf(home: TipLineHome, pid: number): Promise<Usage> {
  const shares = await Promise.all(
    (await postgresProcesses(home)).map((id) => kilobytes(`/proc/${id}/smaps_rollup`, 'Pss')),
  );
  return { node: (await kilobytes(`/proc/${pid}/status`, 'VmRSS')) / 1024, postgres: sum(shares) / 1024 };
}

/**
 * Milliseconds of processor time that a tip line's own process (not the programs it starts) and its PostgreSQL have
 * used, those of its processes included that have ended. Linux only.
 */
export async function processorTimeOf(home: TipLineHome, pid: number): Promise<Usage> {
  const times = await Promise.all((await postgresProcesses(home)).map((id) => processorMs(id, true)));
  return { node: await processorMs(String(pid), false), postgres: sum(times) };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, number) => total + number, 0);

async function postgresProcesses(home: TipLineHome): Promise<string[]> {
  const postmaster = await home.postmasterPid();
  const processes = (await readdir('/proc')).filter((name) => /^\d+$/u.test(name));
  const own = await Promise.all(
    processes.map(async (name) => {
      const status = await readFile(`/proc/${name}/status`, 'utf8').catch(() => '');
      const parent = Number(/^PPid:\s+(\d+)/mu.exec(status)?.[1]);
      return Number(name) === postmaster || parent === postmaster;
    }),
  );
  return processes.filter((_, i) => own[i]);
}

async function processorMs(pid: string, withEnded: boolean): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
  // The name in brackets may hold spaces; behind it the 12th and 13th are its times, the next two its children's that ended.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return sum(fields.slice(11, withEnded ? 15 : 13).map(Number)) * TICK_MS;
}

async function kilobytes(path: string, field: string): Promise<number> {
  const text = await readFile(path, 'utf8').catch(() => '');
  return Number(new RegExp(`^${field}:\\s+(\\d+) kB`, 'mu').exec(text)?.[1] ?? 0);
}
