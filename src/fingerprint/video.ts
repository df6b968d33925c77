import type { AudioFingerprint, FrameHash, PartHash, Pdq } from '../domain/fingerprint.ts';
import { isAppError } from '../errors.ts';
import type { Log } from '../log.ts';
import {
  DEFAULT_LIMITS,
  type FilmReader,
  type Frame,
  type FrameOptions,
  type StreamInfo,
} from '../media/ffmpeg.ts';
import { isNextStretch } from '../media/frame-clock.ts';
import { fingerprintAudio, SoundPrinter } from './audio.ts';
import { CloserFrames } from './closer-frames.ts';
import { aspectOf, KEY_FRAME_SECONDS, KEY_FRAMES_FROM_SECONDS, thinOut } from './frame-sampling.ts';
import { withoutBars } from './inner-boxes.ts';
import { hammingDistance, PDQ_FULL_SIZE, type PdqHash, pdqFromLuma } from './pdq.ts';
import { type Area, cropsOf, halve, hashParts, LEAST_QUALITY, PIECES } from './picture-parts.ts';

/** Two frames a second, by the clock. */
export const FRAME_SECONDS = 0.5;
/** Where more than so many bits change meanwhile, four. */
const MOVING_SECONDS = 0.25;
const MOVING_BITS = 24;
/** Longer videos are sampled more thinly, evenly from start to end, and without the frames between. */
export const MAX_FRAMES = 600;
/** For the archive not more thinly than this, of films up to an hour: ten seconds cut out of one are to be found. */
const ARCHIVE_SECONDS = 2;
const THOROUGH_UP_TO_SECONDS = 3600;
const MOVING_UP_TO_SECONDS = 180;
const MAX_KEPT = THOROUGH_UP_TO_SECONDS / ARCHIVE_SECONDS;
/** Parts of frames are hashed once in so many seconds of film, of short films twice as often, up to as many frames. */
const CROP_SECONDS = 0.95;
const LOGO_SECONDS = 1.95;
const SHORT_SECONDS = 20;
const MAX_PART_FRAMES = 240;
/** A frame this close to the one before, and no later than this after it, shows nothing new. */
const STILL_BITS = 6;
const STILL_SECONDS = 4;

/**
 * Frames are hashed at 512x512, whatever the size of the video. Measured on 510 frames of 72 videos, mean
 * distance to the hash of the frame as a still picture: 6.8 (128x128: 12.3, 64x64: 11.8), to the frame of a
 * 240p copy: 7.6 (128x128: 8.5, the video's own size: 11.8), for 18 % more time than 128x128.
 */
const FRAME_SIZE = PDQ_FULL_SIZE;

/** What of a film is decoded: of the long ones the key frames, of others all, or all but what no frame needs. */
type Pass = 'key frames' | 'quick' | 'every frame';

export interface HowToHash<Hash> {
  hash: (luma: Uint8Array, width: number, height: number) => Hash;
  /** Collects what a closer look needs, from the same decode. */
  frames: CloserFrames | null;
  /** For the archive: nobody waits, and a long film is decoded between its key frames too. */
  isThorough: boolean;
  log: Log;
}

export interface HashedVideo<Frame> {
  kind: 'video';
  duration: number;
  frames: Frame[];
  parts: PartHash[];
  audio: AudioFingerprint | null;
}

/**
 * Hashes frames and sound of a video in one decode. A video that is too slow to decode whole, or damaged
 * further on, gives what could be decoded. Of a long one the sound comes after the frames: it takes longer than
 * those few.
 *
 * @throws as `Ffmpeg.decodeFrames`
 */
