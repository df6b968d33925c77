import type { Tx } from './database.ts';

/** The messenger's own file id of a card it was sent before; null: it has to be uploaded. */
export async function findCardUpload(tx: Tx, channel: string, cardKey: string): Promise<string | null> {
  const upload = await tx.cardUpload.findUnique({ where: { channel_cardKey: { channel, cardKey } } });
  return upload?.fileKey ?? null;
}

/** In place of an older one. */
export async function rememberCardUpload(
  tx: Tx,
  channel: string,
  cardKey: string,
  fileKey: string,
): Promise<void> {
  await tx.cardUpload.upsert({
    where: { channel_cardKey: { channel, cardKey } },
    create: { channel, cardKey, fileKey },
    update: { fileKey, createdAt: new Date() },
  });
}

/** The messenger does not know this file id any more, as with another bot: the next card is uploaded again. */
export async function forgetCardUpload(
  tx: Tx,
  channel: string,
  cardKey: string,
  fileKey: string,
): Promise<void> {
  await tx.cardUpload.deleteMany({ where: { channel, cardKey, fileKey } });
}
