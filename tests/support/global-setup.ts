import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import pino from 'pino';
import type { TestProject } from 'vitest/node';
import { JobRunner } from '../../src/jobs/job-runner.ts';
import type { Tasks } from '../../src/jobs/tasks.ts';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { Database } from '../../src/store/database.ts';
import { openEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';

export interface TestServer {
  /** Of a database that is always there. */
  adminUrl: string;
  /** A database with all tables and no connection, to be copied. */
  template: string;
  /** `DATABASE_URL` of whoever runs the tests, not our own embedded server. */
  isForeign: boolean;
}

declare module 'vitest' {
  export interface ProvidedContext {
    testServer: TestServer;
  }
}

const MIGRATIONS = join(PROJECT_ROOT, 'prisma', 'migrations');
const log = pino({ level: 'silent' });

/**
 * One PostgreSQL for the whole run: `DATABASE_URL`, or the program's own embedded one. The temporary files of all
 * tests lie in one folder, which is gone at the end, whatever became of the tests.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const folder = await mkdtemp(join(tmpdir(), 'tabayyan-tests-'));
  // The embedded server's user must be able to pass.
  await chmod(folder, 0o711);
  const guard = startGuard(folder);
  const outerTmpdir = process.env.TMPDIR;
  process.env.TMPDIR = folder;
  const foreign = process.env.DATABASE_URL;
  const embedded = foreign ? null : await openEmbeddedPostgres(join(folder, 'server'), log);
  const adminUrl = foreign ?? embedded?.url ?? '';
  const template = `tabayyan_test_${randomBytes(6).toString('hex')}`;

  const teardown = async (): Promise<void> => {
    await onServer(adminUrl, `DROP DATABASE IF EXISTS ${template} WITH (FORCE)`);
    if (embedded) await endOtherConnections(adminUrl);
    await embedded?.release();
    if (outerTmpdir === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = outerTmpdir;
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    guard.stdin?.end();
  };
  try {
    if (embedded) await preferSpeed(adminUrl);
    await onServer(adminUrl, `CREATE DATABASE ${template}`);
    await makeTables(withDatabase(adminUrl, template));
  } catch (error) {
    await teardown();
    throw error;
  }
  project.provide('testServer', { adminUrl, template, isForeign: embedded === null });
  return teardown;
}

/** Outlives us when we are killed, and cleans up then. */
function startGuard(folder: string): ChildProcess {
  const script = join(import.meta.dirname, 'run-guard.ts');
  const guard = spawn(process.execPath, ['--import', 'tsx', script, folder], {
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  guard.unref();
  return guard;
}

/** Nothing in these databases must survive a power cut. */
async function preferSpeed(adminUrl: string): Promise<void> {
  await onServer(adminUrl, 'ALTER SYSTEM SET fsync = off');
  await onServer(adminUrl, 'ALTER SYSTEM SET synchronous_commit = off');
  await onServer(adminUrl, 'SELECT pg_reload_conf()');
}

async function makeTables(url: string): Promise<void> {
  const database = await Database.open(url, MIGRATIONS, log);
  try {
    // No job is run here: only the job tables are made.
    await new JobRunner(database, {} as Tasks, log).prepare();
  } finally {
    await database.close();
  }
}

/** The server stops when nobody uses it; a test process that was ended may not be gone from its list yet. */
const endOtherConnections = (adminUrl: string): Promise<void> =>
  onServer(
    adminUrl,
    `SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity
     WHERE application_name LIKE 'tabayyan:%' AND application_name <> 'tabayyan:${process.pid}'`,
  );

export async function onServer(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

export function withDatabase(url: string, database: string): string {
  const changed = new URL(url);
  changed.pathname = `/${database}`;
  return changed.href;
}
