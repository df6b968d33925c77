import type { Tx } from './database.ts';
import { OUTBOX_NEWS } from './outbox.ts';

/**
 * A message that was given up, without what it said and to whom. What people who blocked us did not get is none: it
 * failed as it should.
 */
export interface DeadLetter {
  id: number;
  channel: string;
  /** What it was for, such as `tip:12:outcome`. */
  key: string;
  attempts: number;
  createdAt: Date;
  /** Code of the catalogue. */
  error: string;
  /** The messenger's own words. */
  detail: string | null;
}

const REFUSED = 'send-refused';

/** The newest first. */
export const listDeadLetters = (tx: Tx, limit: number): Promise<DeadLetter[]> =>
  tx.$queryRaw`
    SELECT id, channel, key, attempts, created_at AS "createdAt", error, detail FROM outbox
    WHERE state = 'failed' AND error <> ${REFUSED} ORDER BY id DESC LIMIT ${limit}`;

/**
 * Puts dead letters whose words are still kept back into the line, as if they had never been tried; the running tip line hears of it.
 * @param id null: all but those to people who do not want to hear from us
 * @returns how many
 */
export async function retryDeadLetters(tx: Tx, id: number | null, at: Date): Promise<number> {
  const revived = await tx.$queryRaw<{ channel: string }[]>`
    UPDATE outbox SET state = 'waiting', attempts = 0, next_attempt_at = ${at}, error = NULL, detail = NULL
    WHERE state = 'failed' AND jsonb_array_length(message->'text') > 0 AND CASE WHEN ${id}::int IS NULL THEN error <> ${REFUSED} ELSE id = ${id}::int END
    RETURNING channel`;
  for (const channel of new Set(revived.map((row) => row.channel))) {
    await tx.$executeRaw`SELECT pg_notify(${OUTBOX_NEWS}, ${channel})`;
  }
  return revived.length;
}

/** What waits on one channel, and what was not sent. */
export interface OutboxState {
  channel: string;
  waiting: number;
  /** When the one that waits longest was written. */
  oldest: Date | null;
  /** Of those that wait: how many failed at least once. */
  retrying: number;
  dead: number;
  /** People who do not want to hear from us. */
  refused: number;
}

export const readOutboxState = (tx: Tx): Promise<OutboxState[]> =>
  tx.$queryRaw`
    SELECT channel, count(*) FILTER (WHERE state = 'waiting')::int AS waiting,
      min(created_at) FILTER (WHERE state = 'waiting') AS oldest,
      count(*) FILTER (WHERE state = 'waiting' AND attempts > 0)::int AS retrying,
      count(*) FILTER (WHERE state = 'failed' AND error <> ${REFUSED})::int AS dead,
      count(*) FILTER (WHERE state = 'failed' AND error = ${REFUSED})::int AS refused
    FROM (SELECT channel, state, created_at, attempts, error FROM outbox WHERE state = 'waiting'
      UNION ALL SELECT channel, state, created_at, attempts, error FROM outbox WHERE state = 'failed') AS open
    GROUP BY channel ORDER BY channel`;
