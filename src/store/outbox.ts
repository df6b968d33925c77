import type { OutboundMessage } from '../domain/message.ts';
import { SEND_PRIORITIES, type SendPriority } from '../domain/sending-pace.ts';
import type { Tx } from './database.ts';
import { Prisma } from './database.ts';
import { storableJson } from './storable-json.ts';

/** Announced with the name of the channel when something new may be sent on it. */
export const OUTBOX_NEWS = 'tabayyan_outbox';

export interface OutboxEntry {
  id: number;
  key: string;
  channel: string;
  conversation: string;
  senderId: number | null;
  tipId: number | null;
  message: OutboundMessage;
  attempts: number;
  nextAttemptAt: Date;
  createdAt: Date;
}

export interface NewOutboxEntry {
  /** What this message is for; a second one of the same key is dropped. */
  key: string;
  channel: string;
  conversation: string;
  senderId?: number;
  tipId?: number;
  /** Deleted as soon as it is sent. */
  isFleeting?: boolean;
  message: OutboundMessage;
  /** `answer` if it is not said. */
  priority?: SendPriority;
  /** Not before. */
  sendAt?: Date;
}

/** A message whose turn has come. */
export interface DueEntry
  extends Pick<OutboxEntry, 'id' | 'conversation' | 'message' | 'attempts' | 'createdAt'> {
  senderId: number | null;
  /** Code of the last attempt. */
  error: string | null;
  priority: SendPriority;
  /** It is for a person who blocked us, in the conversation with that person. */
  isUnreachable: boolean;
  /** Further messages wait in its conversation. */
  hasMore: boolean;
}

/** What a look at the outbox finds. */
export interface Due {
  entries: DueEntry[];
  /** When the next message may be sent of those that may not be sent yet; null when there is none. */
  nextAt: Date | null;
}

const rankOf = (priority: SendPriority): number => SEND_PRIORITIES.indexOf(priority);

/** Those of a key that is there already are dropped. Who sends hears of the others when the transaction commits. */
export async function putOutbox(tx: Tx, entries: readonly NewOutboxEntry[]): Promise<void> {
  const now = new Date();
  const rows = entries.map(({ priority = 'answer', sendAt = now, ...entry }) => ({
    ...entry,
    priority: rankOf(priority),
    sendAt,
  }));
  await tx.$executeRaw`
    WITH written AS (
      INSERT INTO outbox (key, channel, conversation, sender_id, tip_id, message, is_fleeting, priority, next_attempt_at)
      SELECT key, channel, conversation, "senderId", "tipId", message, COALESCE("isFleeting", false), priority, "sendAt"
      FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS r(key text, channel text, conversation text,
        "senderId" int, "tipId" int, message jsonb, "isFleeting" boolean, priority smallint, "sendAt" timestamptz)
      ON CONFLICT (key) DO NOTHING
      RETURNING channel)
    SELECT pg_notify(${OUTBOX_NEWS}, channel) FROM (SELECT DISTINCT channel FROM written) AS channels`;
}

/** Takes back a message that was not sent yet. */
export async function withdrawOutbox(tx: Tx, key: string): Promise<void> {
  await tx.$executeRaw`DELETE FROM outbox WHERE key = ${key} AND state = 'waiting'`;
}

/** One for each entry; without any, one without an entry. */
interface DueRow extends Omit<DueEntry, 'id' | 'priority'> {
  id: number | null;
  rank: number;
  nextAt: Date | null;
}

export interface DueQuery {
  channel: string;
  now: Date;
  /** Conversations that must wait for now. */
  except: string[];
  /** How many of each priority at most. */
  room: Record<SendPriority, number>;
}

/**
 * The first message of each conversation, of those whose time has come, in the order of sending: by priority, then by
 * the time they may be sent. However many wait, only as many rows are read as are asked for, and those that must wait.
 */
export async function listDue(tx: Tx, { channel, now, except, room }: DueQuery): Promise<Due> {
  const ranks = SEND_PRIORITIES.map((_, rank) => rank);
  const rows = await tx.$queryRaw<DueRow[]>`
    WITH line AS (
      SELECT * FROM unnest(${ranks}::int[], ${SEND_PRIORITIES.map((name) => room[name])}::int[]) AS l(rank, room))
    SELECT due.id, due.conversation, due.sender_id AS "senderId", due.message, due.attempts,
      due.created_at AS "createdAt", due.error, due.priority AS rank, s.unreachable_at IS NOT NULL AS "isUnreachable",
      EXISTS (SELECT 1 FROM outbox m WHERE m.state = 'waiting' AND m.channel = due.channel
        AND m.conversation = due.conversation AND m.id <> due.id) AS "hasMore",
      next.at AS "nextAt"
    FROM (
        SELECT min(later.at) AS at FROM line CROSS JOIN LATERAL (
          SELECT min(next_attempt_at) AS at FROM outbox
          WHERE state = 'waiting' AND channel = ${channel} AND priority = line.rank AND next_attempt_at > ${now}
        ) AS later) AS next
      LEFT JOIN (line CROSS JOIN LATERAL (
        SELECT o.* FROM outbox o
        WHERE o.state = 'waiting' AND o.channel = ${channel} AND o.priority = line.rank AND o.next_attempt_at <= ${now}
          AND o.conversation <> ALL(${except}::text[])
          AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.state = 'waiting' AND b.channel = o.channel
            AND b.conversation = o.conversation AND (b.priority, b.id) < (o.priority, o.id))
        ORDER BY o.next_attempt_at, o.id
        LIMIT line.room) AS due) ON true
      LEFT JOIN senders s ON s.id = due.sender_id AND s.external_id = due.conversation
    ORDER BY due.priority, due.next_attempt_at, due.id`;
  const entries = rows.flatMap(({ id, rank, nextAt: _, ...row }) =>
    id === null ? [] : [{ ...row, id, priority: SEND_PRIORITIES[rank] ?? 'notice' }],
  );
  return { entries, nextAt: rows[0]?.nextAt ?? null };
}

