import type { Closest } from '../domain/evidence.ts';
import type { Tx } from './database.ts';
import { Prisma } from './database.ts';
import type { PackedFingerprint } from './media.ts';

/** Claims are made and joined one at a time, so that the same thing never becomes two claims. */
const CLAIMS_LOCK = 7_430_003;
/** Of the fingerprint that holds the words read in a file. */
const WORDS_KIND = 'ocr';

export interface QueuedClaim {
  id: number;
  state: string;
  demand: number;
  text: string | null;
  firstSeenAt: Date;
  lastSeenAt: Date;
  closest: Closest | null;
  media: ClaimMedia[];
}

/** A file that people sent about a claim. */
export interface ClaimMedia {
  sha256: string;
  kind: string;
  /** Those with the words read in it; empty while it was not read. */
  fingerprints: PackedFingerprint[];
}

/** A claim as the index of open claims needs it. */
export interface ClaimChange {
  revision: bigint;
  id: number;
  open: boolean;
  text: string | null;
  media: ClaimMedia[];
}

/** Until the transaction ends, nobody else makes or joins a claim. */
export async function lockClaims(tx: Tx): Promise<void> {
  await tx.$executeRaw`SELECT pg_advisory_xact_lock(${CLAIMS_LOCK})`;
}

/** Only after `lockClaims`. */
export async function createClaim(tx: Tx, text: string | null, closest: Closest | null): Promise<number> {
  const { id } = await tx.claim.create({
    data: { text, closest: closest === null ? Prisma.DbNull : { ...closest } },
    select: { id: true },
  });
  return id;
}

/**
 * Adds a tip to a claim and counts anew how many different people asked. The indexes hear of it only when
 * it brings words or media that the claim lacked. Only after `lockClaims`.
 */
export async function addTipToClaim(tx: Tx, claimId: number, tipId: number): Promise<number> {
  await tx.tip.updateMany({ where: { id: tipId }, data: { claimId } });
  const [row] = await tx.$queryRaw<{ demand: number }[]>`
    UPDATE claims SET
      demand = (SELECT count(DISTINCT sender_id) FROM tips WHERE claim_id = ${claimId}),
      text = COALESCE(text, (SELECT text FROM tips WHERE id = ${tipId})),
      last_seen_at = now(),
      channels = (SELECT array_agg(DISTINCT name) FROM (SELECT unnest(claims.channels) AS name
        UNION SELECT channel FROM tips WHERE id = ${tipId}) AS names),
      kinds = (SELECT COALESCE(array_agg(DISTINCT name), '{}') FROM (SELECT unnest(claims.kinds) AS name
        UNION SELECT CASE WHEN text ~* 'https?://' THEN 'link' ELSE 'text' END FROM tips
          WHERE id = ${tipId} AND text IS NOT NULL
        UNION SELECT m.kind FROM tip_files f JOIN media m ON m.id = f.media_id WHERE f.tip_id = ${tipId}) AS names),
      is_viral = is_viral OR COALESCE((SELECT (origin->>'isViral')::boolean FROM tips WHERE id = ${tipId}), false),
      revision = CASE WHEN (text IS NULL AND EXISTS (SELECT 1 FROM tips WHERE id = ${tipId} AND text IS NOT NULL))
        OR EXISTS (
          SELECT media_id FROM tip_files WHERE tip_id = ${tipId} AND media_id IS NOT NULL
          EXCEPT
          SELECT f.media_id FROM tip_files f JOIN tips t ON t.id = f.tip_id
          WHERE t.claim_id = ${claimId} AND t.id <> ${tipId})
        THEN nextval('claims_revision_seq') ELSE revision END
    WHERE id = ${claimId}
    RETURNING demand`;
  return row?.demand ?? 0;
}

/** Lets the indexes hear of claims again that a file was sent about: its words were read only now. */
export async function reviseClaimsWith(tx: Tx, mediaId: number): Promise<void> {
  await lockClaims(tx);
  await tx.$executeRaw`
    UPDATE claims SET revision = nextval('claims_revision_seq')
    WHERE id IN (
      SELECT t.claim_id FROM tips t JOIN tip_files f ON f.tip_id = t.id WHERE f.media_id = ${mediaId})`;
}

export async function claimHasWords(tx: Tx, id: number): Promise<boolean> {
  const claim = await tx.claim.findUnique({ where: { id }, select: { text: true } });
  return claim !== null && claim.text !== null;
}

export async function recordEvent(
  tx: Tx,
  claimId: number,
  type: string,
  data: Record<string, string | number | boolean | null> = {},
  actor: string | null = null,
): Promise<void> {
  await tx.reviewEvent.create({ data: { claimId, type, actor, data } });
}

export async function listClaimChanges(tx: Tx, after: bigint, limit: number): Promise<ClaimChange[]> {
  const rows = await tx.claim.findMany({
    where: { revision: { gt: after } },
    orderBy: { revision: Prisma.SortOrder.asc },
    take: limit,
    // What was merged into a claim that waits still leads there by its own words.
    include: { mergedInto: { select: { state: true } } },
  });
  const media = await mediaOfClaims(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map(({ id, revision, state, mergedInto, text }) => ({
    id,
    revision,
    open: (mergedInto?.state ?? state) === 'open',
    text,
    media: media.get(id) ?? [],
  }));
}

async function mediaOfClaims(tx: Tx, claimIds: number[]): Promise<Map<number, ClaimMedia[]>> {
  if (claimIds.length === 0) return new Map();
  const rows = await tx.$queryRaw<
    { claimId: number; sha256: string; kind: string; version: number | null; data: Uint8Array | null }[]
  >`
    SELECT DISTINCT t.claim_id AS "claimId", m.id, m.sha256, m.kind, p.version, p.data
    FROM tips t JOIN tip_files f ON f.tip_id = t.id JOIN media m ON m.id = f.media_id
      LEFT JOIN fingerprints p ON p.media_id = m.id AND p.kind = ${WORDS_KIND}
    WHERE t.claim_id = ANY(${claimIds})
    ORDER BY t.claim_id, m.id`;
  const byClaim = new Map<number, ClaimMedia[]>();
  for (const { claimId, sha256, kind, version, data } of rows) {
    const fingerprints = version === null || data === null ? [] : [{ kind: WORDS_KIND, version, data }];
    const media = byClaim.get(claimId) ?? [];
    media.push({ sha256, kind, fingerprints });
    byClaim.set(claimId, media);
  }
  return byClaim;
}

/** Open claims, the most wanted first. */
export async function listQueue(tx: Tx, limit: number): Promise<QueuedClaim[]> {
  const rows = await tx.claim.findMany({
    where: { state: 'open' },
    orderBy: [{ demand: 'desc' }, { lastSeenAt: 'desc' }, { id: 'asc' }],
    take: limit,
  });
  const media = await mediaOfClaims(
    tx,
    rows.map(({ id }) => id),
  );
  return rows.map(({ closest, revision: _, ...claim }) => ({
    ...claim,
    closest: closest as unknown as Closest | null,
    media: media.get(claim.id) ?? [],
  }));
}

export const countOpenClaims = (tx: Tx): Promise<number> => tx.claim.count({ where: { state: 'open' } });
