import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Presence } from '../../../src/web/desk/presence.ts';
import { openDesk, signedIn } from '../../support/desk.ts';
import { startTestApp, type TestApp } from '../../support/test-app.ts';
import { type Visitor, words } from '../web-fixture.ts';

const ARABIC = 'بلدية الكرمة تنقل سوق السمك إلى ساحة المحطة القديمة مطلع الشهر القادم';
const LATIN = 'The mayor of Karma sold the old railway station to a foreign buyer last week';
const HEBREW = 'ראש העיר מכר את תחנת הרכבת הישנה לקונה זר בשבוע שעבר';

let line: TestApp;
let app: Hono;
let salma: Visitor;
let omar: Visitor;
const claims: Record<string, number> = {};
beforeAll(async () => {
  line = await startTestApp();
  const desk = openDesk(line);
  app = desk.app;
  salma = await signedIn(app, desk.dependencies, 'salma', 'reviewer');
  omar = await signedIn(app, desk.dependencies, 'omar', 'reviewer');
  for (const [name, text] of Object.entries({ arabic: ARABIC, latin: LATIN, other: HEBREW })) {
    await line.person(name).ask({ text });
    claims[name] = (await line.person(name).tip()).claimId ?? 0;
  }
});
afterAll(() => line.end());

const html = async (visitor: Visitor, path: string) => (await visitor.get(path)).text();
const newsOf = (page: string): string =>
  (/data-poll="([^"]+)"/u.exec(page)?.[1] ?? '').replaceAll('&amp;', '&');

describe('the queue while it is open', () => {
  it('says how many claims were asked about since, and leaves the list as it is', async () => {
    const page = await html(salma, '/desk?state=open&page=1');
    expect(await html(salma, newsOf(page))).not.toContain('data-act="fresh"');
    await line.person('late').ask({ text: 'شركة المياه في الكرمة تبيع خزانات الحي الشرقي لمستثمر مجهول' });
    const news = await html(salma, newsOf(page));
    expect(news).toContain(words.t('ar', 'desk:queue.news', { count: 1 }));
    expect(news).toContain('href="/desk?state=open"');
  });

  it('counts only what the filters let through', async () => {
    const page = await html(salma, '/desk?script=latin');
    await line.person('later').ask({ text: ARABIC });
    expect(await html(salma, newsOf(page))).not.toContain('data-act="fresh"');
  });

  it('says what became of the claims it shows', async () => {
    const page = await html(salma, '/desk');
    await omar.post(`/desk/claims/${claims.other}/spam`, new URLSearchParams({ seen: '0' }));
    expect(await html(salma, newsOf(page))).toContain(words.t('ar', 'desk:state.spam'));
  });

  it.each(['arabic', 'latin', 'other'])('is filtered by the letters of the words: %s', async (script) => {
    const state = script === 'other' ? 'spam' : 'open';
    const page = await html(salma, `/desk?state=${state}&script=${script}`);
    for (const [name, id] of Object.entries(claims)) {
      expect(`${name} ${page.includes(`/desk/claims/${id}"`)}`).toBe(`${name} ${name === script}`);
    }
  });
});

describe('who else has a claim open', () => {
  const path = () => `/desk/claims/${claims.arabic}`;

  it('is told in the queue and on the claim, without a script as well', async () => {
    await html(omar, path());
    for (const page of [await html(salma, '/desk'), await html(salma, path())]) {
      expect(page).toContain('omar');
    }
    expect(await html(omar, path())).toContain('salma');
    await omar.post(`${path()}/left`, '');
    expect(await html(salma, '/desk')).not.toContain('omar');
  });

  it('comes with a word on what was decided meanwhile', async () => {
    const before = await (await salma.post(`${path()}/looking?seen=0`, '')).text();
    expect(before).not.toContain('class="alert"');
    await omar.post(`${path()}/spam`, new URLSearchParams({ seen: '0' }));
    const after = await (await salma.post(`${path()}/looking?seen=0`, '')).text();
    expect(after).toContain('class="alert"');
    expect(after).toContain('omar');
  });

  it('is forgotten when the page says nothing more', () => {
    let now = 0;
    const presence = new Presence(() => now);
    presence.opened(1, 'salma');
    presence.beat(1, 'omar');
    now = 60_000;
    expect(presence.othersAt(1, 'me')).toEqual(['salma']);
    now = 200_000;
    expect(presence.othersAt(1, 'me')).toEqual([]);
  });
});

describe('the keys', () => {
  it('are listed on a page of their own and on every page', async () => {
    for (const path of ['/desk/keys', '/desk']) {
      expect(await html(salma, path)).toContain(words.t('ar', 'desk:keys.does.publish'));
    }
  });
});
