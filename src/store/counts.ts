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
  const [row] = await tx.$queryRaw<Omit<Counts, 'jobsFailed'>[]>`SELECT
    (SELECT count(*)::int FROM fact_checks WHERE deleted_at IS NULL) AS "factChecks",
    (SELECT count(*)::int FROM claims WHERE state = 'open') AS "openClaims",
    (SELECT count(*)::int FROM tips WHERE outcome IS NULL) AS "tipsWaiting",
    (SELECT count(*)::int FROM messages WHERE handled_at IS NULL) AS "messagesWaiting",
    (SELECT count(*)::int FROM outbox WHERE state = 'waiting') AS "outboxWaiting",
    (SELECT count(*)::int FROM outbox WHERE state = 'failed') AS "outboxFailed"`;
  if (!row) throw new Error('a count returned no row');
  return { ...row, jobsFailed: await countFailedJobs(tx) };
}

async function countFailedJobs(tx: Tx): Promise<number> {
  const [table] = await tx.$queryRaw<{ exists: boolean }[]>`
    SELECT to_regclass('graphile_worker.jobs') IS NOT NULL AS exists`;
  // The tip line makes the job tables when it starts for the first time; commands may come before.
  if (!table?.exists) return 0;
  const [row] = await tx.$queryRaw<{ failed: number }[]>`
    SELECT count(*)::int AS failed FROM graphile_worker.jobs WHERE attempts >= max_attempts`;
  return row?.failed ?? 0;
}
