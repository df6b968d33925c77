import type {
  AudioFingerprint,
  CloserLook,
  MediaFingerprint,
  MediaKind,
  NearMiss,
  QueryMediaFingerprint,
} from '../domain/fingerprint.ts';
import type { Log } from '../log.ts';
import type { Ffmpeg, StreamInfo } from '../media/ffmpeg.ts';
import { sniff } from '../media/sniff.ts';
import { fingerprintAudio } from './audio.ts';
import { CloserFrames } from './closer-frames.ts';
import { lookCloserAtImage, lookCloserAtVideo, registerImage, registerVideo } from './closer-look.ts';
import { fingerprintImage, fingerprintImageQuery } from './image.ts';
import { type PdqHash, pdqDihedral, pdqFromLuma } from './pdq.ts';
import { fingerprintVideo, type HashedVideo } from './video.ts';

/** What a look-up begins with. */
export interface QuestionMedia {
  fingerprint: QueryMediaFingerprint;
  frames: CloserFrames | null;
}

/**
 * Makes fingerprints of files. `kind` is what `sniff` said; without it the file is looked at first.
 * Errors of all methods: those of `sniff` and `file-unreadable`, `media-without-content`,
 * `media-too-big-to-decode`, `media-timeout`.
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
    return this.#moving(path, known, pdqFromLuma, await this.#ffmpeg.streams(path), null);
  }

  /** As a look-up needs it: mirrored and turned pictures are found too. */
  async fingerprintQuery(path: string, kind?: MediaKind): Promise<QueryMediaFingerprint> {
    const known = kind ?? (await sniff(path, this.#ffmpeg)).kind;
    if (known === 'image') return fingerprintImageQuery(path);
    return this.#moving(path, known, pdqDihedral, await this.#ffmpeg.streams(path), null);
  }

  /**
   * As `fingerprintQuery`, with the frames of a film for a closer look, from the same decode; no frames for
   * pictures and sound.
   */
  async fingerprintQuestion(path: string, kind?: MediaKind): Promise<QuestionMedia> {
    const known = kind ?? (await sniff(path, this.#ffmpeg)).kind;
    if (known === 'image') return { fingerprint: await fingerprintImageQuery(path), frames: null };
    const streams = await this.#ffmpeg.streams(path);
    const frames = known === 'video' && streams.video ? new CloserFrames(streams) : null;
    return { fingerprint: await this.#moving(path, known, pdqDihedral, streams, frames), frames };
  }

  /**
   * For a picture or film that the usual fingerprint did not find; null for sound. A film whose `frames` were not
   * kept is decoded once more.
   */
  async lookCloser(path: string, kind?: MediaKind, frames?: CloserFrames | null): Promise<CloserLook | null> {
    if (frames) return lookCloserAtVideo(frames);
    const known = kind ?? (await sniff(path, this.#ffmpeg)).kind;
    if (known === 'image') return lookCloserAtImage(path);
    const streams = await this.#ffmpeg.streams(path);
    if (known === 'audio' || !streams.video) return null;
    return lookCloserAtVideo(await CloserFrames.read(this.#ffmpeg, path, streams));
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
        : registerVideo(frames ?? (await this.#framesOf(path)), misses);
    return { ...look, looks: [...look.looks, ...more] };
  }

  async #framesOf(path: string): Promise<CloserFrames> {
    return CloserFrames.read(this.#ffmpeg, path, await this.#ffmpeg.streams(path));
  }

  async #moving<Hash extends PdqHash>(
    path: string,
    kind: 'video' | 'audio',
    hash: (luma: Uint8Array, width: number, height: number) => Hash,
    streams: StreamInfo,
    frames: CloserFrames | null,
  ): Promise<HashedVideo<Hash & { t: number }> | AudioFingerprint> {
    if (kind === 'audio' || !streams.video) return fingerprintAudio(this.#ffmpeg, path, streams);
    return fingerprintVideo(this.#ffmpeg, path, streams, { hash, frames, log: this.#log });
  }
}
