import type { OutboundMessage } from '../domain/message.ts';
import type { Tx } from './database.ts';
import { Prisma } from './database.ts';

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
}

/** Returns false when a message of this key is there already. */
export async function putOutbox(tx: Tx, entry: NewOutboxEntry): Promise<boolean> {
  const { count } = await tx.outbox.createMany({
    data: [{ ...entry, message: entry.message as unknown as Prisma.InputJsonValue }],
    skipDuplicates: true,
  });
  return count > 0;
}

const asEntry = (row: { message: Prisma.JsonValue } & Omit<OutboxEntry, 'message'>): OutboxEntry => ({
  ...row,
  message: row.message as unknown as OutboundMessage,
});

/** The next message of a conversation, in the order in which they were written. */
export async function nextOutbox(tx: Tx, channel: string, conversation: string): Promise<OutboxEntry | null> {
  const row = await tx.outbox.findFirst({
    where: { channel, conversation, state: 'waiting' },
    orderBy: { id: Prisma.SortOrder.asc },
  });
  return row ? asEntry(row) : null;
}

export async function markSent(tx: Tx, id: number, externalId: string): Promise<void> {
  const { count } = await tx.outbox.deleteMany({ where: { id, isFleeting: true } });
  if (count > 0) return;
  await tx.outbox.update({
    where: { id },
    data: { state: 'sent', sentAt: new Date(), externalId, error: null, attempts: { increment: 1 } },
  });
}

export async function markFailed(tx: Tx, id: number, error: string): Promise<void> {
  await tx.outbox.update({ where: { id }, data: { state: 'failed', error, attempts: { increment: 1 } } });
}

export async function postpone(tx: Tx, id: number, until: Date, error: string): Promise<void> {
  await tx.outbox.update({
    where: { id },
    data: { nextAttemptAt: until, error, attempts: { increment: 1 } },
  });
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
  return newest.reverse().map(asEntry);
}

export async function countOutbox(tx: Tx): Promise<Record<string, number>> {
  const groups = await tx.outbox.groupBy({ by: ['state'], _count: true });
  return Object.fromEntries(groups.map((group) => [group.state, group._count]));
}
