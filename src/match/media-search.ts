import { setTimeout as delay } from 'node:timers/promises';
import type { TimeSpan } from '../domain/evidence.ts';
import type { CloserLook, NearMiss, QueryVideoFingerprint } from '../domain/fingerprint.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { MediaMatch } from './media-index.ts';
import { MediaThread, MediaThreadEnded } from './media-thread.ts';
import type { IndexName, MediaQuery } from './media-worker-messages.ts';

/** The media of one index. */
export interface HeldMedia {
  /** By sha256: true for a file that is shown from now on, false for one that is not any more. */
  change(shown: Map<string, boolean>): void;
  /** Among all that is shown by now. Throws `media-index-unavailable`. */
  lookUp(query: MediaQuery): Promise<MediaMatch[]>;
  /** Views of what was sent that a registration may bring to match; throws as `lookUp`. */
  nearMisses(look: CloserLook): Promise<NearMiss[]>;
  /** Stretches of a long film that show something archived; throws as `lookUp`. */
  likelyStretches(film: QueryVideoFingerprint): Promise<TimeSpan[]>;
}

/** A question that waits longer is to come again; a very large archive may take that long to load. */
const ANSWER_MS = 30_000;
/** Before a thread is started that follows one which never became ready. */
const FIRST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 60_000;

/**
 * Pictures, frames and sounds of all indexes, held by one thread that reads them from the database. It runs from
 * the first question on, or, once `start` was called, as soon as there is something to hold. One that dies is
 * started again and reads everything anew; questions under way are asked once more.
 */
export class MediaSearch {
  readonly #databaseUrl: string;
  readonly #log: Log;
  readonly #shown: Record<IndexName, Set<string>> = { archive: new Set(), claims: new Set() };
  readonly #closing = new AbortController();
  #isEager = false;
  #thread: MediaThread | null = null;
  /** While a pause goes on before the next thread. */
  #pause: Promise<void> | null = null;
  /** Threads in a row that ended before they were ready. */
  #failures = 0;
  #isLoaded = false;

  constructor(databaseUrl: string, log: Log) {
    this.#databaseUrl = databaseUrl;
    this.#log = log;
  }

  /** From now on media are loaded as soon as they are known, not when the first question comes. */
  start(): void {
    this.#isEager = true;
    if (!this.#isEmpty && !this.#pause) this.#thread ??= this.#startThread();
  }

  /** Whether what was there when the thread began is loaded. */
  get isReady(): boolean {
    return this.#isLoaded || (this.#isEmpty && this.#thread === null);
  }

  /** Resolves when everything is loaded that is known by now. */
  async settled(): Promise<void> {
    if (!this.#isEmpty) await this.#ask((thread) => thread.call({ kind: 'settle' }));
  }

  of(index: IndexName): HeldMedia {
    return {
      change: (shown) => this.#change(index, shown),
      lookUp: async (query) => {
        if (this.#shown[index].size === 0) return [];
        return inTime(this.#ask((thread) => thread.call({ kind: 'look-up', index, query })));
      },
      nearMisses: async (look) => {
        if (this.#shown[index].size === 0) return [];
        return inTime(this.#ask((thread) => thread.call({ kind: 'near-misses', index, look })));
      },
      likelyStretches: async (film) => {
        if (this.#shown[index].size === 0) return [];
        return inTime(this.#ask((thread) => thread.call({ kind: 'likely-stretches', index, film })));
      },
    };
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#thread?.end();
  }

  get #isEmpty(): boolean {
    return Object.values(this.#shown).every(({ size }) => size === 0);
  }

  #change(index: IndexName, shown: Map<string, boolean>): void {
    for (const [sha256, isShown] of shown) {
      if (isShown) this.#shown[index].add(sha256);
      else this.#shown[index].delete(sha256);
    }
    // A thread that is still to come is told everything when it begins.
    if (shown.size > 0) this.#thread?.tell({ kind: 'change', index, shown });
    if (this.#isEager) this.start();
  }

  async #ask<T>(use: (thread: MediaThread) => Promise<T>): Promise<T> {
    try {
      return await use(await this.#livingThread());
    } catch (error) {
      if (!(error instanceof MediaThreadEnded)) throw error;
      return use(await this.#livingThread());
    }
  }

  async #livingThread(): Promise<MediaThread> {
    await this.#pause;
    if (this.#closing.signal.aborted) throw new AppError('media-index-unavailable');
    this.#thread ??= this.#startThread();
    return this.#thread;
  }

  #startThread(): MediaThread {
    const started = performance.now();
    const thread = new MediaThread(
      { databaseUrl: this.#databaseUrl },
      { onTrouble: (what, err) => this.#log.warn({ err }, what), onEnd: (end) => this.#bury(end) },
    );
    for (const index of ['archive', 'claims'] as const) {
      const shown = new Map([...this.#shown[index]].map((sha256) => [sha256, true]));
      if (shown.size > 0) thread.tell({ kind: 'change', index, shown });
    }
    thread.call({ kind: 'settle' }).then(
      (sizes) => {
        this.#isLoaded = true;
        this.#failures = 0;
        this.#log.info({ ...sizes, ms: Math.round(performance.now() - started) }, 'media are loaded');
      },
      // It ended before that: `#bury` hears of it.
      () => undefined,
    );
    return thread;
  }

  #bury(err: MediaThreadEnded): void {
    this.#thread = null;
    this.#isLoaded = false;
    if (this.#closing.signal.aborted) return;
    const ms = this.#failures === 0 ? 0 : Math.min(FIRST_PAUSE_MS * 2 ** this.#failures, LONGEST_PAUSE_MS);
    this.#failures += 1;
    this.#log.error({ err, pauseMs: ms }, 'the thread that holds the media died and is started again');
    this.#pause = delay(ms, undefined, { signal: this.#closing.signal })
      .then(() => {
        this.#thread = this.#startThread();
      })
      .catch((error) => {
        // When it was closed meanwhile, no further thread is wanted.
        if (!this.#closing.signal.aborted) this.#log.error({ err: error }, 'no thread can be started');
      })
      .finally(() => {
        this.#pause = null;
      });
  }
}

async function inTime<T>(answer: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const cause = new Error(`no answer within ${ANSWER_MS} ms`);
    timer = setTimeout(() => reject(new AppError('media-index-unavailable', { cause })), ANSWER_MS);
  });
  try {
    return await Promise.race([answer, late]);
  } catch (error) {
    if (error instanceof MediaThreadEnded) throw new AppError('media-index-unavailable', { cause: error });
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
