import { setTimeout as delay } from 'node:timers/promises';
import type { BotApiStandIn } from '../../tests/standins/bot-api.ts';
import { quantile } from '../quantile.ts';

const LOOK_MS = 20;

export interface Outcome {
  name: string;
  asked: number;
  answered: number;
  /** From the first question to the last answer. */
  seconds: number;
  /** Milliseconds from the update on Telegram's side to the arrival of its answer. */
  p50: number;
  p95: number;
  max: number;
}

/** Takes down when each message was asked and answered. What is sent besides the answer counts for nothing. */
export class Watch {
  readonly #standIn: BotApiStandIn;
  readonly #isAnswer: (text: string) => boolean;
  readonly #askedAt = new Map<number, number>();
  readonly #times: number[] = [];
  #seen: number;
  #firstAsked = 0;
  #lastAnswered = 0;

  constructor(standIn: BotApiStandIn, isAnswer: (text: string) => boolean = () => true) {
    this.#standIn = standIn;
    this.#isAnswer = isAnswer;
    this.#seen = standIn.sent.length;
  }

  asked(messageId: number): void {
    const now = Date.now();
    this.#firstAsked ||= now;
    this.#askedAt.set(messageId, now);
  }

  /** Waits until everything is answered, or nothing was for `patienceMs`. */
  async outcome(name: string, patienceMs = 60_000): Promise<Outcome> {
    const asked = this.#askedAt.size;
    let lastProgress = Date.now();
    while (this.#times.length < asked && Date.now() - lastProgress < patienceMs) {
      if (this.#look()) lastProgress = Date.now();
      await delay(LOOK_MS);
    }
    const [p50 = 0, p95 = 0, max = 0] = [0.5, 0.95, 1].map((q) => quantile(this.#times, q));
    const seconds = (this.#lastAnswered - this.#firstAsked) / 1_000;
    return { name, asked, answered: this.#times.length, seconds, p50, p95, max };
  }

  /** Whether there was any news. */
  #look(): boolean {
    const { sent } = this.#standIn;
    const before = this.#times.length;
    for (; this.#seen < sent.length; this.#seen += 1) {
      const { replyTo, at, text } = sent[this.#seen] ?? {};
      const askedAt = this.#askedAt.get(replyTo ?? -1);
      if (askedAt === undefined || at === undefined || !this.#isAnswer(text ?? '')) continue;
      // A second answer to the same message would be counted in `sent` alone.
      this.#askedAt.delete(replyTo ?? -1);
      this.#times.push(at - askedAt);
      this.#lastAnswered = at;
    }
    return this.#times.length > before;
  }
}

/** Does `work` so often, spread evenly over the time. Late ones catch up. */
export async function spreadOver(seconds: number, count: number, work: () => void): Promise<void> {
  const began = performance.now();
  for (let i = 0; i < count; i += 1) {
    const due = (i * seconds * 1_000) / count - (performance.now() - began);
    if (due > 1) await delay(due);
    work();
  }
}

export const table = (outcomes: readonly Outcome[]): string =>
  [
    '| | asked | answered | answered a second | p50 ms | p95 ms | longest ms |',
    '|---|---|---|---|---|---|---|',
    ...outcomes.map(({ name, asked, answered, seconds, p50, p95, max }) => {
      const cells = [asked, answered, (answered / seconds).toFixed(1), ...[p50, p95, max].map(Math.round)];
      return `| ${name} | ${cells.join(' | ')} |`;
    }),
  ].join('\n');
