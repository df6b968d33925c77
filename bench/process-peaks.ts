import { readdirSync, readFileSync } from 'node:fs';

const POLL_MS = 10;

export interface Peaks {
  /** Largest resident memory that one child process ever had, MB. */
  childMb: number;
  /** Largest resident memory of this process while it was watched, and before, MB. */
  ownMb: number;
  ownBeforeMb: number;
  /** What child processes had the disk write, KB. */
  writtenKb: number;
}

/** Watches this process and all that it starts, from the kernel's own counts, until `stop`. Linux only. */
export function watchPeaks(): { stop(): Peaks } {
  const ownBeforeMb = process.memoryUsage.rss() / 1e6;
  const peaks: Peaks = { childMb: 0, ownMb: ownBeforeMb, ownBeforeMb, writtenKb: 0 };
  const written = new Map<number, number>();
  const poll = (): void => {
    peaks.ownMb = Math.max(peaks.ownMb, process.memoryUsage.rss() / 1e6);
    for (const pid of descendants(process.pid)) {
      peaks.childMb = Math.max(peaks.childMb, numberIn(pid, 'status', /VmHWM:\s+(\d+)/u) / 1000);
      written.set(pid, numberIn(pid, 'io', /^write_bytes: (\d+)/mu));
    }
  };
  const timer = setInterval(poll, POLL_MS);
  return {
    stop: () => {
      poll();
      clearInterval(timer);
      peaks.writtenKb = [...written.values()].reduce((sum, bytes) => sum + bytes, 0) / 1000;
      return peaks;
    },
  };
}

/** Of the kernel's clock, in which it tells processor time. */
const TICKS_A_SECOND = 100;

/**
 * Processor time that this process and all that it started have used so far, those that ended included, milliseconds:
 * says what work costs also where the machine has other work. Linux only.
 */
export function processorMs(): number {
  const ticks = [process.pid, ...descendants(process.pid)].map((pid) =>
    [14, 15, 16, 17].reduce((sum, field) => sum + statField(pid, field), 0),
  );
  return (ticks.reduce((sum, one) => sum + one, 0) / TICKS_A_SECOND) * 1000;
}

/** As `man proc` counts them; the name, which may hold anything, is the second. */
const statField = (pid: number, field: number): number =>
  numberIn(pid, 'stat', new RegExp(`^\\d+ \\(.*\\)(?: \\S+){${field - 3}} (\\d+)`, 'su'));

function descendants(root: number): number[] {
  const children = new Map<number, number[]>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/u.test(name)) continue;
    const parent = numberIn(Number(name), 'stat', /^\d+ \(.*\) \S (\d+)/su);
    children.set(parent, [...(children.get(parent) ?? []), Number(name)]);
  }
  const found: number[] = [];
  for (const next = [...(children.get(root) ?? [])]; next.length > 0; ) {
    const pid = next.pop() as number;
    found.push(pid);
    next.push(...(children.get(pid) ?? []));
  }
  return found;
}

/** 0 where the process is gone. */
function numberIn(pid: number, file: string, pattern: RegExp): number {
  try {
    return Number(pattern.exec(readFileSync(`/proc/${pid}/${file}`, 'latin1'))?.[1] ?? 0);
  } catch {
    // Ended between two looks.
    return 0;
  }
}
