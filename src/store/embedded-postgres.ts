import { execFile, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chown, mkdir, open, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { createConnection, createServer } from 'node:net';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import pg from 'pg';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import { isAlive, isCode, withFileLock } from './file-lock.ts';
import { findPostgresHome, type PostgresHome } from './postgres-home.ts';

/**
 * A real PostgreSQL as a child in the data folder. Several processes may use it at once: the first
 * starts it, the others join, the last to leave stops it. It survives our death by SIGKILL and is
 * joined again by the next start.
 */
export interface EmbeddedPostgres {
  url: string;
  /** Where the database lies: in the data folder, or elsewhere where that one is closed to the server's user. */
  folder: string;
  /** Stops the server when no other process uses it. */
  release(): Promise<void>;
}

const USER = 'tabayyan';
const DATABASE = 'tabayyan';
/** Every connection of ours is named so; a server without one is nobody's and may be stopped. */
export const APPLICATION_NAME = `tabayyan:${process.pid}`;
const START_TIMEOUT_MS = 60_000;
const POLL_MS = 25;
/** What another process began to start or to stop, and was killed. */
const SETTLE_TIMEOUT_MS = 20_000;
const SETTINGS = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '120',
  shared_buffers: '96MB',
  jit: 'off',
  log_min_messages: 'warning',
};
const run = promisify(execFile);

export async function openEmbeddedPostgres(dataFolder: string, log: Log): Promise<EmbeddedPostgres> {
  await mkdir(dataFolder, { recursive: true, mode: 0o711 });
  const home = await findPostgresHome(dataFolder);
  const lock = join(dataFolder, 'postgres.lock');
  return withFileLock(lock, async () => {
    const password = await readPassword(dataFolder);
    await prepareCluster(home, password);
    const running = await settledServer(home);
    const port = running?.port ?? (await startServer(home, dataFolder, password));
    log.info({ joined: running !== null }, 'embedded postgres is up');
    const url = `postgres://${USER}:${password}@127.0.0.1:${port}/`;
    await ensureDatabase(`${url}postgres`);
    const presence = await connect(`${url}${DATABASE}`);
    return {
      url: `${url}${DATABASE}`,
      folder: home.cluster,
      release: () => withFileLock(lock, () => leave(presence, home, log)),
    };
  });
}

async function leave(presence: pg.Client, home: PostgresHome, log: Log): Promise<void> {
  const { rows } = await presence.query<{ others: number }>(
    `SELECT count(*)::int AS others FROM pg_stat_activity
     WHERE application_name LIKE 'tabayyan:%' AND application_name <> $1`,
    [APPLICATION_NAME],
  );
  await presence.end();
  if (rows[0]?.others) return;
  const running = await runningServer(home);
  if (!running) return;
  process.kill(running.pid, 'SIGINT');
  // It takes its file away last. Where nobody collects dead processes its number would live on.
  while (isAlive(running.pid) && (await readPostmaster(home))?.pid === running.pid) await delay(POLL_MS);
  log.info('embedded postgres stopped');
}

async function readPassword(dataFolder: string): Promise<string> {
  const path = join(dataFolder, 'postgres.password');
  const known = await readFile(path, 'utf8').catch(() => null);
  if (known) return known.trim();
  const password = randomBytes(24).toString('base64url');
  await writeFile(path, `${password}\n`, { mode: 0o600 });
  return password;
}

/** Makes the cluster under another name first, so that a start that was cut off leaves nothing half. */
async function prepareCluster(home: PostgresHome, password: string): Promise<void> {
  const version = await readFile(join(home.cluster, 'PG_VERSION'), 'utf8').catch(() => null);
  if (version !== null) {
    const { stdout } = await run(join(home.programs, 'bin', 'postgres'), ['--version'], { ...home.runAs });
    const major = /\d+/u.exec(stdout)?.[0];
    if (version.trim() === major) return;
    throw new AppError('database-start-failed', {
      params: { reason: `the data folder is of PostgreSQL ${version.trim()}, the program is ${major}` },
    });
  }
  await removeUnfinished(home);
  const unfinished = `${home.cluster}.new-${randomBytes(4).toString('hex')}`;
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  const passwordFile = `${unfinished}.password`;
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (home.runAs) {
    await chown(unfinished, home.runAs.uid, home.runAs.gid);
    await chown(passwordFile, home.runAs.uid, home.runAs.gid);
  }
  try {
    await run(
      join(home.programs, 'bin', 'initdb'),
      [
        `--pgdata=${unfinished}`,
        `--username=${USER}`,
        `--pwfile=${passwordFile}`,
        '--auth=scram-sha-256',
        '--encoding=UTF8',
        '--locale=C',
        '--locale-provider=builtin',
        '--builtin-locale=C.UTF-8',
        '--no-instructions',
      ],
      { ...home.runAs, cwd: '/', env: {} },
    );
  } catch (cause) {
    throw new AppError('database-start-failed', { cause, params: { reason: 'initdb' } });
  } finally {
    await rm(passwordFile, { force: true });
  }
  await rename(unfinished, home.cluster);
}

