import type { Pdq } from '../domain/fingerprint.ts';
import { isAppError } from '../errors.ts';
import { DEFAULT_LIMITS, type FilmReader, type StreamInfo } from '../media/ffmpeg.ts';
import type { GreyPicture } from '../media/image.ts';
import { aspectOf, KEY_FRAMES_FROM_SECONDS } from './frame-sampling.ts';
import { findBands } from './ocr-bands.ts';
import { findLetters } from './ocr-letters.ts';
import { hammingDistance, pdqFromLuma } from './pdq.ts';

/** Longer side of a frame in which letters are sought, pixels; small films are enlarged to the lesser one. */
const LONGEST = 960;
const SHORTEST = 640;
/** Frames that are looked at: one a second, of longer films fewer. */
const LOOKED_AT = 48;
/** Equal stretches of the film, of each of which the frame with most writing may be read, and how many are. */
const STRETCHES = 8;
const READ = 4;
/** A frame this close to one that is read shows the same. */
const SAME_BITS = 31;

interface WrittenFrame extends GreyPicture {
  t: number;
  /** How much of the frame looks written on. */
  writing: number;
  pdq: Pdq;
}

/**
 * Frames of a film whose words are worth reading, in the order of the film, none much like another; empty where
 * nothing looks like writing. One decode; of a film too slow to decode whole, as far as it came.
 *
 * @throws as `Ffmpeg.decodeFrames`
 */
export async function framesToRead(
  reader: FilmReader,
  path: string,
  streams: StreamInfo,
): Promise<GreyPicture[]> {
  const seconds = Math.max(1, Math.min(streams.duration ?? 1, DEFAULT_LIMITS.maxSeconds));
  const best = new Map<number, WrittenFrame>();
  const options = {
    ...sizeOf(streams),
    everySeconds: Math.max(1, seconds / LOOKED_AT),
    maxFrames: LOOKED_AT * 2,
    withoutUnreferenced: true,
    keyFramesOnly: seconds > KEY_FRAMES_FROM_SECONDS,
    streams,
  };
  try {
    for await (const { t, luma, width, height } of reader.decodeFrames(path, options)) {
      const writing = writingOn({ pixels: luma, width, height });
      const stretch = Math.floor((t / seconds) * STRETCHES);
      if (writing <= (best.get(stretch)?.writing ?? 0)) continue;
      const { pdq } = pdqFromLuma(luma, width, height);
      best.set(stretch, { t, pixels: luma, width, height, writing, pdq });
    }
  } catch (error) {
    if (!isAppError(error, 'media-timeout') || best.size === 0) throw error;
  }
  return choose([...best.values()]);
}

function writingOn(picture: GreyPicture): number {
  return [true, false]
    .flatMap((light) => {
      const letters = findLetters(picture, light);
      return letters ? findBands(letters, picture) : [];
    })
    .reduce((sum, { area, density }) => sum + area * density, 0);
}

function choose(frames: WrittenFrame[]): GreyPicture[] {
  const chosen: WrittenFrame[] = [];
  for (const frame of frames.sort((a, b) => b.writing - a.writing)) {
    if (chosen.length === READ) break;
    if (chosen.every(({ pdq }) => hammingDistance(pdq, frame.pdq) > SAME_BITS)) chosen.push(frame);
  }
  return chosen.sort((a, b) => a.t - b.t);
}

function sizeOf(streams: StreamInfo): { width: number; height: number } {
  const aspect = aspectOf(streams);
  const own = Math.max(streams.video?.width ?? LONGEST, streams.video?.height ?? 0);
  const longest = Math.min(LONGEST, Math.max(SHORTEST, own));
  const [width, height] = aspect >= 1 ? [longest, longest / aspect] : [longest * aspect, longest];
  return { width: Math.max(16, Math.round(width)), height: Math.max(16, Math.round(height)) };
}
