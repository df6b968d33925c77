import type { Delivery, DeliveryReceipt, Envelope } from '../../domain/message.ts';
import { type Backoff, backoffMs, pause } from '../pause.ts';

export interface DeliveryQueueOptions {
  /** Resolves with whether all of it is stored. */
  store(delivery: Delivery): Promise<boolean>;
  /** Nothing of this conversation waits to be stored any more. */
  onStored(conversation: string): void;
  backoff: Backoff;
}

/** As many go together as one statement of the database bears. */
const MOST_AT_ONCE = 200;

/** What came in and is not stored yet, in its order. It is offered again until it is stored. */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions;
  readonly #stopping = new AbortController();
  #messages: Envelope[] = [];
  #receipts: DeliveryReceipt[] = [];
  #working: Promise<void> | null = null;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
  }

  addMessage(envelope: Envelope): void {
    this.#messages.push(envelope);
    this.#work();
  }

  addReceipt(receipt: DeliveryReceipt): void {
    this.#receipts.push(receipt);
    this.#work();
  }

  /** Whether everything that came in is stored. */
  get isEmpty(): boolean {
    return this.#messages.length === 0 && this.#receipts.length === 0;
  }

  /** Nothing is offered from now on; resolves when what is under way has been answered. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    await this.#working;
  }

  #work(): void {
    this.#working ??= this.#storeAll().finally(() => {
      this.#working = null;
    });
  }

  async #storeAll(): Promise<void> {
    const { signal } = this.#stopping;
    let failures = 0;
    while (!this.isEmpty && !signal.aborted) {
      // Let what comes at the same moment come along.
      await pause(0, signal);
      const messages = this.#messages.slice(0, MOST_AT_ONCE);
      const receipts = this.#receipts.slice(0, MOST_AT_ONCE);
      if (await this.#options.store({ messages, receipts })) {
        failures = 0;
        this.#messages = this.#messages.slice(messages.length);
        this.#receipts = this.#receipts.slice(receipts.length);
        this.#tellStored(messages);
      } else {
        failures += 1;
        await pause(backoffMs(this.#options.backoff, failures), signal);
      }
    }
  }

  #tellStored(messages: readonly Envelope[]): void {
    const waiting = new Set(this.#messages.map(({ conversation }) => conversation));
    for (const conversation of new Set(messages.map((message) => message.conversation))) {
      if (!waiting.has(conversation)) this.#options.onStored(conversation);
    }
  }
}
