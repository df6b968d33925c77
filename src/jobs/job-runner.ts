import {
  Logger,
  parseCronItems,
  type Runner,
  run,
  runMigrations,
  runOnce,
  type TaskList,
} from 'graphile-worker';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import { hastenAlbums, holdAlbums, unlockJobs } from '../store/job-locks.ts';
import type { JobName } from '../store/job-queue.ts';
import type { Tasks } from './tasks.ts';

/** New files are fetched and decoded by workers of their own, so that nobody's text waits for them. */
const SLOW_JOBS: JobName[] = ['conversation.decode'];
const QUICK_WORKERS = 10;
const SLOW_WORKERS = 4;
/** Missed announcements and due retries are noticed after this long. */
const POLL_MS = 1_000;
/** After a start, until the messengers have brought what they kept. */
const ALBUM_HOLD_MS = 3_000;
/** A night on which nothing ran is made up for at the next start. */
const ONE_DAY_MS = 24 * 60 * 60 * 1_000;
const SCHEDULE: { task: JobName; match: string; options?: { backfillPeriod: number } }[] = [
  { task: 'work.recover', match: '* * * * *' },
  { task: 'windows.close', match: '*/10 * * * *' },
  { task: 'data.clean', match: '15 2 * * *', options: { backfillPeriod: ONE_DAY_MS } },
];

/** Runs jobs until it is stopped; or, for tests, exactly those that are there. */
export class JobRunner {
  readonly #database: Database;
  readonly #tasks: Tasks;
  readonly #log: Log;
  #runners: Runner[] = [];

  constructor(database: Database, tasks: Tasks, log: Log) {
    this.#database = database;
    this.#tasks = tasks;
    this.#log = log;
  }

  /** Makes the job tables. Before anything adds a job. */
  async prepare(): Promise<void> {
    await runMigrations({ pgPool: this.#database.pool, logger: this.#logger() });
  }

  /**
   * Only one process runs jobs on a database at a time: jobs that are locked now belong to one that was
   * killed, and are free again.
   */
  async start(): Promise<void> {
    await unlockJobs(this.#database.prisma);
    await holdAlbums(this.#database.prisma, new Date(Date.now() + ALBUM_HOLD_MS));
    await this.#tasks['work.recover']({});
    const shared = {
      pgPool: this.#database.pool,
      noHandleSignals: true,
      pollInterval: POLL_MS,
      logger: this.#logger(),
    };
    const all = Object.keys(this.#tasks) as JobName[];
    const quick = all.filter((name) => !SLOW_JOBS.includes(name));
    this.#runners = await Promise.all([
      run({
        ...shared,
        concurrency: QUICK_WORKERS,
        taskList: this.#taskList(quick),
        parsedCronItems: parseCronItems(SCHEDULE),
      }),
      run({ ...shared, concurrency: SLOW_WORKERS, taskList: this.#taskList(SLOW_JOBS), parsedCronItems: [] }),
    ]);
  }

  /** Resolves when the jobs under way are done; no further one is begun. */
  async stop(): Promise<void> {
    await Promise.all(this.#runners.map((runner) => runner.stop()));
    this.#runners = [];
  }

  /** Works until no job is due any more; albums are taken as whole. Tests await it in place of the workers. */
  async processAll(): Promise<void> {
    do {
      await runOnce({
        pgPool: this.#database.pool,
        noHandleSignals: true,
        taskList: this.#taskList(Object.keys(this.#tasks) as JobName[]),
        logger: this.#logger(),
      });
    } while (await hastenAlbums(this.#database.prisma));
  }

  #taskList(names: JobName[]): TaskList {
    return Object.fromEntries(
      names.map((name) => [name, (payload: unknown) => this.#tasks[name](payload as never)]),
    );
  }

  #logger(): Logger {
    const level = { error: 'error', warning: 'warn', info: 'debug', debug: 'trace' } as const;
    return new Logger(() => (severity, message, meta) => {
      const problem = meta && 'error' in meta ? { err: meta.error } : {};
      this.#log[level[severity]](problem, message);
    });
  }
}
