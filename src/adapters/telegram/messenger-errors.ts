import type { ErrorCode } from '../../errors.ts';
import { BotApiRefusal, BotApiUnreachable } from './bot-api.ts';

/** Why nothing can be received; `null` when the error did not come from Telegram. */
export function receivingErrorOf(error: unknown): ErrorCode | null {
  if (error instanceof BotApiUnreachable) return 'messenger-unreachable';
  if (!(error instanceof BotApiRefusal)) return null;
  // A revoked token is 401, a mistyped one 404: the method is then not found on any bot.
  if (error.status === 401 || error.status === 403 || error.status === 404) return 'messenger-unauthorized';
  return error.status === 409 ? 'messenger-conflict' : 'messenger-unreachable';
}
