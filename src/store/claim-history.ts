import type { Tx } from './database.ts';
import { Prisma } from './database.ts';

export interface StoredEvent {
  id: number;
  type: string;
  /** User name of the moderator; null: the program. */
  actor: string | null;
  data: Record<string, unknown>;
  at: Date;
}

/** How often each person joined is no decision: claims with many askers have as many of these. */
const OF_THE_PROGRAM = ['opened', 'joined'];

/** Until the transaction ends nobody else decides about these. False for one that is not there. */
export async function lockClaim(tx: Tx, id: number): Promise<boolean> {
  const rows = await tx.$queryRaw<unknown[]>`SELECT 1 FROM claims WHERE id = ${id} FOR UPDATE`;
  return rows.length > 0;
}

/** What moderators did with a claim, oldest first. */
export async function listActs(tx: Tx, claimId: number): Promise<StoredEvent[]> {
  const rows = await tx.reviewEvent.findMany({
    where: { claimId, type: { notIn: OF_THE_PROGRAM } },
    orderBy: { id: Prisma.SortOrder.asc },
    select: { id: true, type: true, actor: true, data: true, at: true },
  });
  return rows.map(({ data, ...event }) => ({ ...event, data: data as Record<string, unknown> }));
}

/** Appends to the history. `origin`: network address. Resolves with the id of the event. */
export async function appendAct(
  tx: Tx,
  claimId: number,
  { actor, origin = null }: { actor: string; origin?: string | null },
  { type, ...data }: { type: string } & Record<string, Prisma.InputJsonValue | null>,
): Promise<number> {
  const { id } = await tx.reviewEvent.create({
    data: { claimId, actor, origin, type, data },
    select: { id: true },
  });
  return id;
}

export interface StoredStatus {
  state: string;
  factCheckId: string | null;
  mergedInto: number | null;
  assignee: string | null;
  tags: string[];
  verdict: number;
  awaitsApproval: boolean;
}

/** Keeps what follows from the history, and lets the indexes hear of it. Only after `lockClaims`. */
export async function saveStatus(tx: Tx, id: number, status: StoredStatus): Promise<void> {
  await tx.$executeRaw`
    UPDATE claims SET state = ${status.state}, fact_check_id = ${status.factCheckId},
      merged_into_id = ${status.mergedInto}, assignee = ${status.assignee}, tags = ${status.tags},
      verdict = ${status.verdict}, awaits_approval = ${status.awaitsApproval},
      revision = CASE WHEN state = ${status.state} THEN revision ELSE nextval('claims_revision_seq') END
    WHERE id = ${id}`;
  await tx.$executeRaw`
    UPDATE claims SET revision = nextval('claims_revision_seq') WHERE merged_into_id = ${id}`;
}

/** Files that people sent about a claim and that a look-up can find. */
export async function listClaimMediaIds(tx: Tx, claimId: number): Promise<number[]> {
  const rows = await tx.$queryRaw<{ id: number }[]>`
    SELECT DISTINCT m.id FROM tips t JOIN tip_files f ON f.tip_id = t.id JOIN media m ON m.id = f.media_id
    WHERE t.claim_id = ${claimId} AND m.failure IS NULL AND NOT f.via_thumbnail
    ORDER BY m.id`;
  return rows.map(({ id }) => id);
}

/** Gives the tips of a claim to another. Only after `lockClaims`. */
export async function moveTips(tx: Tx, from: number, into: number): Promise<void> {
  await tx.$executeRaw`
    UPDATE tips SET claim_before_id = COALESCE(claim_before_id, ${from}), claim_id = ${into} WHERE claim_id = ${from}`;
  await recountClaims(tx, [from, into]);
}

/**
 * Takes back the tips that came with a claim that was merged into another, and with those that had been merged into
 * it before. Only after `lockClaims`.
 */
export async function takeTipsBack(tx: Tx, from: number, into: number): Promise<void> {
  await tx.$executeRaw`
    WITH RECURSIVE family AS (
      SELECT ${from}::int AS id
      UNION SELECT c.id FROM claims c JOIN family f ON c.merged_into_id = f.id)
    UPDATE tips SET claim_id = ${from}, claim_before_id = NULLIF(claim_before_id, ${from})
    WHERE claim_id = ${into} AND claim_before_id IN (SELECT id FROM family)`;
  await recountClaims(tx, [from, into]);
}

/** Counts askers, messengers and kinds of claims anew. Only after `lockClaims`. */
async function recountClaims(tx: Tx, ids: number[]): Promise<void> {
  await tx.$executeRaw`
    UPDATE claims c SET
      demand = counted.demand, channels = counted.channels, kinds = counted.kinds, is_viral = counted.is_viral,
      last_seen_at = COALESCE(counted.last_seen_at, c.last_seen_at),
      revision = nextval('claims_revision_seq')
    FROM (
      SELECT wanted.id,
        count(DISTINCT t.sender_id)::int AS demand,
        array_remove(array_agg(DISTINCT t.channel), NULL) AS channels,
        array_remove(array_agg(DISTINCT kind.name), NULL) AS kinds,
        COALESCE(bool_or((t.origin->>'isViral')::boolean), false) AS is_viral,
        max(t.created_at) AS last_seen_at
      FROM unnest(${ids}::int[]) AS wanted(id)
        LEFT JOIN tips t ON t.claim_id = wanted.id
        LEFT JOIN LATERAL (
          SELECT CASE WHEN t.text ~* 'https?://' THEN 'link' ELSE 'text' END AS name WHERE t.text IS NOT NULL
          UNION SELECT m.kind FROM tip_files f JOIN media m ON m.id = f.media_id WHERE f.tip_id = t.id) AS kind ON true
      GROUP BY wanted.id) AS counted
    WHERE c.id = counted.id`;
}

/** The claim that has the tips of this one: itself, or the one it was merged into in the end. */
export async function rootOfClaim(tx: Tx, id: number): Promise<number> {
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    WITH RECURSIVE line AS (
      SELECT id, merged_into_id FROM claims WHERE id = ${id}
      UNION SELECT c.id, c.merged_into_id FROM claims c JOIN line l ON c.id = l.merged_into_id)
    SELECT id FROM line WHERE merged_into_id IS NULL LIMIT 1`;
  return row?.id ?? id;
}
