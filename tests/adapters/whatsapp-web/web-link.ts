import { join } from 'node:path';
import pino from 'pino';
import { expect } from 'vitest';
import { WhatsAppWebAdapter } from '../../../src/adapters/whatsapp-web/whatsapp-web-adapter.ts';
import type { Delivery, Envelope } from '../../../src/domain/message.ts';
import type { PairingState } from '../../../src/domain/pairing.ts';
import { type Ailment, WhatsAppPage } from '../../standins/whatsapp-page.ts';
import { browserOn, browsersOn } from '../../support/browser-processes.ts';
import { createDataFolder } from '../../support/test-app.ts';
import { until } from '../../support/tip-line-process.ts';

export const ASKER = '901234567890123@lid';
export const LIMIT_MS = 40_000;
const WORDS = { number: String, item: (number: string, label: string) => `${number}. ${label}`, hint: '' };

/** The adapter with its process and browser, and a page of WhatsApp Web for it alone. */
export class WebLink {
  readonly page: WhatsAppPage;
  readonly adapter: WhatsAppWebAdapter;
  readonly messages: Envelope[] = [];
  readonly #folder: Awaited<ReturnType<typeof createDataFolder>>;
  #states: PairingState[] = [];
  logged = '';
  isStoring = true;

  private constructor(
    page: WhatsAppPage,
    folder: Awaited<ReturnType<typeof createDataFolder>>,
    pairingMs: number,
  ) {
    this.page = page;
    this.#folder = folder;
    const note = (line: string): void => {
      this.logged += line;
    };
    this.adapter = new WhatsAppWebAdapter({
      folder: folder.path,
      browserPath: null,
      browserArguments: page.browserArguments,
      pacing: { repliesPerHour: 1000, typingMs: { least: 10, most: 20 } },
      menuWords: { rtl: WORDS, ltr: WORDS },
      deliveries: { store: (delivery) => this.#store(delivery) },
      log: pino({ level: 'debug' }, { write: note }),
      timing: {
        ...{ startMs: 20_000, readyMs: 3_000, pairingMs, offlineMs: 3_000, closeMs: 2_000 },
        ...{ beatMs: 200, answerMs: 2_000, sendMs: 2_000, pingMs: 200, pingLimitMs: 2_000 },
        ...{ backoff: { firstMs: 10, maxMs: 100 }, wellMs: 1 },
      },
    });
    this.adapter.pairing.watch((state) => this.#states.push(state));
  }

  /**
   * Resolves while the page is on its way up, without a link.
   * @param pairingMs so long codes are shown
   */
  static async open({ pairingMs = LIMIT_MS } = {}): Promise<WebLink> {
    const link = new WebLink(await WhatsAppPage.start(), await createDataFolder(), pairingMs);
    await link.adapter.start();
    return link;
  }

  async close(): Promise<void> {
    await this.adapter.stop();
    await this.page.close();
    await this.#folder.remove();
  }

  /** Until a phone has scanned a code. */
  async pair(): Promise<void> {
    await this.becomes('pairing');
    this.page.scan();
    await this.isMended();
  }

  async becomes(state: PairingState['state']): Promise<void> {
    const isIn = () => this.adapter.pairing.current.state === state;
    await until(isIn, LIMIT_MS, `the link to be ${state}`);
  }

  get #profile(): string {
    return join(this.#folder.path, 'profile');
  }

  browsers(): Promise<number[]> {
    return browsersOn(this.#profile);
  }

  browser(): Promise<number> {
    return browserOn(this.#profile);
  }

  async kill(): Promise<void> {
    process.kill(await this.browser(), 'SIGKILL');
  }

  envelopeOf(id: string): Envelope | undefined {
    return this.messages.find(({ externalId }) => externalId.includes(id));
  }

  send(text: string, conversation = ASKER) {
    return this.adapter.send(conversation, { text: [[{ text }]], direction: 'rtl' });
  }

  /** Does harm; resolves when it is noticed. */
  async fails(harm: () => unknown): Promise<void> {
    this.#states = [];
    await harm();
    await until(() => this.failures.length > 0, LIMIT_MS, 'the harm to be noticed');
  }

  /** Codes since the last harm. */
  get failures(): string[] {
    return this.#states.flatMap((state) => (state.state === 'failing' ? [state.error] : []));
  }

  /** So long was waited before other browsers, milliseconds. */
  get pauses(): number[] {
    return [...this.logged.matchAll(/"pauseMs":(\d+)/gu)].map(([, ms]) => Number(ms));
  }

  /** After it there is a link in which messages come and go, over exactly one browser. */
  async isMended(): Promise<void> {
    await this.becomes('connected');
    const id = this.page.says(ASKER, { body: 'خبر' });
    await until(() => this.envelopeOf(id) !== undefined, LIMIT_MS, 'the message');
    const isTaken = () =>
      this.send(`جواب ${id}`).then(
        () => true,
        () => false,
      );
    await until(isTaken, LIMIT_MS, 'a reply to be taken');
    expect(this.page.sent.filter((sent) => sent.text?.includes(id))).toHaveLength(1);
    expect(await this.browsers()).toHaveLength(1);
  }

  /** From now on the page is ill at each start, until `work` is done. */
  async whileIll(ailment: Ailment, work: () => Promise<void>): Promise<void> {
    this.page.ail(ailment);
    await work().finally(() => this.page.ail());
  }

  async #store(delivery: Delivery): Promise<void> {
    if (!this.isStoring) throw new Error('the database is away');
    this.messages.push(...delivery.messages);
  }
}
