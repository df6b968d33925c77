import type { Tx } from './database.ts';
import { Prisma } from './database.ts';

/** One line of the log: something that somebody did with an account, a setting or a claim. */
export interface AuditEntry {
  /** Unique among all, such as `a12` or `c5`. */
  id: string;
  at: Date;
  type: string;
  /** User name; null: the command line, or nobody who is known. */
  actor: string | null;
  /** User name. */
  about: string | null;
  claimId: number | null;
  /** Network address. */
  origin: string | null;
  detail: { setting?: string; from?: unknown; to?: unknown } | null;
}

export interface AuditFilter {
  /** User name: who did it, or whom it was done to. */
  who: string | null;
  type: string | null;
}

/** The newest first. What people who ask bring to a claim is none of it. */
export function listAudit(
  tx: Tx,
  { who, type }: AuditFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<AuditEntry[]> {
  const ofAccounts = conditions([
    ...(who === null ? [] : [Prisma.sql`(actor = ${who} OR about = ${who})`]),
    ...(type === null ? [] : [Prisma.sql`type = ${type}`]),
  ]);
  const ofClaims = conditions([
    Prisma.sql`actor IS NOT NULL`,
    ...(who === null ? [] : [Prisma.sql`actor = ${who}`]),
    ...(type === null ? [] : [Prisma.sql`type = ${type}`]),
  ]);
  const most = limit + offset;
  return tx.$queryRaw<AuditEntry[]>`
    SELECT * FROM (
      (SELECT 'a' || id AS id, at, type, actor, about, NULL::int AS "claimId", origin, detail FROM account_events
        WHERE ${ofAccounts} ORDER BY at DESC, id DESC LIMIT ${most})
      UNION ALL
      (SELECT 'c' || id AS id, at, type, actor, NULL AS about, claim_id AS "claimId", origin, NULL AS detail
        FROM review_events WHERE ${ofClaims} ORDER BY at DESC, id DESC LIMIT ${most})) AS entries
    ORDER BY at DESC, id DESC LIMIT ${limit} OFFSET ${offset}`;
}

const conditions = (all: Prisma.Sql[]): Prisma.Sql =>
  all.length > 0 ? Prisma.join(all, ' AND ') : Prisma.sql`true`;
