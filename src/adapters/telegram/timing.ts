import type { Backoff } from '../pause.ts';

/** All times of the adapter, in milliseconds unless the name says otherwise. */
export interface Timing {
  /** How long Telegram may hold a poll without updates, in seconds. */
  pollSeconds: number;
  /** How much later than promised a poll may end before it counts as dead. */
  pollGraceMs: number;
  /** Limit of every other call. */
  callMs: number;
  /** Limit of calls nobody waits for the outcome of: "typing…" and confirmed presses. */
  courtesyMs: number;
  /** How long `start()` waits for the first answer of Telegram. */
  startMs: number;
  /** After network errors, errors of Telegram and failed stores. */
  backoff: Backoff;
  /** After a refusal that only a person can mend, such as a wrong token. */
  slowRetryMs: number;
  /** How often the registration of the webhook is looked at. */
  webhookCheckMs: number;
}

export const DEFAULT_TIMING: Timing = {
  pollSeconds: 30,
  pollGraceMs: 15_000,
  callMs: 30_000,
  courtesyMs: 10_000,
  startMs: 2_000,
  backoff: { firstMs: 500, maxMs: 30_000 },
  slowRetryMs: 60_000,
  webhookCheckMs: 300_000,
};
