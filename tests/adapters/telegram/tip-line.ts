import { EventEmitter } from 'node:events';
import { onTestFinished } from 'vitest';
import {
  createTelegramAdapter,
  type TelegramAdapter,
  type TelegramAdapterOptions,
} from '../../../src/adapters/telegram/telegram-adapter.ts';
import type { AdapterPort } from '../../../src/domain/adapter.ts';
import type { Envelope, InboundMessage, OutboundMessage } from '../../../src/domain/message.ts';
import type { RichText } from '../../../src/domain/rich-text.ts';
import { createLog } from '../../../src/log.ts';
import { BotApiStandIn, type StandInOptions } from '../../standins/bot-api.ts';

/** Where the adapter stores: the same message once, and not at all while it is broken. */
export class Inbox implements AdapterPort {
  readonly messages = new Map<string, Envelope>();
  /** Every attempt to store, in order. */
  readonly attempts: string[] = [];
  /** Throws or waits before a message is stored. */
  before: (envelope: Envelope) => Promise<void> | void = () => undefined;
  readonly #events = new EventEmitter().setMaxListeners(0);

  async receive(envelope: Envelope): Promise<void> {
    this.attempts.push(envelope.externalId);
    this.#events.emit('change');
    await this.before(envelope);
    this.messages.set(envelope.externalId, envelope);
    this.#events.emit('change');
  }

  /** What is searched for from other chats. */
  readonly searches: Parameters<AdapterPort['search']>[0][] = [];
  found: Awaited<ReturnType<AdapterPort['search']>> = { items: [], nextPage: null };

  async search(query: Parameters<AdapterPort['search']>[0]) {
    this.searches.push(query);
    return this.found;
  }

  get all(): Envelope[] {
    return [...this.messages.values()];
  }

  async waitFor(condition: () => boolean, limitMs = 10_000): Promise<void> {
    if (condition()) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(
        () => reject(new Error(`stored only ${this.messages.size} messages`)),
        limitMs,
      );
      this.#events.on('change', () => {
        if (!condition()) return;
        clearTimeout(timer);
        resolve();
      });
    });
  }

  waitForCount(count: number): Promise<void> {
    return this.waitFor(() => this.messages.size >= count);
  }
}

/** A promise to hold something up with. */
export function gate(): { promise: Promise<void>; open: () => void } {
  let open = () => {};
  const promise = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** Short enough that no test waits, long enough that none ends by the clock. */
export const QUICK = {
  pollSeconds: 5,
  pollGraceMs: 5_000,
  callMs: 5_000,
  courtesyMs: 2_000,
  startMs: 1_000,
  backoff: { firstMs: 2, maxMs: 20 },
  slowRetryMs: 20,
  webhookCheckMs: 60_000,
};

export const COMMANDS = [
  { language: 'ar', name: 'help', description: 'كيف يعمل خط التحقق' },
  { language: 'en', name: 'help', description: 'How the tip line works' },
] as const;

export interface TipLine {
  api: BotApiStandIn;
  adapter: TelegramAdapter;
  inbox: Inbox;
  logLines: string[];
}

/** An adapter that is not started, against a Bot API of its own; both end with the test. */
export async function tipLine(
  options: Partial<TelegramAdapterOptions> = {},
  standIn: StandInOptions = {},
): Promise<TipLine> {
  const api = await BotApiStandIn.start(standIn);
  const logLines: string[] = [];
  const log = createLog('trace', { write: (line: string) => void logLines.push(line) });
  const adapter = createTelegramAdapter({
    token: api.token,
    apiRoot: api.apiRoot,
    webhook: null,
    commands: [...COMMANDS],
    log,
    ...options,
    timing: { ...QUICK, ...options.timing },
  });
  onTestFinished(async () => {
    await adapter.stop();
    await api.close();
  });
  return { api, adapter, inbox: new Inbox(), logLines };
}

export async function startedTipLine(...args: Parameters<typeof tipLine>): Promise<TipLine> {
  const line = await tipLine(...args);
  await line.adapter.start(line.inbox);
  return line;
}

export const outbound = (text: string | RichText, rest: Partial<OutboundMessage> = {}): OutboundMessage => ({
  text: typeof text === 'string' ? [[{ text }]] : text,
  direction: 'rtl',
  ...rest,
});

export function readOne(adapter: TelegramAdapter, payload: unknown): InboundMessage {
  const message = adapter.read(payload);
  if (!message) throw new Error('there was nothing to answer');
  return message;
}