export async function fingerprintVideo<Hash extends PdqHash>(
  reader: FilmReader,
  path: string,
  streams: StreamInfo,
  how: HowToHash<Hash>,
): Promise<HashedVideo<Hash & FrameHash>> {
  const isLong = toldSeconds(streams) > KEY_FRAMES_FROM_SECONDS;
  const decoded = isLong ? { ...streams, audio: null } : streams;
  const first = await decodeSomehow(reader, path, decoded, how, isLong ? 'key frames' : 'quick');
  const audio =
    isLong && streams.audio
      ? await fingerprintAudio(reader, path, streams).catch((error: unknown) => nothingFor(error, how.log))
      : first.film.audio;
  const better = await decodeBetter(reader, path, decoded, how, first);
  return { ...(better ?? first.film), audio: audio ?? better?.audio ?? null };
}

/** A second decode, where the first left too much out; null where that gave enough, or there is no time for more. */
async function decodeBetter<Hash extends PdqHash>(
  reader: FilmReader,
  path: string,
  streams: StreamInfo,
  how: HowToHash<Hash>,
  { film, isLate }: Decoded<Hash & FrameHash>,
): Promise<HashedVideo<Hash & FrameHash> | null> {
  if (isLate || !reader.canSkip) return null;
  const length = trueLength(streams, film);
  const isThin = isSparse(film);
  const hasMore =
    how.isThorough && film.duration > KEY_FRAMES_FROM_SECONDS && film.duration <= THOROUGH_UP_TO_SECONDS;
  if (length === null && !isThin && !hasMore) return null;
  const frames = how.frames && new CloserFrames({ ...streams, duration: length ?? film.duration });
  const again =
    length === null
      ? // Of few frames none may be skipped.
        decodeSomehow(reader, path, streams, { ...how, frames }, isThin ? 'every frame' : 'quick').then(
          (decoded) => (decoded.isLate ? continued(decoded.film, film) : decoded.film),
        )
      : fingerprintVideo(reader, path, { ...streams, duration: length }, { ...how, frames });
  const better = await again.catch((error: unknown) => nothingFor(error, how.log));
  if (!better || better.frames.length < film.frames.length) return null;
  if (frames) how.frames?.replaceBy(frames);
  return better;
}

/** The beginning of a film, and what of the whole one lies behind it. */
function continued<Frame extends FrameHash>(
  beginning: HashedVideo<Frame>,
  whole: HashedVideo<Frame>,
): HashedVideo<Frame> {
  const until = beginning.frames.at(-1)?.t ?? 0;
  const behind = <T extends { t: number }>(list: T[]): T[] => list.filter(({ t }) => t > until);
  return {
    ...beginning,
    duration: Math.max(beginning.duration, whole.duration),
    frames: [...beginning.frames, ...behind(whole.frames)],
    parts: [...beginning.parts, ...behind(whole.parts)],
  };
}

/** Where other parts of the film can be made use of. */
function nothingFor(error: unknown, log: Log): null {
  if (!isAppError(error) || error.retryable) throw error;
  log.debug({ err: error }, 'a part of a video cannot be decoded');
  return null;
}

/** At most so many seconds has a long film whose container promised far more; null: what it promised may be true. */
function trueLength(streams: StreamInfo, { duration }: HashedVideo<FrameHash>): number | null {
  const told = toldSeconds(streams);
  const length = duration + told / MAX_FRAMES;
  return told > MOVING_UP_TO_SECONDS && length < told / 2 ? length : null;
}

/** A container that claims more than is decoded anyway would only thin out the samples. */
const toldSeconds = ({ duration }: StreamInfo): number => Math.min(duration ?? 0, DEFAULT_LIMITS.maxSeconds);

interface Decoded<Frame> {
  film: HashedVideo<Frame>;
  /** It was too slow to decode whole. */
  isLate: boolean;
}

async function decodeSomehow<Hash extends PdqHash>(
  reader: FilmReader,
  path: string,
  streams: StreamInfo,
  how: HowToHash<Hash>,
  pass: Pass,
): Promise<Decoded<Hash & FrameHash>> {
  try {
    return await decodeOnce(reader, path, streams, how, pass);
  } catch (error) {
    // One stream of a kind this ffmpeg does not know must not take the other with it.
    const mayBeSound = isAppError(error, 'file-unreadable') || isAppError(error, 'media-codec-unsupported');
    if (!mayBeSound || !streams.audio) throw error;
    how.log.debug({ err: error }, 'video is decoded again without its sound');
    return decodeOnce(reader, path, { ...streams, audio: null }, how, pass);
  }
}

