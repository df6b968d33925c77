import type { Tx } from './database.ts';
import type { ConversationAddress } from './job-queue.ts';
import { OUTBOX_NEWS } from './outbox.ts';

/** Code of messages that a person has to write for. */
export const WINDOW_CLOSED = 'send-window-closed';

/** When somebody last wrote in a conversation; null: nothing is known of it (any more). */
export async function lastHeardAt(
  tx: Tx,
  { channel, conversation }: ConversationAddress,
): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ at: Date | null }[]>`
    SELECT max(received_at) AS at FROM messages WHERE channel = ${channel} AND conversation = ${conversation}`;
  return row?.at ?? null;
}

/** Whether the person was asked to write since they last did. */
export async function isInvited(tx: Tx, { channel, conversation }: ConversationAddress): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ invited: boolean }[]>`
    SELECT EXISTS (SELECT 1 FROM outbox
      WHERE channel = ${channel} AND conversation = ${conversation} AND state = 'invited') AS invited`;
  return row?.invited ?? false;
}

/** The message is kept until the person writes. @param invitationId the messenger's id of what asked for that */
export async function keepUntilHeard(tx: Tx, id: number, invitationId: string | null): Promise<void> {
  await tx.$executeRaw`
    WITH forgotten AS (DELETE FROM outbox WHERE id = ${id} AND is_fleeting)
    UPDATE outbox SET state = 'invited', external_id = ${invitationId}, error = NULL, detail = NULL,
      attempts = attempts + 1
    WHERE id = ${id} AND NOT is_fleeting`;
}

/** The time of a message has passed. */
export async function dropOutbox(tx: Tx, id: number): Promise<void> {
  await tx.$executeRaw`DELETE FROM outbox WHERE id = ${id}`;
}

/** People wrote: what was kept for that is sent, and what was given up because they had not. */
export async function releaseKept(tx: Tx, channel: string, conversations: string[], at: Date): Promise<void> {
  if (conversations.length === 0) return;
  const count = await tx.$executeRaw`
    UPDATE outbox SET state = 'waiting', attempts = 0, next_attempt_at = ${at}, external_id = NULL, error = NULL,
      detail = NULL, delivery = NULL, delivery_at = NULL
    WHERE channel = ${channel} AND conversation = ANY(${conversations}::text[])
      AND (state = 'invited' OR (state = 'failed' AND error = ${WINDOW_CLOSED}))`;
  if (count > 0) await tx.$executeRaw`SELECT pg_notify(${OUTBOX_NEWS}, ${channel})`;
}

/** Somebody who waits for a result, and whose window closes soon. */
export interface ClosingWindow {
  conversation: string;
  senderId: number;
  /** Language the person chose. */
  language: string | null;
  /** Row id of what they wrote last. */
  messageId: number;
}

/** Those who last wrote between two times and have a question with the team. */
export const listClosingWindows = (
  tx: Tx,
  { channel, after, until }: { channel: string; after: Date; until: Date },
): Promise<ClosingWindow[]> =>
  tx.$queryRaw`
    SELECT m.conversation, m.sender_id AS "senderId", s.language, m.id AS "messageId"
    FROM messages m JOIN senders s ON s.id = m.sender_id AND s.notify AND s.unreachable_at IS NULL
    WHERE m.channel = ${channel} AND m.received_at > ${after} AND m.received_at <= ${until}
      AND NOT EXISTS (SELECT 1 FROM messages l
        WHERE l.channel = m.channel AND l.conversation = m.conversation AND l.id > m.id)
      AND EXISTS (SELECT 1 FROM tips t JOIN claims c ON c.id = t.claim_id
        WHERE t.sender_id = m.sender_id AND t.conversation = m.conversation AND t.notify AND t.place = 'private'
          AND c.state = 'open')`;
