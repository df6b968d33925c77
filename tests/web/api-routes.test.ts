import { describe, expect, it } from 'vitest';
import { AppError } from '../../src/errors.ts';
import { factCheck, form, MAX_UPLOAD, webFixture, words } from './web-fixture.ts';

type Highlights = Record<'title' | 'claim' | 'summary', [number, number][]>;

const ASK = '/api/v1/ask';

const post = (body: FormData | string, headers: Record<string, string> = {}) => ({
  method: 'POST',
  body,
  headers,
});
const json = (value: unknown) => post(JSON.stringify(value), { 'content-type': 'application/json' });
const video = (bytes: number) => new File([new Uint8Array(bytes)], 'a.mp4', { type: 'video/mp4' });

describe('POST /api/v1/ask', () => {
  it('asks with text, files and limit of a form, from any program', async () => {
    const { app, questions } = webFixture();
    const response = await app.request(ASK, post(form({ text: 'سؤال', files: video(3), limit: '5' })));
    expect(response.status).toBe(200);
    expect(await response.json()).toMatchObject({ outcome: 'unknown', reply: expect.any(String) });
    const path = expect.stringMatching(/^\/uploads\/[0-9a-f]{64}$/u);
    expect(questions).toEqual([{ text: 'سؤال', limit: 5, files: [{ path, sha256: expect.any(String) }] }]);
  });

  it('asks with JSON', async () => {
    const { app, questions } = webFixture();
    expect((await app.request(ASK, json({ text: 'سؤال', limit: 3, language: 'en' }))).status).toBe(200);
    expect(questions).toEqual([{ text: 'سؤال', limit: 3, language: 'en', files: [] }]);
  });

  it.each([
    ['nothing', json({}), 400, 'text-empty'],
    ['broken JSON', post('{', { 'content-type': 'application/json' }), 400, 'request-malformed'],
    ['a list', json(['سؤال']), 400, 'request-malformed'],
    ['a text that is none', json({ text: { $gt: '' } }), 400, 'request-malformed'],
    ['a limit of zero', json({ text: 'x', limit: 0 }), 400, 'request-malformed'],
    ['a limit that is no number', json({ text: 'x', limit: '1e9' }), 400, 'request-malformed'],
    ['another content type', post('<x/>', { 'content-type': 'text/xml' }), 415, 'request-type-unsupported'],
    ['too long a text', json({ text: 'x'.repeat(100_001) }), 413, 'text-too-long'],
    ['a file over the limit', post(form({ files: video(MAX_UPLOAD + 1) })), 413, 'file-too-large'],
    ['an endless body', json({ text: 'x'.repeat(2_000_000) }), 413, 'request-too-large'],
  ])('refuses %s with its code and words', async (_what, request, status, code) => {
    const { app, questions } = webFixture();
    const response = await app.request(ASK, request);
    expect(response.status).toBe(status);
    const { error } = (await response.json()) as { error: { code: string; message: string } };
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/\p{Script=Arabic}/u);
    expect(questions).toEqual([]);
  });

  it('takes out half a character that JSON lets through', async () => {
    const { app, questions } = webFixture();
    await app.request(ASK, post('{"text":"a\\ud800\\u0000b"}', { 'content-type': 'application/json' }));
    expect(questions[0]?.text).toBe('ab');
  });

  it('explains itself in the language of the caller', async () => {
    const { app } = webFixture();
    const english = await app.request(ASK, {
      ...json({}),
      headers: { 'content-type': 'application/json', 'accept-language': 'fr, en-GB;q=0.8' },
    });
    expect(await english.json()).toMatchObject({ error: { message: words.t('en', 'errors:text-empty') } });
  });

  it('tells nothing of an error of its own but that there was one', async () => {
    const { app } = webFixture({
      ask: async () => {
        throw new Error('password of the database');
      },
    });
    const response = await app.request(ASK, json({ text: 'سؤال' }));
    expect(response.status).toBe(500);
    const body = await response.text();
    expect(body).not.toContain('password');
    expect(JSON.parse(body)).toMatchObject({ error: { code: 'internal' } });
  });

  it('says with 503 that trying again may help', async () => {
    const { app } = webFixture({
      ask: async () => {
        throw new AppError('database-unreachable');
      },
    });
    expect((await app.request(ASK, json({ text: 'سؤال' }))).status).toBe(503);
  });
});

