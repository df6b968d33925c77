import type { TimeSpan } from '../domain/evidence.ts';
import type {
  AudioFingerprint,
  CloserLook,
  MediaFingerprint,
  MediaKind,
  NearMiss,
  QueryMediaFingerprint,
} from '../domain/fingerprint.ts';
import { AppError, isAppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { readerOf } from '../media/animation.ts';
import type { Ffmpeg, FilmReader, StreamInfo } from '../media/ffmpeg.ts';
import { sniff } from '../media/sniff.ts';
import { fingerprintAudio } from './audio.ts';
import { CloserFrames } from './closer-frames.ts';
import { lookCloserAtImage, lookCloserAtVideo, registerImage, registerVideo } from './closer-look.ts';
import { fingerprintImage, fingerprintImageQuery } from './image.ts';
import { type PdqHash, pdqDihedral, pdqFromLuma } from './pdq.ts';
import { fingerprintVideo, type HashedVideo, type HowToHash } from './video.ts';

/** What a look-up begins with. */
export interface QuestionMedia {
  fingerprint: QueryMediaFingerprint;
  frames: CloserFrames | null;
}

/**
 * What the decoding of one film or sound may take, milliseconds. A look-up of one file ends within 30 s, what is
 * calculated from the frames included; for the archive nobody waits. Pictures have limits of their own
 * (`PICTURE_LIMITS`).
 */
const DECODING_MS = { archive: 120_000, question: 16_000, closerLook: 6_000 };

/**
 * Makes fingerprints of files. `kind` is what `sniff` said; without it the file is looked at first.
 * Errors of all methods: those of `sniff` and `Ffmpeg`.
 */
export class Fingerprinter {
  readonly #ffmpeg: Ffmpeg;
  readonly #log: Log;

  constructor({ ffmpeg, log }: { ffmpeg: Ffmpeg; log: Log }) {
    this.#ffmpeg = ffmpeg;
    this.#log = log.child({ room: 'fingerprint' });
  }

  /** As the archive keeps it. */
  async fingerprint(path: string, kind?: MediaKind): Promise<MediaFingerprint> {
    const known = kind ?? (await sniff(path, this.#ffmpeg)).kind;
    if (known === 'image') return fingerprintImage(path);
    return this.#moving(await this.#open(path, known, DECODING_MS.archive), {
      hash: pdqFromLuma,
      frames: null,
      isThorough: true,
    });
  }

  /** As a look-up needs it: mirrored and turned pictures are found too. */
  async fingerprintQuery(path: string, kind?: MediaKind): Promise<QueryMediaFingerprint> {
    const known = kind ?? (await sniff(path, this.#ffmpeg)).kind;
    if (known === 'image') return fingerprintImageQuery(path);
    return this.#moving(await this.#open(path, known, DECODING_MS.archive), {
      hash: pdqDihedral,
      frames: null,
      isThorough: true,
    });
  }

  /**
   * As `fingerprintQuery`, with the frames of a film for a closer look, from the same decode, and sooner at an end;
   * no frames for pictures and sound.
   */
  async fingerprintQuestion(path: string, kind?: MediaKind): Promise<QuestionMedia> {
    const known = kind ?? (await sniff(path, this.#ffmpeg)).kind;
    if (known === 'image') return { fingerprint: await fingerprintImageQuery(path), frames: null };
    const file = await this.#open(path, known, DECODING_MS.question);
    const frames = file.streams.video ? new CloserFrames(file.streams) : null;
    const fingerprint = await this.#moving(file, { hash: pdqDihedral, frames, isThorough: false });
    return { fingerprint, frames: fingerprint.kind === 'video' ? frames : null };
  }

  /** For a picture or film that the usual fingerprint did not find; null for sound. */
  async lookCloser(path: string, kind: MediaKind, frames: CloserFrames | null): Promise<CloserLook | null> {
    if (kind === 'image') return lookCloserAtImage(path);
    return kind === 'video' ? lookCloserAtVideo(frames ?? (await this.closerFrames(path, []))) : null;
  }

  /** Decodes a film once more, for a closer look at it or at some stretches of it. */
  async closerFrames(path: string, stretches: TimeSpan[]): Promise<CloserFrames> {
    const { reader, streams } = await this.#open(path, 'video', DECODING_MS.closerLook);
    return CloserFrames.read(reader, path, streams, stretches);
  }

  /** A closer look with further hashes, of the views that come nearest to what it nearly found. */
  async register(
    path: string,
    look: CloserLook,
    misses: readonly NearMiss[],
    frames?: CloserFrames | null,
  ): Promise<CloserLook> {
    if (misses.length === 0) return look;
    const more =
      look.kind === 'image'
        ? await registerImage(path, misses)
        : registerVideo(frames ?? (await this.closerFrames(path, look.stretches)), misses);
    return { ...look, looks: [...look.looks, ...more] };
  }

  async #moving<Hash extends PdqHash>(
    { path, reader, streams }: OpenFile,
    how: Pick<HowToHash<Hash>, 'hash' | 'frames' | 'isThorough'>,
  ): Promise<HashedVideo<Hash & { t: number }> | AudioFingerprint> {
    if (!streams.video) return fingerprintAudio(reader, path, streams);
    try {
      const film = await fingerprintVideo(reader, path, streams, { ...how, log: this.#log });
      if (film.frames.length > 0) return film;
      if (!film.audio) throw new AppError('media-without-content');
      return film.audio;
    } catch (error) {
      // A picture that this ffmpeg cannot decode must not take the sound with it.
      if (!streams.audio || !isAppError(error, 'media-codec-unsupported')) throw error;
      this.#log.info({ err: error }, 'only the sound of a video can be decoded');
      return fingerprintAudio(reader, path, streams);
    }
  }

  /** Nothing is decoded of a sound but the sound. */
  async #open(path: string, kind: 'video' | 'audio', milliseconds: number): Promise<OpenFile> {
    const reader = await readerOf(this.#ffmpeg, path, milliseconds);
    const streams = await reader.streams(path);
    return { path, reader, streams: kind === 'audio' ? { ...streams, video: null } : streams };
  }
}

/** Whose decoding has begun to cost time. */
interface OpenFile {
  path: string;
  reader: FilmReader;
  streams: StreamInfo;
}
