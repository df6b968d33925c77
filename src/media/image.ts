import { PicturePool } from './picture-pool.ts';
import type {
  ColourPicture,
  GreyPicture,
  LumaPicture,
  PictureTask,
  ReadablePicture,
  ReadableSize,
} from './picture-protocol.ts';

export type { ColourPicture, GreyPicture, LumaPicture, ReadablePicture } from './picture-protocol.ts';

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
export const decodeImage = (
  path: string,
  size: number,
  { enlarge = false, pool = usualPool }: { enlarge?: boolean; pool?: PicturePool } = {},
): Promise<LumaPicture> => decode({ kind: 'still', path, size, enlarge }, pool);

/** As `decodeImage`, but in its own shape and in three kinds of grey. Errors as `decodeImage`. */
export const decodeForReading = (path: string, size: ReadableSize): Promise<ReadablePicture> =>
  decode({ kind: 'readable', path, size });

/** As `decodeForReading`, its brightness alone. */
export const decodeInShape = (path: string, size: ReadableSize): Promise<GreyPicture> =>
  decode({ kind: 'grey', path, size });

/** In colour, transparent parts as they are, shrunk to fit a box where it is larger. Errors as `decodeImage`; no HEIC. */
export const decodeColours = (path: string, box: { width: number; height: number }): Promise<ColourPicture> =>
  decode({ kind: 'coloured', path, ...box });

/** What the tasks of each kind give. */
interface Pictures {
  still: LumaPicture;
  readable: ReadablePicture;
  grey: GreyPicture;
  coloured: ColourPicture;
}

async function decode<Kind extends keyof Pictures>(
  task: PictureTask & { kind: Kind },
  pool: PicturePool = usualPool,
): Promise<Pictures[Kind]> {
  let picture: Pictures[Kind] | null = null;
  for await (const reply of pool.run(task)) {
    if ('picture' in reply && reply.kind === task.kind) picture = reply.picture as Pictures[Kind];
  }
  if (!picture) throw new Error('no picture');
  return picture;
}
