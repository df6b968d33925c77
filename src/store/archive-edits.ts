import type { FactCheck } from '../domain/fact-check.ts';
import type { Prisma, Tx } from './database.ts';
import { reviseFactCheck, toFactCheck } from './fact-checks.ts';

/** What a person may change; the rest follows from where the fact-check came from. */
export const EDITED_FIELDS = [
  'title',
  'claim',
  'rating',
  'ratingLabel',
  'summary',
  'body',
  'url',
  'publisher',
  'datePublished',
  'language',
  'appearances',
] as const satisfies readonly (keyof FactCheck)[];
export type EditedFields = Pick<FactCheck, (typeof EDITED_FIELDS)[number]>;

/** Null when there is none, or an import or a decision took it out. Only inside `changeArchive`. */
export async function openFactCheck(
  tx: Tx,
  id: string,
): Promise<{ factCheck: FactCheck; retiredAt: Date | null } | null> {
  const row = await tx.factCheck.findFirst({ where: { id, deletedAt: null } });
  return row ? { factCheck: toFactCheck(row), retiredAt: row.retiredAt } : null;
}

/** Those of some fact-checks that somebody edited, as they are now. Only inside `changeArchive`. */
export async function listEdited(tx: Tx, ids: string[]): Promise<FactCheck[]> {
  const rows = await tx.factCheck.findMany({
    where: { id: { in: ids }, deletedAt: null, events: { some: { type: 'edited' } } },
  });
  return rows.map(toFactCheck);
}

/** Only inside `changeArchive`. The digest of the imported row stays, so that the same import changes nothing. */
export async function saveEdit(tx: Tx, id: string, fields: EditedFields): Promise<void> {
  const datePublished = fields.datePublished ? new Date(`${fields.datePublished}T00:00:00Z`) : null;
  await tx.factCheck.update({ where: { id }, data: { ...fields, datePublished, updatedAt: new Date() } });
  await reviseFactCheck(tx, id);
}

/** Only inside `changeArchive`. Null brings it back. */
export async function setRetired(tx: Tx, id: string, retiredAt: Date | null): Promise<void> {
  await tx.factCheck.update({ where: { id }, data: { retiredAt } });
  await reviseFactCheck(tx, id);
}

export async function setLookedInto(tx: Tx, id: string): Promise<void> {
  await tx.factCheck.update({ where: { id }, data: { lookedAt: new Date() } });
}

/** Also one that was taken out. False when it has it already. Only inside `changeArchive`. */
export async function addDeskMedia(tx: Tx, factCheckId: string, mediaId: number): Promise<boolean> {
  const key = { factCheckId_mediaId: { factCheckId, mediaId } };
  const known = await tx.factCheckMedia.findUnique({ where: key });
  if (known && known.removedAt === null) return false;
  await tx.factCheckMedia.upsert({
    where: key,
    create: { factCheckId, mediaId, fromDesk: true },
    update: { removedAt: null },
  });
  await reviseFactCheck(tx, factCheckId);
  return true;
}

/** False when it does not have it. Only inside `changeArchive`. */
export async function removeDeskMedia(tx: Tx, factCheckId: string, sha256: string): Promise<boolean> {
  const { count } = await tx.factCheckMedia.updateMany({
    where: { factCheckId, media: { sha256 }, removedAt: null },
    data: { removedAt: new Date() },
  });
  if (count > 0) await reviseFactCheck(tx, factCheckId);
  return count > 0;
}

export async function appendFactCheckEvent(
  tx: Tx,
  factCheckId: string,
  actor: string,
  { type, ...data }: { type: string } & Record<string, unknown>,
): Promise<void> {
  await tx.factCheckEvent.create({
    data: { factCheckId, actor, type, data: data as Prisma.InputJsonObject },
  });
}