/** What was sent since a time, oldest first: a process that begins keeps to the pace of the one before it. */
export const listSentSince = (
  tx: Tx,
  channel: string,
  since: Date,
): Promise<{ conversation: string; sentAt: Date }[]> =>
  tx.$queryRaw`
    SELECT conversation, sent_at AS "sentAt" FROM outbox
    WHERE channel = ${channel} AND sent_at > ${since} ORDER BY sent_at`;

export async function markSent(tx: Tx, id: number, externalId: string, at: Date): Promise<void> {
  await tx.$executeRaw`
    WITH forgotten AS (DELETE FROM outbox WHERE id = ${id} AND is_fleeting)
    UPDATE outbox SET state = 'sent', sent_at = ${at}, external_id = ${externalId}, error = NULL, detail = NULL,
      attempts = attempts + 1
    WHERE id = ${id} AND NOT is_fleeting`;
}

/** Why a message was not sent: a code of the catalogue, and the messenger's own words. */
export interface SendFailure {
  error: string;
  detail: string | null;
}

export async function markFailed(tx: Tx, id: number, { error, detail }: SendFailure): Promise<void> {
  await tx.$executeRaw`
    WITH forgotten AS (DELETE FROM outbox WHERE id = ${id} AND is_fleeting)
    UPDATE outbox SET state = 'failed', error = ${error}, detail = ${detail}, attempts = attempts + 1
    WHERE id = ${id} AND NOT is_fleeting`;
}

/** Whatever waits for a conversation that takes nothing more. */
export async function failConversation(
  tx: Tx,
  { channel, conversation }: Pick<OutboxEntry, 'channel' | 'conversation'>,
  { error, detail }: SendFailure,
): Promise<void> {
  await tx.$executeRaw`
    UPDATE outbox SET state = 'failed', error = ${error}, detail = ${detail}
    WHERE channel = ${channel} AND conversation = ${conversation} AND state = 'waiting'`;
}

/** The message is tried again at a time; what follows it in its conversation waits with it. */
export async function postpone(tx: Tx, id: number, until: Date, failure: SendFailure): Promise<void> {
  await tx.$executeRaw`
    UPDATE outbox SET next_attempt_at = ${until}, error = ${failure.error}, detail = ${failure.detail},
      attempts = attempts + 1
    WHERE id = ${id} AND state = 'waiting'`;
}

/** The messenger is back: what it could not be reached for need not wait any longer. */
export async function hastenOutbox(tx: Tx, channel: string, error: string, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE outbox SET next_attempt_at = ${now}
    WHERE channel = ${channel} AND state = 'waiting' AND next_attempt_at > ${now} AND error = ${error}`;
}

/** Everything that was written to a conversation, oldest first. */
export async function listOutbox(
  tx: Tx,
  channel: string,
  conversation: string,
  limit: number,
): Promise<OutboxEntry[]> {
  const newest = await tx.outbox.findMany({
    where: { channel, conversation },
    orderBy: { id: Prisma.SortOrder.desc },
    take: limit,
  });
  return newest.reverse().map((row) => ({ ...row, message: row.message as unknown as OutboundMessage }));
}

/** The buttons of the latest message with any that was sent in a conversation since then, by rows; none: an empty list. */
export async function latestButtons(
  tx: Tx,
  { channel, conversation, since }: { channel: string; conversation: string; since: Date },
): Promise<NonNullable<OutboundMessage['buttons']>> {
  const [found] = await tx.$queryRaw<{ buttons: NonNullable<OutboundMessage['buttons']> }[]>`
    SELECT message->'buttons' AS buttons FROM outbox
    WHERE channel = ${channel} AND conversation = ${conversation} AND state = 'sent' AND sent_at > ${since}
      AND jsonb_typeof(message->'buttons') = 'array'
    ORDER BY id DESC LIMIT 1`;
  return found?.buttons ?? [];
}