/** Clusters that were never finished. The `initdb` of a killed process may still write: the next start cleans up after it. */
async function removeUnfinished(home: PostgresHome): Promise<void> {
  const folder = dirname(home.cluster);
  const prefix = `${basename(home.cluster)}.new`;
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix)) continue;
    await rm(join(folder, name), { recursive: true, force: true }).catch((error) => {
      if (!isCode(error, 'ENOTEMPTY')) throw error;
    });
  }
}

interface Postmaster {
  pid: number;
  port: number;
  /** `starting`, `ready`, `stopping` … */
  state: string;
}

/** Reads `postmaster.pid`: line 1 the process, line 4 the port, line 8 its state. Null when its process is gone. */
async function readPostmaster(home: PostgresHome): Promise<Postmaster | null> {
  const text = await readFile(join(home.cluster, 'postmaster.pid'), 'utf8').catch(() => null);
  const lines = text?.split('\n') ?? [];
  const pid = Number(lines[0]);
  if (!pid || !isAlive(pid)) return null;
  return { pid, port: Number(lines[3]), state: lines[7]?.trim() ?? '' };
}

async function runningServer(home: PostgresHome): Promise<Postmaster | null> {
  const postmaster = await readPostmaster(home);
  if (!postmaster?.port || postmaster.state !== 'ready') return null;
  return (await isListening(postmaster.port)) ? postmaster : null;
}

/** As `runningServer`; a server that is starting or stopping by itself is waited for. */
async function settledServer(home: PostgresHome): Promise<Postmaster | null> {
  const deadline = Date.now() + SETTLE_TIMEOUT_MS;
  for (;;) {
    const running = await runningServer(home);
    if (running) return running;
    const postmaster = await readPostmaster(home);
    // "ready" and deaf: the file outlived its server and the number belongs to somebody else.
    if (!postmaster || postmaster.state === 'ready' || Date.now() > deadline) return null;
    await delay(POLL_MS);
  }
}

async function startServer(home: PostgresHome, dataFolder: string, password: string): Promise<number> {
  const port = await freePort();
  const logPath = join(dataFolder, 'postgres.log');
  const output = await open(logPath, 'w', 0o600);
  const settings = Object.entries({ ...SETTINGS, port: String(port) }).flatMap(([k, v]) => [
    '-c',
    `${k}=${v}`,
  ]);
  const child = spawn(join(home.programs, 'bin', 'postgres'), ['-D', home.cluster, ...settings], {
    ...home.runAs,
    cwd: '/',
    env: {},
    // A session of its own: Ctrl-C in the terminal reaches us, and we stop it in good order.
    detached: true,
    stdio: ['ignore', output.fd, output.fd],
  });
  let ended: unknown = null;
  child.once('error', (error) => {
    ended = error;
  });
  child.once('exit', (code, signal) => {
    ended = new Error(`postgres ended with ${signal ?? code}`);
  });
  child.unref();
  await output.close();
  const deadline = Date.now() + START_TIMEOUT_MS;
  for (;;) {
    if (ended !== null || Date.now() > deadline) {
      const tail = (await readFile(logPath, 'utf8').catch(() => '')).slice(-2000);
      if (ended === null) child.kill('SIGINT');
      throw new AppError('database-start-failed', {
        cause: new Error(tail, { cause: ended }),
        params: { reason: 'postgres' },
      });
    }
    try {
      const client = await connect(`postgres://${USER}:${password}@127.0.0.1:${port}/postgres`);
      await client.end();
      return port;
    } catch {
      // Not yet: the loop ends with the server's own log when it never comes.
      await delay(POLL_MS);
    }
  }
}

async function ensureDatabase(url: string): Promise<void> {
  const client = await connect(url);
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [DATABASE]);
    if (!rowCount) await client.query(`CREATE DATABASE ${DATABASE}`);
  } finally {
    await client.end();
  }
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url, application_name: APPLICATION_NAME });
  // A presence connection that breaks is noticed by the queries of the pool.
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

const freePort = (): Promise<number> =>
  new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });

function isListening(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: '127.0.0.1' });
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}
