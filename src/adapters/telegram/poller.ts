import type { ErrorCode } from '../../errors.ts';
import { toAppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { backoffMs, pause } from '../pause.ts';
import { type BotApi, BotApiRefusal, BotApiUnreachable } from './bot-api.ts';
import { ALLOWED_UPDATES, isRawUpdate, type RawUpdate } from './envelope.ts';
import { receivingErrorOf } from './messenger-errors.ts';
import type { Timing } from './timing.ts';

export interface ReceiverOptions {
  api: BotApi;
  /** Resolves once the update is stored. */
  store(update: RawUpdate): Promise<void>;
  /** `null`: all is well. */
  report(failure: ErrorCode | null): void;
  timing: Timing;
  log: Log;
}

const UPDATES_A_POLL = 100;

/**
 * Asks Telegram for updates and confirms each only after it is stored. Telegram forgets what lies below the offset
 * of a poll, so the offset is all there is to lose: it moves update by update, behind the store.
 */
export class Poller {
  readonly #options: ReceiverOptions;
  #offset: number | undefined;
  #failures = 0;
  #isHealthy = false;
  /** A webhook, ours of yesterday or another program's, keeps Telegram from answering polls. */
  #hasWebhook = true;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  /** Runs until `signal` is aborted: a poll ends at once, an update on its way to the store gets there. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#round(signal);
      } catch (error) {
        if (signal.aborted) return;
        await pause(this.#afterFailure(error), signal);
      }
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    if (this.#hasWebhook) await this.#removeWebhook(signal);
    const updates = await this.#poll(signal);
    // An empty answer means that everything below the offset is confirmed. Keeping the offset would hide updates from
    // us: after a quiet week Telegram numbers anew from anywhere (Bot API, "Update").
    if (updates.length === 0) this.#offset = undefined;
    for (const update of updates) {
      if (signal.aborted) return;
      await this.#options.store(update);
      this.#offset = update.update_id + 1;
    }
    this.#succeeded();
  }

  async #removeWebhook(signal: AbortSignal): Promise<void> {
    const { api, timing } = this.#options;
    const keepPending = { drop_pending_updates: false };
    await api.call('deleteWebhook', keepPending, { timeoutMs: timing.callMs, signal });
    this.#hasWebhook = false;
  }

  async #poll(signal: AbortSignal): Promise<RawUpdate[]> {
    const { api, timing } = this.#options;
    // After a failure a short poll tells at once whether all is well again.
    const timeout = this.#isHealthy ? timing.pollSeconds : 0;
    const updates: unknown = await api.call(
      'getUpdates',
      { timeout, limit: UPDATES_A_POLL, offset: this.#offset, allowed_updates: ALLOWED_UPDATES },
      { timeoutMs: timeout * 1000 + timing.pollGraceMs, signal },
    );
    if (!Array.isArray(updates) || !updates.every(isRawUpdate)) {
      throw new BotApiUnreachable('getUpdates', 'the answer is no list of updates');
    }
    return updates;
  }

  #succeeded(): void {
    if (!this.#isHealthy) this.#options.log.info('receiving from Telegram');
    this.#isHealthy = true;
    this.#failures = 0;
    this.#options.report(null);
  }

  /** Milliseconds to wait. */
  #afterFailure(error: unknown): number {
    const { timing, log, report } = this.#options;
    this.#failures += 1;
    this.#isHealthy = false;
    const code = receivingErrorOf(error) ?? toAppError(error).code;
    report(code);
    if (error instanceof BotApiRefusal && error.status === 409)
      this.#hasWebhook = /webhook/iu.test(error.description);
    const waitMs = retryMs(error, code, timing, this.#failures);
    log.warn({ err: error, code, waitMs }, 'receiving from Telegram failed, trying again');
    return waitMs;
  }
}

/** How long to wait before asking Telegram again, or before storing again when `error` came from the store. */
export function retryMs(error: unknown, code: ErrorCode, timing: Timing, failures: number): number {
  if (error instanceof BotApiRefusal && error.retryAfterMs !== undefined) return error.retryAfterMs;
  return code === 'messenger-unauthorized' ? timing.slowRetryMs : backoffMs(timing.backoff, failures);
}
