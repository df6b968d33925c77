import { AppError, type ErrorCode, toAppError } from '../../errors.ts';
import { GraphRefusal, GraphUnreachable } from './graph-api.ts';

/**
 * What Meta's error codes mean for us
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes).
 */
const MEANINGS: Record<number, ErrorCode> = {
  // The token, or what it may do.
  0: 'messenger-unauthorized',
  3: 'messenger-unauthorized',
  10: 'messenger-unauthorized',
  190: 'messenger-unauthorized',
  131005: 'messenger-unauthorized',
  // The business account or its number.
  33: 'messenger-blocked',
  368: 'messenger-blocked',
  131031: 'messenger-blocked',
  131042: 'messenger-blocked',
  131045: 'messenger-blocked',
  133010: 'messenger-blocked',
  // Too much at once: of the app, of the account, of the number, to this person, or for what people bear.
  4: 'send-rate-limited',
  80007: 'send-rate-limited',
  130429: 'send-rate-limited',
  131048: 'send-rate-limited',
  131056: 'send-rate-limited',
  // Meta has troubles of its own.
  1: 'send-unreachable',
  2: 'send-unreachable',
  131000: 'send-unreachable',
  131016: 'send-unreachable',
  131057: 'send-unreachable',
  133004: 'send-unreachable',
  131047: 'send-window-closed',
  // The person cannot be written to.
  131021: 'send-refused',
  131026: 'send-refused',
  131030: 'send-refused',
  131050: 'send-refused',
};

/** How long to be quiet where Meta does not say: one message in six seconds is what a person is granted. */
const PAUSES_MS: Record<number, number> = {
  4: 60_000,
  80007: 60_000,
  130429: 2_000,
  131048: 600_000,
  131056: 12_000,
};

/** What the number and text of an error mean. */
export function meaningOf(code: number | null, status = 400): ErrorCode {
  const known = code === null ? undefined : MEANINGS[code];
  if (known) return known;
  if (code !== null && code >= 200 && code <= 299) return 'messenger-unauthorized';
  if (status === 401 || status === 403) return 'messenger-unauthorized';
  if (status === 429) return 'send-rate-limited';
  return status >= 500 ? 'send-unreachable' : 'send-rejected';
}

/** Why nothing at all goes through; null when an error says nothing about that. */
export function troubleOf(error: unknown): ErrorCode | null {
  if (error instanceof GraphUnreachable) return 'messenger-unreachable';
  if (!(error instanceof GraphRefusal)) return null;
  const meaning = meaningOf(error.code, error.status);
  if (meaning === 'messenger-unauthorized' || meaning === 'messenger-blocked') return meaning;
  return meaning === 'send-unreachable' ? 'messenger-unreachable' : null;
}

/** As `Adapter.send` promises. A message is not lost over what is wrong with the account: it is tried again. */
export function toSendError(error: unknown): AppError {
  if (!(error instanceof GraphRefusal)) {
    return error instanceof GraphUnreachable
      ? new AppError('send-unreachable', { cause: error })
      : toAppError(error);
  }
  const meaning = meaningOf(error.code, error.status);
  if (meaning === 'send-rate-limited') {
    const retryAfterMs = error.retryAfterMs ?? PAUSES_MS[error.code ?? 0] ?? 5_000;
    return new AppError(meaning, { cause: error, retryAfterMs });
  }
  const isOfAccount = meaning === 'messenger-unauthorized' || meaning === 'messenger-blocked';
  return new AppError(isOfAccount ? 'send-unreachable' : meaning, { cause: error });
}

/** Throws nothing: `file-gone`, or `download-failed`, which is tried again. */
export function toFileError(error: unknown): AppError {
  if (!(error instanceof GraphRefusal)) return new AppError('download-failed', { cause: error });
  const isPassing = meaningOf(error.code, error.status) !== 'send-rejected' && error.status !== 404;
  // "Unsupported get request. Object does not exist" is what an expired id gets, with code 100.
  const isGone = error.status === 404 || error.code === 100 || error.code === 33 || !isPassing;
  const { retryAfterMs } = error;
  return new AppError(isGone ? 'file-gone' : 'download-failed', { cause: error, retryAfterMs });
}
