import type { Closest } from '../domain/evidence.ts';
import type { Tx } from './database.ts';
import type { PackedFingerprint } from './media.ts';
import type { OfferedAnswer } from './tips.ts';

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
  files: ClaimFile[];
  /** What people wrote with it, the commonest first; of nobody it is told who wrote it. */
  wordings: { text: string; people: number }[];
  /** Where it was forwarded from. */
  origins: { kind: string; title: string | null; link: string | null; people: number }[];
  /** What was offered to those who asked, the surest first. */
  candidates: OfferedAnswer[];
}

export interface ClaimFile {
  sha256: string;
  kind: string;
  mime: string;
  failure: string | null;
  fingerprints: PackedFingerprint[];
}

const MOST = { files: 12, wordings: 20, origins: 20, tips: 50, candidates: 5 };

export async function findClaimDetails(tx: Tx, id: number): Promise<ClaimDetails | null> {
  const claim = await tx.claim.findUnique({ where: { id } });
  if (!claim) return null;
  const [files, wordings, origins, candidates] = await Promise.all([
    listFiles(tx, id),
    tx.$queryRaw<ClaimDetails['wordings']>`
      SELECT left(text, 2000) AS text, count(DISTINCT sender_id)::int AS people FROM tips
      WHERE claim_id = ${id} AND text IS NOT NULL GROUP BY 1 ORDER BY 2 DESC, min(id) LIMIT ${MOST.wordings}`,
    tx.$queryRaw<ClaimDetails['origins']>`
      SELECT origin->>'kind' AS kind, origin->>'title' AS title, min(origin->>'link') AS link,
        count(DISTINCT sender_id)::int AS people
      FROM tips WHERE claim_id = ${id} AND origin IS NOT NULL
      GROUP BY 1, 2 ORDER BY 4 DESC, min(id) LIMIT ${MOST.origins}`,
    listCandidates(tx, id),
  ]);
  const { state, text, demand, channels, isViral, firstSeenAt, lastSeenAt } = claim;
  return {
    ...{ id, state, text, demand, channels, isViral, firstSeenAt, lastSeenAt },
    closest: claim.closest as unknown as Closest | null,
    ...{ files, wordings, origins, candidates },
  };
}

async function listFiles(tx: Tx, id: number): Promise<ClaimFile[]> {
  const rows = await tx.media.findMany({
    where: { tipFiles: { some: { tip: { claimId: id } } } },
    orderBy: { id: 'asc' },
    take: MOST.files,
    include: { fingerprints: { where: { kind: 'ocr' }, select: { kind: true, version: true, data: true } } },
  });
  return rows.map(({ sha256, kind, mime, failure, fingerprints }) => ({
    ...{ sha256, kind, mime, failure, fingerprints },
  }));
}

async function listCandidates(tx: Tx, claimId: number): Promise<OfferedAnswer[]> {
  const tips = await tx.tip.findMany({
    where: { claimId },
    orderBy: { id: 'desc' },
    take: MOST.tips,
    select: { answers: true },
  });
  const best = new Map<string, OfferedAnswer>();
  for (const { answers } of tips) {
    for (const answer of (answers ?? []) as unknown as OfferedAnswer[]) {
      const known = best.get(answer.factCheckId);
      if (!known || known.confidence < answer.confidence) best.set(answer.factCheckId, answer);
    }
  }
  return [...best.values()].sort((a, b) => b.confidence - a.confidence).slice(0, MOST.candidates);
}

/** A file that people sent about a claim or that a fact-check shows; of any other nothing is said. */
export const findShownFile = (tx: Tx, sha256: string): Promise<{ mime: string; kind: string } | null> =>
  tx.media.findFirst({
    where: {
      sha256,
      OR: [{ tipFiles: { some: { tip: { claimId: { not: null } } } } }, { factChecks: { some: {} } }],
    },
    select: { mime: true, kind: true },
  });
