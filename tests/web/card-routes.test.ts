import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { shortCodeOf } from '../../src/store/short-codes.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { wellCheck } from '../support/test-archive.ts';
import { factCheck, webFixture } from './web-fixture.ts';

const CARD = '/fact-checks/misal-1/card.jpg';

/** Address of the picture that the page names to whoever shows a preview of it. */
async function previewOf(
  app: ReturnType<typeof webFixture>['app'],
  path = '/fact-checks/misal-1',
): Promise<URL> {
  const page = await (await app.request(path)).text();
  const content = /<meta property="og:image" content="([^"]+)"/u.exec(page)?.[1] ?? '';
  return new URL(content.replaceAll('&amp;', '&'));
}

describe('the card of a fact-check', () => {
  it('is named on the page as its preview, under the public address and with its shape', async () => {
    const { app } = webFixture({ publicUrl: 'https://tips.example' });
    const preview = await previewOf(app);
    expect(preview.href).toMatch(
      /^https:\/\/tips\.example\/fact-checks\/misal-1\/card\.jpg\?lang=ar&v=[0-9a-f]{32}$/u,
    );
    const page = await (await app.request('/fact-checks/misal-1')).text();
    expect(page).toContain('<meta property="og:image:width" content="1080"');
    expect(page).toContain(`<meta property="og:image:alt" content="${factCheck().title}"`);
    expect(page).toMatch(/<a class="button" href="\/fact-checks\/misal-1\/card\.jpg\?/u);
  });

  it('may be kept for good under the address of its version only', async () => {
    const { app } = webFixture();
    const { pathname, search } = await previewOf(app);
    const versioned = await app.request(pathname + search);
    expect(versioned.headers.get('content-type')).toBe('image/jpeg');
    expect(versioned.headers.get('cache-control')).toContain('immutable');
    const bare = await app.request(CARD);
    expect(bare.headers.get('cache-control')).not.toContain('immutable');
    const again = await app.request(CARD, { headers: { 'if-none-match': bare.headers.get('etag') ?? '' } });
    expect([again.status, await again.text()]).toEqual([304, '']);
  });

  it('has another address after an edit, and the old one does not keep the new card for good', async () => {
    const before = await previewOf(webFixture().app);
    const { app } = webFixture({ archive: [factCheck({ title: 'عنوان آخر' })] });
    expect((await previewOf(app)).href).not.toBe(before.href);
    const old = await app.request(before.pathname + before.search);
    expect(old.headers.get('cache-control')).not.toContain('immutable');
  });

  it('is drawn in the language that is asked for', async () => {
    const asked: string[] = [];
    const cards = {
      plan: async () => ({ key: 'a', alt: '', width: 1080, height: 1080 }),
      of: async (_subject: unknown, language: string) => {
        asked.push(language);
        return { key: 'a', alt: '', width: 1080, height: 1080, jpeg: Buffer.from('x') };
      },
    };
    const { app } = webFixture({ cards });
    await app.request(`${CARD}?lang=en`);
    await app.request(CARD);
    await app.request(CARD, { headers: { 'accept-language': 'en-GB,en' } });
    expect(asked).toEqual(['en', 'ar', 'en']);
  });

  it.each(['https://a.example/b/c', 'تحقّق 1', 'a/card.jpg'])(
    'has an address whatever the id: %s',
    async (id) => {
      const { app } = webFixture({ archive: [factCheck({ id })] });
      const { pathname, search } = await previewOf(app, `/fact-checks/${encodeURIComponent(id)}`);
      expect((await app.request(pathname + search)).headers.get('content-type')).toBe('image/jpeg');
    },
  );

  it.each(['/fact-checks/nothing/card.jpg', '/fact-checks/a%00b/card.jpg'])(
    'is not there: %s',
    async (path) => {
      expect((await webFixture().app.request(path)).status).toBe(404);
    },
  );

  it('asks to come again when it cannot be drawn now', async () => {
    const unavailable = async () => Promise.reject(new AppError('card-unavailable'));
    const plan = async () => ({ key: 'a', alt: '', width: 1080, height: 1080 });
    const response = await webFixture({ cards: { plan, of: unavailable } }).app.request(CARD);
    expect([response.status, response.headers.get('cache-control')]).toEqual([503, 'no-store']);
  });
});

describe('a short link', () => {
  it('leads to the fact-check', async () => {
    const response = await webFixture().app.request(`/f/${shortCodeOf('misal-1')}`);
    expect([response.status, response.headers.get('location')]).toEqual([302, '/fact-checks/misal-1']);
  });

  it('that leads nowhere says so', async () => {
    expect((await webFixture().app.request('/f/zzzzzzzz')).status).toBe(404);
  });
});

describe('the running tip line', () => {
  let line: TestApp;
  let port = 0;
  beforeAll(async () => {
    line = await startTestApp({ archive: [wellCheck] });
    port = line.port;
  });
  afterAll(() => line.end());

  it('serves the card and follows the short link', async () => {
    const card = await fetch(`http://127.0.0.1:${port}/fact-checks/well/card.jpg`);
    expect(card.status).toBe(200);
    expect(Buffer.from(await card.arrayBuffer()).subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    const page = await fetch(`http://127.0.0.1:${port}/f/${shortCodeOf('well').toUpperCase()}`);
    expect(new URL(page.url).pathname).toBe('/fact-checks/well');
    expect(await page.text()).toContain(wellCheck.title);
  });
});
