import type { Tx } from './database.ts';
import { type OutboxState, readOutboxState } from './dead-letters.ts';

export interface Counts {
  factChecks: number;
  openClaims: number;
  tipsWaiting: number;
  messagesWaiting: number;
  outboxWaiting: number;
  /** How long the message that waits longest has waited; 0 when none does. */
  outboxOldestSeconds: number;
  /** Dead letters. */
  outboxFailed: number;
  /** To people who do not want to hear from us. */
  outboxRefused: number;
  sendersUnreachable: number;
  jobsFailed: number;
}

/** How much there is of everything that can pile up. */
export async function readCounts(tx: Tx): Promise<Counts> {
  const [row] = await tx.$queryRaw<Omit<Counts, 'jobsFailed' | keyof OutboxCounts>[]>`SELECT
    (SELECT count(*)::int FROM fact_checks WHERE deleted_at IS NULL AND retired_at IS NULL) AS "factChecks",
    (SELECT count(*)::int FROM claims WHERE state = 'open') AS "openClaims",
    (SELECT count(*)::int FROM tips WHERE outcome IS NULL) AS "tipsWaiting",
    (SELECT count(*)::int FROM messages WHERE handled_at IS NULL) AS "messagesWaiting",
    (SELECT count(*)::int FROM senders WHERE unreachable_at IS NOT NULL) AS "sendersUnreachable"`;
  if (!row) throw new Error('a count returned no row');
  return { ...row, ...(await countOutbox(tx)), jobsFailed: await countFailedJobs(tx) };
}

type OutboxCounts = Pick<Counts, 'outboxWaiting' | 'outboxOldestSeconds' | 'outboxFailed' | 'outboxRefused'>;

async function countOutbox(tx: Tx): Promise<OutboxCounts> {
  const states = await readOutboxState(tx);
  const sum = (of: (state: OutboxState) => number) => states.reduce((total, state) => total + of(state), 0);
  const ages = states.map(({ oldest }) => (oldest ? (Date.now() - oldest.getTime()) / 1_000 : 0));
  return {
    outboxWaiting: sum(({ waiting }) => waiting),
    outboxOldestSeconds: Math.round(Math.max(0, ...ages)),
    outboxFailed: sum(({ dead }) => dead),
    outboxRefused: sum(({ refused }) => refused),
  };
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
