import type { Database, Tx } from './database.ts';

/** Frees jobs and queues that a killed process had locked. */
export async function unlockJobs(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.force_unlock_workers(array(
      SELECT DISTINCT locked_by FROM graphile_worker.jobs WHERE locked_by IS NOT NULL
      UNION SELECT DISTINCT locked_by FROM graphile_worker._private_job_queues WHERE locked_by IS NOT NULL))`;
}

/** Makes tips that wait for the rest of their album due at once. False when there was none. */
export async function hastenAlbums(tx: Tx): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE graphile_worker._private_jobs SET run_at = now()
    WHERE key LIKE 'tip:%' AND run_at > now() AND attempts = 0`;
  return count > 0;
}

const LOCK_TIMEOUT = '55P03';

/**
 * Forgets the queues of conversations that have no job any more. The runner looks at every queue it
 * knows before each job: with 30,000 idle ones a job takes ten times as long. Nobody may add a job
 * meanwhile, or it would be left behind in a queue that is gone; when that cannot be had at once, the
 * next round does it.
 */
export async function dropIdleQueues(database: Database): Promise<void> {
  try {
    await database.transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL lock_timeout = '500ms'`;
      await tx.$executeRaw`LOCK TABLE graphile_worker._private_jobs IN SHARE ROW EXCLUSIVE MODE`;
      await tx.$executeRaw`
        DELETE FROM graphile_worker._private_job_queues q
        WHERE q.locked_at IS NULL
          AND NOT EXISTS (SELECT 1 FROM graphile_worker._private_jobs j WHERE j.job_queue_id = q.id)`;
    });
  } catch (error) {
    if (!String(error).includes(LOCK_TIMEOUT)) throw error;
  }
}