/** Whether there are fewer frames than three quarters of what the usual clock would pick, or too few key frames. */
function isSparse({ duration, frames }: HashedVideo<FrameHash>): boolean {
  const ofKeyFrames = duration > KEY_FRAMES_FROM_SECONDS ? duration / KEY_FRAME_SECONDS : Infinity;
  const byClock = Math.min(MAX_FRAMES, Math.floor(duration / FRAME_SECONDS));
  return frames.length < Math.min(ofKeyFrames, 0.75 * byClock);
}

async function decodeOnce<Hash extends PdqHash>(
  reader: FilmReader,
  path: string,
  streams: StreamInfo,
  { hash, frames: closer, isThorough, log }: HowToHash<Hash>,
  pass: Pass,
): Promise<Decoded<Hash & FrameHash>> {
  const told = toldSeconds(streams);
  const evenly = told / MAX_FRAMES;
  const isDense = isThorough && told <= THOROUGH_UP_TO_SECONDS;
  const everySeconds = Math.max(FRAME_SECONDS, isDense ? Math.min(evenly, ARCHIVE_SECONDS) : evenly);
  const options: FrameOptions = {
    width: FRAME_SIZE,
    height: FRAME_SIZE,
    everySeconds: Math.min(
      told <= MOVING_UP_TO_SECONDS ? MOVING_SECONDS : everySeconds,
      closer?.everySeconds ?? everySeconds,
    ),
    // Containers lie about their duration; what comes too many is thinned out below.
    maxFrames: MAX_FRAMES * 4,
    withoutUnreferenced: pass !== 'every frame',
    streams,
    keyFramesOnly: pass === 'key frames',
  };
  const printer = streams.audio ? await SoundPrinter.open() : null;
  try {
    const frames: (Hash & FrameHash)[] = [];
    const clock = new FrameClock(everySeconds, told <= MOVING_UP_TO_SECONDS);
    const collectors = [
      new PartCollector(cropsOf(aspectOf(streams)), 0, CROP_SECONDS, told),
      new PartCollector(PIECES, 1, LOGO_SECONDS, told),
    ];
    const content = new ContentHashes();
    let isLate = false;
    const decoding = reader.decodeFrames(path, { ...options, onSound: printer?.add });
    try {
      for await (const decoded of decoding) {
        closer?.add(decoded);
        const { t, luma, width, height } = decoded;
        if (!clock.isDue(t)) continue;
        const frame = { t, ...hash(luma, width, height) };
        if (!clock.keeps(frame)) continue;
        frames.push(frame);
        const areNew = collectors.map((collector) => collector.add(frame, luma, width, height));
        if (areNew[0]) content.add(decoded);
      }
    } catch (error) {
      if (!isAppError(error, 'media-timeout') || frames.length === 0) throw error;
      isLate = true;
      log.warn({ frames: frames.length, until: frames.at(-1)?.t }, 'video too slow to decode whole');
    }
    const audio = printer?.finish() ?? null;
    const kept = thinOut(frames, MAX_KEPT);
    const film: HashedVideo<Hash & FrameHash> = {
      kind: 'video',
      duration: durationOf(told, kept, audio, everySeconds),
      frames: kept,
      parts: [...collectors.flatMap(({ parts }) => parts), ...content.hash()],
      audio,
    };
    return { film, isLate };
  } finally {
    printer?.free();
  }
}

/** Which frames are hashed, and which of them are kept. */
class FrameClock {
  readonly #everySeconds: number;
  readonly #between: boolean;
  #lastHashed: number | undefined;
  #lastOnTime: number | undefined;
  #lastKept: Pdq | null = null;

