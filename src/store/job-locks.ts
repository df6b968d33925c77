import type { Tx } from './database.ts';

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
