import { createHash } from 'node:crypto';
import { GraphError, invalid } from './graph-error.ts';

export interface ShelvedMedia {
  id: string;
  bytes: Uint8Array;
  mime: string;
  /** Hexadecimal. */
  sha256: string;
}

const MB = 1024 * 1024;
/** What may be uploaded, and how much of it ("Supported media types"). */
const LIMITS: Record<string, number> = {
  'image/jpeg': 5 * MB,
  'image/png': 5 * MB,
  'video/mp4': 16 * MB,
  'video/3gpp': 16 * MB,
  'audio/ogg': 16 * MB,
  'audio/mpeg': 16 * MB,
  'application/pdf': 100 * MB,
};

/** The files of both sides, by id. Ids expire. */
export class MediaShelf {
  readonly #media = new Map<string, ShelvedMedia>();
  #lastId = 1_000_000_000_000;

  add(bytes: Uint8Array, mime: string): ShelvedMedia {
    this.#lastId += 1;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const media = { id: String(this.#lastId), bytes, mime, sha256 };
    this.#media.set(media.id, media);
    return media;
  }

  upload(bytes: Uint8Array, mime: string): ShelvedMedia {
    const limit = LIMITS[mime];
    if (limit === undefined) throw invalid(`Param file must be a file of a supported type, got ${mime}`);
    if (bytes.length === 0 || bytes.length > limit) {
      throw new GraphError(131053, 'Media upload error', { details: 'File size is out of range' });
    }
    return this.add(bytes, mime);
  }

  /** The id is not known any more. */
  expire(id: string): void {
    this.#media.delete(id);
  }

  /** The content is another than the one that was announced. */
  spoil(id: string, bytes: Uint8Array): void {
    const media = this.find(id);
    if (media) this.#media.set(id, { ...media, bytes });
  }

  find(id: string): ShelvedMedia | null {
    return this.#media.get(id) ?? null;
  }
}
