/** Decodes pictures with libvips and libheif. Runs in a process of its own: `picture-program.ts`. */
import sharp, { type Metadata, type OutputInfo, type Sharp, type SharpOptions } from 'sharp';
import { AppError } from '../errors.ts';
import { readFileHead } from './file-head.ts';
import { isNextStretch } from './frame-clock.ts';
import { decodeHeic, isHeic } from './heic.ts';
import {
  type AnimationFrame,
  type AnimationHead,
  type ColourPicture,
  type GreyPicture,
  type LumaPicture,
  type ReadablePicture,
  type ReadableSize,
  saysMemoryIsShort,
} from './picture-protocol.ts';

/** Pictures with more pixels than this are not decoded. */
export const MAX_IMAGE_PIXELS = 100_000_000;
/**
 * Frames of an animation are decoded in groups of so many pixels before and after they are squeezed. For each group the
 * library begins at the first frame again, so few groups are quick and large ones need memory: 0.3 GB for this many.
 */
const GROUP_PIXELS = 36_000_000;
const HEAD_BYTES = 64;

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
// Nothing is decoded twice, and what stays in memory counts against the next picture.
sharp.cache(false);
sharp.concurrency(2);

const openImage = (path: string, options: SharpOptions = {}) =>
  sharp(path, { limitInputPixels: MAX_IMAGE_PIXELS, failOn: 'none', sequentialRead: true, ...options });

/** Grey or red, green and blue, 8 bits each; transparent parts white. */
const pixelsOf = (picture: Sharp): Promise<{ data: Buffer; info: OutputInfo }> =>
  picture
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .removeAlpha()
    .raw({ depth: 'uchar' })
    .toBuffer({ resolveWithObject: true });

/** As `decodeImage` in `image.ts`. */
export async function decodeStill(path: string, size: number, enlarge: boolean): Promise<LumaPicture> {
  try {
    return isHeic(await readFileHead(path, HEAD_BYTES))
      ? await decodeHeicStill(path, size, enlarge)
      : await decodeUsualStill(path, size, enlarge);
  } catch (error) {
    throw imageError(error);
  }
}

async function decodeUsualStill(path: string, size: number, enlarge: boolean): Promise<LumaPicture> {
  const { width, height, autoOrient } = await openImage(path).metadata();
  const upright = openImage(path).autoOrient();
  if (enlarge || width > size || height > size) upright.resize(size, size, { fit: 'fill' });
  const { data, info } = await pixelsOf(upright);
  const aspect = autoOrient.width / Math.max(1, autoOrient.height);
  return { luma: toLuma(data, info.channels), width: info.width, height: info.height, aspect };
}

async function decodeHeicStill(path: string, size: number, enlarge: boolean): Promise<LumaPicture> {
  const { luma, width, height } = await decodeHeic(path, MAX_IMAGE_PIXELS);
  const aspect = width / height;
  if (!enlarge && width <= size && height <= size) return { luma, width, height, aspect };
  const squeezed = await resizeLuma({ luma, width, height }, size, size);
  return { luma: squeezed, width: size, height: size, aspect };
}

async function resizeLuma(
  { luma, width, height }: Omit<LumaPicture, 'aspect'>,
  toWidth: number,
  toHeight: number,
): Promise<Uint8Array> {
  const resized = await sharp(luma, {
    raw: { width, height, channels: 1 },
    limitInputPixels: MAX_IMAGE_PIXELS,
  })
    .resize(toWidth, toHeight, { fit: 'fill' })
    .toColourspace('b-w')
    .raw({ depth: 'uchar' })
    .toBuffer();
  return Uint8Array.from(resized);
}

/** As `decodeForReading` in `image.ts`. */
export async function decodeReadable(path: string, size: ReadableSize): Promise<ReadablePicture> {
  try {
    return isHeic(await readFileHead(path, HEAD_BYTES))
      ? await decodeReadableHeic(path, size)
      : await decodeUsualReadable(path, size);
  } catch (error) {
    throw imageError(error);
  }
}

async function decodeUsualReadable(path: string, size: ReadableSize): Promise<ReadablePicture> {
  const { data, channels, ...shape } = await pixelsInShape(path, size);
  const grey = (pixels: Uint8Array): GreyPicture => ({ pixels, ...shape });
  return {
    brightness: grey(toLuma(data, channels)),
    least: grey(channelwise(data, channels, Math.min)),
    greatest: grey(channelwise(data, channels, Math.max)),
  };
}

async function pixelsInShape(path: string, size: ReadableSize) {
  const { autoOrient } = await openImage(path).metadata();
  const { width, height } = readableSize(autoOrient, size);
  const { data, info } = await pixelsOf(openImage(path).autoOrient().resize(width, height, { fit: 'fill' }));
  return { data, channels: info.channels, width, height };
}

