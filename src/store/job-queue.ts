import type { Tx } from './database.ts';

/** A chat on a messenger. */
export interface ConversationAddress {
  channel: string;
  conversation: string;
}

/** Names and payloads of all jobs; what they do is said in `jobs/`. */
export interface JobPayloads {
  /** Reads what a conversation brought and answers what needs no new file. */
  'conversation.advance': ConversationAddress;
  /** The same by the few workers that may fetch and decode. */
  'conversation.decode': ConversationAddress;
  /** Writes what all who asked about a claim are told into the outbox. */
  'notice.write': { noticeId: number };
  /** Gives work that has no job a job. */
  'work.recover': Record<string, never>;
  /** Tells people who wait that their messenger soon keeps us from writing to them. */
  'windows.close': Record<string, never>;
  /** Deletes what the settings say is kept no longer. */
  'data.clean': Record<string, never>;
}

export type JobName = keyof JobPayloads;

export interface JobOptions {
  /** A waiting job of the same key is replaced. */
  key?: string;
  /** Not before. */
  runAt?: Date;
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
    job_key => ${options.key ?? null},
    run_at => ${options.runAt ?? null}::timestamptz)`;
}

export type ConversationJob = Exclude<
  JobName,
  'work.recover' | 'windows.close' | 'data.clean' | 'notice.write'
>;

/** At most one job of a kind waits for a conversation: it does all the work there is. */
export const addConversationJob = (
  tx: Tx,
  name: ConversationJob,
  { channel, conversation }: ConversationAddress,
  runAt?: Date,
): Promise<void> =>
  addJob(
    tx,
    name,
    { channel, conversation },
    { key: `${name}:${channel}:${conversation}`, ...(runAt ? { runAt } : {}) },
  );
