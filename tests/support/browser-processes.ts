/** Browsers on this machine, by what the kernel says of their processes. */
import { readdir, readFile } from 'node:fs/promises';

/** The first process of each browser that runs on a profile. */
export async function browsersOn(profile: string): Promise<number[]> {
  const own = `--user-data-dir=${profile}`;
  const lines = await commandLines();
  return [...lines].flatMap(([pid, line]) =>
    line.includes(own) && !line.some((part) => part.startsWith('--type=')) ? [pid] : [],
  );
}

/** The processes in which a browser shows its pages. */
export async function pageProcessesOf(browser: number): Promise<number[]> {
  const lines = await commandLines();
  const pages = [...lines].filter(([, line]) => line.includes('--type=renderer')).map(([pid]) => pid);
  const owned = await Promise.all(pages.map((pid) => descendsFrom(pid, browser)));
  return pages.filter((_, i) => owned[i]);
}

async function commandLines(): Promise<Map<number, string[]>> {
  const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
  const lines = await Promise.all(
    // One that has ended meanwhile has none.
    pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')),
  );
  return new Map(
    pids.map((pid, i) => [pid, (lines[i] ?? '').split('\0').flatMap((part) => part.split(' '))]),
  );
}

async function descendsFrom(pid: number, ancestor: number): Promise<boolean> {
  for (let at = pid; at > 1; ) {
    const status = await readFile(`/proc/${at}/status`, 'utf8').catch(() => '');
    at = Number(/^PPid:\s+(\d+)$/mu.exec(status)?.[1] ?? 0);
    if (at === ancestor) return true;
  }
  return false;
}

/** The one browser on the profile. Throws when there is none: signals to process 0 reach the tests themselves. */
export async function browserOn(profile: string): Promise<number> {
  const [pid] = await browsersOn(profile);
  if (pid === undefined) throw new Error(`no browser runs on ${profile}`);
  return pid;
}
