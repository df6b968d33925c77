import type { Tx } from './database.ts';

/** A verdict that is being typed. */
export interface StoredDraft {
  fields: Record<string, string>;
  savedAt: Date;
}

/** `author`: user name. */
export async function findDraft(tx: Tx, claimId: number, author: string): Promise<StoredDraft | null> {
  const row = await tx.verdictDraft.findUnique({ where: { claimId_author: { claimId, author } } });
  return row && { fields: row.fields as Record<string, string>, savedAt: row.savedAt };
}

/** In place of the one before. Resolves with when; null where there is no such claim. */
export async function putDraft(
  tx: Tx,
  claimId: number,
  author: string,
  fields: Record<string, string>,
): Promise<Date | null> {
  const [row] = await tx.$queryRaw<{ savedAt: Date }[]>`
    INSERT INTO verdict_drafts (claim_id, author, fields)
    SELECT id, ${author}, ${JSON.stringify(fields)}::jsonb FROM claims WHERE id = ${claimId}
    ON CONFLICT (claim_id, author) DO UPDATE SET fields = excluded.fields, saved_at = now()
    RETURNING saved_at AS "savedAt"`;
  return row?.savedAt ?? null;
}

export async function dropDraft(tx: Tx, claimId: number, author: string): Promise<void> {
  await tx.verdictDraft.deleteMany({ where: { claimId, author } });
}

/** Who else has begun a verdict on a claim, as user names. */
export const listOtherAuthors = async (tx: Tx, claimId: number, author: string): Promise<string[]> =>
  (
    await tx.verdictDraft.findMany({
      where: { claimId, author: { not: author } },
      select: { author: true },
      orderBy: { author: 'asc' },
    })
  ).map((row) => row.author);
