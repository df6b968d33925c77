/** The shipped program (`dist/main.js`, made by `npm run build`) as processes of its own. */
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import pg from 'pg';
import { withFileLock } from '../../src/store/file-lock.ts';

const PROGRAM = fileURLToPath(new URL('../../dist/main.js', import.meta.url));
/** Nothing of what the person who runs the tests has configured reaches the program. */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'FFMPEG_PATH'];
const READY_MS = 90_000;
const END_MS = 30_000;
const POLL_MS = 10;

type Environment = Record<string, string>;

export interface Ended {
  /** Exit code; null when a signal ended it. */
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** One run of the program, whatever the command. */
export class Run {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  stdout = '';
  stderr = '';

  constructor(args: string[], env: Environment, input = '') {
    if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: npm run build`);
    this.child = spawn(process.execPath, [PROGRAM, ...args], {
      env: { ...passedOn(), LOG_LEVEL: 'warn', ...env },
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    this.child.stdin?.end(input);
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      this.stdout += text;
    });
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      this.stderr += text;
    });
    this.ended = once(this.child, 'close').then(([code, signal]) => ({
      code,
      signal,
      stdout: this.stdout,
      stderr: this.stderr,
    }));
  }

  get isOver(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }

  /** Sends the signal and waits; what is not gone in time is killed, and that is an error. */
  async end(signal: NodeJS.Signals): Promise<Ended> {
    if (!this.isOver) this.child.kill(signal);
    return this.over();
  }

  async over(limitMs = END_MS): Promise<Ended> {
    const timer = new AbortController();
    const late = delay(limitMs, null, { signal: timer.signal }).catch(() => null);
    const ended = await Promise.race([this.ended, late]);
    timer.abort();
    if (ended) return ended;
    this.child.kill('SIGKILL');
    throw new Error(`still there after ${limitMs} ms:\n${this.stdout}\n${this.stderr}`);
  }
}

function passedOn(): Environment {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

/** A data folder with everything that runs on it. `close` leaves nothing behind, whatever happened. */
export class TipLineHome {
  readonly folder: string;
  readonly #runs: Run[] = [];

  private constructor(folder: string) {
    this.folder = folder;
  }

  /** With an empty folder: the first start makes the database and loads the examples. */
  static async make(): Promise<TipLineHome> {
    return new TipLineHome(await mkdtemp(join(tmpdir(), 'tabayyan-process-')));
  }

  /** As a first start and stop have left it; that start is made once in a run of tests, for all. */
  static async makeUsed(): Promise<TipLineHome> {
    const used = join(tmpdir(), 'tabayyan-used-home');
    await withFileLock(`${used}.lock`, async () => {
      if (existsSync(used)) return;
      const home = await TipLineHome.make();
      await (await home.start()).stop();
      await rename(home.folder, used);
    });
    const home = await TipLineHome.make();
    // With the owners: the database belongs to the server's user.
    await promisify(execFile)('cp', ['-a', `${used}/.`, home.folder]);
    return home;
  }

  /** Begins a command; what it needs beyond the data folder is in `env`. */
  spawn(args: string[], env: Environment = {}, input?: string): Run {
    const run = new Run(args, { TABAYYAN_DATA: this.folder, ...env }, input);
    this.#runs.push(run);
    return run;
  }

  /** Runs a command to its end. */
  command(args: string[], env: Environment = {}, input?: string): Promise<Ended> {
    return this.spawn(args, env, input).over(60_000);
  }

  /** Starts the tip line and waits until it says that it is ready. */
  async start(env: Environment = {}): Promise<TipLineProcess> {
    const port = Number(env.PORT ?? (await freePort()));
    const began = performance.now();
    const run = this.spawn(['start'], { ...env, PORT: String(port) });
    await untilReady(run, port);
    return new TipLineProcess(run, port, performance.now() - began);
  }

  /** Number of the embedded server's first process; null when none runs. */
  async postmasterPid(): Promise<number | null> {
    const [line] = (await this.#postmasterFile()) ?? [];
    const pid = Number(line);
    return pid > 0 && isAlive(pid) ? pid : null;
  }

  /** Of the embedded server, which must be running. */
  async databaseUrl(): Promise<string> {
    const lines = await this.#postmasterFile();
    const password = (await readFile(join(this.folder, 'postgres.password'), 'utf8')).trim();
    return `postgres://tabayyan:${password}@127.0.0.1:${lines?.[3]}/tabayyan`;
  }

  /** A connection to the embedded server, which must be running. It does not count as one of ours. */
  async connect(): Promise<pg.Client> {
    const client = new pg.Client({
      connectionString: await this.databaseUrl(),
      application_name: 'looking on',
    });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  }

  async close(): Promise<void> {
    for (const run of this.#runs) if (!run.isOver) await run.end('SIGKILL');
    const pid = await this.postmasterPid();
    if (pid !== null) {
      process.kill(pid, 'SIGQUIT');
      await until(() => !isAlive(pid), 10_000, 'the database server to stop');
    }
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  async #postmasterFile(): Promise<string[] | null> {
    const text = await readFile(join(this.folder, 'postgres', 'postmaster.pid'), 'utf8').catch(() => null);
    return text?.split('\n') ?? null;
  }
}

/** A tip line that is up. */
export class TipLineProcess {
  readonly run: Run;
  readonly port: number;
  /** From the start of the process to the first `ready`. */
  readonly readyMs: number;

  constructor(run: Run, port: number, readyMs: number) {
    this.run = run;
    this.port = port;
    this.readyMs = readyMs;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get pid(): number {
    return this.run.child.pid ?? 0;
  }

  /** As the machine's power would. The database server lives on. */
  async kill(): Promise<void> {
    await this.run.end('SIGKILL');
  }

  stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Ended> {
    return this.run.end(signal);
  }
}

async function untilReady(run: Run, port: number): Promise<void> {
  const deadline = Date.now() + READY_MS;
  while (!(await isReady(port))) {
    if (run.isOver) {
      const { code, signal, stdout, stderr } = await run.ended;
      throw new Error(`the tip line ended with ${signal ?? code}:\n${stdout}\n${stderr}`);
    }
    if (Date.now() > deadline)
      throw new Error(`not ready after ${READY_MS} ms:\n${run.stdout}\n${run.stderr}`);
    await delay(POLL_MS);
  }
}

const isReady = (port: number): Promise<boolean> =>
  fetch(`http://127.0.0.1:${port}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
    async (response) => {
      await response.arrayBuffer();
      return response.status === 200;
    },
    () => false,
  );

/** Waits for what nobody announces: another process's end, say. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  limitMs: number,
  what: string,
): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`waited ${limitMs} ms for ${what}`);
    await delay(POLL_MS);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    // That was the question.
    return false;
  }
}

export const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
