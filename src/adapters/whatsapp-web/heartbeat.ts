import type { Client } from 'whatsapp-web.js';
import { pause } from '../pause.ts';
import { reasonOf } from './reason.ts';
import { within } from './timing.ts';

/** A page that does not answer so many questions in a row is dead. */
const MISSED_BEATS = 2;

export interface HeartbeatOptions {
  client: Client;
  /** Limit of a question, milliseconds. */
  answerMs: number;
  /** Until the next question, milliseconds. */
  pauseMs(): number;
  /** Whether the page can be asked already. */
  isThere(): boolean;
  /** The state of the page's connection with WhatsApp. One that rejects counts as not answered. */
  onState(state: string): Promise<void>;
  /** The page is dead. */
  onSilence(): void;
  note(text: string, about: Record<string, unknown>): void;
}

/** Asks the page again and again whether it is there and how it is connected, until `signal` is aborted. */
export async function keepAsking(options: HeartbeatOptions, signal: AbortSignal): Promise<void> {
  const { client, answerMs, note } = options;
  let missed = 0;
  while (!signal.aborted) {
    await pause(options.pauseMs(), signal);
    if (signal.aborted || !options.isThere()) continue;
    try {
      const state = await within(answerMs, 'heartbeat', client.getState());
      missed = 0;
      await options.onState(String(state));
    } catch (error) {
      if (signal.aborted) return;
      missed += 1;
      note('the page did not answer', { reason: reasonOf(error), missed });
      if (missed >= MISSED_BEATS) options.onSilence();
    }
  }
}
