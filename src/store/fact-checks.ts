import type { FactCheck } from '../domain/fact-check.ts';
import type { Rating } from '../domain/rating.ts';
import type { Database, Tx } from './database.ts';
import { Prisma } from './database.ts';

/** Writers of the archive go one after the other, so that revisions become visible in their order. */
const ARCHIVE_LOCK = 7_430_002;

export interface FactCheckRow extends FactCheck {
  /** Digest of everything that was imported, names of media included. */
  contentHash: string;
}

/** A fact-check as the indexes need it, or the news that it is gone. */
export interface ArchiveChange {
  revision: bigint;
  deleted: boolean;
  factCheck: FactCheck;
  /** The sha256 of each file it shows. */
  media: string[];
  /** How people worded it whose claims were found to be about this. */
  wordings: string[];
}

export type Written = 'created' | 'updated' | 'unchanged';

/** `work` may write fact-checks; no other process writes the archive meanwhile. */
export const changeArchive = <T>(database: Database, work: (tx: Tx) => Promise<T>): Promise<T> =>
  database.transaction(async (tx) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${ARCHIVE_LOCK})`;
    return work(tx);
  });

/** Writes many rows at once. Only inside `changeArchive`. The ids in one call must differ. */
export async function writeFactChecks(tx: Tx, rows: FactCheckRow[]): Promise<Map<string, Written>> {
  const written = await tx.$queryRaw<{ id: string; created: boolean }[]>`
    INSERT INTO fact_checks (id, url, title, claim, rating, rating_label, summary, body, publisher,
      date_published, language, appearances, sources, is_example, content_hash)
    SELECT r.id, r.url, r.title, r.claim, r.rating, r."ratingLabel", r.summary, r.body, r.publisher,
      r."datePublished"::date, r.language, r.appearances, COALESCE(r.sources, '{}'), r."isExample", r."contentHash"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id text, url text, title text, claim text,
      rating text, "ratingLabel" text, summary text, body text, publisher text, "datePublished" text,
      language text, appearances text[], sources text[], "isExample" boolean, "contentHash" text)
    ON CONFLICT (id) DO UPDATE SET url = excluded.url, title = excluded.title, claim = excluded.claim,
      rating = excluded.rating, rating_label = excluded.rating_label, summary = excluded.summary,
      body = excluded.body, publisher = excluded.publisher, date_published = excluded.date_published,
      language = excluded.language, appearances = excluded.appearances, sources = excluded.sources,
      is_example = excluded.is_example,
      content_hash = excluded.content_hash, updated_at = now(), deleted_at = NULL,
      revision = nextval('fact_checks_revision_seq')
    WHERE fact_checks.content_hash <> excluded.content_hash OR fact_checks.deleted_at IS NOT NULL
    RETURNING id, (xmax = 0) AS created`;
  const result = new Map<string, Written>(rows.map(({ id }) => [id, 'unchanged']));
  for (const { id, created } of written) result.set(id, created ? 'created' : 'updated');
  return result;
}

/** Makes these the media of a fact-check, beside what the desk added or took out. Only inside `changeArchive`. */
export async function setFactCheckMedia(tx: Tx, factCheckId: string, mediaIds: number[]): Promise<void> {
  await tx.factCheckMedia.deleteMany({
    where: { factCheckId, mediaId: { notIn: mediaIds }, claimId: null, fromDesk: false, removedAt: null },
  });
  await tx.factCheckMedia.createMany({
    data: mediaIds.map((mediaId) => ({ factCheckId, mediaId })),
    skipDuplicates: true,
  });
  await reviseFactCheck(tx, factCheckId);
}

/** Adds files that people sent about a claim to a fact-check. Only inside `changeArchive`. */
export async function addClaimMedia(
  tx: Tx,
  factCheckId: string,
  claimId: number,
  mediaIds: number[],
): Promise<void> {
  await tx.factCheckMedia.createMany({
    data: mediaIds.map((mediaId) => ({ factCheckId, mediaId, claimId })),
    skipDuplicates: true,
  });
  await reviseFactCheck(tx, factCheckId);
}

/** Takes back what `addClaimMedia` brought. Only inside `changeArchive`. */
export async function removeClaimMedia(tx: Tx, factCheckId: string, claimId: number): Promise<void> {
  await tx.factCheckMedia.deleteMany({ where: { factCheckId, claimId } });
  await reviseFactCheck(tx, factCheckId);
}

/** Only inside `changeArchive`. */
export const removeFactCheck = (tx: Tx, id: string): Promise<number> =>
  tx.$executeRaw`UPDATE fact_checks
    SET deleted_at = now(), retired_at = NULL, revision = nextval('fact_checks_revision_seq')
    WHERE id = ${id} AND deleted_at IS NULL`;

/** Makes all indexes read it again. Only inside `changeArchive`. */
export const reviseFactCheck = (tx: Tx, id: string): Promise<number> =>
  tx.$executeRaw`UPDATE fact_checks SET revision = nextval('fact_checks_revision_seq') WHERE id = ${id}`;

/** Takes the fictional archive out. Only inside `changeArchive`. */
export const removeExamples = (tx: Tx): Promise<number> =>
  tx.$executeRaw`UPDATE fact_checks
    SET deleted_at = now(), revision = nextval('fact_checks_revision_seq')
    WHERE is_example AND deleted_at IS NULL`;

export interface ArchiveSize {
  factChecks: number;
  examples: number;
}

export async function measureArchive(tx: Tx): Promise<ArchiveSize> {
  const [row] = await tx.$queryRaw<ArchiveSize[]>`
    SELECT count(*)::int AS "factChecks", count(*) FILTER (WHERE is_example)::int AS examples
    FROM fact_checks WHERE deleted_at IS NULL AND retired_at IS NULL`;
  return row ?? { factChecks: 0, examples: 0 };
}

/** Whether the archive ever held a row, taken out or not. */
export const archiveWasUsed = async (tx: Tx): Promise<boolean> => (await tx.factCheck.findFirst()) !== null;

export async function latestArchiveRevision(tx: Tx): Promise<bigint> {
  const { _max } = await tx.factCheck.aggregate({ _max: { revision: true } });
  return _max.revision ?? 0n;
}

/** What changed after a revision, in order, at most `limit` rows. Asked before every look-up: mostly nothing did. */
export async function listArchiveChanges(tx: Tx, after: bigint, limit: number): Promise<ArchiveChange[]> {
  // Ordered, or PostgreSQL reads the whole table for it: it takes one row in three to be newer.
  const [first] = await tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM fact_checks WHERE revision > ${after} ORDER BY revision LIMIT 1`;
  if (!first) return [];
  const rows = await tx.factCheck.findMany({
    where: { revision: { gt: after } },
    orderBy: { revision: Prisma.SortOrder.asc },
    take: limit,
  });
  const media = rows.length > 0 ? await mediaOf(tx, rows) : new Map<string, string[]>();
  const wordings = rows.length > 0 ? await wordingsOf(tx, rows) : new Map<string, string[]>();
  return rows.map((row) => ({
    revision: row.revision,
    deleted: row.deletedAt !== null || row.retiredAt !== null,
    factCheck: toFactCheck(row),
    media: media.get(row.id) ?? [],
    wordings: wordings.get(row.id) ?? [],
  }));
}