async function decodeReadableHeic(path: string, size: ReadableSize): Promise<ReadablePicture> {
  const whole = await decodeHeic(path, MAX_IMAGE_PIXELS);
  const { width, height } = readableSize(whole, size);
  const grey = { pixels: await resizeLuma(whole, width, height), width, height };
  return { brightness: grey, least: grey, greatest: grey };
}

/** As `decodeInShape` in `image.ts`. */
export async function decodeGrey(path: string, size: ReadableSize): Promise<GreyPicture> {
  try {
    if (isHeic(await readFileHead(path, HEAD_BYTES)))
      return (await decodeReadableHeic(path, size)).brightness;
    const { data, channels, width, height } = await pixelsInShape(path, size);
    return { pixels: toLuma(data, channels), width, height };
  } catch (error) {
    throw imageError(error);
  }
}

/** As `decodeColours` in `image.ts`. */
export async function decodeColoured(
  path: string,
  { width, height }: { width: number; height: number },
): Promise<ColourPicture> {
  try {
    const { data, info } = await openImage(path)
      .autoOrient()
      .resize(width, height, { fit: 'inside', withoutEnlargement: true })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw({ depth: 'uchar' })
      .toBuffer({ resolveWithObject: true });
    return { pixels: Uint8Array.from(data), width: info.width, height: info.height };
  } catch (error) {
    throw imageError(error);
  }
}

function readableSize(
  { width, height }: { width: number; height: number },
  { longest, least }: ReadableSize,
): { width: number; height: number } {
  const side = Math.max(width, height);
  const scale = side > longest ? longest / side : Math.min(2, Math.max(1, least / side));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

export async function readHead(path: string): Promise<AnimationHead> {
  try {
    const metadata = await openImage(path).metadata();
    const times = timesOf(metadata);
    return {
      frames: metadata.pages ?? 1,
      width: metadata.width,
      height: metadata.pageHeight ?? metadata.height,
      seconds: times.at(-1) ?? 0,
    };
  } catch (error) {
    throw imageError(error);
  }
}

/** Frames of an animation, the first of each stretch of `everySeconds`, squeezed to `width` x `height`. */
export async function* decodeAnimationFrames(
  path: string,
  { width, height, everySeconds }: { width: number; height: number; everySeconds: number },
): AsyncGenerator<AnimationFrame, void, undefined> {
  try {
    const metadata = await openImage(path).metadata();
    const times = timesOf(metadata);
    const pagePixels = metadata.width * (metadata.pageHeight ?? metadata.height);
    const most = Math.max(1, Math.floor(GROUP_PIXELS / Math.max(pagePixels, width * height)));
    const group = Math.ceil((times.length - 1) / Math.ceil((times.length - 1) / most));
    let last: number | undefined;
    for (let first = 0; first < times.length - 1; first += group) {
      const pages = Math.min(group, times.length - 1 - first);
      const { data, info } = await pixelsOf(
        openImage(path, { page: first, pages }).resize(width, height, { fit: 'fill' }),
      );
      const bytes = width * height * info.channels;
      for (let page = 0; page < pages; page++) {
        const t = times[first + page] ?? 0;
        if (!isNextStretch(last, t, everySeconds)) continue;
        last = t;
        const part = data.subarray(page * bytes, (page + 1) * bytes);
        yield { t, luma: toLuma(part, info.channels) };
      }
    }
  } catch (error) {
    throw imageError(error);
  }
}

/** Players show no frame for less than this, whatever the file says. */
const LEAST_DELAY_MS = 20;
const USUAL_DELAY_MS = 100;

/** When each frame begins, and behind them the end; seconds. */
function timesOf({ pages = 1, delay = [] }: Metadata): number[] {
  const times = [0];
  let milliseconds = 0;
  for (let page = 0; page < pages; page++) {
    const told = delay[page] ?? USUAL_DELAY_MS;
    milliseconds += told < LEAST_DELAY_MS ? USUAL_DELAY_MS : told;
    times.push(Math.round(milliseconds) / 1000);
  }
  return times;
}

/** 8-bit brightness (ITU-R BT.601). */
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

function channelwise(
  pixels: Uint8Array,
  channels: number,
  pick: (...values: number[]) => number,
): Uint8Array {
  if (channels < 3) return toLuma(pixels, channels);
  const picked = new Uint8Array(pixels.length / channels);
  for (let i = 0, at = 0; i < picked.length; i++, at += channels) {
    picked[i] = pick(pixels[at] ?? 0, pixels[at + 1] ?? 0, pixels[at + 2] ?? 0);
  }
  return picked;
}

function imageError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  const message = error instanceof Error ? error.message : '';
  const isTooBig = /pixel limit|dimensions? (?:are )?too large/iu.test(message) || saysMemoryIsShort(message);
  return new AppError(isTooBig ? 'media-too-big-to-decode' : 'file-unreadable', { cause: error });
}
