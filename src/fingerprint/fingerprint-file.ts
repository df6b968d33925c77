import type {
  AudioFingerprint,
  CloserLook,
  MediaFingerprint,
  MediaKind,
  QueryMediaFingerprint,
} from '../domain/fingerprint.ts';
import type { Log } from '../log.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { sniff } from '../media/sniff.ts';
import { fingerprintAudio } from './audio.ts';
import { lookCloserAtImage, lookCloserAtVideo } from './closer-look.ts';
import { fingerprintImage, fingerprintImageQuery } from './image.ts';
import { type PdqHash, pdqDihedral, pdqFromLuma } from './pdq.ts';
import { fingerprintVideo, type HashedVideo } from './video.ts';

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
    return known === 'image' ? fingerprintImage(path) : this.#moving(path, known, pdqFromLuma);
  }

  /** As a look-up needs it: mirrored and turned pictures are found too. */
  async fingerprintQuery(path: string, kind?: MediaKind): Promise<QueryMediaFingerprint> {
    const known = kind ?? (await sniff(path, this.#ffmpeg)).kind;
    return known === 'image' ? fingerprintImageQuery(path) : this.#moving(path, known, pdqDihedral);
  }

  /** For a picture or film that the usual fingerprint did not find; null for sound. Costs one more decode. */
  async lookCloser(path: string, kind?: MediaKind): Promise<CloserLook | null> {
    const known = kind ?? (await sniff(path, this.#ffmpeg)).kind;
    if (known === 'image') return lookCloserAtImage(path);
    const streams = await this.#ffmpeg.streams(path);
    return known === 'audio' || !streams.video ? null : lookCloserAtVideo(this.#ffmpeg, path, streams);
  }

  async #moving<Hash extends PdqHash>(
    path: string,
    kind: 'video' | 'audio',
    hash: (luma: Uint8Array, width: number, height: number) => Hash,
  ): Promise<HashedVideo<Hash & { t: number }> | AudioFingerprint> {
    const streams = await this.#ffmpeg.streams(path);
    if (kind === 'audio' || !streams.video) return fingerprintAudio(this.#ffmpeg, path, streams);
    return fingerprintVideo(this.#ffmpeg, path, streams, hash, this.#log);
  }
}
