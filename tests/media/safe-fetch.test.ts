import { inspect } from 'node:util';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { MAX_REDIRECTS, readStart, SafeFetcher } from '../../src/media/safe-fetch.ts';
import { FakeInternet } from '../support/fake-internet.ts';

let internet: FakeInternet;
beforeAll(async () => {
  internet = await FakeInternet.start();
});
afterEach(() => internet.forget());
afterAll(() => internet.stop());

const signal = () => AbortSignal.timeout(5_000);
const bodyOf = async (fetcher: SafeFetcher, url: string): Promise<string> =>
  (await readStart(await fetcher.get(url, { signal: signal() }), 1_000)).toString();
const failureOf = (fetcher: SafeFetcher, url: string): Promise<unknown> =>
  bodyOf(fetcher, url).then(
    (body) => new Error(`fetched ${body}`),
    (error: unknown) => error,
  );
const REFUSED = { code: 'download-refused' };

describe('fetching what others name', () => {
  it('brings a page of an allowed address', async () => {
    expect(await bodyOf(internet.fetcher(), internet.page('news.example/a', 'hello'))).toBe('hello');
  });

  it.each([
    'http://127.0.0.1/',
    'http://2130706433/',
    'http://0x7f.1/',
    'http://0177.0.0.1/',
    'http://127.1/',
    'http://0/',
    'http://[::1]/',
    'http://[::ffff:127.0.0.1]/',
    'http://169.254.169.254/latest/meta-data/',
    'http://localhost/',
    'http://user:password@8.8.8.8/',
    'http://8.8.8.8:22/',
    'http://8.8.8.8:8080/',
    'https://8.8.8.8:80443/',
  ])('does not reach %s', async (url) => {
    const code = /:80443/u.test(url) ? 'download-failed' : 'download-refused';
    expect(await failureOf(new SafeFetcher(), url)).toMatchObject({ code });
  });

  it.each([
    'file:///etc/passwd',
    'ftp://example.org/a',
    'javascript:alert(1)',
    'data:text/html,x',
    'gopher://x.y/',
  ])('knows no way to %s', async (url) => {
    expect(await failureOf(internet.fetcher(), url)).toMatchObject({ code: 'download-failed' });
  });

  it('refuses a name that leads to a forbidden address, also beside allowed ones', async () => {
    internet.forbidden.add('10.0.0.7');
    internet.names.set('inside.example', ['127.0.0.1 10.0.0.7']);
    const url = internet.page('inside.example/a', 'secret');
    expect(await failureOf(internet.fetcher(), url)).toMatchObject(REFUSED);
    expect(internet.requests).toEqual([]);
  });

  it('connects to the very address that was checked: a second answer of the name server changes nothing', async () => {
    internet.forbidden.add('10.0.0.7');
    internet.names.set('turncoat.example', ['127.0.0.1', '10.0.0.7']);
    const url = internet.page('turncoat.example/a', 'hello');
    expect(await bodyOf(internet.fetcher(), url)).toBe('hello');
    expect(internet.lookups).toEqual(['turncoat.example']);
    expect(await failureOf(internet.fetcher(), url)).toMatchObject(REFUSED);
  });

  it('checks every redirect anew', async () => {
    internet.forbidden.add('10.0.0.7');
    internet.names.set('inside.example', ['10.0.0.7']);
    internet.page('inside.example/a', 'secret');
    for (const location of [internet.url('inside.example/a'), 'http://10.0.0.7/', 'http://127.0.0.1:1/']) {
      const url = internet.redirect('news.example/go', location);
      expect(await failureOf(internet.fetcher(), url)).toMatchObject(REFUSED);
    }
    const toFile = internet.redirect('news.example/file', 'file:///etc/passwd');
    expect(await failureOf(internet.fetcher(), toFile)).toMatchObject({ code: 'download-failed' });
    expect(internet.requests.filter((one) => one.startsWith('inside'))).toEqual([]);
  });

  it('follows as many redirects as are allowed, relative ones too, and no more', async () => {
    internet.page('news.example/0', 'the end');
    for (let left = 1; left <= MAX_REDIRECTS + 1; left++) {
      internet.redirect(`news.example/${left}`, `/${left - 1}`);
    }
    expect(await bodyOf(internet.fetcher(), internet.url(`news.example/${MAX_REDIRECTS}`))).toBe('the end');
    const tooFar = await failureOf(internet.fetcher(), internet.url(`news.example/${MAX_REDIRECTS + 1}`));
    expect(tooFar).toMatchObject({ code: 'download-failed' });
  });

  it('takes secret headers to the first server only', async () => {
    internet.page('other.example/b', 'hello');
    const url = internet.redirect('news.example/a', internet.url('other.example/b'));
    await internet.fetcher().get(url, { signal: signal(), headers: { authorization: 'secret' } });
    expect(internet.headers.map(({ authorization }) => authorization)).toEqual(['secret', undefined]);
  });

  it('spares the server that the operator named, and nothing it redirects to', async () => {
    internet.page('127.0.0.1/file', 'film');
    internet.redirect('127.0.0.1/away', `http://127.0.0.1:${internet.port + 1}/`);
    const trustedOrigin = `http://127.0.0.1:${internet.port}`;
    const fetcher = new SafeFetcher();
    const response = await fetcher.get(`${trustedOrigin}/file`, { signal: signal(), trustedOrigin });
    expect(response.status).toBe(200);
    await expect(
      fetcher.get(`${trustedOrigin}/away`, { signal: signal(), trustedOrigin }),
    ).rejects.toMatchObject(REFUSED);
  });

  it('reads no more of an endless page than is wanted', async () => {
    const url = internet.page('news.example/endless', (_, response) => {
      const more = () => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
      };
      response.on('drain', more);
      more();
    });
    expect(await bodyOf(internet.fetcher(), url)).toHaveLength(1_000);
  });

  it('tells no address in its errors', async () => {
    internet.forbidden.add('10.0.0.7');
    internet.names.set('secret-name.example', ['10.0.0.7']);
    const addresses = [
      internet.url('secret-name.example/a'),
      'file:///secret-name',
      'http://secret-name@[::1]/',
      internet.page('secret-name.cut/a', (_, response) => response.destroy()),
    ];
    for (const url of addresses) {
      expect(inspect(await failureOf(internet.fetcher(), url), { depth: 9 })).not.toContain('secret-name');
    }
  });
});
