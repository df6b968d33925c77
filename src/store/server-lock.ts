import pg from 'pg';
import { AppError } from '../errors.ts';
import { APPLICATION_NAME } from './embedded-postgres.ts';

const SERVER_LOCK = 7_430_004;

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
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
    SERVER_LOCK,
  ]);
  if (rows[0]?.taken) return { release: () => client.end() };
  const pid = await holder(client);
  await client.end();
  throw new AppError('already-running', { params: { pid } });
}

async function holder(client: pg.Client): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT a.application_name AS name FROM pg_locks l JOIN pg_stat_activity a USING (pid)
     WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted`,
    [SERVER_LOCK],
  );
  return rows[0]?.name.split(':')[1] ?? '?';
}
