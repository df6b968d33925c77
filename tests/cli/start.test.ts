import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TipLineHome, until } from '../support/tip-line-process.ts';

describe('start', { timeout: 90_000 }, () => {
  let home: TipLineHome;
  beforeEach(async () => {
    home = await TipLineHome.make();
  });
  afterEach(() => home.close());

  it('says on an empty folder what is on, what is off and why, and where to try it', async () => {
    const tipLine = await home.start();
    const url = `http://localhost:${tipLine.port}/`;
    await until(() => tipLine.run.stdout.includes('Ctrl-C'), 5_000, 'the report');
    const { stdout } = tipLine.run;
    expect(stdout).toContain(url);
    expect(stdout).toContain('TELEGRAM_BOT_TOKEN');
    expect(stdout).toContain('ffmpeg');
    expect(stdout).toContain('14');
    const invitation = new RegExp(`${url}(desk/invitations/\\S+)`, 'u').exec(stdout)?.[1];
    expect((await fetch(`${url}${invitation}`)).status).toBe(200);
    expect((await fetch(url)).status).toBe(200);
  });

  it('takes a free port when it is asked for port 0, and says which', async () => {
    const run = home.spawn(['start'], { PORT: '0' });
    const address = () => /http:\/\/localhost:(\d+)\//u.exec(run.stdout)?.[1];
    await until(() => address() !== undefined, 30_000, 'the address');
    expect((await fetch(`http://127.0.0.1:${address()}/healthz`)).status).toBe(200);
  });

  it('refuses a second one on the same data and says who runs; the first goes on', async () => {
    const first = await home.start();
    const second = await home.command(['start'], { PORT: '0' });
    expect(second.code).toBe(1);
    expect(second.stderr).toContain(String(first.pid));
    expect(second.stderr.trim().split('\n')).toHaveLength(1);
    expect((await fetch(`${first.url}/readyz`)).status).toBe(200);
  });

  it('starts over a killed one at once', async () => {
    const first = await home.start();
    const postmaster = await home.postmasterPid();
    await first.kill();
    const second = await home.start({ PORT: String(first.port) });
    expect(await home.postmasterPid()).toBe(postmaster);
    expect((await second.stop()).code).toBe(0);
    expect(await home.postmasterPid()).toBeNull();
  });

  it.each([
    ['while it made its database', 900],
    ['while it began', 250],
  ])('starts on a folder in which the first start was killed %s', async (_, ms) => {
    const run = home.spawn(['start'], { PORT: '0' });
    await delay(ms);
    await run.end('SIGKILL');
    const tipLine = await home.start();
    expect((await tipLine.stop()).code).toBe(0);
    expect(await home.postmasterPid()).toBeNull();
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops at %s with everything it started', async (signal) => {
    const tipLine = await home.start();
    expect(await home.postmasterPid()).not.toBeNull();
    const { code, stderr } = await tipLine.stop(signal);
    expect(code).toBe(0);
    expect(stderr).toBe('');
    expect(await home.postmasterPid()).toBeNull();
  });

  it('takes the same signal from the terminal and from npm as one', async () => {
    const tipLine = await home.start();
    tipLine.run.child.kill('SIGINT');
    await delay(20);
    const { code } = await tipLine.stop('SIGINT');
    expect(code).toBe(0);
    expect(await home.postmasterPid()).toBeNull();
  });

  it('finishes a request under way before it ends', async () => {
    const tipLine = await home.start();
    const body = JSON.stringify({ text: 'خبر' });
    const asking = request(`${tipLine.url}/api/v1/ask`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'content-length': Buffer.byteLength(body),
        expect: '100-continue',
      },
    });
    asking.flushHeaders();
    await once(asking, 'continue');
    const stopped = tipLine.stop();
    await until(() => tipLine.run.stdout.includes('…'), 5_000, 'the stop to begin');
    asking.end(body);
    const [response] = await once(asking, 'response');
    expect(response.statusCode).toBeGreaterThan(199);
    response.resume();
    expect((await stopped).code).toBe(0);
  });

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
    const words = JSON.parse(
      await readFile(new URL('../../locales/ar/errors.json', import.meta.url), 'utf8'),
    );
    expect(stderr).toContain(words['database-unreachable']);
  });
});
