import type { Hono } from 'hono';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../../src/domain/role.ts';
import { deskRouter } from '../../../src/web/desk/desk-routes.tsx';
import type { WebRoom } from '../../../src/web/room.ts';
import { openDesk, signedIn } from '../../support/desk.ts';
import { startTestApp, type TestApp } from '../../support/test-app.ts';
import { unknownPicture } from '../../support/test-archive.ts';
import { Visitor, words } from '../web-fixture.ts';

const NASTY = '<script>alert(1)</script> شائعة \u202eعن بيع برج الساعة القديم في ساحة البلدة إلى تاجر مجهول';

let line: TestApp;
let app: Hono;
let dependencies: ReturnType<typeof openDesk>['dependencies'];
const browsers = new Map<Role, Visitor>();
const as = (role: Role): Visitor => browsers.get(role) ?? new Visitor(app);
let claimId: number;
let sha256: string;
beforeAll(async () => {
  line = await startTestApp();
  ({ app, dependencies } = openDesk(line));
  for (const role of ROLES) browsers.set(role, await signedIn(app, dependencies, role, role));
  const files = [await line.file(await unknownPicture(900), 'image')];
  const title = `قناة الأخبار <b>\u202e 0501234567 ${'و'.repeat(100_000)}`;
  const origin = { kind: 'channel' as const, title, link: 'https://t.example/news/5' };
  await line.person('secret-asker-77').ask({ text: NASTY, files, origin });
  const tip = await line.person('secret-asker-77').tip();
  claimId = tip.claimId ?? 0;
  sha256 = (await line.prisma.media.findFirstOrThrow({ where: { tipFiles: { some: { tipId: tip.id } } } }))
    .sha256;
});
afterAll(() => line.end());

const page = async (role: Role, path: string) => (await as(role).get(path)).text();
/** What is on the page to be read, Latin parts in their isolates or not. */
const readable = (html: string) => html.replaceAll(/<\/?bdi[^>]*>/gu, '');
const form = (fields: Record<string, string>) => new URLSearchParams({ seen: '0', ...fields });
const draft = {
  rating: 'fake',
  claim: 'برج الساعة بيع',
  title: 'برج الساعة ليس للبيع',
  summary: 'نفت البلدية.',
  url: 'https://news.example/tower',
  publisher: '',
  appearances: '',
};

describe('the routes of the desk', () => {
  const rules = () => deskRouter({} as WebRoom, dependencies).rules;

  it('all have a rule: there is no way in beside it', () => {
    const known = rules().map(({ method, path }) => `${method} ${path}`);
    const routed = app.routes.filter(({ path, method }) => path.startsWith('/desk') && method !== 'ALL');
    expect(
      routed.map(({ method, path }) => `${method} ${path}`).filter((route) => !known.includes(route)),
    ).toEqual([]);
    expect(routed.length).toBe(known.length);
  });

  it('stand in the documentation with the roles that may use them', async () => {
    const marks = (access: string) => {
      const least = ROLES.indexOf(access as Role);
      return ROLES.map((_, place) => (place >= least ? '✓' : ' ')).join(' | ');
    };
    const everybody = (access: string) => (access === 'anyone' ? '✓' : ' ');
    const rows = rules()
      .sort((a, b) => a.path.localeCompare(b.path, 'en') || a.method.localeCompare(b.method))
      .map(
        ({ method, path, access }) => `| ${method} | \`${path}\` | ${everybody(access)} | ${marks(access)} |`,
      );
    const table = [
      '# Routes of the desk by role',
      '',
      'Made from the list the router itself goes by: `npx vitest run tests/web/desk/desk-pages.test.ts -u`. A route that is',
      'not here, or for other roles, fails that test; it also asks for every route as every role. “Anyone” is not signed in.',
      '',
      `| | | anyone | ${ROLES.join(' | ')} |`,
      `|---|---|---|${ROLES.map(() => '---|').join('')}`,
      ...rows,
      '',
    ].join('\n');
    await expect(table).toMatchFileSnapshot('../../../docs/desk-routes.md');
  });

  it('let nobody in who is not signed in', async () => {
    for (const { method, path, access } of rules()) {
      if (access === 'anyone') continue;
      const stranger = new Visitor(app);
      const response = method === 'GET' ? await stranger.get(path) : await stranger.post(path, '');
      expect(`${path} ${response.status}`).toBe(`${path} ${method === 'GET' ? 303 : 401}`);
    }
  });

  it('refuse every role below the one they name', async () => {
    for (const { method, path, access } of rules()) {
      if (access === 'anyone') continue;
      for (const role of ROLES.slice(0, ROLES.indexOf(access))) {
        const response = method === 'GET' ? await as(role).get(path) : await as(role).post(path, form({}));
        expect(`${role} ${path} ${response.status}`).toBe(`${role} ${path} 403`);
      }
    }
  });

  it('take no form from another site', async () => {
    const headers = { origin: 'https://evil.example' };
    const response = await as('admin').post(`/desk/claims/${claimId}/spam`, form({}), headers);
    expect(response.status).toBe(403);
    expect(await line.prisma.claim.findUnique({ where: { id: claimId } })).toMatchObject({ state: 'open' });
  });

  it.each(['0', '99999999', '1e3', '-1', '../1', '%00', '1%27%20OR%201=1'])(
    'know no claim %s',
    async (id) => {
      expect((await as('admin').get(`/desk/claims/${id}`)).status).toBe(404);
      expect([404, 403]).toContain((await as('admin').post(`/desk/claims/${id}/spam`, form({}))).status);
    },
  );
});

