import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Delivery } from '../../domain/message.ts';
import type { PairingState } from '../../domain/pairing.ts';
import { AppError, type ErrorCode, toAppError } from '../../errors.ts';
import { backoffMs, pause } from '../pause.ts';
import { readBacklog } from './backlog.ts';
import { BrowserRun, type RunEnd } from './browser-run.ts';
import { DeliveryQueue } from './delivery-queue.ts';
import { fetchMedia } from './fetch-media.ts';
import { findBrowser, usualArguments } from './find-browser.ts';
import { deliveryStateOf, envelopeOf, type OwnIds } from './incoming.ts';
import { endLeftBrowser } from './left-browser.ts';
import { showTyping } from './outgoing.ts';
import { ownIds } from './page-questions.ts';
import type { Order, OrderOf, OrderResult, SessionOptions } from './protocol.ts';
import { reasonOf } from './reason.ts';
import { Sender } from './sender.ts';
import { type Remembered, SessionMemory } from './session-memory.ts';
import { within } from './timing.ts';

export interface SessionPort {
  report(state: PairingState): void;
  /** Resolves with whether all of it is stored. */
  store(delivery: Delivery): Promise<boolean>;
  log(level: 'debug' | 'info' | 'warn' | 'error', text: string, about?: Record<string, unknown>): void;
}

/** What came in so long before the last moment we know of is looked at again, seconds. */
const OVERLAP_S = 120;
/** Without a record of when the number was linked, seconds. */
const LONGEST_BACKLOG_S = 7 * 24 * 3600;

/** A WhatsApp account that is linked to this machine: one browser at a time, replaced when it fails. */
export class Session {
  readonly #options: SessionOptions;
  readonly #port: SessionPort;
  readonly #memory: SessionMemory;
  readonly #queue: DeliveryQueue;
  readonly #sender: Sender;
  readonly #stopping = new AbortController();
  #run: BrowserRun | null = null;
  #working: Promise<void> = Promise.resolve();
  #wasLoggedOut = false;
  /** Resolves when codes are asked for again. */
  #wanted: { promise: Promise<void>; resolve: () => void } | null = null;
  #own: OwnIds = [];
  #lastState = '';

