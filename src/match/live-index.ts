import type { CloserLook, NearMiss } from '../domain/fingerprint.ts';
import type { Log } from '../log.ts';
import type { Tx } from '../store/database.ts';
import { Matcher, type QueryPart, type Ranking } from './matcher.ts';

/** One change of what is indexed, in the order of revisions. */
export type IndexChange =
  | { revision: bigint; id: string; item: Parameters<Matcher['upsert']>[0] }
  | { revision: bigint; id: string; item: null };

export type ReadChanges = (reader: Tx, after: bigint, limit: number) => Promise<IndexChange[]>;

const BATCH = 1_000;

/**
 * A matcher that follows the database: before every look-up it takes over what was committed since the
 * last one, by whatever process.
 */
export class LiveIndex {
  readonly #matcher = new Matcher();
  readonly #database: Tx;
  readonly #changesAfter: ReadChanges;
  readonly #log: Log;
  #revision = 0n;
  #catchingUp: Promise<void> | null = null;

  constructor(database: Tx, changesAfter: ReadChanges, log: Log) {
    this.#database = database;
    this.#changesAfter = changesAfter;
    this.#log = log;
  }

  get size(): number {
    return this.#matcher.size;
  }

  /** Inside a transaction give it as `reader`: then no second connection is needed while it holds its own. */
  async rank(parts: QueryPart[], options: { limit?: number; reader?: Tx } = {}): Promise<Ranking> {
    const { reader, ...rest } = options;
    await this.catchUp(reader);
    return this.#matcher.rank(parts, rest);
  }

  /** As `Matcher.nearMisses`. */
  async nearMisses(look: CloserLook): Promise<NearMiss[]> {
    await this.catchUp();
    return this.#matcher.nearMisses(look);
  }

  /**
   * Resolves when everything that was committed before the call is indexed. A catch-up under way may have
   * read before our call, so it is waited for and one more follows; callers meanwhile share that one.
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

  async #readChanges(reader: Tx): Promise<void> {
    const started = performance.now();
    let count = 0;
    for (;;) {
      const changes = await this.#changesAfter(reader, this.#revision, BATCH);
      for (const change of changes) {
        if (change.item) this.#matcher.upsert(change.item);
        else this.#matcher.remove(change.id);
        this.#revision = change.revision;
      }
      count += changes.length;
      if (changes.length < BATCH) break;
    }
    if (count > 0) {
      const ms = Math.round(performance.now() - started);
      this.#log.info({ changes: count, size: this.size, ms }, 'index follows the database');
    }
  }
}
