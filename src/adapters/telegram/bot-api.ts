import { Telegram, TelegramError } from 'telegraf';
import type { Telegram as Methods, Opts } from 'telegraf/types';

/** Telegram answered, and the answer was no. */
export class BotApiRefusal extends Error {
  /** HTTP-like code of Telegram, 400 to 499. */
  readonly status: number;
  readonly description: string;
  /** With 429: how long Telegram wants us to be quiet. */
  readonly retryAfterMs: number | undefined;
  /** With 400 of a group that became a supergroup: its new id. */
  readonly migratedTo: number | undefined;

  constructor(method: string, { status, description, retryAfterMs, migratedTo }: RefusalDetails) {
    super(`${method}: ${status} ${description}`);
    this.name = 'BotApiRefusal';
    this.status = status;
    this.description = description;
    this.retryAfterMs = retryAfterMs;
    this.migratedTo = migratedTo;
  }
}

interface RefusalDetails {
  status: number;
  description: string;
  retryAfterMs: number | undefined;
  migratedTo: number | undefined;
}

/** No usable answer came: network, time-out, 5xx, or an answer that is not the Bot API's. */
export class BotApiUnreachable extends Error {
  constructor(method: string, reason: string) {
    super(`${method}: ${reason}`);
    this.name = 'BotApiUnreachable';
  }
}

interface CallOptions {
  timeoutMs: number;
  /** Ends the call early. */
  signal?: AbortSignal;
}

/** Telegram's retry hint is missing now and then. */
const DEFAULT_RETRY_AFTER_SECONDS = 5;

/**
 * Telegraf's client with a time limit on every call and errors that hold neither the token nor what was sent:
 * Telegram's URLs carry the token, and telegraf's errors carry both.
 */
export class BotApi {
  readonly #client: Telegram;
  readonly #token: string;
  readonly #root: string;

  constructor(token: string, apiRoot: string) {
    this.#token = token;
    // Without the slash, resolving a path against the root would drop the last part of the root's own path.
    this.#root = apiRoot.endsWith('/') ? apiRoot : `${apiRoot}/`;
    this.#client = new Telegram(token, { apiRoot: this.#root, webhookReply: false });
  }

  /** The bot's own id, which is the first half of every token; NaN when the token is not one. */
  get botId(): number {
    return Number.parseInt(this.#token, 10);
  }

  /** Throws `BotApiRefusal` or `BotApiUnreachable`, nothing else. */
  async call<M extends keyof Methods>(method: M, payload: Opts<M>, options: CallOptions) {
    const controller = new AbortController();
    const abort = () => controller.abort();
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      abort();
    }, options.timeoutMs);
    options.signal?.addEventListener('abort', abort, { once: true });
    if (options.signal?.aborted) abort();
    try {
      return await this.#client.callApi(method, payload, { signal: controller.signal as never });
    } catch (error) {
      throw timedOut
        ? new BotApiUnreachable(method, `no answer within ${options.timeoutMs} ms`)
        : this.#withoutSecrets(method, error);
    } finally {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', abort);
      // Telegraf leaves the body of a 5xx answer unread, which would keep its socket open.
      abort();
    }
  }

  /** Where the bytes of a file are, for a `file_path` of a Bot API server that is not on this machine. */
  fileUrl(path: string): string {
    const encoded = path.split('/').map(encodeURIComponent).join('/');
    return new URL(`./file/bot${this.#token}/${encoded}`, this.#root).href;
  }

  #withoutSecrets(method: string, error: unknown): BotApiRefusal | BotApiUnreachable {
    if (error instanceof TelegramError && error.code >= 400 && error.code < 500) {
      const { retry_after = DEFAULT_RETRY_AFTER_SECONDS, migrate_to_chat_id } = error.parameters ?? {};
      return new BotApiRefusal(method, {
        status: error.code,
        description: this.#redact(String(error.description ?? '')),
        retryAfterMs: error.code === 429 ? retry_after * 1000 : undefined,
        migratedTo: migrate_to_chat_id,
      });
    }
    return new BotApiUnreachable(
      method,
      this.#redact(error instanceof Error ? error.message : String(error)),
    );
  }

  #redact(text: string): string {
    const secret = this.#token.split(':').at(-1) ?? '';
    const withoutToken = this.#token ? text.replaceAll(this.#token, '[token]') : text;
    return secret.length > 5 ? withoutToken.replaceAll(secret, '[token]') : withoutToken;
  }
}
