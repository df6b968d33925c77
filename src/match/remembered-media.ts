import type { TimeSpan } from '../domain/evidence.ts';
import type {
  CloserLook,
  NearMiss,
  QueryMediaFingerprint,
  QueryVideoFingerprint,
} from '../domain/fingerprint.ts';
import { Remembered } from '../fingerprint/remembered.ts';
import type { MediaMatch } from './media-index.ts';
import type { HeldMedia } from './media-search.ts';

/** So many answers of each kind; of one file there are two or three. */
const ANSWERS = 300;

/**
 * What the media of an index answered, until they change: when thousands of people send one file, it is looked up
 * once.
 */
export class RememberedMedia {
  readonly #media: HeldMedia;
  #matches = new Remembered<MediaMatch[]>(ANSWERS);
  #misses = new Remembered<NearMiss[]>(ANSWERS);
  readonly #numbers = new WeakMap<CloserLook, number>();
  #lastNumber = 0;

  constructor(media: HeldMedia) {
    this.#media = media;
  }

  change(shown: Map<string, boolean>): void {
    this.#media.change(shown);
    if (shown.size === 0) return;
    // What is being looked up now was asked before the change and is not asked for any more.
    this.#matches = new Remembered(ANSWERS);
    this.#misses = new Remembered(ANSWERS);
  }

  /** `closer` counts as the same only when it is the same object. */
  lookUp(
    sha256: string,
    fingerprint: QueryMediaFingerprint,
    closer: CloserLook | null,
  ): Promise<MediaMatch[]> {
    const key = `${sha256} ${closer ? this.#numberOf(closer) : ''}`;
    return this.#matches.once(key, () => this.#media.lookUp({ fingerprint, closer }));
  }

  likelyStretches(film: QueryVideoFingerprint): Promise<TimeSpan[]> {
    return this.#media.likelyStretches(film);
  }

  nearMisses(look: CloserLook): Promise<NearMiss[]> {
    return this.#misses.once(String(this.#numberOf(look)), () => this.#media.nearMisses(look));
  }

  #numberOf(look: CloserLook): number {
    const known = this.#numbers.get(look);
    if (known !== undefined) return known;
    this.#lastNumber += 1;
    this.#numbers.set(look, this.#lastNumber);
    return this.#lastNumber;
  }
}
