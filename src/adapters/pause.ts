import { setTimeout as after } from 'node:timers/promises';

/** Waits, or ends at once when `signal` is aborted; never rejects. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await after(ms, undefined, { signal }).catch(() => undefined);
}

/** Milliseconds before the next attempt: doubled with every failure in a row, up to a ceiling. */
export interface Backoff {
  firstMs: number;
  maxMs: number;
}

/** @param failures how many attempts in a row have failed, from 1. */
export const backoffMs = ({ firstMs, maxMs }: Backoff, failures: number): number =>
  Math.min(maxMs, firstMs * 2 ** Math.min(failures - 1, 20));
