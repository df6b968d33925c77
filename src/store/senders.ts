import type { Tx } from './database.ts';

export interface StoredSender {
  id: number;
  channel: string;
  externalId: string;
  language: string | null;
  notify: boolean;
  warnedAt: Date | null;
}

/** Remembers who wrote. Someone who writes again can be reached again. */
export async function seeSender(tx: Tx, channel: string, externalId: string): Promise<StoredSender> {
  const [row] = await tx.$queryRaw<StoredSender[]>`
    INSERT INTO senders (channel, external_id) VALUES (${channel}, ${externalId})
    ON CONFLICT (channel, external_id)
      DO UPDATE SET last_seen_at = now(), unreachable_at = NULL
    RETURNING id, channel, external_id AS "externalId", language, notify, warned_at AS "warnedAt"`;
  if (!row) throw new Error('an upsert returned no row');
  return row;
}

export const findSender = (tx: Tx, id: number): Promise<StoredSender | null> =>
  tx.sender.findUnique({ where: { id } });

export async function setLanguage(tx: Tx, id: number, language: string): Promise<void> {
  await tx.sender.update({ where: { id }, data: { language } });
}

/** Only of the person's own conversation: a group that threw us out says nothing about its members. */
export async function markUnreachable(tx: Tx, id: number, conversation: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE senders SET unreachable_at = now() WHERE id = ${id} AND external_id = ${conversation}`;
}

export async function setNotify(tx: Tx, id: number, notify: boolean): Promise<void> {
  await tx.sender.update({ where: { id }, data: { notify } });
}

export async function noteWarning(tx: Tx, id: number): Promise<void> {
  await tx.sender.update({ where: { id }, data: { warnedAt: new Date() } });
}
