import { readdir, readFile } from 'node:fs/promises';

/** Command lines of the programs that run with this path, or one in this folder, among their arguments. Linux only. */
export async function runningOn(path: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))) {
    const line = await readFile(`/proc/${pid}/cmdline`, 'latin1').catch(() => '');
    if (line.includes(path)) found.push(line);
  }
  return found;
}
