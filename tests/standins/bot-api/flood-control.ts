import { Refusal } from './refusal.ts';

/** Messages a second; what Telegram asks bots to keep to is 30 in all and 1 in a chat. */
export interface FloodLimits {
  overall: number;
  perChat: number;
}

/** Refuses with 429 and `retry_after` what comes faster than the limits. */
export class FloodControl {
  readonly #limits: FloodLimits | undefined;
  #recent: { chatId: number; at: number }[] = [];

  constructor(limits: FloodLimits | undefined) {
    this.#limits = limits;
  }

  count(chatId: number, now = Date.now()): void {
    if (!this.#limits) return;
    this.#recent = this.#recent.filter(({ at }) => now - at < 1000);
    const inChat = this.#recent.filter((sent) => sent.chatId === chatId);
    if (this.#recent.length >= this.#limits.overall || inChat.length >= this.#limits.perChat) {
      throw new Refusal(429, 'Too Many Requests: retry after 1', { retry_after: 1 });
    }
    this.#recent.push({ chatId, at: now });
  }
}
