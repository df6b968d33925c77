import type { TimeSpan } from '../domain/evidence.ts';
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

  /** What they are taken from, in order; empty: the whole film. */
  readonly stretches: TimeSpan[];

  constructor(streams: StreamInfo, stretches: TimeSpan[] = []) {
    const whole = Math.min(streams.duration ?? 0, DEFAULT_LIMITS.maxSeconds);
    const seconds = stretches.length > 0 ? secondsOf(stretches) : whole;
    this.stretches = stretches;
    this.everySeconds = Math.max(1 / FRAMES_PER_SECOND, seconds / MAX_FRAMES);
    this.aspect = aspectOf(streams);
  }

  /**
   * Decodes the film for this alone, or only some stretches of it, in order; one that is too slow, as far as it came.
   * @throws as `Ffmpeg.decodeFrames`
   */
  static async read(
    reader: FilmReader,
    path: string,
    streams: StreamInfo,
    stretches: TimeSpan[] = [],
  ): Promise<CloserFrames> {
    const isCut = stretches.length > 0 && reader.canSkip;
    const kept = new CloserFrames(streams, isCut ? stretches : []);
    const options = {
      width: CLOSER_FRAME_SIZE,
      height: CLOSER_FRAME_SIZE,
      everySeconds: kept.everySeconds,
      maxFrames: MAX_FRAMES * 2,
      withoutUnreferenced: true,
      keyFramesOnly: !isCut && (streams.duration ?? 0) > KEY_FRAMES_FROM_SECONDS,
      streams,
    };
    try {
      for (const stretch of isCut ? stretches : [undefined]) {
        for await (const frame of reader.decodeFrames(path, { ...options, stretch })) kept.add(frame);
      }
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

const secondsOf = (stretches: readonly TimeSpan[]): number =>
  stretches.reduce((sum, { from, to }) => sum + to - from, 0);