async function mediaOf(tx: Tx, factChecks: { id: string }[]): Promise<Map<string, string[]>> {
  const rows = await tx.factCheckMedia.findMany({
    where: { factCheckId: { in: factChecks.map(({ id }) => id) }, removedAt: null },
    select: { factCheckId: true, media: { select: { sha256: true } } },
  });
  const byId = new Map<string, string[]>();
  for (const { factCheckId, media } of rows) {
    byId.set(factCheckId, [...(byId.get(factCheckId) ?? []), media.sha256]);
  }
  return byId;
}

async function wordingsOf(tx: Tx, factChecks: { id: string }[]): Promise<Map<string, string[]>> {
  const rows = await tx.claim.findMany({
    where: { factCheckId: { in: factChecks.map(({ id }) => id) }, text: { not: null } },
    select: { factCheckId: true, text: true },
    orderBy: { id: Prisma.SortOrder.asc },
  });
  const byId = new Map<string, string[]>();
  for (const { factCheckId, text } of rows) {
    if (factCheckId !== null && text !== null) {
      byId.set(factCheckId, [...(byId.get(factCheckId) ?? []), text]);
    }
  }
  return byId;
}

/** What people may be answered with. */
const IN_USE = { deletedAt: null, retiredAt: null };

export async function findFactChecks(tx: Tx, ids: string[]): Promise<Map<string, FactCheck>> {
  const rows = await tx.factCheck.findMany({ where: { id: { in: ids }, ...IN_USE } });
  return new Map(rows.map((row) => [row.id, toFactCheck(row)]));
}

export async function listLatestFactChecks(tx: Tx, limit: number): Promise<FactCheck[]> {
  const rows = await tx.factCheck.findMany({
    where: IN_USE,
    orderBy: [{ datePublished: { sort: 'desc', nulls: 'last' } }, { id: 'asc' }],
    take: limit,
  });
  return rows.map(toFactCheck);
}

/** The media a fact-check holds. */
export async function listFactCheckMedia(
  tx: Tx,
  factCheckId: string,
): Promise<{ id: number; sha256: string }[]> {
  const rows = await tx.factCheckMedia.findMany({
    where: { factCheckId, removedAt: null },
    select: { media: { select: { id: true, sha256: true } } },
  });
  return rows.map(({ media }) => media);
}

type FactCheckModel = Prisma.FactCheckGetPayload<object>;

export const toFactCheck = (row: FactCheckModel): FactCheck => ({
  id: row.id,
  url: row.url,
  title: row.title,
  claim: row.claim,
  rating: row.rating as Rating,
  ratingLabel: row.ratingLabel,
  summary: row.summary,
  body: row.body,
  publisher: row.publisher,
  datePublished: row.datePublished?.toISOString().slice(0, 10) ?? null,
  language: row.language,
  appearances: row.appearances,
  ...(row.sources.length > 0 ? { sources: row.sources } : {}),
  isExample: row.isExample,
});
