import type { Evidence, TimeSpan } from '../domain/evidence.ts';
import type { FrameHash } from '../domain/fingerprint.ts';
import { decodeFingerprint } from '../fingerprint/encoding.ts';
import { readerOf } from '../media/animation.ts';
import type { BlobStore } from '../media/blob-store.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { decodeInShape, type GreyPicture } from '../media/image.ts';
import type { Tx } from '../store/database.ts';
import { findFramesBySha256 } from '../store/media.ts';

/** A picture of the archive, or a moment of one of its films. */
export interface FramePlace {
  sha256: string;
  /** Null: a picture. */
  seconds: number | null;
}

/** In each stretch of so many seconds one frame stands for all: people send many pieces of one film. */
const STRETCH_SECONDS = 10;

/** What of the archive matched by sight, as the evidence says; null: nothing that can be shown. */
export async function findMatchedFrame(tx: Tx, evidence: readonly Evidence[]): Promise<FramePlace | null> {
  for (const { kind, archive } of evidence) {
    if (!archive?.media || (kind !== 'exact' && kind !== 'image' && kind !== 'video')) continue;
    const media = await findFramesBySha256(tx, archive.media);
    if (media?.kind === 'image') return { sha256: media.sha256, seconds: null };
    if (media?.kind !== 'video') continue;
    const fingerprint = decodeFingerprint(media.fingerprints, 'video');
    if (fingerprint?.kind !== 'video') continue;
    const frame = tellingFrame(fingerprint.frames, archive, fingerprint.duration);
    if (frame) return { sha256: media.sha256, seconds: frame.t };
  }
  return null;
}

/** In the stretch around the middle of what matched, the frame with most to see; of equals the one nearest to it. */
function tellingFrame(
  frames: FrameHash[],
  { from, to }: Partial<TimeSpan>,
  duration: number,
): FrameHash | null {
  const [first, last] = from === undefined ? [0, duration] : [from, to ?? from];
  const middle = (first + last) / 2;
  const begin = Math.floor(middle / STRETCH_SECONDS) * STRETCH_SECONDS;
  const matched = frames.filter(({ t }) => t >= first && t <= last);
  const near = matched.filter(({ t }) => t >= begin && t < begin + STRETCH_SECONDS);
  const away = ({ t }: FrameHash): number => Math.abs(t - middle);
  const [candidates, worth] =
    near.length > 0
      ? [near, (frame: FrameHash) => Math.floor(frame.quality / 10) - away(frame) / STRETCH_SECONDS]
      : [frames, (frame: FrameHash) => -away(frame)];
  return candidates.reduce<FrameHash | null>(
    (best, frame) => (best && worth(best) >= worth(frame) ? best : frame),
    null,
  );
}

/** Pixels of the longer side. */
const FRAME_SIZE = { longest: 1080, least: 540 };
const FILM_MS = 8_000;
/** Stored times are rounded; the frame before is at least so far away. */
const ROUNDING_SECONDS = 0.008;

/** Errors as `decodeImage` and `Ffmpeg`. */
export async function readFrame(
  { blobs, ffmpeg }: { blobs: Pick<BlobStore, 'path'>; ffmpeg: Ffmpeg },
  { sha256, seconds }: FramePlace,
): Promise<GreyPicture> {
  const path = blobs.path(sha256);
  if (seconds === null) return decodeInShape(path, FRAME_SIZE);
  const reader = await readerOf(ffmpeg, path, FILM_MS);
  const streams = await reader.streams(path);
  if (!streams.video) throw new Error('no film');
  const size = shrunk(streams.video);
  const stretch = { from: Math.max(0, seconds - ROUNDING_SECONDS) };
  const options = { ...size, streams, stretch, everySeconds: 0.01, maxFrames: 1 };
  for await (const { luma } of reader.decodeFrames(path, options)) return { pixels: luma, ...size };
  throw new Error('no frame');
}

function shrunk({ width, height }: { width: number; height: number }): { width: number; height: number } {
  const scale = Math.min(1, FRAME_SIZE.longest / Math.max(width, height));
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}
