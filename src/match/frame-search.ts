import type { Pdq } from '../domain/fingerprint.ts';
import { type HashIndex, USUAL_RADIUS } from './hash-index.ts';
import { PICTURE } from './media-thresholds.ts';
import type { FrameHit } from './video-alignment.ts';

/** Hits of all hashes that were looked up for one question, by archived file. Hashes of one moment are one frame. */
export class FrameSearch {
  readonly #index: HashIndex;
  readonly #hits = new Map<number, FrameHit[]>();
  readonly #frames = new Map<number, number>();
  readonly #hashes: Pdq[] = [];
  readonly #common = new Set<number>();
  #from = Number.POSITIVE_INFINITY;
  #to = 0;

  constructor(index: HashIndex) {
    this.#index = index;
  }

  /** From the first to the last moment that was looked up. */
  get seconds(): number {
    return Math.max(0, this.#to - this.#from);
  }

  /** @param t second of the question; 0 for a picture. The first hash of a moment stands for it. */
  add(t: number, hash: Pdq, piece = 0): void {
    const frame = this.#frameAt(t, hash);
    const found = this.#index.search(hash, USUAL_RADIUS, PICTURE.hitsPerFrame);
    if (new Set(found.map(({ ref }) => ref)).size > PICTURE.commonAbove) this.#common.add(frame);
    for (const { ref, t: archiveTime, distance } of found) {
      const list = this.#hits.get(ref) ?? [];
      list.push({ frame, queryTime: t, archiveTime, distance, piece });
      this.#hits.set(ref, list);
    }
  }

  byFile(): [number, FrameHit[]][] {
    return [...this.#hits];
  }

  /** Whether the frame looks like a great many files. */
  isCommon(frame: number): boolean {
    return this.#common.has(frame);
  }

  hashOf(frame: number): Pdq {
    return this.#hashes[frame] ?? new Uint8Array(32);
  }

  #frameAt(t: number, hash: Pdq): number {
    const known = this.#frames.get(t);
    if (known !== undefined) return known;
    const frame = this.#hashes.push(hash) - 1;
    this.#frames.set(t, frame);
    this.#from = Math.min(this.#from, t);
    this.#to = Math.max(this.#to, t);
    return frame;
  }
}
