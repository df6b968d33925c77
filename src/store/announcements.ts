import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { Log } from '../log.ts';
import { APPLICATION_NAME } from './embedded-postgres.ts';

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 30_000;

/**
 * What PostgreSQL announces (NOTIFY) on one of its channels, on a connection of its own. What is announced while the
 * connection is down is lost: after every connect `onNews` is called without a word, to look for oneself.
 */
export class Announcements {
  readonly #url: string;
  readonly #channel: string;
  readonly #onNews: (news: string | null) => void;
  readonly #log: Log;
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;

  constructor(url: string, channel: string, onNews: (news: string | null) => void, log: Log) {
    this.#url = url;
    this.#channel = channel;
    this.#onNews = onNews;
    this.#log = log;
    this.#running = this.#run();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    for (let failures = 0; !signal.aborted; failures += 1) {
      const client = new pg.Client({ connectionString: this.#url, application_name: APPLICATION_NAME });
      try {
        const ended = endOf(client, signal);
        await client.connect();
        client.on('notification', ({ payload }) => this.#onNews(payload || null));
        await client.query(`LISTEN ${pg.escapeIdentifier(this.#channel)}`);
        failures = 0;
        this.#onNews(null);
        await ended;
      } catch (err) {
        this.#log.warn({ err }, 'announcements of the database are not heard, trying again');
      }
      await client.end().catch(() => undefined);
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
      await delay(pause, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Resolves when `signal` is aborted, rejects when the connection ends before that. */
function endOf(client: pg.Client, signal: AbortSignal): Promise<void> {
  const ended = new Promise<void>((resolve, reject) => {
    client.once('error', reject);
    client.once('end', () => reject(new Error('the connection ended')));
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
  // Whoever fails to connect never waits for it.
  ended.catch(() => undefined);
  return ended;
}
