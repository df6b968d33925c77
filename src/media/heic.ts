import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { AppError } from '../errors.ts';

/** Brands (ISO/IEC 23008-12) of pictures compressed with HEVC, as telephones take them. */
const HEIC_BRANDS = new Set(['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'hevm', 'hevs']);

/** By the first bytes of a file: its brand, or among the further ones when the first only says "a still picture". */
export function isHeic(head: Uint8Array): boolean {
  const text = Buffer.from(head).toString('latin1');
  if (text.slice(4, 8) !== 'ftyp') return false;
  const brands = [text.slice(8, 12), ...(text.slice(16).match(/.{4}/gsu) ?? [])];
  return brands.some((brand) => HEIC_BRANDS.has(brand)) && !brands.includes('avif');
}

/** The part of libheif's interface that we use. What is no number is an object of the library. */
interface Libheif {
  heif_context_alloc(): unknown;
  heif_context_free(context: unknown): void;
  heif_context_read_from_memory(context: unknown, bytes: Uint8Array): { code: unknown; message?: string };
  heif_js_context_get_primary_image_handle(context: unknown): { code?: unknown; message?: string };
  heif_image_handle_get_width(handle: unknown): number;
  heif_image_handle_get_height(handle: unknown): number;
  heif_image_handle_release(handle: unknown): void;
  heif_js_decode_image2(handle: unknown, space: unknown, chroma: unknown): DecodedImage | undefined;
  heif_image_release(image: unknown): void;
  heif_error_code: { heif_error_Ok: unknown };
  heif_colorspace: { heif_colorspace_YCbCr: unknown };
  heif_chroma: { heif_chroma_420: unknown };
  heif_channel: { heif_channel_Y: unknown };
}

interface DecodedImage {
  code?: unknown;
  message?: string;
  image: unknown;
  channels: Plane[];
}

interface Plane {
  id: unknown;
  width: number;
  height: number;
  /** Bytes of a row. */
  stride: number;
  bits_per_pixel: number;
  data: Uint8Array;
}

let loading: Promise<Libheif> | undefined;

async function load(): Promise<Libheif> {
  const require = createRequire(import.meta.url);
  const wasmBinary = await readFile(require.resolve('libheif-js/libheif-wasm/libheif.wasm'));
  const start: (options: {
    wasmBinary: Uint8Array;
  }) => Libheif = require('libheif-js/libheif-wasm/libheif.js');
  return start({ wasmBinary });
}

/** Brightness of the main picture of an HEIC file, upright. @throws `media-too-big-to-decode`, `file-unreadable` */
export async function decodeHeic(
  path: string,
  maxPixels: number,
): Promise<{ luma: Uint8Array; width: number; height: number }> {
  loading ??= load();
  const heif = await loading;
  const context = heif.heif_context_alloc();
  try {
    const read = heif.heif_context_read_from_memory(context, await readFile(path));
    if (read.code !== heif.heif_error_code.heif_error_Ok) throw unreadable(read.message);
    const handle = heif.heif_js_context_get_primary_image_handle(context);
    if (handle.code !== undefined) throw unreadable(handle.message);
    try {
      return decodeHandle(heif, handle, maxPixels);
    } finally {
      heif.heif_image_handle_release(handle);
    }
  } finally {
    heif.heif_context_free(context);
  }
}

function decodeHandle(heif: Libheif, handle: unknown, maxPixels: number) {
  if (heif.heif_image_handle_get_width(handle) * heif.heif_image_handle_get_height(handle) > maxPixels) {
    throw new AppError('media-too-big-to-decode');
  }
  // Asked for as it is stored: colours in RGB would need four times the memory.
  const decoded = heif.heif_js_decode_image2(
    handle,
    heif.heif_colorspace.heif_colorspace_YCbCr,
    heif.heif_chroma.heif_chroma_420,
  );
  if (!decoded || decoded.code !== undefined) throw unreadable(decoded?.message);
  try {
    const plane = decoded.channels.find(({ id }) => id === heif.heif_channel.heif_channel_Y);
    if (!plane) throw unreadable('no brightness');
    return tight(plane);
  } finally {
    heif.heif_image_release(decoded.image);
  }
}

/** Rows without what is between them; of pictures with more than 8 bits, two bytes each, the highest 8. */
function tight({ width, height, stride, bits_per_pixel: bits, data }: Plane) {
  const luma = new Uint8Array(width * height);
  for (let y = 0, at = 0; y < height; y++) {
    const row = y * stride;
    if (bits <= 8) {
      luma.set(data.subarray(row, row + width), at);
      at += width;
      continue;
    }
    for (let x = 0; x < width; x++, at++) {
      const value = (data[row + 2 * x] as number) | ((data[row + 2 * x + 1] as number) << 8);
      luma[at] = value >> (bits - 8);
    }
  }
  return { luma, width, height };
}

const unreadable = (reason: string | undefined): AppError =>
  new AppError('file-unreadable', { cause: new Error(`libheif: ${reason ?? 'no reason given'}`) });