  /** @param between whether frames between two ticks are kept too, where the picture moves */
  constructor(everySeconds: number, between: boolean) {
    this.#everySeconds = everySeconds;
    this.#between = between;
  }

  isDue(t: number): boolean {
    const seconds = this.#between ? MOVING_SECONDS : this.#everySeconds;
    if (!isNextStretch(this.#lastHashed, t, seconds)) return false;
    this.#lastHashed = t;
    return true;
  }

  keeps({ t, pdq }: FrameHash): boolean {
    const isOnTime = isNextStretch(this.#lastOnTime, t, this.#everySeconds);
    if (isOnTime) this.#lastOnTime = t;
    else if (this.#lastKept && hammingDistance(this.#lastKept, pdq) <= MOVING_BITS) return false;
    this.#lastKept = pdq;
    return true;
  }
}

/** Hashes the parts of frames that show something new. */
class PartCollector {
  readonly parts: PartHash[] = [];
  readonly #areas: readonly Area[];
  readonly #firstPiece: number;
  readonly #everySeconds: number;
  #frames = 0;
  #last: FrameHash | null = null;

  /** @param firstPiece number of the first area when they are pieces, else 0 @param everySeconds of a film of `seconds` */
  constructor(areas: readonly Area[], firstPiece: number, everySeconds: number, seconds: number) {
    this.#areas = areas;
    this.#firstPiece = firstPiece;
    const usual = seconds <= SHORT_SECONDS ? everySeconds / 2 : everySeconds;
    this.#everySeconds = Math.max(usual, seconds / MAX_PART_FRAMES);
  }

  /** Whether the frame showed something new. */
  add(frame: FrameHash, luma: Uint8Array, width: number, height: number): boolean {
    if (this.#frames >= MAX_PART_FRAMES || !this.#isNew(frame)) return false;
    this.#last = frame;
    this.#frames++;
    for (const { part, pdq } of hashParts(luma, width, height, this.#areas)) {
      this.parts.push({ t: frame.t, piece: this.#firstPiece && this.#firstPiece + part, pdq });
    }
    return true;
  }

  #isNew({ t, pdq }: FrameHash): boolean {
    const last = this.#last;
    if (!last) return true;
    if (t - last.t < this.#everySeconds) return false;
    return t - last.t >= STILL_SECONDS || hammingDistance(last.pdq, pdq) > STILL_BITS;
  }
}

/** Frames that are remembered until the end, 64 kB each. */
const CONTENT_FRAMES = 60;

/** Hashes frames without the plain bars around them: a film must be found however wide its bars are. */
class ContentHashes {
  readonly #frames: { t: number; luma: Uint8Array }[] = [];
  #size = { width: 0, height: 0 };

  add({ t, luma, width, height }: Frame): void {
    if (this.#frames.length >= CONTENT_FRAMES) return;
    const small = halve(luma, width, height);
    this.#size = { width: small.width, height: small.height };
    this.#frames.push({ t, luma: small.luma });
  }

  hash(): PartHash[] {
    const { width, height } = this.#size;
    const box = withoutBars({ frames: this.#frames.map(({ luma }) => luma), width, height });
    if (!box) return [];
    return this.#frames.flatMap(({ t, luma }) => {
      const { pdq, quality } = pdqFromLuma(luma, width, height, box);
      return quality >= LEAST_QUALITY ? [{ t, piece: 0, pdq }] : [];
    });
  }
}

/** The container's word where what was decoded bears it out. Seconds, to the millisecond. */
function durationOf(
  told: number,
  frames: { t: number }[],
  audio: AudioFingerprint | null,
  everySeconds: number,
): number {
  const last = frames.at(-1)?.t ?? 0;
  const seen = Math.max(last, audio?.duration ?? 0);
  // Key frames may be further apart than they were wanted.
  const apart = Math.max(everySeconds, last / Math.max(1, frames.length - 1));
  const believable = told >= seen && told <= seen + Math.max(2, 2 * apart);
  return Math.round((believable ? told : seen) * 1000) / 1000;
}
