import type { TimeSpan } from '../domain/evidence.ts';
import type { CloserLook, NearMiss, QueryMediaFingerprint } from '../domain/fingerprint.ts';
import { KEY_FRAMES_FROM_SECONDS } from '../fingerprint/frame-sampling.ts';
import type { Log } from '../log.ts';
import type { Tx } from '../store/database.ts';
import { type MatchedPart, Matcher, type QueryPart, type Ranking, type RankOptions } from './matcher.ts';
import type { HeldMedia } from './media-search.ts';
import { RememberedMedia } from './remembered-media.ts';

/** One change of what is indexed, in the order of revisions. */
export type IndexChange =
  | { revision: bigint; id: string; item: Parameters<Matcher['upsert']>[0] }
  | { revision: bigint; id: string; item: null };

export type ReadChanges = (reader: Tx, after: bigint, limit: number) => Promise<IndexChange[]>;

const BATCH = 1_000;

/**
 * A matcher that follows the database: before every look-up it takes over what was committed since the
 * last one, by whatever process. The words are held here, the media by a thread of their own, which catches up
 * meanwhile: questions without media do not wait for it.
 */
export class LiveIndex {
  protected readonly matcher = new Matcher();
  readonly #database: Tx;
  readonly #changesAfter: ReadChanges;
  readonly #media: RememberedMedia;
  readonly #log: Log;
  #revision = 0n;
  #catchingUp: Promise<void> | null = null;

  constructor(database: Tx, changesAfter: ReadChanges, media: HeldMedia, log: Log) {
    this.#database = database;
    this.#changesAfter = changesAfter;
    this.#media = new RememberedMedia(media);
    this.#log = log;
  }

  get size(): number {
    return this.matcher.size;
  }

  /**
   * Inside a transaction give it as `reader`: then no second connection is needed while it holds its own.
   * Throws `media-index-unavailable` when media are asked about and their index does not answer in time.
   */
  async rank(parts: QueryPart[], options: RankOptions & { reader?: Tx } = {}): Promise<Ranking> {
    const { reader, ...rest } = options;
    await this.catchUp(reader);
    const matched = await Promise.all(parts.map((part) => this.#matched(part)));
    return this.matcher.rank(matched, rest);
  }

  async #matched(part: QueryPart): Promise<MatchedPart> {
    if (part.kind !== 'media') return part;
    const { kind, file, sha256, fingerprint, closer = null } = part;
    const matches = fingerprint ? await this.#media.lookUp(sha256, fingerprint, closer) : [];
    return { kind, file, sha256, matches };
  }

  /** Stretches of a long film that show something archived; none of other media. Throws as `rank`. */
  async likelyStretches(fingerprint: QueryMediaFingerprint | null): Promise<TimeSpan[]> {
    if (fingerprint?.kind !== 'video' || fingerprint.duration <= KEY_FRAMES_FROM_SECONDS) return [];
    await this.catchUp();
    return this.#media.likelyStretches(fingerprint);
  }

  /** Views of what was sent that a registration may bring to match. Throws as `rank`. */
  async nearMisses(look: CloserLook): Promise<NearMiss[]> {
    await this.catchUp();
    return this.#media.nearMisses(look);
  }

  /**
   * Resolves when everything that was committed before the call is indexed, and the media of it on their way
   * before any later look-up. A catch-up under way may have read before our call, so it is waited for and one
   * more follows; callers meanwhile share that one.
   */
  async catchUp(reader: Tx = this.#database): Promise<void> {
    const running = this.#catchingUp;
    if (running) {
      await running;
      if (this.#catchingUp !== null) return this.#catchingUp;
    }
    this.#catchingUp = this.#readChanges(reader).finally(() => {
      this.#catchingUp = null;
    });
    return this.#catchingUp;
  }

  /** @returns files that no item shows any more */
  protected follow({ id, item }: IndexChange): string[] {
    return item ? this.matcher.upsert(item) : this.matcher.remove(id);
  }

  async #readChanges(reader: Tx): Promise<void> {
    const started = performance.now();
    let count = 0;
    for (;;) {
      const changes = await this.#changesAfter(reader, this.#revision, BATCH);
      this.#takeOver(changes);
      count += changes.length;
      if (changes.length < BATCH) break;
    }
    if (count > 0) {
      const ms = Math.round(performance.now() - started);
      this.#log.info({ changes: count, size: this.size, ms }, 'index follows the database');
    }
  }

  #takeOver(changes: IndexChange[]): void {
    const shown = new Map<string, boolean>();
    for (const change of changes) {
      for (const sha256 of change.item?.media ?? []) shown.set(sha256, true);
      for (const sha256 of this.follow(change)) shown.set(sha256, false);
      this.#revision = change.revision;
    }
    this.#media.change(shown);
  }
}
