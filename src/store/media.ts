import type { MediaKind } from '../domain/fingerprint.ts';
import type { Tx } from './database.ts';

/** One packed fingerprint of a file: a row of `fingerprints`. */
export interface PackedFingerprint {
  kind: string;
  version: number;
  data: Uint8Array;
}

export interface StoredMedia {
  id: number;
  sha256: string;
  kind: string;
  mime: string;
  bytes: number;
  failure: string | null;
}

export type MediaWithFingerprints = StoredMedia & { fingerprints: PackedFingerprint[] };

export const withFingerprints = {
  fingerprints: { select: { kind: true, version: true, data: true } },
} as const;

export const findMediaBySha256 = (tx: Tx, sha256: string): Promise<MediaWithFingerprints | null> =>
  tx.media.findUnique({ where: { sha256 }, include: withFingerprints });

export const findMediaByIds = (tx: Tx, ids: number[]): Promise<MediaWithFingerprints[]> =>
  tx.media.findMany({ where: { id: { in: ids } }, include: withFingerprints });

/** What kind of file it is and, of a film, its frames' hashes: a part of what is known of it. */
export const findFramesBySha256 = (tx: Tx, sha256: string): Promise<MediaWithFingerprints | null> =>
  tx.media.findUnique({
    where: { sha256 },
    include: { fingerprints: { ...withFingerprints.fingerprints, where: { kind: 'frames' } } },
  });

/** Number of the file a messenger's own id stands for, if it was ever seen. */
export async function findMediaIdByAlias(tx: Tx, channel: string, fileKey: string): Promise<number | null> {
  const alias = await tx.mediaAlias.findUnique({ where: { channel_fileKey: { channel, fileKey } } });
  return alias?.mediaId ?? null;
}

/** Remembers a file with its fingerprints; the same file again keeps its id and takes over newer fingerprints. */
export async function saveMedia(
  tx: Tx,
  media: { sha256: string; kind: MediaKind; mime: string; bytes: number; failure?: string },
  fingerprints: PackedFingerprint[],
): Promise<number> {
  const data = { kind: media.kind, mime: media.mime, bytes: media.bytes, failure: media.failure ?? null };
  const { id } = await tx.media.upsert({
    where: { sha256: media.sha256 },
    create: { sha256: media.sha256, ...data },
    update: data,
    select: { id: true },
  });
  for (const fingerprint of fingerprints) await saveFingerprint(tx, id, fingerprint);
  return id;
}

/** In place of an older one of its kind. */
export async function saveFingerprint(
  tx: Tx,
  mediaId: number,
  { kind, version, data }: PackedFingerprint,
): Promise<void> {
  const packed = Uint8Array.from(data);
  await tx.fingerprint.upsert({
    where: { mediaId_kind: { mediaId, kind } },
    create: { mediaId, kind, version, data: packed },
    update: { version, data: packed },
  });
}

export async function nameMedia(tx: Tx, channel: string, fileKey: string, mediaId: number): Promise<void> {
  await tx.mediaAlias.upsert({
    where: { channel_fileKey: { channel, fileKey } },
    create: { channel, fileKey, mediaId },
    update: { mediaId },
  });
}
