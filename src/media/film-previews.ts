import { rename, rm, stat } from 'node:fs/promises';
import { isAppError } from '../errors.ts';
import type { BlobStore } from './blob-store.ts';
import type { Ffmpeg } from './ffmpeg.ts';
import { Slots } from './slots.ts';

export interface FilmPreviewParts {
  blobs: Pick<BlobStore, 'has' | 'path' | 'previewPath' | 'draftPath' | 'remove'>;
  ffmpeg: Pick<Ffmpeg, 'writePreview'>;
}

/** So many films are remembered that no copy can be made of. */
const MOST_IMPOSSIBLE = 1_000;

/**
 * Small copies of films that a browser cannot play. Each is made once, when it is first asked for, one at a time, and
 * kept beside its file.
 */
export class FilmPreviews {
  readonly #parts: FilmPreviewParts;
  readonly #slot = new Slots(1);
  readonly #underWay = new Map<string, Promise<string | null>>();
  readonly #impossible = new Set<string>();

  constructor(parts: FilmPreviewParts) {
    this.#parts = parts;
  }

  /** Its path, as soon as it is there; null when none can be made. */
  async of(sha256: string): Promise<string | null> {
    const underWay = this.#underWay.get(sha256);
    if (underWay) return underWay;
    const made = this.#find(sha256).finally(() => this.#underWay.delete(sha256));
    this.#underWay.set(sha256, made);
    return made;
  }

  async #find(sha256: string): Promise<string | null> {
    if (this.#impossible.has(sha256)) return null;
    const path = this.#parts.blobs.previewPath(sha256);
    if (await isThere(path)) return path;
    const release = await this.#slot.take();
    try {
      return await this.#make(sha256, path);
    } finally {
      release();
    }
  }

  async #make(sha256: string, path: string): Promise<string | null> {
    const { blobs, ffmpeg } = this.#parts;
    const draft = blobs.draftPath();
    try {
      await ffmpeg.writePreview(blobs.path(sha256), draft);
      await rename(draft, path);
    } catch (error) {
      if (!isAppError(error) || error.code === 'internal') throw error;
      this.#giveUp(sha256);
      return null;
    } finally {
      await rm(draft, { force: true });
    }
    if (await blobs.has(sha256)) return path;
    // Somebody wished the film away while it was copied.
    await blobs.remove(sha256);
    return null;
  }

  #giveUp(sha256: string): void {
    if (this.#impossible.size >= MOST_IMPOSSIBLE) this.#impossible.clear();
    this.#impossible.add(sha256);
  }
}

const isThere = (path: string): Promise<boolean> =>
  stat(path).then(
    () => true,
    () => false,
  );
