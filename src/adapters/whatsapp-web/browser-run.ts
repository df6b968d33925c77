import { setTimeout as delay } from 'node:timers/promises';
import whatsapp, { type Client, type Message } from 'whatsapp-web.js';
import type { ErrorCode } from '../../errors.ts';
import { askForCode, tellSynced, wasSyncedUnheard } from './page-questions.ts';
import { reasonOf } from './reason.ts';
import { type SessionTiming, within } from './timing.ts';

/** Why a browser came to its end. */
export type RunEnd =
  | { why: 'stopped' }
  /** The phone, or WhatsApp, ended the link: the profile is of no use any more. */
  | { why: 'logged-out' }
  /** Nobody scanned a code for a long while. */
  | { why: 'unscanned' }
  | { why: 'failed'; code: ErrorCode; detail: string };

export interface BrowserRunOptions {
  browser: string;
  browserArguments: string[];
  profile: string;
  timing: SessionTiming;
  onCode(code: string): void;
  /** Messages can be sent, and come in from now on. Again after the page was away: what came meanwhile was not told. */
  onReady(): void;
  /** The page is there, WhatsApp is not; and back. */
  onOffline(): void;
  onMessage(data: unknown, isEdit: boolean): void;
  /** How far one of our messages has come, as WhatsApp counts. */
  onAck(messageId: string, ack: number): void;
  note(text: string, about?: Record<string, unknown>): void;
}

const { Client: WhatsAppClient } = whatsapp;

/** What states of the page mean that no further try by itself will change. */
const FATAL_STATES: Record<string, ErrorCode> = {
  CONFLICT: 'messenger-conflict',
  TOS_BLOCK: 'messenger-blocked',
  SMB_TOS_BLOCK: 'messenger-blocked',
  PROXYBLOCK: 'messenger-unreachable',
  DEPRECATED_VERSION: 'messenger-unreachable',
};
const LOGGED_OUT_STATES = new Set(['LOGOUT', 'UNPAIRED', 'UNPAIRED_IDLE']);
/** A page that does not answer so many questions in a row is dead. */
const MISSED_BEATS = 2;
/** While it is on its way up the page is asked at least so often, milliseconds. */
const START_BEAT_MS = 5_000;

const endedBy = (state: string): string => `WhatsApp ended the connection: ${state}`;

/** One browser with WhatsApp Web, from its start to its end. The library starts anew only with a new client. */
export class BrowserRun {
  readonly client: Client;
  readonly ended: Promise<RunEnd>;
  readonly #options: BrowserRunOptions;
  readonly #stopping = new AbortController();
  #settle: (end: RunEnd) => void = () => undefined;
  #phase: 'starting' | 'pairing' | 'authenticated' | 'ready' = 'starting';
  #isOffline = false;
  #isWatched = false;
  /** The library has moved in. */
  #isInhabited = false;
  /** So many questions in a row found the page synced, and the library had not heard of it. */
  #unheard = 0;
  #limit: NodeJS.Timeout | null = null;
  #readyAt: number | null = null;
  #offlineSince: number | null = null;

  constructor(options: BrowserRunOptions) {
    this.#options = options;
    this.ended = new Promise((resolve) => {
      this.#settle = resolve;
    });
    this.client = new WhatsAppClient({
      // The profile is kept and removed by us: the library removes it under a running browser.
      authStrategy: new whatsapp.NoAuth(),
      webVersionCache: { type: 'none' },
      puppeteer: {
        executablePath: options.browser,
        userDataDir: options.profile,
        args: options.browserArguments,
        // Ends with us, whatever ends us, and nobody else on the machine can reach it.
        pipe: true,
        handleSIGINT: false,
        handleSIGTERM: false,
        handleSIGHUP: false,
      },
    });
    this.#listen();
  }

  get isReady(): boolean {
    return this.#phase === 'ready' && !this.#isOffline;
  }

  /** For how long it was connected, milliseconds. */
  get readyForMs(): number {
    return this.#readyAt === null ? 0 : Date.now() - this.#readyAt;
  }

