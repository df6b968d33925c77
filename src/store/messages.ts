import type { Envelope } from '../domain/message.ts';
import type { Database, Tx } from './database.ts';
import { Prisma } from './database.ts';
import type { ConversationAddress, JobName } from './job-queue.ts';
import { storableJson } from './storable-json.ts';

export interface StoredMessage {
  id: number;
  channel: string;
  externalId: string;
  conversation: string;
  payload: unknown;
  receivedAt: Date;
  handledAt: Date | null;
}

/** Stores an inbound message and the job that handles it. A message that came before is left alone. */
export async function receiveMessage(database: Database, envelope: Envelope): Promise<void> {
  await insertMessages(database.prisma, [envelope]);
}

/**
 * Stores several in their order, and the jobs that handle them, in one statement: either all are there or none.
 * @returns the conversations in which something is new
 */
export function insertMessages(tx: Tx, envelopes: readonly Envelope[]): Promise<ConversationAddress[]> {
  const name: JobName = 'conversation.advance';
  return tx.$queryRaw`
    WITH stored AS (
      INSERT INTO messages (channel, external_id, conversation, payload)
      SELECT e.value->>'channel', e.value->>'externalId', e.value->>'conversation', e.value->'payload'
      FROM jsonb_array_elements(${storableJson(envelopes)}::jsonb) WITH ORDINALITY AS e(value, place)
      ORDER BY e.place
      ON CONFLICT (channel, external_id) DO NOTHING
      RETURNING channel, conversation)
    SELECT heard.channel, heard.conversation
    FROM (SELECT DISTINCT channel, conversation FROM stored) AS heard,
      LATERAL graphile_worker.add_job(
        identifier => ${name},
        payload => json_build_object('channel', heard.channel, 'conversation', heard.conversation),
        job_key => ${name} || ':' || heard.channel || ':' || heard.conversation) AS job`;
}

/** The oldest message of a conversation that was not handled yet. */
export async function nextMessage(
  tx: Tx,
  { channel, conversation }: ConversationAddress,
): Promise<StoredMessage | null> {
  const [oldest] = await tx.$queryRaw<StoredMessage[]>`
    SELECT id, channel, external_id AS "externalId", conversation, payload, received_at AS "receivedAt",
      handled_at AS "handledAt"
    FROM messages WHERE channel = ${channel} AND conversation = ${conversation} AND handled_at IS NULL
    ORDER BY id LIMIT 1`;
  return oldest ?? null;
}

/** Returns how often handling it went wrong by now. */
export async function countMessageFailure(tx: Tx, id: number): Promise<number> {
  const { attempts } = await tx.message.update({
    where: { id },
    data: { attempts: { increment: 1 } },
    select: { attempts: true },
  });
  return attempts;
}

export async function closeMessage(
  tx: Tx,
  id: number,
  result: { tipId?: number; senderId?: number; failure?: string } = {},
): Promise<void> {
  // It may be gone with the rest of the person's data.
  await tx.message.updateMany({ where: { id }, data: { handledAt: new Date(), ...result } });
}

/** Of what was overheard in a group nothing is kept. */
export async function deleteMessage(tx: Tx, id: number): Promise<void> {
  await tx.message.deleteMany({ where: { id } });
}

/** Null too for one whose words are kept no longer. */
export const findMessage = (tx: Tx, id: number): Promise<StoredMessage | null> =>
  tx.message.findFirst({ where: { id, payload: { not: {} } } });

/** What a person wrote in a conversation, oldest first. */
export async function listConversation(
  tx: Tx,
  channel: string,
  conversation: string,
  limit: number,
): Promise<StoredMessage[]> {
  const newest = await tx.message.findMany({
    where: { channel, conversation },
    orderBy: { id: Prisma.SortOrder.desc },
    take: limit,
  });
  return newest.reverse();
}