describe('the queue page', () => {
  it('shows claims with their words harmless, and nothing of who asked', async () => {
    const html = await page('viewer', '/desk');
    expect(html).toContain('برج الساعة');
    expect(html).toContain(`/desk/claims/${claimId}`);
    expect(html).not.toContain('<script>alert');
    expect(html).not.toContain('\u202e');
    expect(html).not.toContain('secret-asker');
  });

  it.each([
    ['q=%D8%A8%D8%B1%D8%AC', true],
    ['q=%25', false],
    ["q=';drop table claims;--", false],
    ['kind=image', true],
    ['kind=video', false],
    ['state=spam', false],
    ['state=nonsense', true],
    ['channel=telegram', false],
    ['mine=1', false],
    ['since=2020-01-01', true],
    ['since=2999-01-01', false],
    ['since=not-a-date', true],
    ['page=2', false],
    ['page=-5', true],
  ])('filters by %s', async (query, isShown) => {
    const html = await page('viewer', `/desk?${query}`);
    expect(html.includes(`/desk/claims/${claimId}"`)).toBe(isShown);
  });

  it('finds words in other forms of their letters', async () => {
    const html = await page('viewer', `/desk?${new URLSearchParams({ q: 'الساعه القديمِ' })}`);
    expect(html).toContain(`/desk/claims/${claimId}"`);
  });
});

