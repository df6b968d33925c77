import { isAppError } from '../errors.ts';
import { DEFAULT_LIMITS, type FilmReader, type Frame, type StreamInfo } from '../media/ffmpeg.ts';
import { aspectOf, KEY_FRAMES_FROM_SECONDS, thinOut } from './frame-sampling.ts';
import { halve } from './picture-parts.ts';

/** Frames a second, and frames in all: longer films are looked at more thinly. */
const FRAMES_PER_SECOND = 8;
const MAX_FRAMES = 120;
/** Frames are kept in this size, whatever that of the video. */
export const CLOSER_FRAME_SIZE = 256;

/** What a closer look at a film works on: small frames, many a second, at most 8 MB of each film. */
export class CloserFrames {
  /** Seconds of film from frame to frame. */
  readonly everySeconds: number;
  /** Width / height of the film. */
  readonly aspect: number;
  #frames: { t: number; luma: Uint8Array }[] = [];

  constructor(streams: StreamInfo) {
    const seconds = Math.min(streams.duration ?? 0, DEFAULT_LIMITS.maxSeconds);
    this.everySeconds = Math.max(1 / FRAMES_PER_SECOND, seconds / MAX_FRAMES);
    this.aspect = aspectOf(streams);
  }

  /** Decodes the film for this alone; one that is too slow, as far as it came. @throws as `Ffmpeg.decodeFrames` */
  static async read(reader: FilmReader, path: string, streams: StreamInfo): Promise<CloserFrames> {
    const kept = new CloserFrames(streams);
    const options = {
      width: CLOSER_FRAME_SIZE,
      height: CLOSER_FRAME_SIZE,
      everySeconds: kept.everySeconds,
      maxFrames: MAX_FRAMES * 2,
      withoutUnreferenced: true,
      keyFramesOnly: (streams.duration ?? 0) > KEY_FRAMES_FROM_SECONDS,
      streams,
    };
    try {
      for await (const frame of reader.decodeFrames(path, options)) kept.add(frame);
    } catch (error) {
      if (!isAppError(error, 'media-timeout') || kept.#frames.length === 0) throw error;
    }
    return kept;
  }

  /** Evenly spread, in order. */
  get frames(): { t: number; luma: Uint8Array }[] {
    return thinOut(this.#frames, MAX_FRAMES);
  }

  /** By those of another decode of the same film. */
  replaceBy(other: CloserFrames): void {
    this.#frames = other.#frames;
  }

  /** A frame of any even size, in order; what comes too early after the last is left out. */
  add({ t, luma, width, height }: Frame): void {
    const last = this.#frames.at(-1);
    // Half a step early is near enough: frames do not come by this clock.
    if (last && t - last.t < this.everySeconds / 2) return;
    // Containers lie about their duration.
    if (this.#frames.length >= MAX_FRAMES * 2) return;
    const isSmall = width === CLOSER_FRAME_SIZE && height === CLOSER_FRAME_SIZE;
    this.#frames.push({ t, luma: isSmall ? luma : halve(luma, width, height).luma });
  }
}
