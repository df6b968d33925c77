import type { Adapter, AdapterHealth, DeliveryPort, PicturePort, SendReceipt } from '../../domain/adapter.ts';
import type {
  Delivery,
  FileLocation,
  InboundMessage,
  OutboundMessage,
  RemoteFile,
} from '../../domain/message.ts';
import { AppError, type ErrorCode } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type Backoff, backoffMs, pause } from '../pause.ts';
import { GraphApi } from './graph-api.ts';
import { toSendError, troubleOf } from './graph-errors.ts';
import { type InvitationTemplate, invitationBody } from './invitation.ts';
import { locateFile } from './locate-file.ts';
import { CLOUD_PACE } from './pace.ts';
import { PictureSender } from './picture-sender.ts';
import { readMessage } from './read-message.ts';
import { post, type Sending, sendMessage } from './send-message.ts';
import { type Verification, Webhook, type WebhookAnswer, type WebhookSecrets } from './webhook.ts';

/** All times in milliseconds. */
export interface CloudTiming {
  callMs: number;
  /** Limit of calls nobody waits for the outcome of. */
  courtesyMs: number;
  /** How long `start()` waits for the first answer of Meta. */
  startMs: number;
  /** How often the account is looked at. */
  checkMs: number;
  backoff: Backoff;
}

const DEFAULT_TIMING: CloudTiming = {
  callMs: 30_000,
  courtesyMs: 10_000,
  startMs: 2_000,
  checkMs: 300_000,
  backoff: { firstMs: 1_000, maxMs: 60_000 },
};

export interface WhatsAppCloudOptions extends WebhookSecrets {
  token: string;
  apiRoot: string;
  /** Null: nobody is written to whose window is closed. */
  template: InvitationTemplate | null;
  /** What opens a list of answers, for each reading direction. */
  menuLabels: Sending['menuLabels'];
  deliveries: DeliveryPort;
  /** Without it pictures go as their words. */
  pictures?: PicturePort;
  log: Log;
  timing?: Partial<CloudTiming>;
}

/** Meta lets businesses write freely for a day after a person's last message. */
const WINDOW_MS = 24 * 3_600_000;
/** Of so many conversations the last message is remembered, to show that we are at it. */
const REMEMBERED = 2_000;

/** WhatsApp by Meta's Cloud API. */
export class WhatsAppCloudAdapter implements Adapter {
  readonly channel = 'whatsapp-cloud';
  readonly pace = CLOUD_PACE;
  readonly windowMs = WINDOW_MS;
  readonly sendsPictures: boolean;
  readonly #options: WhatsAppCloudOptions;
  readonly #timing: CloudTiming;
  readonly #sending: Sending;
  readonly #pictures: PictureSender | null;
  readonly #webhook: Webhook;
  readonly #running = new AbortController();
  #checking: Promise<void> = Promise.resolve();
  #isReceiving = false;
  #health: AdapterHealth = { state: 'starting' };
  /** By conversation, the latest at the end. */
  readonly #lastMessages = new Map<string, string>();

  constructor(options: WhatsAppCloudOptions) {
    this.#options = options;
    this.#timing = { ...DEFAULT_TIMING, ...options.timing };
    const { phoneId, log, menuLabels, pictures } = options;
    const api = new GraphApi(options.token, options.apiRoot);
    this.#sending = { api, phoneId, log, menuLabels, timeoutMs: this.#timing.callMs };
    this.sendsPictures = pictures !== undefined;
    this.#pictures = pictures ? new PictureSender(this.#sending, pictures) : null;
    this.#webhook = new Webhook(options, (delivery) => this.#store(delivery), log);
  }

