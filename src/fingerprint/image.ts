import type { ImageFingerprint, QueryImageFingerprint } from '../domain/fingerprint.ts';
import { decodeImage } from '../media/image.ts';
import { PDQ_FULL_SIZE, pdqDihedral, pdqFromLuma } from './pdq.ts';

/** @throws `media-too-big-to-decode`, `media-timeout`, `file-unreadable` */
export async function fingerprintImage(path: string): Promise<ImageFingerprint> {
  const { luma, width, height } = await decodeImage(path, PDQ_FULL_SIZE);
  return { kind: 'image', ...pdqFromLuma(luma, width, height) };
}

/**
 * With the hashes of the turned and mirrored picture and, for a small one, of the enlarged picture. Mean distance
 * of a small copy to the large original, measured on 81 photographs: at 320 pixels 11.6 bits, enlarged 3.5; at
 * 160 pixels 17.0, enlarged 7.7. Errors as `fingerprintImage`.
 */
export async function fingerprintImageQuery(path: string): Promise<QueryImageFingerprint> {
  const { luma, width, height } = await decodeImage(path, PDQ_FULL_SIZE);
  const hashes = pdqDihedral(luma, width, height);
  if (width === PDQ_FULL_SIZE && height === PDQ_FULL_SIZE) return { kind: 'image', ...hashes };
  const large = await decodeImage(path, PDQ_FULL_SIZE, { enlarge: true });
  return { kind: 'image', ...hashes, enlarged: pdqFromLuma(large.luma, large.width, large.height).pdq };
}
