import type { Tx } from './database.ts';
import { Prisma } from './database.ts';

/** What a dialogue is about: a tip, or the next page of a search that a message asked for. */
export type About = { tipId: number } | { messageId: number; page: number };

export interface StoredDialogue {
  state: string;
  about: About | null;
  since: Date;
}

/** Null when this person has not said anything in this conversation yet. */
export async function findDialogue(
  tx: Tx,
  senderId: number,
  conversation: string,
): Promise<StoredDialogue | null> {
  const row = await tx.dialogue.findUnique({ where: { senderId_conversation: { senderId, conversation } } });
  return row && { state: row.state, about: row.about as About | null, since: row.since };
}

export async function setDialogue(
  tx: Tx,
  senderId: number,
  conversation: string,
  { state, about = null }: { state: string; about?: About | null },
): Promise<void> {
  const data = { state, about: about ?? Prisma.DbNull, since: new Date() };
  await tx.dialogue.upsert({
    where: { senderId_conversation: { senderId, conversation } },
    create: { senderId, conversation, ...data },
    update: data,
  });
}
