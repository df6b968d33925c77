import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { Socket } from 'node:net';
import { resolve } from 'node:path';
import { AppError } from '../errors.ts';
import { ownProgram } from '../own-program.ts';
import { spawnLimited } from './limited-process.ts';
import {
  type NextFrame,
  type PictureReply,
  type PictureTask,
  saysMemoryIsShort,
} from './picture-protocol.ts';

const PROGRAM = ownProgram(import.meta.url, './picture-program');
/** Bounds an orphan that computes for ever; one in service is replaced before. */
const PROCESSOR_SECONDS = 300;
/** Until it can take a picture; no picture's fault, however long it takes on a busy machine. */
const START_MS = 60_000;
const MAX_ERROR_TEXT = 4096;
/** Large pictures may not go to the disk; few threads, which share their memory. */
const ENVIRONMENT = {
  LC_ALL: 'C',
  VIPS_DISC_THRESHOLD: '1000g',
  MALLOC_ARENA_MAX: '2',
  UV_THREADPOOL_SIZE: '2',
  TSX_DISABLE_CACHE: '1',
};

/** The process ended in the middle of a task, by itself or by a limit of the system. */
export class PictureProcessDied extends Error {
  readonly #errorText: string;
  readonly #wasReady: boolean;

  constructor(how: string, errorText: string, wasReady: boolean) {
    super(`the picture process ended: ${how}${wasReady ? '' : `, before it was ready: ${errorText}`}`);
    this.#errorText = errorText;
    this.#wasReady = wasReady;
  }

  /** That of the file, unless the process did not even start. */
  asFault(): AppError {
    if (!this.#wasReady) return new AppError('internal', { cause: this });
    const isTooBig = saysMemoryIsShort(this.#errorText);
    return new AppError(isTooBig ? 'media-too-big-to-decode' : 'file-unreadable', { cause: this });
  }
}

/** One process that decodes one picture after the other. While it has nothing to do it keeps no program alive. */
export class PictureProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<string>;
  readonly #replies: PictureReply[] = [];
  #errorText = '';
  #isReady = false;
  #hasEnded = false;
  #wake: () => void = () => undefined;
  #isBusy = false;
  /** So many were begun. */
  tasks = 0;

  constructor(memoryKib: number) {
    this.#child = spawnLimited(
      [process.execPath, ...PROGRAM.nodeArguments, PROGRAM.path],
      { memoryKib, processorSeconds: PROCESSOR_SECONDS },
      { stdio: ['ignore', 'ignore', 'pipe', 'ipc'], serialization: 'advanced', env: ENVIRONMENT },
    );
    this.#child.on('message', (reply: PictureReply) => {
      if (reply.kind === 'ready') this.#isReady = true;
      else this.#replies.push(reply);
      this.#wake();
    });
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      this.#errorText = (this.#errorText + chunk.toString('latin1')).slice(-MAX_ERROR_TEXT);
    });
    this.#gone = endOf(this.#child).then((how) => {
      this.#hasEnded = true;
      this.#wake();
      return how;
    });
    this.#hold(false);
  }

  /** Can take another task. */
  get isFree(): boolean {
    return !this.#isBusy && !this.#hasEnded;
  }

  /**
   * Hands over the results as they come. When it throws, or is not read to the end, the process may be of no more use.
   * The time counts from when the process is ready.
   * @throws `media-timeout`, what the program reports, `PictureProcessDied`
   */
  async *run(task: PictureTask, timeoutMs: number): AsyncGenerator<PictureReply, void, undefined> {
    this.tasks++;
    this.#isBusy = true;
    this.#hold(true);
    let isLate = false;
    const stopLate = () => {
      isLate = this.#isReady;
      this.stop();
    };
    let timer = setTimeout(stopLate, START_MS);
    try {
      while (!this.#isReady && !this.#hasEnded) await this.#change();
      clearTimeout(timer);
      timer = setTimeout(stopLate, timeoutMs);
      this.#send({ ...task, path: resolve(task.path) });
      for (;;) {
        const reply = await this.#next();
        if (!reply && isLate) throw new AppError('media-timeout');
        if (!reply) throw new PictureProcessDied(await this.#gone, this.#errorText, this.#isReady);
        if (reply.kind === 'done' || reply.kind === 'failed') this.#isBusy = false;
        if (reply.kind === 'done') return;
        if (reply.kind === 'failed') throw new AppError(reply.code, { cause: new Error(reply.reason) });
        yield reply;
        if (reply.kind === 'frame') this.#send({ kind: 'next-frame' });
      }
    } finally {
      clearTimeout(timer);
      this.#hold(false);
    }
  }

  /** SIGKILL. Resolves when it is gone. */
  async stop(): Promise<void> {
    // Who waits for its end must not find that this program ended first.
    this.#hold(true);
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  #send(order: PictureTask | NextFrame): void {
    this.#child.send(order, () => {
      // Who waits for the answer hears that the process is gone.
    });
  }

  /** null: the process has ended. */
  async #next(): Promise<PictureReply | null> {
    for (;;) {
      const reply = this.#replies.shift();
      if (reply) return reply;
      if (this.#hasEnded) return null;
      await this.#change();
    }
  }

  #change(): Promise<void> {
    return new Promise((resolveWait) => {
      this.#wake = resolveWait;
    });
  }

  /** Whether this process has to wait for it. */
  #hold(isHeld: boolean): void {
    const change = isHeld ? 'ref' : 'unref';
    this.#child[change]();
    this.#child.channel?.[change]();
    // A socket, whatever its type says.
    const { stderr } = this.#child;
    if (stderr instanceof Socket) stderr[change]();
  }
}

/** Resolves with how the process ended, when its standard error is read too. */
async function endOf(child: ChildProcess): Promise<string> {
  try {
    const [code, signal] = await once(child, 'close');
    return String(signal ?? `exit code ${code}`);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
