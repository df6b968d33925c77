import { describe, expect, it } from 'vitest';
import type { Range } from '../../src/match/highlights.ts';
import { factCheck, webFixture, words } from './web-fixture.ts';

describe('every page', () => {
  it('forbids scripts and styles that are not our own files', async () => {
    const response = await webFixture().app.request('/');
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).toContain("style-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toContain('unsafe');
    expect(response.headers.get('x-content-type-options')).toBe('nosniff');
    const page = await response.text();
    expect(page).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?! src=)/u);
  });

  it('asks for https from then on only where it is reached by https', async () => {
    const header = async (publicUrl: string | null) =>
      (await webFixture({ publicUrl }).app.request('/')).headers.get('strict-transport-security');
    expect(await header(null)).toBeNull();
    expect(await header('https://tips.example')).toMatch(/max-age/u);
  });

  it('loads nothing from elsewhere, and everything it loads is there', async () => {
    const { app } = webFixture();
    for (const path of ['/', '/search']) {
      const page = await (await app.request(path)).text();
      const css = await (await app.request('/assets/app.css')).text();
      const sources = [
        ...page.matchAll(/<(?:script|img)[^>]* src="([^"]+)"/gu),
        ...page.matchAll(/<link rel="(?:icon|stylesheet|preload)"[^>]* href="([^"]+)"/gu),
        ...css.matchAll(/url\("([^"]+)"\)/gu),
      ].map((match) => match[1] ?? '');
      expect(sources.length).toBeGreaterThan(6);
      for (const source of sources) {
        expect(source).toMatch(/^\/assets\//u);
        expect([source, (await app.request(source)).status]).toEqual([source, 200]);
      }
    }
  });
});

describe('assets', () => {
  it('may be kept for good under the address of their version only', async () => {
    const { app } = webFixture();
    const versioned =
      /href="(\/assets\/app\.css\?v=\w+)"/u.exec(await (await app.request('/')).text())?.[1] ?? '';
    expect((await app.request(versioned)).headers.get('cache-control')).toContain('immutable');
    const bare = await app.request('/assets/app.css?v=old');
    expect(bare.headers.get('cache-control')).not.toContain('immutable');
    const again = await app.request('/assets/app.css', {
      headers: { 'if-none-match': bare.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
  });

  it.each(['/assets/nothing.js', '/assets/..%2f..%2fpackage.json', '/assets/%2e%2e/create-web.ts'])(
    'are only the ones we name: %s',
    async (path) => {
      expect((await webFixture().app.request(path)).status).toBe(404);
    },
  );
});

describe('the search page', () => {
  it('shows the latest before anything is asked', async () => {
    const { app, queries } = webFixture();
    const page = await (await app.request('/search')).text();
    expect(page).toContain('هذه الصورة ليست من فيضان مدينة ريحانة');
    expect(page).toContain(words.t('ar', 'web:search.latest'));
    expect(queries).toEqual([{ text: '', limit: 20 }]);
  });

  it('keeps words and filters in the form and counts in Arabic', async () => {
    const archive = [1, 2].map((id) => factCheck({ id: String(id) }));
    const { app, queries } = webFixture({ archive });
    const page = await (await app.request('/search?q=ريحانة&rating=misleading&since=2025-01-01')).text();
    expect(queries).toMatchObject([{ text: 'ريحانة', rating: 'misleading', since: '2025-01-01' }]);
    expect(page).toContain('نتيجتان');
    expect(page).toContain('value="ريحانة"');
    expect(page).toMatch(/<option value="misleading" selected/u);
  });

  it('shows the way to the team when nothing is found, and markup in the words as text', async () => {
    const { app } = webFixture();
    const page = await (await app.request('/search?q=%3Cscript%3Ealert(1)%3C/script%3E')).text();
    expect(page).toContain(words.t('ar', 'web:search.count', { count: 0 }));
    expect(page).toContain(words.t('ar', 'web:search.ask'));
    expect(page).not.toContain('<script>alert');
  });

  it('lets what was found stand out, as text and not as markup', async () => {
    const archive = [
      factCheck({ title: 'جسر <img src=x onerror=alert(1)> ريحانة وفريق Rayhana Rescue Team' }),
    ];
    const { app } = webFixture({ archive });
    const page = await (await app.request('/search?q=ريحانة')).text();
    expect(page).toContain('<mark>ريحانة</mark>');
    expect(page).not.toContain('<img src=x');
  });

  it('keeps a Latin name together when a word inside of it stands out', async () => {
    const title = 'فريق Rayhana Rescue Team';
    const { app } = webFixture({
      archive: [factCheck({ title })],
      findFactChecks: async () => {
        const highlights = { title: [[13, 19] as Range], claim: [], summary: [] };
        const items = [{ ...factCheck({ title }), highlights, passage: null }];
        return { total: 1, items, page: 1, nextPage: null, matched: 'all' };
      },
    });
    const page = await (await app.request('/search?q=x')).text();
    expect(page).toContain('<bdi dir="ltr">Rayhana <mark>Rescue</mark> Team</bdi>');
  });

  it('leads from page to page without scripts and keeps the search', async () => {
    const archive = Array.from({ length: 45 }, (_, id) => factCheck({ id: String(id) }));
    const { app, queries } = webFixture({ archive });
    const first = await (await app.request('/search?q=ريحانة&rating=misleading&publisher=')).text();
    expect(first).not.toContain('rel="prev"');
    const [, next = ''] = /rel="next" href="([^"]+)"/u.exec(first) ?? [];
    const second = await (await app.request(next.replaceAll('&amp;', '&'))).text();
    expect(queries.at(-1)).toMatchObject({ text: 'ريحانة', rating: 'misleading', page: 2 });
    expect(second).toContain('rel="prev"');
    const [, last = ''] = /rel="next" href="([^"]+)"/u.exec(second) ?? [];
    expect(await (await app.request(last.replaceAll('&amp;', '&'))).text()).not.toContain('rel="next"');
  });

  it('offers the publishers of the archive where there are several', async () => {
    const archive = ['مرصد المثال', 'دار <b>أخرى</b>'].map((publisher, id) =>
      factCheck({ id: String(id), publisher }),
    );
    const page = await (await webFixture({ archive }).app.request('/search?publisher=مرصد المثال')).text();
    expect(page).toContain('<option value="مرصد المثال" selected');
    expect(page).toContain('دار &lt;b&gt;أخرى&lt;/b&gt;');
    expect(await (await webFixture().app.request('/search')).text()).not.toContain('name="publisher"');
  });

  it('says when nothing has all the words', async () => {
    const { app } = webFixture({
      findFactChecks: async () => ({
        total: 1,
        items: [{ ...factCheck(), highlights: { title: [], claim: [], summary: [] }, passage: null }],
        page: 1,
        nextPage: null,
        matched: 'some',
      }),
    });
    expect(await (await app.request('/search?q=x')).text()).toContain(words.t('ar', 'web:search.some'));
  });

  it('explains a wrong filter on a page', async () => {
    const response = await webFixture().app.request('/search?since=gestern');
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('since');
  });
});

