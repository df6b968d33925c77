import { type ChildProcess, fork } from 'node:child_process';

/** What a program answers: once `ready`, then to each request under its number. */
export type KeptAnswer<Answer> = { ready: true } | { id: number; answer: Answer };

export interface KeptRequest<Request> {
  id: number;
  request: Request;
}

export interface KeptProcessOptions {
  /** From `ownProgram`. */
  program: { path: string; nodeArguments: string[] };
  /** All that the program sees of the environment. */
  env?: Record<string, string>;
  /** Until the program is ready. */
  startMs: number;
  /** Without work, after which the process ends and its memory is free again. */
  idleMs: number;
}

/**
 * A program of ours in a process of its own: started when it is first asked, killed when an answer takes too long,
 * started again after it died, ended when nobody has asked for a while. Ask one thing at a time.
 */
export class KeptProcess<Request, Answer> {
  readonly #options: KeptProcessOptions;
  #running: RunningProgram<Request, Answer> | null = null;
  #idle: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: KeptProcessOptions) {
    this.#options = options;
  }

  /** Process id; null while there is none. */
  get pid(): number | null {
    return this.#running?.pid ?? null;
  }

  /** The program runs and is ready to be asked. False: it does not start. */
  async start(): Promise<boolean> {
    if (this.#idle) clearTimeout(this.#idle);
    if (this.#closed) return false;
    if (!this.#running?.isAlive) this.#running = new RunningProgram(this.#options);
    const running = this.#running;
    const isReady = await running.ready;
    if (!isReady && this.#running === running) this.#running = null;
    return isReady;
  }

  /** Call `start` before. Null: it died of it or took too long. */
  async ask(request: Request, milliseconds: number): Promise<Answer | null> {
    const answer = (await this.#running?.ask(request, milliseconds)) ?? null;
    if (answer === null) this.#running = null;
    // Does not keep a program alive that has nothing else to do.
    this.#idle = setTimeout(() => void this.end(), this.#options.idleMs).unref();
    return answer;
  }

  /** Resolves when the process is gone; the next `start` makes a new one. */
  async end(): Promise<void> {
    const running = this.#running;
    this.#running = null;
    await running?.stop();
  }

  /** For good; what is being worked on is given up. */
  async close(): Promise<void> {
    this.#closed = true;
    if (this.#idle) clearTimeout(this.#idle);
    await this.end();
  }
}

/** One child process. */
class RunningProgram<Request, Answer> {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #isGone = false;
  #count = 0;
  /** False: it is dead now. */
  readonly ready: Promise<boolean>;

  constructor({ program, env, startMs }: KeptProcessOptions) {
    this.#child = fork(program.path, [], {
      serialization: 'advanced',
      execArgv: program.nodeArguments,
      env: { LC_ALL: 'C', ...env },
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#gone = new Promise((resolve) => {
      const settle = () => {
        this.#isGone = true;
        resolve();
      };
      this.#child.once('exit', settle);
      this.#child.once('error', settle);
    });
    this.ready = this.#next((message) => ('ready' in message ? true : null), startMs).then(Boolean);
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return !this.#isGone;
  }

  /** Null: it is dead now. */
  ask(request: Request, milliseconds: number): Promise<Answer | null> {
    const id = ++this.#count;
    const message: KeptRequest<Request> = { id, request };
    // A process that is gone tells so by its end.
    this.#child.send(message, () => undefined);
    return this.#next((reply) => ('id' in reply && reply.id === id ? reply.answer : null), milliseconds);
  }

  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
  }

  /** The first message that `pick` takes; else it is stopped. */
  async #next<T>(pick: (message: KeptAnswer<Answer>) => T | null, milliseconds: number): Promise<T | null> {
    let timer: NodeJS.Timeout | undefined;
    let listen: ((message: KeptAnswer<Answer>) => void) | undefined;
    const found = new Promise<T>((resolve) => {
      listen = (message) => {
        const picked = pick(message);
        if (picked !== null) resolve(picked);
      };
      this.#child.on('message', listen);
    });
    const late = new Promise<null>((resolve) => {
      timer = setTimeout(() => resolve(null), milliseconds);
    });
    const result = await Promise.race([found, late, this.#gone.then(() => null)]);
    clearTimeout(timer);
    if (listen) this.#child.off('message', listen);
    if (result === null) await this.stop();
    return result;
  }
}

/** What a program that is kept does with its requests, one after the other. An error ends the process. */
export function serveRequests<Request, Answer>(work: (request: Request) => Promise<Answer>): void {
  const send = (message: KeptAnswer<Answer>) => void process.send?.(message);
  process.once('disconnect', () => process.exit(0));
  process.on('message', ({ id, request }: KeptRequest<Request>) => {
    work(request).then(
      (answer) => send({ id, answer }),
      () => process.exit(1),
    );
  });
  send({ ready: true });
}
