import type { Adapter, AdapterHealth, AdapterPort, PicturePort, SendReceipt } from '../../domain/adapter.ts';
import type { FileLocation, InboundMessage, OutboundMessage, RemoteFile } from '../../domain/message.ts';
import type { SendingPace } from '../../domain/sending-pace.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { BotApi } from './bot-api.ts';
import { type BotCommand, BotProfile } from './bot-profile.ts';
import type { Sending } from './chat-call.ts';
import { envelopeOf, type RawUpdate } from './envelope.ts';
import { answerInline, isInlineQuery } from './inline-mode.ts';
import { locateFile } from './locate-file.ts';
import { telegramPace } from './pace.ts';
import { PictureSender } from './picture-sender.ts';
import { Poller, type ReceiverOptions } from './poller.ts';
import { readUpdate } from './read-update.ts';
import { sendMessage } from './send-message.ts';
import { DEFAULT_TIMING, type Timing } from './timing.ts';
import { Webhook, type WebhookAddress, type WebhookAnswer } from './webhook.ts';

export interface TelegramAdapterOptions {
  token: string;
  /** `https://api.telegram.org` or a Bot API server of one's own. */
  apiRoot: string;
  /** `null`: updates are polled for. */
  webhook: WebhookAddress | null;
  commands: BotCommand[];
  /** All chats together; 30 if it is not said. */
  messagesPerSecond?: number;
  /** Without it messages go without their pictures. */
  pictures?: PicturePort;
  log: Log;
  timing?: Partial<Timing>;
}

export interface TelegramAdapter extends Adapter {
  readonly channel: 'telegram';
  /**
   * Takes one request of Telegram to the webhook; the answer goes out only after the update is stored.
   * @param secretHeader `X-Telegram-Bot-Api-Secret-Token`
   */
  handleWebhook(secretHeader: string | undefined, rawBody: string): Promise<WebhookAnswer>;
}

const MESSAGES_PER_SECOND = 30;

const NO_PICTURES: PicturePort = {
  find: async () => null,
  onUploaded: async () => undefined,
  onForgotten: async () => undefined,
};

export const createTelegramAdapter = (options: TelegramAdapterOptions): TelegramAdapter =>
  new Telegram(options);

/** Telegram's own user for them (Bot API, "User": GroupAnonymousBot). */
const ANONYMOUS_ADMIN = '1087968824';

class Telegram implements TelegramAdapter {
  readonly channel = 'telegram';
  readonly pace: SendingPace;
  readonly sendsPictures: boolean;
  readonly #api: BotApi;
  readonly #profile: BotProfile;
  readonly #pictures: PictureSender;
  readonly #receiver: Poller | Webhook;
  readonly #timing: Timing;
  readonly #log: Log;
  readonly #receiving = new AbortController();
  #running: Promise<unknown> = Promise.resolve();
  #port: AdapterPort | null = null;
  #health: AdapterHealth = { state: 'starting' };

  constructor(options: TelegramAdapterOptions) {
    const { token, apiRoot, webhook, commands, log, timing } = options;
    this.#log = log;
    this.#timing = { ...DEFAULT_TIMING, ...timing };
    this.#api = new BotApi(token, apiRoot);
    this.pace = telegramPace(options.messagesPerSecond ?? MESSAGES_PER_SECOND);
    this.sendsPictures = options.pictures !== undefined;
    this.#pictures = new PictureSender(this.#sending, options.pictures ?? NO_PICTURES);
    const shared = { api: this.#api, timing: this.#timing, log };
    this.#profile = new BotProfile({ ...shared, commands });
    const receiver: ReceiverOptions = {
      ...shared,
      store: (update) => this.#store(update),
      report: (failure) => this.#report(failure),
    };
    this.#receiver = webhook ? new Webhook(receiver, webhook) : new Poller(receiver);
  }

  async start(port: AdapterPort): Promise<void> {
    this.#port = port;
    const { signal } = this.#receiving;
    this.#running = Promise.all([this.#profile.run(signal), this.#receiver.run(signal)]);
    await this.#profile.firstAnswer(this.#timing.startMs);
  }

  async drain(): Promise<void> {
    this.#port = null;
    this.#health = { state: 'stopped' };
    this.#receiving.abort();
    await this.#running;
    if (this.#receiver instanceof Webhook) await this.#receiver.idle();
  }

  async stop(): Promise<void> {
    await this.drain();
  }

  health(): AdapterHealth {
    return this.#health;
  }

  read(payload: unknown): InboundMessage | null {
    return readUpdate(payload, this.#profile);
  }

  locate(file: Pick<RemoteFile, 'fetchKey'>): Promise<FileLocation> {
    return locateFile(this.#api, file.fetchKey, this.#timing.callMs);
  }

  send(conversation: string, message: OutboundMessage): Promise<SendReceipt> {
    const { picture } = message;
    return picture
      ? this.#pictures.send(conversation, { ...message, picture })
      : sendMessage(this.#sending, conversation, message);
  }

  async showWorking(conversation: string): Promise<void> {
    await this.#courtesy(
      this.#api.call(
        'sendChatAction',
        { chat_id: conversation, action: 'typing' },
        { timeoutMs: this.#timing.courtesyMs },
      ),
    );
  }

  async isGroupAdmin(conversation: string, senderExternalId: string): Promise<boolean> {
    // Admins who write in the name of the group.
    if (senderExternalId === ANONYMOUS_ADMIN) return true;
    try {
      const member = await this.#api.call(
        'getChatMember',
        { chat_id: conversation, user_id: Number(senderExternalId) },
        { timeoutMs: this.#timing.courtesyMs },
      );
      return member.status === 'creator' || member.status === 'administrator';
    } catch (error) {
      this.#log.debug({ err: error }, 'whether somebody runs a group cannot be learned');
      return false;
    }
  }

  async acknowledgePress(acknowledge: string): Promise<void> {
    await this.#courtesy(
      this.#api.call(
        'answerCallbackQuery',
        { callback_query_id: acknowledge },
        { timeoutMs: this.#timing.courtesyMs },
      ),
    );
  }

  async handleWebhook(secretHeader: string | undefined, rawBody: string): Promise<WebhookAnswer> {
    if (!(this.#receiver instanceof Webhook)) return { status: 401 };
    return this.#receiver.handle(secretHeader, rawBody);
  }

  get #sending(): Sending {
    return { api: this.#api, log: this.#log, timeoutMs: this.#timing.callMs };
  }

  async #store(update: RawUpdate): Promise<void> {
    const port = this.#port;
    if (!port) throw new AppError('not-receiving');
    if (isInlineQuery(update)) {
      const sending = { api: this.#api, port, timeoutMs: this.#timing.courtesyMs };
      void this.#courtesy(answerInline(update, sending));
      return;
    }
    if (this.#isNothing(update)) return;
    await port.receive(envelopeOf(update));
  }

  /** What people in a group say to each other is not even stored. */
  #isNothing(update: RawUpdate): boolean {
    try {
      return this.read(update) === null;
    } catch {
      // It is looked at again, and told, once it is stored.
      return false;
    }
  }

  #report(failure: ErrorCode | null): void {
    if (this.#receiving.signal.aborted) return;
    this.#health = failure === null ? { state: 'on' } : { state: 'failing', error: failure };
  }

  /** Nothing depends on it: an old button or a moment without network is no reason to stop. */
  async #courtesy(call: Promise<unknown>): Promise<void> {
    await call.catch((error: unknown) => this.#log.debug({ err: error }, 'a courtesy to Telegram failed'));
  }
}