describe('the claim page', () => {
  it('shows what was sent, written and where it came from, and nothing of who asked', async () => {
    const html = await page('viewer', `/desk/claims/${claimId}`);
    expect(html).toContain(`/desk/media/${sha256}`);
    expect(html).toContain('https://t.example/news/5');
    expect(readable(html)).toContain('قناة الأخبار &lt;b&gt;');
    for (const hidden of ['\u202e', '0501234567', 'و'.repeat(200)]) expect(html).not.toContain(hidden);
    for (const secret of ['<script>alert', '\u202e', 'secret-asker']) expect(html).not.toContain(secret);
    expect(html).toContain(words.t('ar', 'desk:decide.onlyLooking'));
  });

  it('keeps what was typed when a form is refused, and says why', async () => {
    const response = await as('publisher').post(
      `/desk/claims/${claimId}/publish/preview`,
      form({ ...draft, url: 'http://news.example', title: 'عنوان "مكتوب"' }),
    );
    expect(response.status).toBe(400);
    const html = await response.text();
    expect(html).toContain(words.t('ar', 'errors:link-not-https'));
    expect(html).toContain('عنوان &quot;مكتوب&quot;');
  });

  it('previews the message as people will read it, and for how many', async () => {
    const html = await (
      await as('publisher').post(`/desk/claims/${claimId}/publish/preview`, form(draft))
    ).text();
    expect(html).toContain(words.t('ar', 'desk:preview.told', { count: 1 }));
    expect(html).toContain(words.t('ar', 'reply:verdict.new'));
    expect(readable(html)).toContain(words.t('en', 'reply:verdict.new'));
    expect(await line.prisma.outbox.count({ where: { key: { startsWith: 'claim:' } } })).toBe(0);
  });

  it('takes notes, tags and the claim itself into one hand', async () => {
    for (const [act, fields] of [
      ['note', { text: 'اتصلنا <b>بالبلدية</b>' }],
      ['tag', { tag: 'برج' }],
      ['assign', { take: '1' }],
    ] as const) {
      expect((await as('reviewer').post(`/desk/claims/${claimId}/${act}`, form(fields))).status).toBe(303);
    }
    const html = await page('viewer', `/desk/claims/${claimId}`);
    expect(readable(html)).toContain('اتصلنا &lt;b&gt;بالبلدية&lt;/b&gt;');
    expect(await page('reviewer', '/desk?mine=1')).toContain(`/desk/claims/${claimId}"`);
  });

  it('publishes, tells who asked, and shows the second moderator what happened', async () => {
    const path = `/desk/claims/${claimId}/publish`;
    expect((await as('publisher').post(path, form(draft))).headers.get('location')).toBe(
      `/desk/claims/${claimId}`,
    );
    await line.processAll();
    expect(line.person('secret-asker-77').reply.text).toContain('برج الساعة ليس للبيع');
    const late = await as('admin').post(path, form({ ...draft, title: 'عنوان المتأخر' }));
    expect(late.status).toBe(409);
    expect(await late.text()).toContain(words.t('ar', 'errors:claim-changed'));
    const html = await page('viewer', `/desk/claims/${claimId}`);
    expect(html).toContain(words.t('ar', 'desk:told.sent', { sent: 1, count: 1 }));
  });

  it('leads to the next claim when asked to', async () => {
    for (const name of ['next-1', 'next-2']) {
      await line
        .person(name)
        .ask({ text: `خبر آخر عن ${name} يقول إن مدير مصلحة المياه استقال احتجاجا على الأسعار` });
    }
    const { claimId: id } = await line.person('next-1').tip();
    const response = await as('reviewer').post(`/desk/claims/${id}/spam`, form({ next: '1' }));
    expect(response.headers.get('location')).toMatch(/^\/desk(?:\/claims\/\d+)?$/u);
    expect(response.headers.get('location')).not.toBe(`/desk/claims/${id}`);
  });
});

describe('a file on the desk', () => {
  it('is sent as what it is, in ranges too', async () => {
    const whole = await as('viewer').get(`/desk/media/${sha256}`);
    expect(whole.headers.get('content-type')).toMatch(/^image\//u);
    expect(whole.headers.get('x-content-type-options')).toBe('nosniff');
    const bytes = new Uint8Array(await whole.arrayBuffer());
    const part = await as('viewer').get(`/desk/media/${sha256}`, { range: 'bytes=10-19' });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes 10-19/${bytes.length}`);
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(bytes.slice(10, 20));
    expect((await as('viewer').get(`/desk/media/${sha256}`, { range: 'bytes=999999999-' })).status).toBe(416);
  });

  it('is shown small, as a JPEG of at most 480 pixels', async () => {
    const still = await as('viewer').get(`/desk/stills/${sha256}`);
    expect(still.headers.get('content-type')).toBe('image/jpeg');
    const { width = 0, height = 0 } = await sharp(await still.arrayBuffer()).metadata();
    expect(Math.max(width, height)).toBeLessThanOrEqual(480);
  });

  it('is none of those that nobody sent, whatever the path', async () => {
    await line.prisma.media.create({
      data: { sha256: 'a'.repeat(64), kind: 'image', mime: 'image/png', bytes: 1 },
    });
    for (const name of ['a'.repeat(64), 'b'.repeat(64), '..%2f..%2fsecret.key', 'secret.key', `${sha256}x`]) {
      expect((await as('admin').get(`/desk/media/${name}`)).status).toBe(404);
      expect((await as('admin').get(`/desk/stills/${name}`)).status).toBe(404);
    }
  });
});
