import { decodeWriting } from '../fingerprint/encoding.ts';
import { listQueue, type QueuedClaim } from '../store/claims.ts';
import type { Tx } from '../store/database.ts';

/** A claim as moderators read it. */
export interface WaitingClaim extends Omit<QueuedClaim, 'media'> {
  /** `text`: the words in a picture or film; null without any, or while they are not read. */
  media: { sha256: string; kind: string; text: string | null }[];
}

/** Open claims, the most wanted first. */
export async function listWaitingClaims(tx: Tx, limit: number): Promise<WaitingClaim[]> {
  const claims = await listQueue(tx, limit);
  return claims.map((claim) => ({
    ...claim,
    media: claim.media.map(({ sha256, kind, fingerprints }) => ({
      sha256,
      kind,
      text: decodeWriting(fingerprints) || null,
    })),
  }));
}
