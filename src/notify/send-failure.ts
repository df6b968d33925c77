import { shorten } from '../domain/rich-text.ts';
import type { AppError } from '../errors.ts';
import type { DueEntry, SendFailure } from '../store/outbox.ts';
import { spread } from './channel-trouble.ts';

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
/** A message is given up when it failed so often, the messenger itself is well, and it is older than this. */
const GIVE_UP_AFTER_ATTEMPTS = 5;
const GIVE_UP_AFTER_MS = 24 * 3_600_000;
const DETAIL_LENGTH = 200;

/** What becomes of a message that was not sent. */
export type Fate = { kind: 'retry'; at: number } | { kind: 'refused' } | { kind: 'dead' };

export function fateOf(
  { attempts, createdAt }: Pick<DueEntry, 'attempts' | 'createdAt'>,
  problem: AppError,
  { now, isTrouble, random }: { now: number; isTrouble: boolean; random: () => number },
): Fate {
  if (problem.code === 'send-refused') return { kind: 'refused' };
  if (!problem.retryable) return { kind: 'dead' };
  const isOld = now - createdAt.getTime() > GIVE_UP_AFTER_MS;
  if (isOld && !isTrouble && attempts + 1 >= GIVE_UP_AFTER_ATTEMPTS) return { kind: 'dead' };
  return { kind: 'retry', at: now + (problem.retryAfterMs ?? pauseAfter(attempts, random)) };
}

const pauseAfter = (attempts: number, random: () => number): number =>
  spread(Math.min(FIRST_PAUSE_MS * 2 ** Math.min(attempts, 20), LONGEST_PAUSE_MS), random);

/** As it is stored: the code, and what the messenger said. */
export function toSendFailure({ code, cause }: AppError): SendFailure {
  const detail = cause instanceof Error ? shorten(cause.message, DETAIL_LENGTH) : null;
  return { error: code, detail };
}
