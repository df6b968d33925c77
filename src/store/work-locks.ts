import { setTimeout as delay } from 'node:timers/promises';
import type pg from 'pg';

/** Any number: sets these locks apart from the others of this database. */
const SEED = 7_430_005;
/** Who waits for another process looks this often. */
const POLL_MS = 100;

type Method = 'pg_try_advisory_lock' | 'pg_advisory_unlock';

/**
 * Locks by name for work that several processes may be about to do at once. All of a process are held on one
 * connection: when the process dies, they are free. Within a process they keep nobody out.
 */
export class WorkLocks {
  readonly #pool: pg.Pool;
  #connection: Promise<pg.PoolClient> | null = null;
  /** The one behind `#connection`. */
  #client: pg.PoolClient | null = null;
  #last: Promise<unknown> = Promise.resolve();

  constructor(pool: pg.Pool) {
    this.#pool = pool;
  }

  /** Does `work` when no other process holds the name. */
  async hold<T>(name: string, work: () => Promise<T>): Promise<T> {
    while (!(await this.#ask('pg_try_advisory_lock', name))) await delay(POLL_MS);
    try {
      return await work();
    } finally {
      // A connection that broke has freed it already.
      await this.#ask('pg_advisory_unlock', name).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    const client = await this.#connection?.catch(() => null);
    if (client) this.#giveUp(client);
  }

  /** Its locks are free again. Once only: a pool takes nothing back twice. */
  #giveUp(client: pg.PoolClient): void {
    if (this.#client !== client) return;
    this.#client = null;
    this.#connection = null;
    client.release(true);
  }

  /** One after the other: a connection answers one question at a time. */
  #ask(method: Method, name: string): Promise<boolean> {
    const answer = this.#last.then(() => this.#askNow(method, name));
    this.#last = answer.catch(() => undefined);
    return answer;
  }

  async #askNow(method: Method, name: string): Promise<boolean> {
    const client = await this.#connect();
    const { rows } = await client.query<{ done: boolean }>(
      `SELECT ${method}(hashtextextended($1, ${SEED})) AS done`,
      [name],
    );
    return rows[0]?.done ?? false;
  }

  #connect(): Promise<pg.PoolClient> {
    this.#connection ??= this.#open();
    return this.#connection;
  }

  async #open(): Promise<pg.PoolClient> {
    try {
      const client = await this.#pool.connect();
      this.#client = client;
      // Also while it is being closed, when nobody else listens any more.
      client.on('error', () => this.#giveUp(client));
      return client;
    } catch (error) {
      this.#connection = null;
      throw error;
    }
  }
}