describe('GET /api/v1/fact-checks', () => {
  it('searches with every filter and leaves the article itself out', async () => {
    const { app, queries } = webFixture();
    const path =
      '/api/v1/fact-checks?q=ريحانة&rating=misleading&publisher=مرصد&since=2025-01-01&until=2025-12-31&limit=2';
    const response = await app.request(path);
    expect(queries).toEqual([
      {
        text: 'ريحانة',
        rating: 'misleading',
        publisher: 'مرصد',
        since: '2025-01-01',
        until: '2025-12-31',
        limit: 2,
      },
    ]);
    const { total, items } = (await response.json()) as { total: number; items: object[] };
    expect(total).toBe(1);
    expect(items[0]).toMatchObject({ id: 'misal-1', rating: 'misleading', ratingLabel: 'مضلل' });
    expect(items[0]).not.toHaveProperty('body');
  });

  it('tells where the words stand, which page it is and which is next', async () => {
    const archive = [1, 2, 3].map((id) => factCheck({ id: String(id) }));
    const { app, queries } = webFixture({ archive });
    const response = await app.request('/api/v1/fact-checks?q=ريحانة&sort=newest&page=1&limit=2');
    expect(queries).toEqual([{ text: 'ريحانة', sort: 'newest', page: 1, limit: 2 }]);
    const { items, ...found } = (await response.json()) as {
      items: { title: string; highlights: Highlights }[];
    };
    expect(found).toEqual({ total: 3, page: 1, nextPage: 2, matched: 'all' });
    const [{ title, highlights }] = items as [(typeof items)[number]];
    expect(highlights.title.map(([from, to]) => title.slice(from, to))).toEqual(['ريحانة']);
  });

  it.each([
    'sort=worst',
    'page=0',
    'page=1001',
    'page=x',
    'rating=lie',
    'since=2025-02-30',
    'until=yesterday',
    'limit=-1',
    'limit=1000',
  ])('refuses %s', async (query) => {
    const { app, queries } = webFixture();
    const response = await app.request(`/api/v1/fact-checks?q=x&${query}`);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { code: 'request-malformed' } });
    expect(queries).toEqual([]);
  });

  it('takes empty fields of a form for filters that are not set', async () => {
    const { app, queries } = webFixture();
    await app.request('/api/v1/fact-checks?q=x&rating=&publisher=&since=&until=&limit=');
    expect(queries).toEqual([{ text: 'x', limit: 20 }]);
  });
});

describe('GET /api/v1/fact-checks/ID', () => {
  it('is a ClaimReview', async () => {
    const response = await webFixture().app.request('/api/v1/fact-checks/misal-1');
    expect(response.headers.get('content-type')).toContain('application/ld+json');
    expect(await response.json()).toEqual({
      '@context': 'https://schema.org',
      '@type': 'ClaimReview',
      identifier: 'misal-1',
      url: 'https://example.org/checks/1',
      headline: 'هذه الصورة ليست من فيضان مدينة ريحانة',
      claimReviewed: 'صورة تُظهر غرق جسر ريحانة في فيضان هذا الأسبوع',
      description: 'الصورة من تدريب على الإنقاذ قبل ثلاثة أعوام.',
      datePublished: '2025-03-09',
      inLanguage: 'ar',
      author: { '@type': 'Organization', name: 'مرصد المثال' },
      reviewRating: { '@type': 'Rating', alternateName: 'مضلل' },
      itemReviewed: {
        '@type': 'Claim',
        name: 'صورة تُظهر غرق جسر ريحانة في فيضان هذا الأسبوع',
        appearance: [{ '@type': 'CreativeWork', url: 'https://social.example/post/7' }],
      },
    });
  });

  it('leaves out what is not known, and names the rating where the publisher has no words of its own', async () => {
    const bare = { publisher: null, summary: null, datePublished: null, ratingLabel: null, appearances: [] };
    const { app } = webFixture({ archive: [factCheck({ ...bare, rating: 'fake' })] });
    const review = (await (await app.request('/api/v1/fact-checks/misal-1')).json()) as Record<
      string,
      unknown
    >;
    expect(Object.keys(review)).not.toContain('author');
    expect(review.reviewRating).toMatchObject({ alternateName: 'زائف' });
    expect(review.itemReviewed).not.toHaveProperty('appearance');
  });

  it('finds an id that is an address itself', async () => {
    const id = 'https://example.org/تحقق?id=1&x=2#top';
    const { app } = webFixture({ archive: [factCheck({ id })] });
    expect((await app.request(`/api/v1/fact-checks/${encodeURIComponent(id)}`)).status).toBe(200);
    expect((await app.request(`/fact-checks/${encodeURIComponent(id)}`)).status).toBe(200);
  });

  it.each(['missing', '%00', '%E0%A4%A'])('does not know %s', async (id) => {
    const response = await webFixture().app.request(`/api/v1/fact-checks/${id}`);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { code: 'not-found' } });
  });
});

