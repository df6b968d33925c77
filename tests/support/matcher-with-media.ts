import type { TimeSpan } from '../../src/domain/evidence.ts';
import type {
  CloserLook,
  MediaFingerprint,
  NearMiss,
  QueryVideoFingerprint,
} from '../../src/domain/fingerprint.ts';
import {
  type IndexedItem,
  type MatchedPart,
  Matcher,
  type QueryPart,
  type Ranking,
  type RankOptions,
} from '../../src/match/matcher.ts';
import { MediaIndex } from '../../src/match/media-index.ts';

export interface ItemWithMedia extends Omit<IndexedItem, 'media'> {
  /** Of a file without a fingerprint only the very bytes are found. */
  media: { sha256: string; fingerprint: MediaFingerprint | null }[];
}

/** A matcher and its media, as a `LiveIndex` puts them together, without database and threads. */
export class MatcherWithMedia {
  readonly #matcher = new Matcher();
  readonly #media = new MediaIndex();

  get size(): number {
    return this.#matcher.size;
  }

  upsert(item: ItemWithMedia): void {
    this.#drop(this.#matcher.upsert({ ...item, media: item.media.map(({ sha256 }) => sha256) }));
    for (const { sha256, fingerprint } of item.media) {
      if (fingerprint && !this.#media.has(sha256)) this.#media.add(sha256, fingerprint);
    }
  }

  remove(id: string): void {
    this.#drop(this.#matcher.remove(id));
  }

  rank(parts: QueryPart[], options?: RankOptions): Ranking {
    return this.#matcher.rank(
      parts.map((part) => this.#matched(part)),
      options,
    );
  }

  nearMisses(look: CloserLook): NearMiss[] {
    return this.#media.nearMisses(look);
  }

  likelyStretches(film: QueryVideoFingerprint): TimeSpan[] {
    return this.#media.likelyStretches(film);
  }

  #matched(part: QueryPart): MatchedPart {
    if (part.kind !== 'media') return part;
    const { kind, file, sha256, fingerprint, closer } = part;
    const matches = fingerprint ? this.#media.lookUp(fingerprint) : [];
    return {
      kind,
      file,
      sha256,
      matches: closer ? [...matches, ...this.#media.lookCloser(closer)] : matches,
    };
  }

  #drop(sha256s: string[]): void {
    for (const sha256 of sha256s) this.#media.remove(sha256);
  }
}
