import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { AppError } from '../errors.ts';
import { APPLICATION_NAME } from './embedded-postgres.ts';

const SERVER_LOCK = 7_430_004;
/** The connection of a process that was killed a moment ago may hold the lock a little longer than the process lived. */
const HANDOVER_MS = 2_000;
const POLL_MS = 50;

/**
 * Held as long as the tip line runs: two of them on one database would answer people twice.
 * @throws `already-running` with the number of the other process
 */
export async function takeServerLock(url: string): Promise<{ release(): Promise<void> }> {
  const client = new pg.Client({
    connectionString: url,
    application_name: APPLICATION_NAME,
    keepAlive: true,
  });
  // A lock lost with its connection is noticed by the pool's queries, which go to the same server.
  client.on('error', () => undefined);
  await client.connect();
  try {
    await take(client);
  } catch (error) {
    await client.end();
    throw error;
  }
  return { release: () => client.end() };
}

async function take(client: pg.Client): Promise<void> {
  const deadline = Date.now() + HANDOVER_MS;
  for (;;) {
    const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
      SERVER_LOCK,
    ]);
    if (rows[0]?.taken) return;
    if (Date.now() > deadline) {
      throw new AppError('already-running', { params: { pid: (await holder(client)) ?? '?' } });
    }
    await delay(POLL_MS);
  }
}

/** Whether a tip line runs on this database. Looks only: a start at the same time is not disturbed. */
export async function isServerRunning(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, application_name: APPLICATION_NAME });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await holder(client)) !== null;
  } finally {
    await client.end();
  }
}

/** Number of the process that holds the lock; null when nobody does. */
async function holder(client: pg.Client): Promise<string | null> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.classid = 0 AND l.objid = $1 AND l.granted
       AND a.datname = current_database()`,
    [SERVER_LOCK],
  );
  return rows[0] ? (rows[0].name.split(':')[1] ?? '?') : null;
}
