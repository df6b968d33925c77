import type { Update, UpdateQueue } from './update-queue.ts';

export interface WebhookSettings {
  url: string;
  secret: string | undefined;
}

export interface DeliveryOptions {
  queue: UpdateQueue;
  /** Base URL that takes the place of the webhook's public origin, as a reverse proxy would. */
  gateway: string | undefined;
  /** Between attempts. */
  retryMs: number;
  changed(): void;
}

/** Brings updates to a webhook one at a time, each again until it is answered with 2xx. */
export class WebhookDelivery {
  readonly #options: DeliveryOptions;
  #settings: WebhookSettings | null = null;
  #isRunning = false;
  /** Status of every attempt, 0 when nobody answered. */
  readonly statuses: number[] = [];
  lastError: string | undefined;

  constructor(options: DeliveryOptions) {
    this.#options = options;
  }

  get settings(): WebhookSettings | null {
    return this.#settings;
  }

  set(settings: WebhookSettings | null): void {
    this.#settings = settings;
    this.lastError = undefined;
    this.wake();
  }

  wake(): void {
    if (!this.#isRunning) void this.#run();
  }

  async #run(): Promise<void> {
    this.#isRunning = true;
    const { queue, retryMs, changed } = this.#options;
    while (this.#settings && queue.pending[0]) {
      const status = await this.#attempt(this.#settings, queue.pending[0]);
      this.statuses.push(status);
      if (status >= 200 && status < 300) queue.confirmFirst();
      else {
        this.lastError = status === 0 ? 'Connection refused' : `Wrong response from the webhook: ${status}`;
        await new Promise((resolve) => setTimeout(resolve, retryMs).unref());
      }
      changed();
    }
    this.#isRunning = false;
  }

  async #attempt({ url, secret }: WebhookSettings, update: Update): Promise<number> {
    const { pathname, search } = new URL(url);
    const target = this.#options.gateway ? new URL(pathname + search, this.#options.gateway).href : url;
    try {
      const response = await fetch(target, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          ...(secret === undefined ? {} : { 'x-telegram-bot-api-secret-token': secret }),
        },
        body: JSON.stringify(update),
      });
      await response.arrayBuffer();
      return response.status;
    } catch {
      return 0;
    }
  }
}
