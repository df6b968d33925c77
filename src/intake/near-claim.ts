import type { Match } from '../domain/evidence.ts';
import { isAppError } from '../errors.ts';
import { toKnownMedia } from '../fingerprint/media-library.ts';
import type { LiveIndex } from '../match/live-index.ts';
import { listClaimMediaIds } from '../store/claim-history.ts';
import type { Database } from '../store/database.ts';
import { findMediaByIds, findMediaBySha256 } from '../store/media.ts';
import { lookUp, toQueryParts } from './look-up.ts';

export interface NearParts {
  database: Database;
  archive: LiveIndex;
  claimIndex: LiveIndex;
}

/** A file of either side, as far as evidence about it can be shown. */
export interface ComparedFile {
  sha256: string;
  kind: string;
  /** Seconds; null for a picture. */
  duration: number | null;
}

export interface NearClaim {
  /** The closest fact-checks, best first, however far away. */
  matches: Match[];
  /** Files of the claim by their place in the evidence. */
  files: ComparedFile[];
  /** Files of the archive by their sha256. */
  archived: ReadonlyMap<string, ComparedFile>;
  /** Other claims that wait, best first. */
  similar: { id: number; confidence: number }[];
}

const MOST_MATCHES = 5;
const MOST_SIMILAR = 5;
/** What is less alike than this has a word in common, and no more. */
const LEAST_ALIKE = 0.05;

/**
 * Compares a claim, with everything that people sent about it, with the archive and with all claims that wait, as both
 * are now. Null when media cannot be compared at the moment.
 */
export async function findNear(
  parts: NearParts,
  claim: { id: number; text: string | null },
): Promise<NearClaim | null> {
  const { prisma } = parts.database;
  const rows = await findMediaByIds(prisma, await listClaimMediaIds(prisma, claim.id));
  const media = rows.map(toKnownMedia);
  const question = { text: claim.text, files: media.map((known, position) => ({ position, media: known })) };
  const query = toQueryParts(question);
  if (query.length === 0) return { matches: [], files: [], archived: new Map(), similar: [] };
  try {
    const [{ found }, { ranked }] = await Promise.all([
      lookUp(parts.archive, parts.database, question, null, MOST_MATCHES),
      parts.claimIndex.rank(query, { limit: MOST_SIMILAR + 1 }),
    ]);
    const matches = found.matches.filter(({ confidence }) => confidence >= LEAST_ALIKE);
    return {
      matches,
      files: media.map(comparedFile),
      archived: await archivedFiles(parts.database, matches),
      similar: ranked
        .filter(({ id, confidence }) => Number(id) !== claim.id && confidence >= LEAST_ALIKE)
        .slice(0, MOST_SIMILAR)
        .map(({ id, confidence }) => ({ id: Number(id), confidence })),
    };
  } catch (error) {
    if (isAppError(error, 'media-index-unavailable')) return null;
    throw error;
  }
}

type Known = ReturnType<typeof toKnownMedia>;

const comparedFile = ({ sha256, kind, fingerprint }: Known): ComparedFile => ({
  sha256,
  kind,
  duration: fingerprint && fingerprint.kind !== 'image' ? fingerprint.duration : null,
});

async function archivedFiles(database: Database, matches: Match[]): Promise<Map<string, ComparedFile>> {
  const named = matches.flatMap(({ evidence }) => evidence.flatMap(({ archive }) => archive?.media ?? []));
  const files = new Map<string, ComparedFile>();
  for (const sha256 of new Set(named)) {
    const row = await findMediaBySha256(database.prisma, sha256);
    if (row) files.set(sha256, comparedFile(toKnownMedia(row)));
  }
  return files;
}
