import type { Client } from 'whatsapp-web.js';
import { sendMessage, toSendError } from './outgoing.ts';
import type { OrderOf } from './protocol.ts';
import { reasonOf } from './reason.ts';
import { sentBefore } from './sent-before.ts';
import type { SessionTiming } from './timing.ts';

/** Of so many chats it is remembered that nothing is open in them. */
const MOST_SETTLED = 10_000;

export interface SenderPort {
  log(level: 'info', text: string, about?: Record<string, unknown>): void;
}

/** Sends each message once, as far as can be known: after a death or a late answer it looks into the chat first. */
export class Sender {
  readonly #timing: SessionTiming;
  readonly #port: SenderPort;
  /** Chats in which we know of everything we began to send whether it was sent. */
  readonly #settled = new Set<string>();

  constructor(timing: SessionTiming, port: SenderPort) {
    this.#timing = timing;
    this.#port = port;
  }

  /** Resolves with the id of the message. Throws as `Adapter.send`. */
  async send(client: Client, order: OrderOf<'send'>): Promise<string> {
    const { conversation } = order;
    const isSettled = this.#settled.delete(conversation);
    try {
      const before = isSettled ? null : await this.#sentBefore(client, order);
      const id = before ?? (await sendMessage(client, order, this.#timing));
      this.#noteSettled(conversation);
      return id;
    } catch (error) {
      throw toSendError(error);
    }
  }

  /** Nothing is held up by not knowing. */
  async #sentBefore(client: Client, order: OrderOf<'send'>): Promise<string | null> {
    try {
      const id = await sentBefore(client, order, this.#timing);
      if (id !== null) this.#port.log('info', 'a message was sent already, though nobody was told');
      return id;
    } catch (error) {
      this.#port.log('info', 'what was sent before could not be looked at', { reason: reasonOf(error) });
      return null;
    }
  }

  #noteSettled(conversation: string): void {
    this.#settled.add(conversation);
    const [oldest] = this.#settled;
    if (this.#settled.size > MOST_SETTLED && oldest !== undefined) this.#settled.delete(oldest);
  }
}
