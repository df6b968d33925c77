import { PicturePool } from './picture-pool.ts';
import type { LumaPicture, ReadablePicture, ReadableSize } from './picture-protocol.ts';

export type { GreyPicture, LumaPicture, ReadablePicture } from './picture-protocol.ts';

/** Shared by all of this program. */
export const usualPool = new PicturePool();

/**
 * Decodes a picture (of an animation: its first frame), upright as its EXIF data says, transparent
 * parts white. A picture larger than `size` in either direction is squeezed to `size` x `size`, whatever
 * its shape; with `enlarge` a smaller one is stretched to it. Damaged and cut-off pictures are read as far
 * as they go.
 *
 * @throws `media-too-big-to-decode`, `media-timeout`, `file-unreadable`
 */
export async function decodeImage(
  path: string,
  size: number,
  { enlarge = false, pool = usualPool }: { enlarge?: boolean; pool?: PicturePool } = {},
): Promise<LumaPicture> {
  let picture: LumaPicture | null = null;
  for await (const reply of pool.run({ kind: 'still', path, size, enlarge })) {
    if (reply.kind === 'still') picture = reply.picture;
  }
  if (!picture) throw new Error('no picture');
  return picture;
}

/** As `decodeImage`, but in its own shape and in three kinds of grey. Errors as `decodeImage`. */
export async function decodeForReading(path: string, size: ReadableSize): Promise<ReadablePicture> {
  let picture: ReadablePicture | null = null;
  for await (const reply of usualPool.run({ kind: 'readable', path, size })) {
    if (reply.kind === 'readable') picture = reply.picture;
  }
  if (!picture) throw new Error('no picture');
  return picture;
}
