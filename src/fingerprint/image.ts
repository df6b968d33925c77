import type { ImageFingerprint, PartHash, QueryImageFingerprint } from '../domain/fingerprint.ts';
import { decodeImage, type LumaPicture } from '../media/image.ts';
import { withoutBars } from './inner-boxes.ts';
import { PDQ_FULL_SIZE, pdqDihedral, pdqFromLuma } from './pdq.ts';
import { cropsOf, hashParts, LEAST_QUALITY, PIECES } from './picture-parts.ts';

/** @throws `media-too-big-to-decode`, `media-timeout`, `file-unreadable` */
export async function fingerprintImage(path: string): Promise<ImageFingerprint> {
  const picture = await decodeImage(path, PDQ_FULL_SIZE);
  const { luma, width, height } = picture;
  return { kind: 'image', ...pdqFromLuma(luma, width, height), parts: partsOfPicture(picture) };
}

/** The parts of a small picture are hashed as they are. */
function partsOfPicture({ luma, width, height, aspect }: LumaPicture): PartHash[] {
  const crops = hashParts(luma, width, height, cropsOf(aspect));
  const pieces = hashParts(luma, width, height, PIECES);
  const box = withoutBars({ frames: [luma], width, height });
  const content = box ? pdqFromLuma(luma, width, height, box) : null;
  return [
    ...(content && content.quality >= LEAST_QUALITY ? [{ t: 0, piece: 0, pdq: content.pdq }] : []),
    ...crops.map(({ pdq }) => ({ t: 0, piece: 0, pdq })),
    ...pieces.map(({ part, pdq }) => ({ t: 0, piece: part + 1, pdq })),
  ];
}

/**
 * With the hashes of the turned and mirrored picture and, for a small one, of the enlarged picture. Mean distance
 * of a small copy to the large original, measured on 81 photographs: at 320 pixels 11.6 bits, enlarged 3.5; at
 * 160 pixels 17.0, enlarged 7.7. Errors as `fingerprintImage`.
 */
export async function fingerprintImageQuery(path: string): Promise<QueryImageFingerprint> {
  const picture = await decodeImage(path, PDQ_FULL_SIZE);
  const { luma, width, height } = picture;
  const hashes = { ...pdqDihedral(luma, width, height), parts: partsOfPicture(picture) };
  if (width === PDQ_FULL_SIZE && height === PDQ_FULL_SIZE) return { kind: 'image', ...hashes };
  const large = await decodeImage(path, PDQ_FULL_SIZE, { enlarge: true });
  return { kind: 'image', ...hashes, enlarged: pdqFromLuma(large.luma, large.width, large.height).pdq };
}