  private constructor(options: SessionOptions, port: SessionPort, memory: SessionMemory) {
    this.#options = options;
    this.#port = port;
    this.#memory = memory;
    this.#sender = new Sender(options.timing, port);
    this.#queue = new DeliveryQueue({
      store: (delivery) => port.store(delivery),
      onStored: (conversation) => void this.#markSeen(conversation),
      backoff: options.timing.backoff,
    });
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
    this.#wanted?.resolve();
    await this.#run?.close();
    await this.#working;
    await this.#queue.stop();
  }

  /** An error that nobody waited for: the library has several that end its work without a word. */
  onStrayError(error: unknown): void {
    this.#port.log('warn', 'an error in the library that nobody waited for', { reason: reasonOf(error) });
  }

  /** Does what is asked. Throws an `AppError`. */
  async carryOut(order: Order): Promise<OrderResult> {
    switch (order.do) {
      case 'ping':
        return null;
      case 'begin-pairing':
        this.#wanted?.resolve();
        return null;
      case 'send':
        return this.#send(order);
      case 'fetch':
        return this.#fetch(order);
      case 'type':
        if (this.#run?.isReady) await showTyping(this.#run.client, order.conversation, this.#options.timing);
        return null;
      case 'is-admin':
        return this.#isAdmin(order);
    }
  }

  get #profile(): string {
    return join(this.#options.folder, 'profile');
  }

  get #fileFolder(): string {
    return join(this.#options.folder, 'incoming');
  }

  async #send(order: OrderOf<'send'>): Promise<string> {
    const run = this.#run;
    if (!run?.isReady) throw new AppError('send-unreachable');
    return this.#sender.send(run.client, order);
  }

  async #fetch(order: OrderOf<'fetch'>): Promise<string> {
    const run = this.#run;
    if (!run?.isReady) throw new AppError('download-failed');
    return fetchMedia(run.client, order, this.#fileFolder, this.#options.timing);
  }

  async #isAdmin({ conversation, person }: OrderOf<'is-admin'>): Promise<boolean> {
    const run = this.#run;
    if (!run?.isReady) return false;
    const chat = await within(this.#options.timing.answerMs, 'group', run.client.getChatById(conversation));
    const members = (chat as { participants?: { id: unknown; isAdmin: boolean; isSuperAdmin: boolean }[] })
      .participants;
    const ids = (id: unknown) => JSON.stringify(id);
    return (members ?? []).some(
      ({ id, isAdmin, isSuperAdmin }) => (isAdmin || isSuperAdmin) && ids(id).includes(`"${person}"`),
    );
  }

  /** One browser after the other, with pauses that grow while they fail. */
  async #keepRunning(): Promise<void> {
    const { signal } = this.#stopping;
    const { timing } = this.#options;
    for (let failures = 0; !signal.aborted; ) {
      const { end, wellMs } = await this.#runOnce();
      if (signal.aborted) return;
      failures = wellMs > timing.wellMs ? 1 : failures + 1;
      await this.#settle(end, failures);
    }
  }

  async #settle(end: RunEnd, failures: number): Promise<void> {
    const { signal } = this.#stopping;
    if (end.why === 'stopped') return;
    if (end.why === 'unscanned') return this.#waitUntilWanted();
    if (end.why === 'logged-out') {
      await this.#forgetLink();
      await rm(this.#profile, { recursive: true, force: true, maxRetries: 5 });
      this.#report({ state: 'starting' });
    } else {
      const { code, detail } = end;
      this.#port.log('warn', 'the connection with WhatsApp failed, trying again', { code, detail, failures });
      this.#report({ state: 'failing', error: code });
    }
    await pause(backoffMs(this.#options.timing.backoff, failures), signal);
  }

  async #waitUntilWanted(): Promise<void> {
    this.#report({ state: 'unpaired', wasLoggedOut: this.#wasLoggedOut });
    let resolve: () => void = () => undefined;
    const promise = new Promise<void>((done) => {
      resolve = done;
    });
    this.#wanted = { promise, resolve };
    if (this.#stopping.signal.aborted) return;
    await promise;
    this.#wanted = null;
    this.#report({ state: 'starting' });
  }

  async #runOnce(): Promise<{ end: RunEnd; wellMs: number }> {
    try {
      if (await endLeftBrowser(this.#profile)) this.#port.log('warn', 'a browser that was left was ended');
      const browser = await findBrowser(this.#options.browserPath);
      const run = this.#begin(browser);
      if (this.#stopping.signal.aborted) return { end: { why: 'stopped' }, wellMs: 0 };
      run.start();
      const end = await run.ended;
      const wellMs = run.readyForMs;
      this.#run = null;
      await run.close();
      return { end, wellMs };
    } catch (error) {
      const { code, cause } = toAppError(error);
      return { end: { why: 'failed', code: code as ErrorCode, detail: reasonOf(cause ?? error) }, wellMs: 0 };
    }
  }

  #begin(browser: string): BrowserRun {
    const { browserArguments, timing } = this.#options;
    const run: BrowserRun = new BrowserRun({
      ...{ browser, timing },
      browserArguments: [...usualArguments(), ...browserArguments],
      profile: this.#profile,
      onCode: (code) => this.#onCode(code),
      onReady: () => void this.#onReady(run),
      onOffline: () => this.#report({ state: 'failing', error: 'messenger-unreachable' }),
      onMessage: (data, isEdit) => this.#receive(data, isEdit),
      onAck: (externalId, ack) => {
        const state = deliveryStateOf(ack);
        const error = { code: 'send-unreachable', detail: null };
        if (state) this.#queue.addReceipt({ externalId, state, ...(state === 'failed' ? { error } : {}) });
      },
      note: (text, about) => this.#port.log('info', text, about),
    });
    this.#run = run;
    return run;
  }

  /** A number that was linked and is asked for a code was unlinked while nobody listened. */
  #onCode(code: string): void {
    if (this.#memory.current.linkedAt !== null) void this.#forgetLink();
    this.#report({ state: 'pairing', code, wasLoggedOut: this.#wasLoggedOut });
  }

  async #forgetLink(): Promise<void> {
    this.#port.log('error', 'WhatsApp has ended the link with this number; it must be linked again');
    this.#wasLoggedOut = true;
    await this.#remember({ linkedAt: null, storedUntil: null });
  }

  async #onReady(run: BrowserRun): Promise<void> {
    this.#wasLoggedOut = false;
    this.#report({ state: 'connected' });
    try {
      this.#own = await ownIds(run.client, this.#options.timing);
      const now = Math.floor(Date.now() / 1000);
      const { linkedAt, storedUntil } = this.#memory.current;
      if (linkedAt === null) await this.#remember({ linkedAt: now, storedUntil: null });
      const since = linkedAt ?? now;
      const lookedUntil = (storedUntil ?? now) - OVERLAP_S;
      const { messages, failed, reason } = await readBacklog(
        run.client,
        { since: Math.max(since, now - LONGEST_BACKLOG_S), lookedUntil: Math.max(lookedUntil, since) },
        this.#options.timing,
      );
      for (const data of messages) this.#receive(data, false);
      if (messages.length > 0)
        this.#port.log('info', 'messages that came meanwhile', { count: messages.length });
      if (failed > 0) this.#port.log('warn', 'chats could not be read, and stay unread', { failed, reason });
    } catch (error) {
      if (this.#run === run)
        run.fail('messenger-unreachable', `unread messages were not read: ${reasonOf(error)}`);
    }
  }

  #receive(data: unknown, isEdit: boolean): void {
    const envelope = envelopeOf(data, this.#own, isEdit);
    if (envelope) this.#queue.addMessage(envelope);
  }

  /** What is stored is shown as read; what is unread is looked for after the next start. */
  async #markSeen(conversation: string): Promise<void> {
    const { answerMs } = this.#options.timing;
    const run = this.#run;
    if (!run?.isReady) return;
    await within(answerMs, 'seen', run.client.sendSeen(conversation)).catch((error: unknown) =>
      this.#port.log('debug', 'a chat was not marked as read', { reason: reasonOf(error) }),
    );
    if (this.#queue.isEmpty) await this.#remember({ storedUntil: Math.floor(Date.now() / 1000) });
  }

  /** Without it more is looked at after the next start, and nothing is lost. */
  async #remember(news: Partial<Remembered>): Promise<void> {
    await this.#memory
      .note(news)
      .catch((error: unknown) =>
        this.#port.log('warn', 'the state of the session was not stored', { reason: reasonOf(error) }),
      );
  }

  #report(state: PairingState): void {
    const text = JSON.stringify(state);
    if (text === this.#lastState) return;
    this.#lastState = text;
    this.#port.report(state);
  }
}
