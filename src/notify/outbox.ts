import type { Adapter } from '../domain/adapter.ts';
import type { Channel } from '../domain/channel.ts';
import { type AppError, toAppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Database, Tx } from '../store/database.ts';
import { addConversationJob } from '../store/job-queue.ts';
import {
  markFailed,
  markSent,
  type NewOutboxEntry,
  nextOutbox,
  type OutboxEntry,
  postpone,
  putOutbox,
} from '../store/outbox.ts';
import { markUnreachable } from '../store/senders.ts';

export type Messenger = Pick<Adapter, 'send'>;

const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 10 * 60_000;
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

/** Stores a message for a person, and the job that sends it, in the transaction of what it tells. */
export async function enqueueMessage(tx: Tx, entry: NewOutboxEntry): Promise<void> {
  if (await putOutbox(tx, entry)) await addConversationJob(tx, 'outbox.deliver', entry);
}

/**
 * Sends what waits in the outbox. Messages of one conversation go out in their order; a conversation that
 * must wait holds up no other. A message whose sending was confirmed is never sent again; only a crash
 * between the messenger's confirmation and our note of it sends one twice.
 */
export class OutboxDelivery {
  readonly #database: Database;
  readonly #messengerOf: (channel: Channel) => Messenger | null;
  readonly #log: Log;

  constructor(database: Database, messengerOf: (channel: Channel) => Messenger | null, log: Log) {
    this.#database = database;
    this.#messengerOf = messengerOf;
    this.#log = log;
  }

  /** Sends until the conversation has nothing left (null) or must wait until a time. One call at a time for each. */
  async deliver(channel: Channel, conversation: string): Promise<Date | null> {
    const messenger = this.#messengerOf(channel);
    for (;;) {
      const entry = await nextOutbox(this.#database.prisma, channel, conversation);
      if (!entry) return null;
      if (entry.nextAttemptAt.getTime() > Date.now()) return entry.nextAttemptAt;
      // The adapter is off; its messages wait until it is on again.
      if (!messenger) await this.#postpone(entry, LONGEST_PAUSE_MS, 'send-unreachable');
      else await this.#send(messenger, entry);
    }
  }

  async #send(messenger: Messenger, entry: OutboxEntry): Promise<void> {
    try {
      const { externalId } = await messenger.send(entry.conversation, entry.message);
      await markSent(this.#database.prisma, entry.id, externalId);
    } catch (error) {
      const problem = toAppError(error);
      this.#log.warn({ err: problem, outbox: entry.id, attempts: entry.attempts }, 'a message was not sent');
      await this.#settleFailure(entry, problem);
    }
  }

  async #settleFailure(entry: OutboxEntry, problem: AppError): Promise<void> {
    const tooOld = Date.now() - entry.createdAt.getTime() > GIVE_UP_AFTER_MS;
    if (problem.retryable && !tooOld) {
      return this.#postpone(entry, problem.retryAfterMs ?? pauseAfter(entry.attempts), problem.code);
    }
    await this.#database.transaction(async (tx) => {
      await markFailed(tx, entry.id, problem.code);
      if (problem.code === 'send-refused' && entry.senderId !== null) {
        await markUnreachable(tx, entry.senderId);
      }
    });
  }

  #postpone(entry: OutboxEntry, pauseMs: number, code: string): Promise<void> {
    return postpone(this.#database.prisma, entry.id, new Date(Date.now() + pauseMs), code);
  }
}

const pauseAfter = (attempts: number): number => Math.min(FIRST_PAUSE_MS * 2 ** attempts, LONGEST_PAUSE_MS);
