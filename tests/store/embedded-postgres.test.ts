import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, openEmbeddedPostgres } from '../../src/store/embedded-postgres.ts';
import { isAlive } from '../../src/store/file-lock.ts';
import { testLog } from '../support/test-app.ts';

const isRoot = process.getuid?.() === 0;

let folder: string;
const opened: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tabayyan-postgres-'));
});
afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    const exited = once(child, 'exit');
    child.stdin?.end();
    await exited;
  }
  for (const server of opened.splice(0)) await server.release();
  const left = await postmaster();
  if (left) process.kill(left, 'SIGKILL');
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function open(at = folder): Promise<EmbeddedPostgres> {
  const server = await openEmbeddedPostgres(at, testLog);
  opened.push(server);
  return server;
}

async function release(server: EmbeddedPostgres): Promise<void> {
  opened.splice(opened.indexOf(server), 1);
  await server.release();
}

/** Another process that opens the same data folder; resolves when it has. */
async function openElsewhere(): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    ['--import', 'tsx', join(import.meta.dirname, 'postgres-opener.ts'), folder],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  children.push(child);
  if (!child.stdout) throw new Error('no output');
  const [url] = await once(createInterface(child.stdout), 'line');
  return { child, url };
}

async function leave(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.stdin?.end();
  await exited;
}

/** Number of the server's process, while it runs. */
async function postmaster(cluster = join(folder, 'postgres')): Promise<number | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => '');
  const pid = Number(text.split('\n')[0]);
  return pid && isAlive(pid) ? pid : null;
}

async function answer(url: string, sql = 'SELECT 1 AS n'): Promise<unknown> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows[0];
  } finally {
    await client.end();
  }
}

describe('the embedded server', () => {
  it('is started by the first process, joined by the second and stopped by the last', async () => {
    const here = await open();
    const first = await postmaster();
    const { child, url } = await openElsewhere();
    expect(url).toBe(here.url);
    expect(await postmaster()).toBe(first);
    await release(here);
    expect(await answer(url)).toEqual({ n: 1 });
    await leave(child);
    expect(await postmaster()).toBeNull();
  });

  it('survives the SIGKILL of its opener, and the next process joins it and stops it', async () => {
    const { child, url } = await openElsewhere();
    await answer(url, 'CREATE TABLE kept (a int)');
    const first = await postmaster();
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    const server = await open();
    expect(await postmaster()).toBe(first);
    expect(await answer(server.url, 'SELECT count(*)::int AS n FROM kept')).toEqual({ n: 0 });
    await release(server);
    expect(await postmaster()).toBeNull();
  });

  it('starts again after it was killed itself', async () => {
    const { child, url } = await openElsewhere();
    await answer(url, 'CREATE TABLE kept (a int)');
    const pid = await postmaster();
    if (pid === null) throw new Error('there is no server');
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(async () => expect(await postmaster()).toBeNull(), { timeout: 20_000 });
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
    const server = await open();
    expect(await answer(server.url, 'SELECT count(*)::int AS n FROM kept')).toEqual({ n: 0 });
  });

  it('starts after a first start that was cut off half way', async () => {
    await mkdir(join(folder, 'postgres.new-00000000', 'base'), { recursive: true });
    await writeFile(join(folder, 'postgres.new-00000000', 'PG_VERSION'), '18\n');
    await writeFile(join(folder, 'postgres.lock'), '4194304999');
    const server = await open();
    expect(await answer(server.url)).toEqual({ n: 1 });
  });

  it('is not started on data of another version', async () => {
    await mkdir(join(folder, 'postgres'));
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '14\n');
    await expect(open()).rejects.toMatchObject({ code: 'database-start-failed' });
    expect(await readFile(join(folder, 'postgres', 'PG_VERSION'), 'utf8')).toBe('14\n');
  });

  it('keeps its password and its data from other users', async () => {
    await open();
    for (const name of ['postgres.password', 'postgres']) {
      expect((await stat(join(folder, name))).mode & 0o077).toBe(0);
    }
  });

  it.skipIf(!isRoot)('works for root when a folder above is closed to others', async () => {
    const closed = join(folder, 'closed');
    await mkdir(closed);
    await chmod(closed, 0o700);
    const data = join(closed, 'data');
    try {
      const server = await open(data);
      expect(await answer(server.url)).toEqual({ n: 1 });
      await release(server);
      expect((await stat(closed)).mode & 0o777).toBe(0o700);
    } finally {
      const location = await readFile(join(data, 'postgres-location'), 'utf8');
      await rm(dirname(location.trim()), { recursive: true, force: true });
    }
  });
});
