import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { constants, setPriority } from 'node:os';
import { Readable } from 'node:stream';

export interface MemoryLimits {
  /**
   * Memory it can write to and shares with nobody (RLIMIT_DATA), where the system bounds it: Linux since 4.7. The
   * part of its files that is in memory comes on top, some 20 MB for ffmpeg.
   */
  memoryKib: number;
  /** Of each thread's stack, which counts whole; the system's usual size when not given. */
  stackKib?: number;
  /** Of a file it may write, where it may write one. */
  fileKib?: number;
}

export interface ProcessLimits extends MemoryLimits {
  /** Killed with SIGKILL after this time. */
  timeoutMs: number;
  /** Leaves the processor to whatever else wants it. */
  isPatient?: boolean;
}

/** `not-started`: the system refused the process, or the program is not there. */
export type Ending = 'exited' | 'failed' | 'timeout' | 'stopped' | 'not-started';

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

/**
 * The shell only sets the limits and becomes the program. Where it cannot set one (macOS), the rest still holds.
 * No file can be written, neither a temporary one nor a core, but where its size is given: in blocks of 512 bytes.
 */
const WITH_LIMITS = [
  'ulimit -d "$1" 2>/dev/null',
  'ulimit -t "$2" 2>/dev/null',
  '[ "$3" = 0 ] || ulimit -s "$3" 2>/dev/null',
  'ulimit -f "$4" 2>/dev/null',
  'ulimit -c 0 2>/dev/null',
  'shift 4',
  'exec "$@"',
].join('; ');

/** Starts a program that reads hostile input with bounded memory and processor time, and without a file to write to unless one is allowed. */
export function spawnLimited(
  [program, ...args]: [string, ...string[]],
  { memoryKib, stackKib = 0, fileKib = 0, processorSeconds }: MemoryLimits & { processorSeconds: number },
  options: Pick<SpawnOptions, 'stdio' | 'env' | 'serialization'>,
): ChildProcess {
  const limits = [memoryKib, processorSeconds, stackKib, fileKib * 2].map(String);
  return spawn('/bin/sh', ['-c', WITH_LIMITS, 'sh', ...limits, program, ...args], options);
}

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
  const child = spawnLimited(
    [program, ...args],
    { ...limits, processorSeconds: seconds * 4 },
    {
      stdio: ['ignore', 'pipe', 'pipe', ...Array<'pipe'>(options.pipes ?? 0).fill('pipe')],
      env: { LC_ALL: 'C', AV_LOG_FORCE_NOCOLOR: '1' },
    },
  );
  if (limits.isPatient && child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_LOW);
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
  const ended = endOf(child, errors.done).then((ending): Ending => {
    clearTimeout(timer);
    return killedFor ?? ending;
  });
  return { outputs, ended, errorText: errors.text, stop: () => kill('stopped') };
}

function readableOf(child: ChildProcess, fd: number): Readable {
  const stream = child.stdio[fd];
  if (!(stream instanceof Readable)) throw new Error(`no pipe ${fd}`);
  return stream;
}

/** What the shell ends with when it cannot become the program. */
const NO_PROGRAM = [126, 127];

async function endOf(child: ChildProcess, errorsRead: Promise<void>): Promise<Ending> {
  try {
    const [code] = await once(child, 'exit');
    await errorsRead;
    if (NO_PROGRAM.includes(code)) return 'not-started';
    return code === 0 ? 'exited' : 'failed';
  } catch {
    // What `spawn` reports. That there is nothing to read is seen by who reads.
    return 'not-started';
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
