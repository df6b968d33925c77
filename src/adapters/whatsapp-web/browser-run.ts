import type { ChildProcess } from 'node:child_process';
import whatsapp, { type Client, type Message } from 'whatsapp-web.js';
import type { ErrorCode } from '../../errors.ts';
import { keepAsking } from './heartbeat.ts';
import { askForCode, tellSynced, wasSyncedUnheard } from './page-questions.ts';
import { reasonOf } from './reason.ts';
import { endOf, failed, failureOf, type RunEnd } from './run-end.ts';
import { type SessionTiming, within } from './timing.ts';

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

/** While it is on its way up the page is asked at least so often, milliseconds. */
const START_BEAT_MS = 5_000;

/** While a browser ends its pipes may break when puppeteer listens no more, which would end our process. */
function bearBrokenPipes(browser: ChildProcess): void {
  for (const pipe of browser.stdio) pipe?.on('error', () => undefined);
}

/** "authenticated" is said before messages can be sent and come in, which is "ready". */
type Phase = 'starting' | 'pairing' | 'authenticated' | 'ready';

/** One browser with WhatsApp Web, from its start to its end. The library starts anew only with a new client. */
export class BrowserRun {
  readonly client: Client;
  readonly ended: Promise<RunEnd>;
  readonly #options: BrowserRunOptions;
  readonly #stopping = new AbortController();
  #settle: (end: RunEnd) => void = () => undefined;
  #phase: Phase = 'starting';
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

  /** The library goes on for a while after the end. */
  get #isOver(): boolean {
    return this.#stopping.signal.aborted;
  }

  /** For how long it was connected, milliseconds. */
  get readyForMs(): number {
    return this.#readyAt === null ? 0 : Date.now() - this.#readyAt;
  }

  start(): void {
    const { startMs } = this.#options.timing;
    this.#limitPhase(startMs, failed('messenger-unreachable', 'the page did not start'));
    this.client.initialize().then(
      () => {
        this.#isInhabited = true;
        this.#watchBrowser();
      },
      (error: unknown) => this.fail('messenger-unreachable', `the browser did not start: ${reasonOf(error)}`),
    );
    void this.#watchPage();
  }

  /** Ends the run as failed, if nothing else has ended it. */
  fail(code: ErrorCode, detail: string): void {
    this.#finish(failed(code, detail));
  }

  /** Resolves when the browser is gone, also one that does not answer. */
  async close(): Promise<void> {
    this.#finish({ why: 'stopped' });
    const { closeMs } = this.#options.timing;
    const child = this.client.pupBrowser?.process();
    if (child) bearBrokenPipes(child);
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
      if (this.#isOver) return;
      if (this.#phase === 'starting') {
        this.#enter('pairing');
        this.#limitPhase(timing.pairingMs, { why: 'unscanned' });
        this.#watchBrowser();
      }
      if (this.#phase === 'pairing') this.#options.onCode(code);
    });
    client.on('authenticated', () => {
      if (this.#isOver) return;
      this.#enter('authenticated');
      this.#limitPhase(timing.readyMs, failed('messenger-unreachable', 'authenticated, and not ready'));
    });
    client.on('ready', () => this.#becomeReady());
    client.on('auth_failure', () => this.#finish({ why: 'logged-out' }));
    client.on('disconnected', (state) => this.#finish(endOf(String(state))));
    client.on('change_state', (state) => this.#meet(String(state)));
    client.on('message', (message) => this.#options.onMessage(message.rawData, false));
    client.on('message_ciphertext', (message) => this.#options.onMessage(message.rawData, false));
    client.on('message_edit', (message: Message) => this.#options.onMessage(message.rawData, true));
    client.on('message_ack', (message, ack) => {
      if (message.fromMe) this.#options.onAck(message.id._serialized, ack);
    });
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    if (this.#limit) clearTimeout(this.#limit);
  }

  #limitPhase(milliseconds: number, end: RunEnd): void {
    if (this.#limit) clearTimeout(this.#limit);
    this.#limit = setTimeout(() => this.#finish(end), milliseconds);
  }

  #becomeReady(): void {
    if (this.#isOver) return;
    this.#enter('ready');
    this.#readyAt ??= Date.now();
    this.#isOffline = false;
    this.#offlineSince = null;
    this.#watchBrowser();
    this.#options.onReady();
  }

  /** The state of the page's connection with WhatsApp; before it is ready only one that it does not leave counts. */
  #meet(state: string): void {
    const failure = failureOf(state);
    if (failure) this.#finish(failure);
    if (this.#phase !== 'ready') return;
    if (state === 'CONNECTED') {
      if (this.#isOffline) this.#becomeReady();
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
    const child = pupBrowser.process();
    if (child) bearBrokenPipes(child);
    pupBrowser.once('disconnected', () => this.fail('messenger-unreachable', 'the browser is gone'));
    pupPage.once('close', () => this.fail('messenger-unreachable', 'the page is gone'));
    pupPage.once('error', () => this.fail('messenger-unreachable', 'the page crashed'));
    pupPage.on('framenavigated', (frame) => {
      if (frame !== pupPage.mainFrame() || this.#phase !== 'ready') return;
      // WhatsApp renews its page by itself. The library moves in again and says "ready".
      this.#enter('starting');
      this.#options.onOffline();
      const { readyMs } = this.#options.timing;
      this.#limitPhase(readyMs, failed('messenger-unreachable', 'loaded anew, and not ready'));
    });
    if (!pupBrowser.connected) this.fail('messenger-unreachable', 'the browser is gone');
  }

  async #watchPage(): Promise<void> {
    const { client } = this;
    const { timing, note } = this.#options;
    const { beatMs, answerMs } = timing;
    await keepAsking(
      {
        ...{ client, answerMs, note },
        pauseMs: () => (this.#phase === 'ready' ? beatMs : Math.min(beatMs, START_BEAT_MS)),
        // Until then `startMs` counts.
        isThere: () => this.#isInhabited || this.#phase === 'pairing',
        onState: (state) => this.#judge(state),
        onSilence: () => this.fail('messenger-unreachable', 'the page does not answer'),
      },
      this.#stopping.signal,
    );
  }

  async #judge(state: string): Promise<void> {
    const { timing } = this.#options;
    this.#meet(state);
    if (this.#isOver) return;
    if (this.#phase === 'starting') return this.#helpUp();
    // Codes come to an end after a while; the library would ask for more, in the wrong place.
    if (this.#phase === 'pairing' && state === 'UNPAIRED_IDLE') return askForCode(this.client, timing);
    const isLost = this.#offlineSince !== null && Date.now() - this.#offlineSince > timing.offlineMs;
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