describe('the page of a fact-check', () => {
  it('carries its ClaimReview, which no title can break out of', async () => {
    const title = '</script><script>alert(1)</script>';
    const { app } = webFixture({ archive: [factCheck({ title })] });
    const page = await (await app.request('/fact-checks/misal-1')).text();
    const data = /<script type="application\/ld\+json">(.*?)<\/script>/su.exec(page)?.[1] ?? '';
    expect(JSON.parse(data)).toMatchObject({ '@type': 'ClaimReview', headline: title });
    expect(page).not.toContain('<script>alert');
  });

  it('tells that an example is one, and links to the publisher and not to harm', async () => {
    const appearances = ['javascript:alert(1)', 'https://social.example/post/7'];
    const { app } = webFixture({ archive: [factCheck({ appearances })] });
    const page = await (await app.request('/fact-checks/misal-1')).text();
    expect(page).toContain(words.t('ar', 'web:factCheck.example'));
    expect(page).toContain('href="https://example.org/checks/1"');
    expect(page).toContain('rel="nofollow noopener noreferrer"');
    expect(page).not.toContain('href="javascript:');
  });
});

describe('what goes wrong', () => {
  it('is told in Arabic on a page when an address leads nowhere', async () => {
    const response = await webFixture().app.request('/no/such/page');
    expect(response.status).toBe(404);
    const page = await response.text();
    expect(page).toContain('dir="rtl"');
    expect(page).toContain(words.t('ar', 'errors:not-found'));
  });

  it('is told without its reasons when it is our fault', async () => {
    const { app } = webFixture({
      findFactChecks: async () => {
        throw new Error('SELECT secret');
      },
    });
    const response = await app.request('/search');
    expect(response.status).toBe(500);
    const page = await response.text();
    expect(page).toContain(words.t('ar', 'errors:internal'));
    expect(page).not.toContain('SELECT');
  });
});
