import type { Closest } from '../domain/evidence.ts';
import type { Tx } from './database.ts';
import { Prisma } from './database.ts';
import { type MediaWithFingerprints, withFingerprints } from './media.ts';

export interface ClaimDetails {
  id: number;
  state: string;
  text: string | null;
  demand: number;
  channels: string[];
  isViral: boolean;
  firstSeenAt: Date;
  lastSeenAt: Date;
  closest: Closest | null;
  files: MediaWithFingerprints[];
  /** What people wrote with it, the commonest first; of nobody it is told who wrote it. */
  wordings: { text: string; people: number }[];
  /** Where it was forwarded from. */
  origins: { kind: string; title: string | null; link: string | null; people: number }[];
  /** How many people asked in each stretch of the time since the first. */
  spread: { from: Date; people: number }[];
}

const MOST = { files: 12, wordings: 20, origins: 20 };
/** UTF-16 units of a wording at most, about; the rest is hardly ever read. */
const LONGEST = 10_000;
const STRETCHES = 24;

export async function findClaimDetails(tx: Tx, id: number): Promise<ClaimDetails | null> {
  const claim = await tx.claim.findUnique({ where: { id } });
  if (!claim) return null;
  const [files, wordings, origins, spread] = await Promise.all([
    listFiles(tx, id),
    tx.$queryRaw<ClaimDetails['wordings']>`
      SELECT left(text, ${LONGEST + 1}::int) AS text, count(DISTINCT sender_id)::int AS people FROM tips
      WHERE claim_id = ${id} AND text IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, min(id) LIMIT ${MOST.wordings}`,
    tx.$queryRaw<ClaimDetails['origins']>`
      SELECT origin->>'kind' AS kind, origin->>'title' AS title, min(origin->>'link') AS link,
        count(DISTINCT sender_id)::int AS people
      FROM tips WHERE claim_id = ${id} AND origin IS NOT NULL
      GROUP BY 1, 2 ORDER BY 4 DESC, min(id) LIMIT ${MOST.origins}`,
    listSpread(tx, id),
  ]);
  const { state, text, demand, channels, isViral, firstSeenAt, lastSeenAt } = claim;
  return {
    ...{ id, state, text, demand, channels, isViral, firstSeenAt, lastSeenAt },
    closest: claim.closest as unknown as Closest | null,
    ...{ files, wordings, origins, spread },
  };
}

const listFiles = (tx: Tx, id: number): Promise<MediaWithFingerprints[]> =>
  tx.media.findMany({
    where: { tipFiles: { some: { tip: { claimId: id } } } },
    orderBy: { id: Prisma.SortOrder.asc },
    take: MOST.files,
    include: withFingerprints,
  });

/** How many people first asked in each of some equal stretches of time, from the first to the last. */
const listSpread = (tx: Tx, id: number): Promise<ClaimDetails['spread']> =>
  tx.$queryRaw`
    WITH asked AS (
      SELECT min(created_at) AS at FROM tips WHERE claim_id = ${id} GROUP BY sender_id
    ), ends AS (
      SELECT min(at) AS first, greatest(max(at), min(at) + interval '1 hour') AS last FROM asked
    ), counted AS (
      SELECT count(*)::int AS people, least(${STRETCHES - 1}::int,
        floor(${STRETCHES}::int * extract(epoch FROM a.at - e.first) / extract(epoch FROM e.last - e.first))::int) AS n
      FROM asked a CROSS JOIN ends e GROUP BY 2)
    SELECT e.first + (e.last - e.first) * n / ${STRETCHES}::int AS "from", COALESCE(c.people, 0) AS people
    FROM ends e CROSS JOIN generate_series(0, ${STRETCHES - 1}::int) AS n LEFT JOIN counted c USING (n)
    WHERE e.first IS NOT NULL ORDER BY n`;

/** What is asked in each of some claims. */
export async function findClaimTexts(tx: Tx, ids: number[]): Promise<Map<number, string | null>> {
  const rows = await tx.claim.findMany({ where: { id: { in: ids } }, select: { id: true, text: true } });
  return new Map(rows.map(({ id, text }) => [id, text]));
}

/** A file that people sent about a claim, in answer to a question about one, or that a fact-check shows; of any other nothing is said. */
export const findShownFile = (tx: Tx, sha256: string): Promise<{ mime: string; kind: string } | null> =>
  tx.media.findFirst({
    where: {
      sha256,
      OR: [
        { tipFiles: { some: { tip: { OR: [{ claimId: { not: null } }, { answerTo: { some: {} } }] } } } },
        { factChecks: { some: {} } },
      ],
    },
    select: { mime: true, kind: true },
  });
