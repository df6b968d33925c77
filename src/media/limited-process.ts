import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Readable } from 'node:stream';

export interface ProcessLimits {
  /** Killed with SIGKILL after this time. */
  timeoutMs: number;
  /** Address space, where the system can bound it. */
  memoryKib: number;
}

export type Ending = 'exited' | 'failed' | 'timeout' | 'stopped';

export interface LimitedProcess {
  /** Standard output, then the further pipes 3, 4, … */
  outputs: Readable[];
  /** Resolves when the process is gone and its standard error is read. Never rejects. */
  ended: Promise<Ending>;
  /** Last part of standard error, for logs. */
  errorText(): string;
  /** SIGKILL; ends as `stopped` unless it was over before. */
  stop(): void;
}

const MAX_LINE = 4096;
const MAX_ERROR_TEXT = 4096;

/** The shell only sets the limits and becomes the program. Where it cannot set one (macOS), the rest still holds. */
const WITH_LIMITS =
  'ulimit -v "$1" 2>/dev/null; ulimit -t "$2" 2>/dev/null; ulimit -c 0 2>/dev/null; shift 2; exec "$@"';

/**
 * Runs a program that reads hostile input: no environment, no standard input, bounded time and
 * memory; what it writes waits in its pipes until it is read. Should this process die, the bound on processor time ends an orphan.
 */
export function runLimited(
  program: string,
  args: string[],
  limits: ProcessLimits,
  options: { pipes?: number; onErrorLine?: (line: string) => void } = {},
): LimitedProcess {
  const seconds = Math.ceil(limits.timeoutMs / 1000);
  const child = spawn(
    '/bin/sh',
    ['-c', WITH_LIMITS, 'sh', String(limits.memoryKib), String(seconds * 4), program, ...args],
    {
      stdio: ['ignore', 'pipe', 'pipe', ...Array<'pipe'>(options.pipes ?? 0).fill('pipe')],
      env: { LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1' },
    },
  );
  let killedFor: Ending | null = null;
  const kill = (why: Ending) => {
    killedFor ??= why;
    child.kill('SIGKILL');
  };
  const timer = setTimeout(() => kill('timeout'), limits.timeoutMs);
  const outputs = [1, ...Array.from({ length: options.pipes ?? 0 }, (_, i) => i + 3)].map((fd) =>
    readableOf(child, fd),
  );
  const errors = readErrorLines(readableOf(child, 2), options.onErrorLine);
  const ended = endOf(child, errors.done).then((ok): Ending => {
    clearTimeout(timer);
    return killedFor ?? (ok ? 'exited' : 'failed');
  });
  return { outputs, ended, errorText: errors.text, stop: () => kill('stopped') };
}

function readableOf(child: ChildProcess, fd: number): Readable {
  const stream = child.stdio[fd];
  if (!(stream instanceof Readable)) throw new Error(`no pipe ${fd}`);
  return stream;
}

/** True for exit code 0. */
async function endOf(child: ChildProcess, errorsRead: Promise<void>): Promise<boolean> {
  try {
    const [code] = await once(child, 'exit');
    await errorsRead;
    return code === 0;
  } catch {
    return false;
  }
}

function readErrorLines(
  stream: Readable,
  onLine: ((line: string) => void) | undefined,
): { done: Promise<void>; text: () => string } {
  let rest = '';
  let tail = '';
  stream.setEncoding('latin1');
  stream.on('data', (chunk: string) => {
    tail = (tail + chunk).slice(-MAX_ERROR_TEXT);
    const lines = (rest + chunk).split(/[\n\r]/u);
    rest = (lines.pop() ?? '').slice(0, MAX_LINE);
    for (const line of lines) onLine?.(line);
  });
  const done = new Promise<void>((resolve) => {
    stream.once('close', () => {
      if (rest) onLine?.(rest);
      resolve();
    });
  });
  return { done, text: () => tail };
}