  start(): void {
    const { startMs } = this.#options.timing;
    this.#limitPhase(startMs, {
      why: 'failed',
      code: 'messenger-unreachable',
      detail: 'the page did not start',
    });
    this.client.initialize().then(
      () => {
        this.#isInhabited = true;
        this.#watchBrowser();
      },
      (error: unknown) => this.fail('messenger-unreachable', `the browser did not start: ${reasonOf(error)}`),
    );
    void this.#keepAsking();
  }

  /** Ends the run as failed, if nothing else has ended it. */
  fail(code: ErrorCode, detail: string): void {
    this.#finish({ why: 'failed', code, detail });
  }

  /** Resolves when the browser is gone, also one that does not answer. */
  async close(): Promise<void> {
    this.#finish({ why: 'stopped' });
    const { closeMs } = this.#options.timing;
    const child = this.client.pupBrowser?.process();
    await within(closeMs, 'close', this.client.destroy()).catch((error: unknown) =>
      this.#options.note('the browser did not close by itself', { reason: reasonOf(error) }),
    );
    if (child && child.exitCode === null && child.signalCode === null) {
      const isGone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGKILL');
      await isGone;
    }
  }

  #listen(): void {
    const { client } = this;
    const { timing } = this.#options;
    client.on('qr', (code) => {
      if (this.#phase === 'starting') {
        this.#enter('pairing');
        this.#limitPhase(timing.pairingMs, { why: 'unscanned' });
        this.#watchBrowser();
      }
      if (this.#phase === 'pairing') this.#options.onCode(code);
    });
    client.on('authenticated', () => {
      this.#enter('authenticated');
      const detail = 'authenticated, and not ready';
      this.#limitPhase(timing.readyMs, { why: 'failed', code: 'messenger-unreachable', detail });
    });
    client.on('ready', () => this.#becomeReady());
    client.on('auth_failure', () => this.#finish({ why: 'logged-out' }));
    client.on('disconnected', (state) => this.#leave(String(state)));
    client.on('change_state', (state) => this.#meet(String(state)));
    client.on('message', (message) => this.#options.onMessage(message.rawData, false));
    client.on('message_ciphertext', (message) => this.#options.onMessage(message.rawData, false));
    client.on('message_edit', (message: Message) => this.#options.onMessage(message.rawData, true));
    client.on('message_ack', (message, ack) => {
      if (message.fromMe) this.#options.onAck(message.id._serialized, ack);
    });
  }

  #enter(phase: 'starting' | 'pairing' | 'authenticated' | 'ready'): void {
    this.#phase = phase;
    if (this.#limit) clearTimeout(this.#limit);
  }

  #limitPhase(milliseconds: number, end: RunEnd): void {
    if (this.#limit) clearTimeout(this.#limit);
    this.#limit = setTimeout(() => this.#finish(end), milliseconds);
  }

  #becomeReady(): void {
    this.#enter('ready');
    this.#readyAt ??= Date.now();
    this.#isOffline = false;
    this.#offlineSince = null;
    this.#watchBrowser();
    this.#options.onReady();
  }

  #leave(state: string): void {
    const code = FATAL_STATES[state] ?? 'messenger-unreachable';
    if (LOGGED_OUT_STATES.has(state)) this.#finish({ why: 'logged-out' });
    else this.fail(code, endedBy(state));
  }

  /** The state of the page's connection with WhatsApp, once it was ready. */
  #meet(state: string): void {
    if (this.#phase !== 'ready') return;
    if (state === 'CONNECTED') {
      if (this.#isOffline) this.#becomeReady();
      return;
    }
    const fatal = FATAL_STATES[state];
    if (fatal) {
      this.fail(fatal, endedBy(state));
      return;
    }
    this.#offlineSince ??= Date.now();
    if (!this.#isOffline) {
      this.#isOffline = true;
      this.#options.note('the page has lost WhatsApp', { state });
      this.#options.onOffline();
    }
  }

  /** A killed browser and a crashed page make no event of the library. */
  #watchBrowser(): void {
    const { pupBrowser, pupPage } = this.client;
    if (this.#isWatched || !pupBrowser || !pupPage) return;
    this.#isWatched = true;
    // A browser that dies breaks its pipes, also when puppeteer has let go of them: without a listener that ends the process.
    for (const pipe of pupBrowser.process()?.stdio ?? []) pipe?.on('error', () => undefined);
    pupBrowser.once('disconnected', () => this.fail('messenger-unreachable', 'the browser is gone'));
    pupPage.once('close', () => this.fail('messenger-unreachable', 'the page is gone'));
    pupPage.once('error', () => this.fail('messenger-unreachable', 'the page crashed'));
    pupPage.on('framenavigated', (frame) => {
      if (frame !== pupPage.mainFrame() || this.#phase !== 'ready') return;
      // WhatsApp renews its page by itself. The library moves in again and says "ready".
      this.#enter('starting');
      this.#options.onOffline();
      const detail = 'the page was loaded anew, and is not ready';
      const { readyMs } = this.#options.timing;
      this.#limitPhase(readyMs, { why: 'failed', code: 'messenger-unreachable', detail });
    });
    if (!pupBrowser.connected) this.fail('messenger-unreachable', 'the browser is gone');
  }

  /** Asks the page again and again whether it is there. */
  async #keepAsking(): Promise<void> {
    const { beatMs, answerMs, offlineMs } = this.#options.timing;
    const { signal } = this.#stopping;
    let missed = 0;
    while (!signal.aborted) {
      const pauseMs = this.#phase === 'ready' ? beatMs : Math.min(beatMs, START_BEAT_MS);
      await delay(pauseMs, undefined, { signal }).catch(() => undefined);
      // Until then `startMs` counts.
      if (signal.aborted || !(this.#isInhabited || this.#phase === 'pairing')) continue;
      try {
        const state = await within(answerMs, 'heartbeat', this.client.getState());
        missed = 0;
        await this.#judge(String(state), offlineMs);
      } catch (error) {
        missed += 1;
        this.#options.note('the page did not answer', { reason: reasonOf(error), missed });
        if (missed >= MISSED_BEATS) this.fail('messenger-unreachable', 'the page does not answer');
      }
    }
  }

  async #judge(state: string, offlineMs: number): Promise<void> {
    if (this.#phase === 'starting') return this.#helpUp();
    if (this.#phase === 'pairing') {
      // Codes come to an end after a while; the library would ask for more, in the wrong place.
      if (state === 'UNPAIRED_IDLE') await askForCode(this.client, this.#options.timing);
      return;
    }
    this.#meet(state);
    const isLost = this.#offlineSince !== null && Date.now() - this.#offlineSince > offlineMs;
    if (isLost) this.fail('messenger-unreachable', `WhatsApp is out of reach: ${state}`);
  }

  /** A page that was synced before the library listened would never be "authenticated". */
  async #helpUp(): Promise<void> {
    const { timing, note } = this.#options;
    this.#unheard = (await wasSyncedUnheard(this.client, timing)) ? this.#unheard + 1 : 0;
    if (this.#unheard < 2 || this.#phase !== 'starting') return;
    this.#unheard = 0;
    note('the page was ready before the library listened');
    await tellSynced(this.client, timing);
  }

  #finish(end: RunEnd): void {
    this.#stopping.abort();
    if (this.#limit) clearTimeout(this.#limit);
    this.#phase = 'starting';
    this.#settle(end);
  }
}
