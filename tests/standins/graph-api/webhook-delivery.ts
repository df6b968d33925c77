import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';

export interface WebhookSettings {
  /** Where deliveries are brought to. */
  url: string;
  appSecret: string;
  /** Between attempts; Meta takes longer. */
  retryMs: number;
}

const MOST_ATTEMPTS = 200;

/** As Meta writes it: nothing but ASCII, slashes escaped. */
export const asMetaWrites = (body: unknown): string =>
  JSON.stringify(body)
    .replaceAll('/', '\\/')
    .replace(/[\u{80}-\u{10ffff}]/gu, (unit) =>
      [...Array(unit.length).keys()]
        .map((i) => `\\u${unit.charCodeAt(i).toString(16).padStart(4, '0')}`)
        .join(''),
    );

export const signatureOf = (body: string, appSecret: string): string =>
  `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`;

/** Brings deliveries, each again until it is answered with 2xx. */
export class WebhookDelivery {
  readonly statuses: number[] = [];
  settings: WebhookSettings | null = null;

  async bring(body: unknown): Promise<void> {
    const { settings } = this;
    if (!settings) throw new Error('no webhook is set up');
    const text = asMetaWrites(body);
    for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
      const status = await this.attempt(text, signatureOf(text, settings.appSecret));
      if (status >= 200 && status < 300) return;
      await delay(settings.retryMs);
    }
    throw new Error(`the webhook does not take a delivery: ${this.statuses.slice(-3).join(', ')}`);
  }

  /** One attempt with any body and signature; 0 when nobody answers. */
  async attempt(body: string | Uint8Array, signature: string | null): Promise<number> {
    const { settings } = this;
    if (!settings) throw new Error('no webhook is set up');
    const status = await fetch(settings.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(signature === null ? {} : { 'x-hub-signature-256': signature }),
      },
      body,
    }).then(
      (response) => response.status,
      () => 0,
    );
    this.statuses.push(status);
    return status;
  }
}