  /** What Meta brings comes through the port of deliveries, all of one delivery at once. */
  async start(): Promise<void> {
    this.#isReceiving = true;
    const first = this.#check();
    this.#checking = first.then(() => this.#keepChecking());
    await Promise.race([first, pause(this.#timing.startMs, this.#running.signal)]);
  }

  async drain(): Promise<void> {
    this.#isReceiving = false;
    this.#health = { state: 'stopped' };
    this.#running.abort();
    await this.#checking;
    await this.#webhook.idle();
  }

  async stop(): Promise<void> {
    await this.drain();
  }

  health(): AdapterHealth {
    return this.#health;
  }

  read(payload: unknown): InboundMessage | null {
    return readMessage(payload);
  }

  locate({ fetchKey }: Pick<RemoteFile, 'fetchKey'>): Promise<FileLocation> {
    return locateFile(this.#sending, fetchKey);
  }

  async send(conversation: string, message: OutboundMessage): Promise<SendReceipt> {
    const { picture } = message;
    return this.#told(() =>
      picture && this.#pictures
        ? this.#pictures.send(conversation, { ...message, picture })
        : sendMessage(this.#sending, conversation, message),
    );
  }

  async invite(conversation: string): Promise<SendReceipt> {
    const body = invitationBody(this.#options.template);
    return this.#told(() => post(this.#sending, conversation, body));
  }

  /** "Typing…", which also marks what the person wrote as read. */
  async showWorking(conversation: string): Promise<void> {
    const messageId = this.#lastMessages.get(conversation);
    if (messageId === undefined) return;
    const { api, phoneId, log } = this.#sending;
    const body = {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id: messageId,
      typing_indicator: { type: 'text' },
    };
    await api
      .call({
        ...{ what: 'typing', method: 'POST', path: `${phoneId}/messages` },
        ...{ body, timeoutMs: this.#timing.courtesyMs },
      })
      .catch((err: unknown) => log.debug({ err }, 'a courtesy to WhatsApp failed'));
  }

  verifyWebhook(verification: Verification): WebhookAnswer {
    return this.#webhook.verify(verification);
  }

  handleWebhook(signature: string | undefined, rawBody: Uint8Array): Promise<WebhookAnswer> {
    return this.#webhook.handle(signature, rawBody);
  }

  async #store(delivery: Delivery): Promise<void> {
    if (!this.#isReceiving) throw new AppError('not-receiving');
    await this.#options.deliveries.store(delivery);
    for (const { conversation, externalId } of delivery.messages) this.#remember(conversation, externalId);
  }

  #remember(conversation: string, messageId: string): void {
    this.#lastMessages.delete(conversation);
    this.#lastMessages.set(conversation, messageId);
    const [oldest] = this.#lastMessages.keys();
    if (this.#lastMessages.size > REMEMBERED && oldest !== undefined) this.#lastMessages.delete(oldest);
  }

  /** What sending says of the account as a whole is told, too. */
  async #told<T>(work: () => Promise<T>): Promise<T> {
    try {
      const result = await work();
      this.#report(null);
      return result;
    } catch (error) {
      const problem = toSendError(error);
      const trouble = troubleOf(problem.cause);
      if (trouble) this.#report(trouble);
      throw problem;
    }
  }

  async #keepChecking(): Promise<void> {
    const { signal } = this.#running;
    for (let failures = 0; !signal.aborted; ) {
      failures = this.#health.state === 'on' ? 0 : failures + 1;
      const { checkMs, backoff } = this.#timing;
      await pause(failures === 0 ? checkMs : backoffMs(backoff, failures), signal);
      if (!signal.aborted) await this.#check();
    }
  }

  /** Whether the token opens the number. */
  async #check(): Promise<void> {
    const { api, phoneId, log } = this.#sending;
    const { signal } = this.#running;
    try {
      await api.call({
        ...{ what: 'number', method: 'GET', path: `${phoneId}?fields=id` },
        ...{ timeoutMs: this.#timing.callMs, signal },
      });
      this.#report(null);
    } catch (error) {
      if (signal.aborted) return;
      // A number that the token does not open is refused with code 100.
      const code = troubleOf(error) ?? 'messenger-unauthorized';
      log.warn({ err: error, code }, 'WhatsApp does not answer as it should, trying again');
      this.#report(code);
    }
  }

  #report(failure: ErrorCode | null): void {
    if (this.#running.signal.aborted) return;
    if (failure === null && this.#health.state !== 'on') this.#options.log.info('connected with WhatsApp');
    this.#health = failure === null ? { state: 'on' } : { state: 'failing', error: failure };
  }
}
