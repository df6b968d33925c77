import { createHmac } from 'node:crypto';
import type { Delivery } from '../../domain/message.ts';
import { toAppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { isSameSecret } from '../secret-equality.ts';
import { readIncoming } from './incoming.ts';

export interface WebhookSecrets {
  /** Of the app at Meta: signs every delivery. */
  appSecret: string;
  /** Of our own making: Meta shows it when it asks whether the address is ours. */
  verifyToken: string;
  phoneId: string;
}

export interface WebhookAnswer {
  status: 200 | 400 | 401 | 403 | 500;
  body?: string;
}

export interface Verification {
  mode: string | undefined;
  token: string | undefined;
  challenge: string | undefined;
}

/** Longer than any number Meta sends. */
const LONGEST_CHALLENGE = 256;

/** Takes what Meta brings. */
export class Webhook {
  readonly #secrets: WebhookSecrets;
  readonly #store: (delivery: Delivery) => Promise<void>;
  readonly #log: Log;
  readonly #underWay = new Set<Promise<WebhookAnswer>>();

  constructor(secrets: WebhookSecrets, store: (delivery: Delivery) => Promise<void>, log: Log) {
    this.#secrets = secrets;
    this.#store = store;
    this.#log = log;
  }

  /** Meta asks whether the address is ours. */
  verify({ mode, token, challenge }: Verification): WebhookAnswer {
    const isOurs = mode === 'subscribe' && isSameSecret(token ?? '', this.#secrets.verifyToken);
    if (!isOurs || challenge === undefined || challenge.length > LONGEST_CHALLENGE) return { status: 403 };
    return { status: 200, body: challenge };
  }

  /** Meta takes 2xx as "stored" and brings everything else again, for days. */
  async handle(signature: string | undefined, rawBody: Uint8Array): Promise<WebhookAnswer> {
    if (!isSameSecret(signature ?? '', this.#signatureOf(rawBody))) return { status: 401 };
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

  #signatureOf(rawBody: Uint8Array): string {
    return `sha256=${createHmac('sha256', this.#secrets.appSecret).update(rawBody).digest('hex')}`;
  }

  async #take(rawBody: Uint8Array): Promise<WebhookAnswer> {
    const body = parseJson(rawBody);
    if (body === undefined) return { status: 400 };
    const incoming = readIncoming(body, this.#secrets.phoneId);
    if (!incoming) {
      // It will be none the next time either.
      this.#log.error(
        { bytes: rawBody.length },
        'Meta brought something that is no delivery; it was dropped',
      );
      return { status: 200 };
    }
    const { messages, receipts, dropped, foreign } = incoming;
    if (dropped > 0) this.#log.error({ dropped }, 'messages without an id or a sender were dropped');
    if (foreign > 0) this.#log.debug({ foreign }, 'news that are for others were left alone');
    try {
      if (messages.length > 0 || receipts.length > 0) await this.#store({ messages, receipts });
      return { status: 200 };
    } catch (error) {
      const { code } = toAppError(error);
      this.#log.error({ err: error, code }, 'a delivery could not be stored; Meta will bring it again');
      return { status: 500 };
    }
  }
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}