describe('GET /feed.xml', () => {
  it('is RSS of the latest, with everything escaped', async () => {
    const title = 'هل <b>غرق</b> "الجسر" & المدينة\u0008؟';
    const { app } = webFixture({ archive: [factCheck({ title })], publicUrl: 'https://tips.example' });
    const response = await app.request('/feed.xml');
    expect(response.headers.get('content-type')).toContain('application/rss+xml');
    const feed = await response.text();
    expect(feed).toContain('<rss version="2.0"');
    expect(feed).toContain('<link>https://tips.example/</link>');
    expect(feed).toContain('<title>هل &lt;b&gt;غرق&lt;/b&gt; &quot;الجسر&quot; &amp; المدينة؟</title>');
    expect(feed).toContain('<link>https://example.org/checks/1</link>');
    expect(feed).toContain('<guid isPermaLink="false">misal-1</guid>');
    expect(feed).toContain('<pubDate>Sun, 09 Mar 2025 00:00:00 GMT</pubDate>');
    expect(feed).toContain('<category>مضلل</category>');
  });
});

describe('health', () => {
  it('answers while the process lives', async () => {
    const response = await webFixture().app.request('/healthz');
    expect([response.status, await response.json()]).toEqual([200, { ok: true }]);
  });

  it('is 503 with the reasons until everything is ready', async () => {
    const checks = { database: 'ok', indexes: 'loading' };
    const { app } = webFixture({ readiness: async () => ({ ready: false, checks }) });
    const response = await app.request('/readyz');
    expect([response.status, await response.json()]).toEqual([503, { ready: false, checks }]);
    expect((await webFixture().app.request('/readyz')).status).toBe(200);
  });

  it('gives metrics as Prometheus reads them', async () => {
    const response = await webFixture().app.request('/metrics');
    expect(response.headers.get('content-type')).toContain('version=0.0.4');
    expect(await response.text()).toBe('tabayyan_messages_total 0\n');
  });
});

describe('POST /webhooks/telegram', () => {
  const update = '{"update_id":1,"message":{"text":"\\u0633"}}';
  const headers = { 'content-type': 'application/json', 'x-telegram-bot-api-secret-token': 'secret' };

  it('hands on the body as it came and answers with the status', async () => {
    const calls: unknown[] = [];
    const telegram = async (...call: unknown[]) => {
      calls.push(call);
      return { status: 401 };
    };
    const { app } = webFixture({ webhooks: { telegram } });
    expect((await app.request('/webhooks/telegram', post(update, headers))).status).toBe(401);
    expect(calls).toEqual([['secret', update]]);
  });

  it('answers 500 when the update could not be stored, so that it is sent again', async () => {
    const telegram = async () => {
      throw new Error('database down');
    };
    const { app } = webFixture({ webhooks: { telegram } });
    expect((await app.request('/webhooks/telegram', post(update, headers))).status).toBe(500);
  });

  it('takes up to 1 MB', async () => {
    const telegram = async () => ({ status: 200 });
    const { app } = webFixture({ webhooks: { telegram } });
    const body = 'x'.repeat(1024 * 1024);
    expect((await app.request('/webhooks/telegram', post(body, headers))).status).toBe(200);
    expect((await app.request('/webhooks/telegram', post(`${body}x`, headers))).status).toBe(413);
  });

  it('is not there when Telegram does not call us', async () => {
    expect((await webFixture().app.request('/webhooks/telegram', post(update, headers))).status).toBe(404);
  });
});
