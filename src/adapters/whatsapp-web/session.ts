import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PairingState } from '../../domain/pairing.ts';
import { type ErrorCode, toAppError } from '../../errors.ts';
import { backoffMs, pause } from '../pause.ts';
import { BrowserRun } from './browser-run.ts';
import { findBrowser, usualArguments } from './find-browser.ts';
import { Inbox, type InboxPort } from './inbox.ts';
import { endLeftBrowser } from './left-browser.ts';
import { carryOut } from './orders.ts';
import type { Order, OrderResult, SessionOptions } from './protocol.ts';
import { reasonOf } from './reason.ts';
import { failed, type RunEnd } from './run-end.ts';
import { Sender } from './sender.ts';
import { SessionMemory } from './session-memory.ts';

export interface SessionPort extends InboxPort {
  report(state: PairingState): void;
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string, about?: Record<string, unknown>): void;
}

/** A WhatsApp account that is linked to this machine: one browser at a time, replaced when it fails. */
export class Session {
  readonly #options: SessionOptions;
  readonly #port: SessionPort;
  readonly #memory: SessionMemory;
  readonly #inbox: Inbox;
  readonly #sender: Sender;
  readonly #stopping = new AbortController();
  #run: BrowserRun | null = null;
  #working: Promise<void> = Promise.resolve();
  #wasLoggedOut = false;
  /** While no codes are shown: begins with them again. */
  #beginPairing: () => void = () => undefined;
  #lastState = '';

  private constructor(options: SessionOptions, port: SessionPort, memory: SessionMemory) {
    this.#options = options;
    this.#port = port;
    this.#memory = memory;
    this.#sender = new Sender(options.timing, port);
    this.#inbox = new Inbox(port, memory, options.timing);
  }

  static async open(options: SessionOptions, port: SessionPort): Promise<Session> {
    const session = new Session(options, port, await SessionMemory.open(options.folder));
    // Nobody asks for files that an earlier run fetched.
    await rm(session.#fileFolder, { recursive: true, force: true });
    await mkdir(session.#fileFolder, { mode: 0o700 });
    return session;
  }

  start(): void {
    this.#working = this.#keepRunning();
  }

  /** Resolves when the browser is gone. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#beginPairing();
    await this.#run?.close();
    await this.#working;
    await this.#inbox.stop();
  }

  /** An error that nobody waited for: the library has several that end its work without a word. */
  onStrayError(error: unknown): void {
    this.#port.log('warn', 'an error in the library that nobody waited for', { reason: reasonOf(error) });
  }

  /** Does what is asked. Throws an `AppError`. */
  async carryOut(order: Order): Promise<OrderResult> {
    if (order.do === 'ping') return null;
    if (order.do === 'begin-pairing') {
      this.#beginPairing();
      return null;
    }
    const { timing } = this.#options;
    return carryOut(order, { run: this.#run, sender: this.#sender, fileFolder: this.#fileFolder, timing });
  }

  get #profile(): string {
    return join(this.#options.folder, 'profile');
  }

  get #fileFolder(): string {
    return join(this.#options.folder, 'incoming');
  }

  /** One browser after the other, with pauses that grow while they fail. */
  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopping;
    const { backoff, wellMs } = this.#options.timing;
    for (let failures = 0; !signal.aborted; ) {
      const { end, readyForMs } = await this.#runOnce();
      if (signal.aborted) return;
      if (end.why === 'unscanned') {
        failures = 0;
        await this.#waitUntilWanted();
      } else {
        failures = readyForMs > wellMs ? 1 : failures + 1;
        const pauseMs = backoffMs(backoff, failures);
        await this.#settle(end, pauseMs);
        await pause(pauseMs, signal);
      }
    }
  }

  async #settle(end: RunEnd, pauseMs: number): Promise<void> {
    if (end.why === 'logged-out') {
      await this.#forgetLink();
      await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
      this.#report({ state: 'starting' });
    } else if (end.why === 'failed') {
      const { code, detail } = end;
      this.#port.log('warn', 'the connection with WhatsApp failed, trying again', { code, detail, pauseMs });
      this.#report({ state: 'failing', error: code });
    }
  }

  async #waitUntilWanted(): Promise<void> {
    const wanted = new Promise<void>((resolve) => {
      this.#beginPairing = resolve;
    });
    this.#report({ state: 'unpaired', wasLoggedOut: this.#wasLoggedOut });
    await wanted;
    this.#report({ state: 'starting' });
  }

  async #runOnce(): Promise<{ end: RunEnd; readyForMs: number }> {
    try {
      if (await endLeftBrowser(this.#profile)) this.#port.log('warn', 'a browser that was left was ended');
      const run = this.#begin(await findBrowser(this.#options.browserPath));
      if (this.#stopping.signal.aborted) return { end: { why: 'stopped' }, readyForMs: 0 };
      run.start();
      const end = await run.ended;
      const { readyForMs } = run;
      this.#run = null;
      await run.close();
      return { end, readyForMs };
    } catch (error) {
      const { code, cause } = toAppError(error);
      return { end: failed(code as ErrorCode, reasonOf(cause ?? error)), readyForMs: 0 };
    }
  }

  #begin(browser: string): BrowserRun {
    const { browserArguments, timing } = this.#options;
    const run: BrowserRun = new BrowserRun({
      ...{ browser, timing },
      browserArguments: [...usualArguments(), ...browserArguments],
      profile: this.#profile,
      onCode: (code) => void this.#onCode(code),
      onReady: () => {
        this.#wasLoggedOut = false;
        this.#report({ state: 'connected' });
        void this.#inbox.catchUp(run);
      },
      onOffline: () => this.#report({ state: 'failing', error: 'messenger-unreachable' }),
      onMessage: (data, isEdit) => this.#inbox.receive(data, isEdit),
      onAck: (messageId, ack) => this.#inbox.receiveAck(messageId, ack),
      note: (text, about) => this.#port.log('info', text, about),
    });
    this.#run = run;
    return run;
  }

  /** A number that was linked and is asked for a code was unlinked while nobody listened. */
  async #onCode(code: string): Promise<void> {
    const forgotten = this.#memory.current.isLinked ? this.#forgetLink() : null;
    this.#report({ state: 'pairing', code, wasLoggedOut: this.#wasLoggedOut });
    await forgotten;
  }

  async #forgetLink(): Promise<void> {
    this.#port.log('error', 'WhatsApp has ended the link with this number; it must be linked again');
    this.#wasLoggedOut = true;
    await this.#memory.noteUnlinked().catch((error: unknown) => {
      // The next code is another occasion.
      this.#port.log('warn', 'the state of the session was not stored', { reason: reasonOf(error) });
    });
  }

  #report(state: PairingState): void {
    const text = JSON.stringify(state);
    if (text === this.#lastState) return;
    this.#lastState = text;
    this.#port.report(state);
  }
}
