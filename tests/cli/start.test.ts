import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWords } from '../../src/words.ts';
import {
  type Ended,
  type Run,
  TipLineHome,
  type TipLineProcess,
  until,
} from '../support/tip-line-process.ts';

describe('the first start, on an empty folder', () => {
  let home: TipLineHome;
  let run: Run;
  let url: string;
  beforeAll(async () => {
    home = await TipLineHome.make();
    run = home.spawn(['start'], { PORT: '0' });
    await until(() => run.isOver || run.stdout.includes('Ctrl-C'), 60_000, 'the report');
    url = /http:\/\/localhost:\d+\//u.exec(run.stdout)?.[0] ?? '';
  });
  afterAll(() => home.close());

  it('says what is on, what is off and why', () => {
    expect(run.stdout).toContain('TELEGRAM_BOT_TOKEN');
    expect(run.stdout).toContain('ffmpeg');
    expect(run.stdout).toContain('14');
  });

  it('takes a free port when it is asked for port 0, and says where to try it', async () => {
    expect((await fetch(url)).status).toBe(200);
  });

  it('prints an invitation for the first admin, where a password can be chosen', async () => {
    const invitation = new RegExp(`${url}(desk/invitations/\\S+)`, 'u').exec(run.stdout)?.[1];
    expect((await fetch(`${url}${invitation}`)).status).toBe(200);
  });

  it('refuses a second one on the same data and says who runs; the first goes on', async () => {
    const second = await home.command(['start'], { PORT: '0' });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(String(run.child.pid));
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    expect((await fetch(`${url}readyz`)).status).toBe(200);
  });

  describe('when it is asked to stop in the middle of a request', () => {
    let ended: Ended;
    let status: number | undefined;
    beforeAll(async () => {
      const body = JSON.stringify({ text: 'خبر' });
      const asking = request(`${url}api/v1/ask`, {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
          expect: '100-continue',
        },
      });
      asking.flushHeaders();
      await once(asking, 'continue');
      const stopped = run.end('SIGTERM');
      await until(() => run.isOver || run.stdout.includes('…'), 10_000, 'the stop to begin');
      asking.end(body);
      const [response] = await once(asking, 'response');
      status = response.statusCode;
      response.resume();
      ended = await stopped;
    });

    it('finishes the request before it ends', () => {
      expect(status).toBeGreaterThan(199);
      expect({ code: ended.code, stderr: ended.stderr }).toEqual({ code: 0, stderr: '' });
    });

    it('stops everything it started', async () => {
      expect(await home.postmasterPid()).toBeNull();
    });
  });
});

describe('a start after one that was killed', () => {
  let home: TipLineHome;
  let postmaster: number | null;
  let next: TipLineProcess;
  beforeAll(async () => {
    home = await TipLineHome.makeUsed();
    const killed = await home.start();
    postmaster = await home.postmasterPid();
    await killed.kill();
    next = await home.start({ PORT: String(killed.port) });
  });
  afterAll(() => home.close());

  it('takes its port and its database server over at once', async () => {
    expect(postmaster).not.toBeNull();
    expect(await home.postmasterPid()).toBe(postmaster);
    expect((await fetch(`${next.url}/readyz`)).status).toBe(200);
  });

  it('stops everything in good order when two signals come at once, as Ctrl-C under npm sends them', async () => {
    // Two that are different: of equal ones the system may make one.
    next.run.child.kill('SIGINT');
    const { code, stderr } = await next.stop('SIGTERM');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await home.postmasterPid()).toBeNull();
  });
});

describe('a start on a folder in which earlier ones were killed', () => {
  let home: TipLineHome;
  beforeAll(async () => {
    home = await TipLineHome.make();
  });
  afterAll(() => home.close());

  /** Begins and is killed as soon as a file whose name begins so is in the data folder. */
  async function killedAt(name: string): Promise<void> {
    const run = home.spawn(['start'], { PORT: '0' });
    const isThere = async () => (await readdir(home.folder)).some((file) => file.startsWith(name));
    await until(async () => run.isOver || (await isThere()), 30_000, name);
    expect(run.isOver).toBe(false);
    await run.end('SIGKILL');
  }

  it('works, be it when they began or while they made their database', async () => {
    await killedAt('postgres.lock');
    await killedAt('postgres.new');
    await killedAt('postgres.log');
    const tipLine = await home.start();
    expect((await tipLine.stop()).code).toBe(0);
    expect(await home.postmasterPid()).toBeNull();
  });
});

describe('a start that fails', () => {
  let home: TipLineHome;
  beforeAll(async () => {
    home = await TipLineHome.makeUsed();
  });
  afterAll(() => home.close());

  it('says that its port is taken, and leaves nothing running', async () => {
    const other = createServer();
    other.listen(0);
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await home.command(['start'], { PORT: String(port) });
    other.close();
    expect(code).toBe(1);
    expect(stderr).toContain(String(port));
    expect(await home.postmasterPid()).toBeNull();
  });

  it('tells everything that is wrong with its configuration at once, without the values', async () => {
    const { code, stdout, stderr } = await home.command(['start'], {
      PORT: 'eighty',
      DATABASE_URL: 'mysql://user:hunter2@host/db',
      TELEGRAM_BOT_TOKEN: 'not-a-token',
      LOCALE: '???',
    });
    expect(code).toBe(1);
    expect(stdout).toBe('');
    for (const name of ['PORT', 'DATABASE_URL', 'TELEGRAM_BOT_TOKEN', 'LOCALE'])
      expect(stderr).toContain(name);
    expect(stderr).not.toContain('hunter2');
    expect(stderr).not.toContain('not-a-token');
  });

  it('says that it cannot reach the database of DATABASE_URL', async () => {
    const { code, stderr } = await home.command(['start'], {
      PORT: '0',
      DATABASE_URL: 'postgres://nobody:hunter2@127.0.0.1:1/none',
    });
    expect(code).toBe(1);
    expect(stderr).not.toContain('hunter2');
    expect(stderr).toContain((await loadWords('ar')).t('ar', 'errors:database-unreachable'));
  });
});
