import type { Tx } from './database.ts';

export interface Counts {
  factChecks: number;
  openClaims: number;
  tipsWaiting: number;
  messagesWaiting: number;
  outboxWaiting: number;
  outboxFailed: number;
  jobsFailed: number;
}

/** How much there is of everything that can pile up. */
export async function readCounts(tx: Tx): Promise<Counts> {
  const [row] = await tx.$queryRaw<Counts[]>`SELECT
    (SELECT count(*)::int FROM fact_checks WHERE deleted_at IS NULL) AS "factChecks",
    (SELECT count(*)::int FROM claims WHERE state = 'open') AS "openClaims",
    (SELECT count(*)::int FROM tips WHERE outcome IS NULL) AS "tipsWaiting",
    (SELECT count(*)::int FROM messages WHERE handled_at IS NULL) AS "messagesWaiting",
    (SELECT count(*)::int FROM outbox WHERE state = 'waiting') AS "outboxWaiting",
    (SELECT count(*)::int FROM outbox WHERE state = 'failed') AS "outboxFailed",
    (SELECT count(*)::int FROM graphile_worker.jobs WHERE attempts >= max_attempts) AS "jobsFailed"`;
  if (!row) throw new Error('a count returned no row');
  return row;
}
