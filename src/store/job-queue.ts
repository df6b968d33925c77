import type { Tx } from './database.ts';

/** Names and payloads of all jobs; what they do is said in `jobs/`. */
export interface JobPayloads {
  'message.handle': { messageId: number };
  'tip.answer': { tipId: number };
  'tip.fingerprint': { tipId: number };
  'tips.sweep': Record<string, never>;
  'queues.sweep': Record<string, never>;
  'outbox.deliver': { channel: string; conversation: string };
}

export type JobName = keyof JobPayloads;

export interface JobOptions {
  /** Jobs of one queue run one after the other. */
  queue?: string;
  /** A waiting job of the same key is replaced: this is how an album is waited for. */
  key?: string;
  /** Not before. */
  runAt?: Date;
  attempts?: number;
}

/** Adds a job in the transaction of the data it works on: either both are there or neither. */
export async function addJob<Name extends JobName>(
  tx: Tx,
  name: Name,
  payload: JobPayloads[Name],
  options: JobOptions = {},
): Promise<void> {
  await tx.$executeRaw`SELECT graphile_worker.add_job(
    identifier => ${name},
    payload => ${JSON.stringify(payload)}::json,
    queue_name => ${options.queue ?? null},
    job_key => ${options.key ?? null},
    run_at => ${options.runAt ?? null}::timestamptz,
    max_attempts => ${options.attempts ?? 25}::int)`;
}
