import { lockClaims } from './claims.ts';
import type { Tx } from './database.ts';

export interface Forgotten {
  tips: number;
  messages: number;
  /** Digests of files that nobody else sent and no fact-check shows. */
  files: string[];
}

/**
 * Deletes a person: messages, tips, what was to be sent. Claims that others asked about too stay, without the words
 * of this person; those that nobody else asked about are withdrawn.
 */
export async function forgetSender(tx: Tx, senderId: number): Promise<Forgotten> {
  await lockClaims(tx);
  const claims = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT claim_id AS id FROM tips WHERE sender_id = ${senderId} AND claim_id IS NOT NULL`;
  const files = await tx.$queryRaw<{ id: number; sha256: string }[]>`
    SELECT DISTINCT m.id, m.sha256 FROM tips t JOIN tip_files f ON f.tip_id = t.id JOIN media m ON m.id = f.media_id
    WHERE t.sender_id = ${senderId}
      AND NOT EXISTS (SELECT 1 FROM fact_check_media c WHERE c.media_id = m.id)
      AND NOT EXISTS (
        SELECT 1 FROM tip_files o JOIN tips u ON u.id = o.tip_id
        WHERE o.media_id = m.id AND u.sender_id <> ${senderId})`;
  const claimIds = claims.map(({ id }) => id);
  await withdrawWords(tx, claimIds, senderId);
  await tx.outbox.deleteMany({ where: { senderId } });
  // One after the other: asked for either at once, PostgreSQL reads all messages.
  const own = await tx.message.deleteMany({ where: { senderId } });
  const ofTips = await tx.message.deleteMany({ where: { tip: { senderId } } });
  const { count: tips } = await tx.tip.deleteMany({ where: { senderId } });
  await tx.sender.delete({ where: { id: senderId } });
  await tx.media.deleteMany({ where: { id: { in: files.map(({ id }) => id) } } });
  await recount(tx, claimIds);
  return { tips, messages: own.count + ofTips.count, files: files.map(({ sha256 }) => sha256) };
}

/** Words that stand on a claim because this person wrote them give way to those of somebody else. */
async function withdrawWords(tx: Tx, claimIds: number[], senderId: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE claims c SET
      text = (SELECT o.text FROM tips o WHERE o.claim_id = c.id AND o.sender_id <> ${senderId} AND o.text IS NOT NULL
              ORDER BY o.id LIMIT 1)
    WHERE c.id = ANY(${claimIds}) AND EXISTS (
      SELECT 1 FROM tips t WHERE t.claim_id = c.id AND t.sender_id = ${senderId} AND t.text = c.text)`;
}

async function recount(tx: Tx, claimIds: number[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE claims c SET
      demand = (SELECT count(DISTINCT sender_id) FROM tips WHERE claim_id = c.id),
      state = CASE WHEN state = 'open' AND NOT EXISTS (SELECT 1 FROM tips WHERE claim_id = c.id)
        THEN 'withdrawn' ELSE state END,
      revision = nextval('claims_revision_seq')
    WHERE c.id = ANY(${claimIds})`;
}
