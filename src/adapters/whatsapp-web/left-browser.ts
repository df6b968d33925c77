import { readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

/** Chromium's own mark that a profile is in use: a link to `HOST-PID`. */
const LOCK = 'SingletonLock';
const MARKS = [LOCK, 'SingletonCookie', 'SingletonSocket'];
const POLL_MS = 20;

/**
 * Makes sure that no browser runs on a profile: one that outlived us is killed, and the marks of one that is gone are
 * removed, also when it ran under another host name, as in a container that was made anew.
 * @returns whether one had to be killed
 */
export async function endLeftBrowser(profile: string): Promise<boolean> {
  const target = await readlink(join(profile, LOCK)).catch(() => null);
  if (target === null) return false;
  const pid = Number(/-(\d+)$/u.exec(target)?.[1]);
  const isOurs = pid > 0 && (await runsOn(pid, profile));
  if (isOurs) await kill(pid, profile);
  for (const mark of MARKS) await rm(join(profile, mark), { force: true });
  return isOurs;
}

export async function kill(pid: number, profile: string): Promise<void> {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
  while (await runsOn(pid, profile)) await delay(POLL_MS);
}

/** A process that is dead and not collected yet has an empty command line. */
async function runsOn(pid: number, profile: string): Promise<boolean> {
  const line = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  return line.split('\0').includes(`--user-data-dir=${profile}`);
}
