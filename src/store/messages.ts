import type { Envelope } from '../domain/message.ts';
import type { Database, Tx } from './database.ts';
import { Prisma } from './database.ts';
import { addJob } from './job-queue.ts';

export interface StoredMessage {
  id: number;
  channel: string;
  externalId: string;
  conversation: string;
  payload: unknown;
  receivedAt: Date;
  handledAt: Date | null;
}

/** Work of one conversation is done in order; different conversations never wait for each other. */
export const conversationQueue = (channel: string, conversation: string): string =>
  `${channel}:${conversation}`;

/** Stores an inbound message and the job that handles it. A message that came before is left alone. */
export async function receiveMessage(database: Database, envelope: Envelope): Promise<void> {
  const { channel, externalId, conversation } = envelope;
  await database.transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ id: number }[]>`
      INSERT INTO messages (channel, external_id, conversation, payload)
      VALUES (${channel}, ${externalId}, ${conversation}, ${withoutNul(envelope.payload)}::jsonb)
      ON CONFLICT (channel, external_id) DO NOTHING
      RETURNING id`;
    for (const { id } of rows) {
      await addJob(
        tx,
        'message.handle',
        { messageId: id },
        { queue: conversationQueue(channel, conversation) },
      );
    }
  });
}

/** PostgreSQL's text holds no NUL, and neither does its JSON. */
const withoutNul = (payload: unknown): string => JSON.stringify(payload).replaceAll('\\u0000', '');

export const findMessage = (tx: Tx, id: number): Promise<StoredMessage | null> =>
  tx.message.findUnique({ where: { id } });

export async function closeMessage(
  tx: Tx,
  id: number,
  result: { tipId?: number; failure?: string } = {},
): Promise<void> {
  await tx.message.update({ where: { id }, data: { handledAt: new Date(), ...result } });
}

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
