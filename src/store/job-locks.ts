import type { Tx } from './database.ts';

/** Frees jobs that a killed process had locked. Only one process runs jobs, so none of them is under way. */
export async function unlockJobs(tx: Tx): Promise<void> {
  await tx.$executeRaw`
    SELECT graphile_worker.force_unlock_workers(array(
      SELECT DISTINCT locked_by FROM graphile_worker.jobs WHERE locked_by IS NOT NULL))`;
}

/**
 * Gives every conversation with work left a job, whatever became of its last one: the messages and tips
 * are the truth, jobs only wake us.
 */
export async function recoverJobs(tx: Tx): Promise<void> {
  // Tried too often, or added anew while it ran in a process that was killed: it will never run again.
  await tx.$executeRaw`
    DELETE FROM graphile_worker._private_jobs WHERE locked_at IS NULL AND attempts >= max_attempts`;
  await tx.$executeRaw`
    SELECT graphile_worker.add_job(w.name, json_build_object('channel', w.channel, 'conversation', w.conversation),
      job_key => w.name || ':' || w.channel || ':' || w.conversation)
    FROM (
      SELECT 'conversation.advance' AS name, channel, conversation FROM messages WHERE handled_at IS NULL
      UNION SELECT 'conversation.advance', channel, conversation FROM tips WHERE outcome IS NULL
    ) AS w`;
}

/**
 * Gives albums that were cut in two by the end of the last process the time in which their other parts, which the
 * messenger still has, can come.
 */
export async function holdAlbums(tx: Tx, until: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE tips SET due_at = ${until} WHERE outcome IS NULL AND group_key IS NOT NULL AND attempts = 0 AND due_at < ${until}`;
}

/** Takes albums as whole and makes their jobs due. False when none waited. */
export async function hastenAlbums(tx: Tx): Promise<boolean> {
  const count = await tx.$executeRaw`
    UPDATE tips SET due_at = now() WHERE outcome IS NULL AND attempts = 0 AND NOT deferred AND due_at > now()`;
  if (count > 0) await recoverJobs(tx);
  return count > 0;
}
