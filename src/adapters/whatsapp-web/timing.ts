import type { Backoff } from '../pause.ts';

/** All times in milliseconds. */
export interface SessionTiming {
  /** From the start of a browser until it shows a code or is connected. */
  startMs: number;
  /** From "authenticated" until messages can be sent and come in. */
  readyMs: number;
  /** How often the page is asked whether it is there. */
  beatMs: number;
  /** Limit of any question to the page that takes it no work. */
  answerMs: number;
  /** So long WhatsApp may be out of the page's reach before the browser is started anew. */
  offlineMs: number;
  /** So long codes are shown without anybody scanning one. */
  pairingMs: number;
  /** Until WhatsApp has taken a message. */
  sendMs: number;
  /** For one attempt to fetch a file. */
  fetchMs: number;
  /** Between attempts to fetch a file that is not there yet. */
  refetchMs: number;
  closeMs: number;
  /** Between browsers. */
  backoff: Backoff;
  /** A browser that was connected so long was well: what follows is a first failure. */
  wellMs: number;
}

export const SESSION_TIMING: SessionTiming = {
  startMs: 120_000,
  readyMs: 120_000,
  beatMs: 30_000,
  answerMs: 20_000,
  offlineMs: 300_000,
  pairingMs: 600_000,
  sendMs: 45_000,
  fetchMs: 120_000,
  refetchMs: 3_000,
  closeMs: 10_000,
  backoff: { firstMs: 2_000, maxMs: 300_000 },
  wellMs: 300_000,
};

/** Rejects with `LateError` when `work` is not done in time; what comes of it afterwards is nobody's concern. */
export async function within<T>(milliseconds: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new LateError(what, milliseconds)), milliseconds);
  });
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

export class LateError extends Error {
  constructor(what: string, milliseconds: number) {
    super(`${what}: no answer within ${milliseconds} ms`);
    this.name = 'LateError';
  }
}
