import { type ChildProcess, fork } from 'node:child_process';
import type { Delivery } from '../../domain/message.ts';
import type { PairingState } from '../../domain/pairing.ts';
import { AppError, isAppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { ownProgram } from '../../own-program.ts';
import { type Backoff, backoffMs, pause } from '../pause.ts';
import type { FromSession, Order, OrderResult, SessionOptions, ToSession } from './protocol.ts';

export interface SessionProcessOptions {
  session: SessionOptions;
  onState(state: PairingState): void;
  /** Rejects when it could not be stored. */
  store(delivery: Delivery): Promise<void>;
  log: Log;
  timing: ProcessTiming;
}

/** All times in milliseconds. */
export interface ProcessTiming {
  /** Limit of an order, above all limits of the session itself. */
  orderMs: number;
  /** How often the process is asked whether it is there. */
  pingMs: number;
  /** How long it may take to say so. */
  pingLimitMs: number;
  /** For the browser to close. */
  closeMs: number;
  /** Between processes. */
  backoff: Backoff;
  /** A process that lived so long was well. */
  wellMs: number;
}

export const PROCESS_TIMING: ProcessTiming = {
  orderMs: 600_000,
  pingMs: 60_000,
  pingLimitMs: 60_000,
  closeMs: 20_000,
  backoff: { firstMs: 1_000, maxMs: 300_000 },
  wellMs: 300_000,
};

/** What of our environment the browser needs; tokens and passwords do not get there. */
const PASSED_ON = [
  'PATH',
  'HOME',
  'TMPDIR',
  'LANG',
  'TZ',
  'FONTCONFIG_PATH',
  'LD_LIBRARY_PATH',
  'XDG_RUNTIME_DIR',
];

/** Keeps the process of the session running: one that ends or does not answer is replaced. */
export class SessionProcess {
  readonly #options: SessionProcessOptions;
  readonly #stopping = new AbortController();
  readonly #orders = new Map<number, (answer: FromSession | null) => void>();
  #child: ChildProcess | null = null;
  #gone: Promise<void> = Promise.resolve();
  #working: Promise<void> = Promise.resolve();
  #lastOrder = 0;

  constructor(options: SessionProcessOptions) {
    this.#options = options;
  }

  /** Null while there is none. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  start(): void {
    this.#working = this.#keepRunning();
  }

  /** Resolves when process and browser are gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child) {
      this.#tell({ close: true });
      const timer = setTimeout(() => child.kill('SIGKILL'), this.#options.timing.closeMs);
      await this.#gone;
      clearTimeout(timer);
    }
    await this.#working;
  }

  /** Throws the error the session names; `lost` when the process is not there or ends meanwhile. */
  async order(order: Order, lost: AppError, limitMs = this.#options.timing.orderMs): Promise<OrderResult> {
    const answer = await this.#ask(order, limitMs);
    if (!answer) throw lost;
    if ('error' in answer) {
      const { code, detail } = answer.error;
      throw new AppError(code, { cause: new Error(detail) });
    }
    return 'result' in answer ? answer.result : null;
  }

  /** Null: no answer came. */
  async #ask(order: Order, limitMs: number): Promise<FromSession | null> {
    if (!this.#child?.connected) return null;
    this.#lastOrder += 1;
    const id = this.#lastOrder;
    let timer: NodeJS.Timeout | undefined;
    const answer = new Promise<FromSession | null>((resolve) => {
      this.#orders.set(id, resolve);
      timer = setTimeout(() => resolve(null), limitMs);
    });
    this.#tell({ id, order });
    try {
      return await answer;
    } finally {
      clearTimeout(timer);
      this.#orders.delete(id);
    }
  }

  #tell(message: ToSession): void {
    // One that is gone tells so by its end.
    if (this.#child?.connected) this.#child.send(message, () => undefined);
  }

  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopping;
    const { timing, log, onState } = this.#options;
    for (let failures = 0; !signal.aborted; ) {
      const began = Date.now();
      await this.#runOnce();
      if (signal.aborted) return;
      failures = Date.now() - began > timing.wellMs ? 1 : failures + 1;
      log.error({ failures }, 'the process of WhatsApp has ended, starting another');
      onState({ state: 'failing', error: 'messenger-unreachable' });
      await pause(backoffMs(timing.backoff, failures), signal);
    }
  }

  async #runOnce(): Promise<void> {
    const { path, nodeArguments } = ownProgram(import.meta.url, './whatsapp-program');
    const child = fork(path, [], {
      serialization: 'advanced',
      execArgv: nodeArguments,
      env: environment(),
      // What the library and the browser print may hold what people wrote.
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      // Ctrl-C is for the main process, which closes the session in its order.
      detached: true,
    });
    this.#child = child;
    this.#gone = new Promise((resolve) => {
      child.once('exit', resolve);
      child.once('error', resolve);
    });
    child.on('message', (message: FromSession) => this.#hear(child, message));
    this.#tell({ open: this.#options.session });
    const pinging = this.#keepPinging(child);
    await this.#gone;
    this.#child = null;
    for (const settle of [...this.#orders.values()]) settle(null);
    await pinging;
  }

  /** A process that does not answer is killed; the browser ends with it. */
  async #keepPinging(child: ChildProcess): Promise<void> {
    const { pingMs, pingLimitMs } = this.#options.timing;
    const over = new AbortController();
    void this.#gone.then(() => over.abort());
    while (!over.signal.aborted) {
      await pause(pingMs, over.signal);
      if (over.signal.aborted || (await this.#ask({ do: 'ping' }, pingLimitMs)) || over.signal.aborted)
        continue;
      this.#options.log.error('the process of WhatsApp does not answer and is ended');
      child.kill('SIGKILL');
    }
  }

  #hear(child: ChildProcess, message: FromSession): void {
    if ('state' in message) this.#options.onState(message.state);
    else if ('log' in message) this.#log(message.log);
    else if ('delivery' in message) void this.#store(child, message);
    else this.#orders.get(message.id)?.(message);
  }

  #log({ level, text, about }: Extract<FromSession, { log: unknown }>['log']): void {
    this.#options.log[level](about, text);
  }

  async #store(
    child: ChildProcess,
    { delivery, content }: Extract<FromSession, { delivery: number }>,
  ): Promise<void> {
    let isStored = true;
    try {
      await this.#options.store(content);
    } catch (err) {
      isStored = false;
      // Somebody who stops takes nothing in; what is offered then stays unread.
      const level = isAppError(err, 'not-receiving') ? 'debug' : 'error';
      this.#options.log[level]({ err }, 'messages could not be stored; they are offered again');
    }
    const answer: ToSession = { delivery, isStored };
    if (child.connected) child.send(answer, () => undefined);
  }
}

const environment = (): Record<string, string> =>
  Object.fromEntries(
    PASSED_ON.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
