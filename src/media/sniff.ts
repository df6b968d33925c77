import { stat } from 'node:fs/promises';
import type { MediaKind } from '../domain/fingerprint.ts';
import { AppError } from '../errors.ts';
import { readAnimationHead } from './animation.ts';
import type { Ffmpeg } from './ffmpeg.ts';

export interface SniffedFile {
  kind: MediaKind;
  mime: string;
}

/** Pictures that the image library reads without help. */
const IMAGE_TYPES = new Set([
  'image/jpeg',
  'image/png',
  'image/apng',
  'image/webp',
  'image/gif',
  'image/avif',
  'image/tiff',
  'image/heic',
  'image/heif',
  'image/heic-sequence',
  'image/heif-sequence',
]);

/** Of these, one with several frames is a film. */
const ANIMATION_TYPES = new Set(['image/gif', 'image/webp']);

const AUDIO_TYPES = new Set([
  'audio/mpeg',
  'audio/aac',
  'audio/amr',
  'audio/wav',
  'audio/aiff',
  'audio/flac',
  'audio/x-flac',
  'audio/x-m4a',
  'audio/mp4',
  // A picture in it is the cover.
  'audio/ogg',
  'audio/vnd.wave',
  'audio/x-caf',
]);

/** Containers that can hold a moving picture or only sound: their streams decide. */
const CONTAINER_TYPES = new Set([
  'video/mp4',
  'video/quicktime',
  'video/x-m4v',
  'video/3gpp',
  'video/3gpp2',
  'video/matroska',
  'video/x-matroska',
  'video/webm',
  'video/ogg',
  'application/ogg',
  'video/vnd.avi',
  'video/x-msvideo',
  'video/mp2t',
  'video/mpeg',
  'video/MP1S',
  'video/MP2P',
  'video/x-flv',
  'video/x-ms-asf',
  'video/x-ms-wmv',
  'audio/x-ms-asf',
  'application/vnd.ms-asf',
]);

/**
 * What a file is by its content, never by its name. Whether a container is a film or a sound is decided
 * by its streams; an animated picture is a film.
 *
 * @throws `file-not-found`, `file-empty`, `file-type-unsupported`, and as `Ffmpeg.streams`
 */
export async function sniff(path: string, ffmpeg: Ffmpeg): Promise<SniffedFile> {
  const mime = await contentType(path);
  if (ANIMATION_TYPES.has(mime) && (await readAnimationHead(path)).frames > 1) return { kind: 'video', mime };
  if (IMAGE_TYPES.has(mime)) return { kind: 'image', mime };
  if (AUDIO_TYPES.has(mime)) return { kind: 'audio', mime };
  if (CONTAINER_TYPES.has(mime)) {
    const { video } = await ffmpeg.streams(path);
    return video ? { kind: 'video', mime } : { kind: 'audio', mime: mime.replace(/^video\//u, 'audio/') };
  }
  throw new AppError('file-type-unsupported', { params: { mime } });
}

async function contentType(path: string): Promise<string> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new AppError('file-not-found', { params: { file: path }, cause: error })
      : new AppError('file-unreadable', { cause: error });
  });
  if (!found.isFile()) throw new AppError('file-unreadable');
  if (found.size === 0) throw new AppError('file-empty');
  // Text of any sort (play lists, scripts, SVG, pages) has no signature and ends here.
  const { fileTypeFromFile } = await import('file-type');
  const type = await fileTypeFromFile(path).catch((error: unknown) => {
    throw new AppError('file-unreadable', { cause: error });
  });
  if (!type) throw new AppError('file-type-unsupported');
  return type.mime.split(';')[0] ?? type.mime;
}
