import { open, readFile, rm, stat, utimes } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';

const STALE_MS = 20_000;
const TOUCH_MS = 4_000;
const POLL_MS = 40;
/** A lock file without a number belongs to a process that is writing it, or died before it could. */
const UNSIGNED_MS = 1_000;

/**
 * Runs `work` while no other process holds the lock file. A lock whose process is gone, or which was
 * not touched for 20 s (the machine went down and the number went to somebody else), is taken over.
 */
export async function withFileLock<T>(path: string, work: () => Promise<T>): Promise<T> {
  while (!(await take(path))) {
    if (await isStale(path)) await rm(path, { force: true });
    else await delay(POLL_MS);
  }
  const touch = setInterval(() => {
    const now = new Date();
    // The holder removes the file in `finally`; a touch that comes after is of no use.
    utimes(path, now, now).catch(() => undefined);
  }, TOUCH_MS);
  try {
    return await work();
  } finally {
    clearInterval(touch);
    await rm(path, { force: true });
  }
}

async function take(path: string): Promise<boolean> {
  try {
    const file = await open(path, 'wx', 0o600);
    await file.writeFile(String(process.pid));
    await file.close();
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  }
}

async function isStale(path: string): Promise<boolean> {
  try {
    const [{ mtimeMs }, content] = await Promise.all([stat(path), readFile(path, 'utf8')]);
    const pid = Number(content);
    const age = Date.now() - mtimeMs;
    if (age > STALE_MS) return true;
    return pid > 0 ? !isAlive(pid) : age > UNSIGNED_MS;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Whether a process with this number runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return isCode(error, 'EPERM');
  }
}

export const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;
