import { toAppError } from '../../errors.ts';
import { pause } from '../pause.ts';
import { isSameSecret } from '../secret-equality.ts';
import { ALLOWED_UPDATES, isRawUpdate } from './envelope.ts';
import { receivingErrorOf } from './messenger-errors.ts';
import { type ReceiverOptions, retryMs } from './poller.ts';

export interface WebhookAddress {
  url: string;
  /** Telegram sends it back with every update; 1 to 256 of `A-Z a-z 0-9 _ -`. */
  secret: string;
}

export interface WebhookAnswer {
  status: 200 | 400 | 401 | 500;
}

/** Lets Telegram bring the updates, and takes them. */
export class Webhook {
  readonly #options: ReceiverOptions;
  readonly #address: WebhookAddress;
  readonly #underWay = new Set<Promise<WebhookAnswer>>();

  constructor(options: ReceiverOptions, address: WebhookAddress) {
    this.#options = options;
    this.#address = address;
  }

  /** Runs until `signal` is aborted: registers the address, and again when somebody else changed it. */
  async run(signal: AbortSignal): Promise<void> {
    const { timing, report, log } = this.#options;
    let failures = 0;
    while (!signal.aborted) {
      try {
        await this.#register(signal);
        failures = 0;
        report(null);
        await pause(timing.webhookCheckMs, signal);
      } catch (error) {
        if (signal.aborted) return;
        failures += 1;
        const code = receivingErrorOf(error) ?? toAppError(error).code;
        report(code);
        const waitMs = retryMs(error, code, timing, failures);
        log.warn({ err: error, code, waitMs }, 'registering the webhook failed, trying again');
        await pause(waitMs, signal);
      }
    }
  }

  #isRegistered = false;

  async #register(signal: AbortSignal): Promise<void> {
    const { api, timing, log } = this.#options;
    const limits = { timeoutMs: timing.callMs, signal };
    const { url, secret } = this.#address;
    // The secret is not told back, so the first time in a process the address is always set.
    if (this.#isRegistered && (await api.call('getWebhookInfo', {}, limits)).url === url) return;
    await api.call(
      'setWebhook',
      { url, secret_token: secret, allowed_updates: ALLOWED_UPDATES, drop_pending_updates: false },
      limits,
    );
    this.#isRegistered = true;
    log.info('webhook registered with Telegram');
  }

  /** Telegram takes 2xx as "stored" and brings everything else again. */
  async handle(secretHeader: string | undefined, rawBody: string): Promise<WebhookAnswer> {
    if (!isSameSecret(secretHeader ?? '', this.#address.secret)) return { status: 401 };
    const answer = this.#take(rawBody);
    this.#underWay.add(answer);
    try {
      return await answer;
    } finally {
      this.#underWay.delete(answer);
    }
  }

  /** Resolves when nothing is on its way to the store. */
  async idle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #take(rawBody: string): Promise<WebhookAnswer> {
    const { store, report, log } = this.#options;
    const update = parseJson(rawBody);
    // Cut off on the way: whole the next time.
    if (update === undefined) return { status: 400 };
    if (!isRawUpdate(update)) {
      // It will be no update the next time either, and Telegram would bring it again for a day, before all others.
      log.error({ bytes: rawBody.length }, 'Telegram brought something that is no update; it was dropped');
      return { status: 200 };
    }
    try {
      await store(update);
      report(null);
      return { status: 200 };
    } catch (error) {
      const { code } = toAppError(error);
      report(code);
      log.error({ err: error, code }, 'an update could not be stored; Telegram will bring it again');
      return { status: 500 };
    }
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
