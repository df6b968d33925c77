import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DeskDependencies } from '../../../src/web/desk/desk-dependencies.ts';
import { openTestAccounts, PASSWORD, type TestAccounts } from '../../support/accounts.ts';
import { ORIGIN, Visitor, webFixture, words } from '../web-fixture.ts';

let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts();
  await test.member('salma', 'reviewer');
});
afterAll(() => test.end());

const visitor = () => new Visitor(webFixture({ desk: { accounts: test.accounts } as DeskDependencies }).app);
const signIn = (
  browser: Visitor,
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
) =>
  browser.post(
    '/desk/sign-in',
    new URLSearchParams({ name: 'salma', password: PASSWORD, ...fields }),
    headers,
  );
const placeOf = (response: Response) => response.headers.get('location');

describe('the sign-in page', () => {
  it('is where a person who is not signed in is led, and back from', async () => {
    const browser = visitor();
    const asked = await browser.get('/desk/account?x=1');
    expect(asked.status).toBe(303);
    const page = await (await browser.get(placeOf(asked) ?? '')).text();
    expect(page).toContain('name="next" value="/desk/account?x=1"');
    expect(placeOf(await signIn(browser, { next: '/desk/account?x=1' }))).toBe('/desk/account?x=1');
    expect((await browser.get('/desk/account')).status).toBe(200);
  });

  it.each([
    'https://evil.example/desk',
    '//evil.example/desk',
    '/\\evil.example/desk',
    'javascript:alert(1)',
    '/desk/../',
    '/deskx',
  ])('leads nobody to %s', async (next) => {
    const page = await visitor().get(`/desk/sign-in?${new URLSearchParams({ next })}`);
    expect(await page.text()).toContain('name="next" value="/desk"');
  });

  it('says no without telling what is wrong, and keeps the name that was typed', async () => {
    const response = await signIn(visitor(), { name: '"><script>', password: 'wrong' });
    expect(response.status).toBe(401);
    const page = await response.text();
    expect(page).toContain(words.t('ar', 'errors:sign-in-refused'));
    expect(page).toContain('value="&quot;&gt;&lt;script&gt;"');
  });

  it('takes no form from another site', async () => {
    expect((await signIn(visitor(), {}, { origin: 'https://evil.example' })).status).toBe(403);
  });

  it('stops listening to an address that tries too often, and to no other', async () => {
    const browser = visitor();
    const from = (address: string) => ({ 'x-forwarded-for': `198.51.100.1, ${address}` });
    const guess = () =>
      browser.post(
        '/desk/invitations/guess',
        new URLSearchParams({ password: 'short' }),
        from('203.0.113.9'),
      );
    for (let i = 0; i < 20; i++) expect((await guess()).status).toBe(410);
    expect((await signIn(browser, {}, from('203.0.113.9'))).status).toBe(429);
    expect((await signIn(browser, {}, from('203.0.113.10'))).status).toBe(303);
  });

  it('is never kept by a browser or a proxy', async () => {
    expect((await visitor().get('/desk/sign-in')).headers.get('cache-control')).toBe('no-store');
  });

  it('gives cookies to https only where people come by https', async () => {
    const { app } = webFixture({
      desk: { accounts: test.accounts } as DeskDependencies,
      publicUrl: 'https://tips.example.org',
    });
    const response = await app.request('/desk/sign-in?lang=en');
    expect(response.headers.getSetCookie().join()).toContain('Secure');
  });
});

describe('an invitation page', () => {
  it('takes a password and leads to the desk', async () => {
    await test.accounts.add('ناصر', 'viewer');
    const path = new URL(await test.accounts.invitations.make('ناصر')).pathname;
    const browser = visitor();
    expect(await (await browser.get(path)).text()).toContain('ناصر');
    const short = await browser.post(path, new URLSearchParams({ password: 'short' }));
    expect(await short.text()).toContain(words.t('ar', 'errors:password-too-short', { limit: 10 }));
    expect(placeOf(await browser.post(path, new URLSearchParams({ password: PASSWORD })))).toBe('/desk');
    expect(await (await browser.get('/desk/account')).text()).toContain('ناصر');
    expect((await browser.get(path)).status).toBe(410);
  });
});

describe('the account page', () => {
  it('lists the sessions, ends others and signs out', async () => {
    const [laptop, phone] = [visitor(), visitor()];
    await signIn(laptop, {}, { 'user-agent': 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0' });
    await signIn(phone, {}, { 'user-agent': '<script>alert(1)</script>' });
    const page = await (await laptop.get('/desk/account')).text();
    expect(page).toContain('Firefox · Linux');
    expect(page).not.toContain('<script>alert');
    for (const [, path] of page.matchAll(/action="(\/desk\/sessions\/[^"]+)"/gu)) {
      expect(placeOf(await laptop.post(path ?? '', ''))).toBe('/desk/account');
    }
    expect((await phone.get('/desk/account')).status).toBe(303);
    expect(placeOf(await laptop.post('/desk/sign-out', ''))).toBe('/desk/sign-in');
    expect((await laptop.get('/desk/account')).status).toBe(303);
  });

  it('keeps a form whose session has ended from being lost', async () => {
    const response = await visitor().post('/desk/sessions/any/end', '', { origin: ORIGIN });
    expect(response.status).toBe(401);
    expect(await response.text()).toContain(words.t('ar', 'errors:session-ended'));
  });
});
