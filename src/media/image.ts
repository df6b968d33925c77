import sharp, { type SharpOptions } from 'sharp';
import { AppError } from '../errors.ts';

/** 8-bit brightness (ITU-R BT.601), row by row. */
export interface LumaPicture {
  luma: Uint8Array;
  width: number;
  height: number;
  /** Width / height before it was squeezed. */
  aspect: number;
}

/** Pictures with more pixels than this are not decoded. */
export const MAX_IMAGE_PIXELS = 100_000_000;
const DECODE_SECONDS = 30;

// These formats can read other files or run long programs; none of them is a picture people forward.
sharp.block({
  operation: [
    'VipsForeignLoadSvg',
    'VipsForeignLoadPdf',
    'VipsForeignLoadMagick',
    'VipsForeignLoadMagick7',
    'VipsForeignLoadOpenslide',
    'VipsForeignLoadMat',
    'VipsForeignLoadVips',
    'VipsForeignLoadCsv',
    'VipsForeignLoadMatrix',
    'VipsForeignLoadRaw',
  ],
});

const openImage = (path: string, options: SharpOptions = {}) =>
  sharp(path, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: 'none', sequentialRead: true, ...options });

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
  { enlarge = false }: { enlarge?: boolean } = {},
): Promise<LumaPicture> {
  try {
    const { width, height, autoOrient } = await openImage(path).metadata();
    const upright = openImage(path).autoOrient().flatten({ background: '#ffffff' });
    if (enlarge || width > size || height > size) upright.resize(size, size, { fit: 'fill' });
    const { data, info } = await upright
      .toColourspace('srgb')
      .removeAlpha()
      .timeout({ seconds: DECODE_SECONDS })
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    const aspect = autoOrient.width / Math.max(1, autoOrient.height);
    return { luma: toLuma(data, info.channels), width: info.width, height: info.height, aspect };
  } catch (error) {
    throw imageError(error);
  }
}

/** Number of frames: more than 1 is an animation. */
export async function countImagePages(path: string): Promise<number> {
  try {
    const { pages } = await openImage(path).metadata();
    return pages ?? 1;
  } catch (error) {
    throw imageError(error);
  }
}

function toLuma(pixels: Uint8Array, channels: number): Uint8Array {
  if (channels === 1) return Uint8Array.from(pixels);
  const luma = new Uint8Array(pixels.length / channels);
  for (let i = 0, at = 0; i < luma.length; i++, at += channels) {
    const red = pixels[at] ?? 0;
    const green = pixels[at + (channels > 2 ? 1 : 0)] ?? 0;
    const blue = pixels[at + (channels > 2 ? 2 : 0)] ?? 0;
    luma[i] = 0.299 * red + 0.587 * green + 0.114 * blue + 0.5;
  }
  return luma;
}

function imageError(error: unknown): AppError {
  const message = error instanceof Error ? error.message : '';
  if (/exceeds pixel limit|pixel limit/iu.test(message)) {
    return new AppError('media-too-big-to-decode', { cause: error });
  }
  if (/timeout/iu.test(message)) return new AppError('media-timeout', { cause: error });
  return new AppError('file-unreadable', { cause: error });
}
