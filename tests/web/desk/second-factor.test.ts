import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { changeSettings } from '../../../src/store/settings.ts';
import type { DeskDependencies } from '../../../src/web/desk/desk-dependencies.ts';
import { openTestAccounts, PASSWORD, type TestAccounts } from '../../support/accounts.ts';
import { totp } from '../../support/totp.ts';
import { Visitor, webFixture, words } from '../web-fixture.ts';

const PATH = '/desk/account/second-factor';
const ARABIC_DIGITS = '٠١٢٣٤٥٦٧٨٩';

let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts();
});
afterAll(() => test.end());

const visitor = () => {
  const desk: Partial<DeskDependencies> = { accounts: test.accounts, messengers: () => [] };
  return new Visitor(webFixture({ desk: desk as DeskDependencies }).app);
};
const placeOf = (response: Response) => response.headers.get('location');
const send = (browser: Visitor, path: string, fields: Record<string, string>) =>
  browser.post(path, new URLSearchParams(fields));
const signIn = (browser: Visitor, name: string, next = '/desk/account') =>
  send(browser, '/desk/sign-in', { name, password: PASSWORD, next });
const isIn = async (browser: Visitor) => (await browser.get('/desk/account')).status === 200;
const events = async (about: string) =>
  (await test.database.prisma.accountEvent.findMany({ where: { about }, orderBy: { id: 'asc' } })).map(
    ({ type }) => type,
  );

/** Sets a second factor up as a person does. Resolves with the secret and the backup codes of the pages. */
async function setUp(browser: Visitor): Promise<{ secret: string; codes: string[]; html: string }> {
  const html = await (await send(browser, PATH, { password: PASSWORD })).text();
  const secret = /name="secret" value="([A-Z2-7]+)"/u.exec(html)?.[1] ?? '';
  const done = await send(browser, `${PATH}/confirm`, { secret, code: totp(secret) });
  const codes = [...(await done.text()).matchAll(/<code>([^<]+)<\/code>/gu)].map(([, code]) => code ?? '');
  return { secret, codes, html };
}

let count = 0;
let name: string;
let browser: Visitor;
beforeEach(async () => {
  count += 1;
  name = `member${count}`;
  await test.member(name, 'publisher');
  browser = visitor();
  await signIn(browser, name);
});

describe('a second factor', () => {
  it('is set up with a picture that is on the page itself, and backup codes that are shown once', async () => {
    const { secret, codes, html } = await setUp(browser);
    expect(html).toMatch(/<svg [^>]*viewBox/u);
    expect(html).not.toMatch(/<script(?![^>]* src=)/u);
    expect(codes).toHaveLength(10);
    expect(await isIn(browser)).toBe(true);
    const again = await (await browser.get(PATH)).text();
    for (const kept of [secret, ...codes]) expect(again).not.toContain(kept);
    expect(await (await send(browser, `${PATH}/confirm`, { code: totp(secret) })).text()).not.toContain(
      codes[0],
    );
    expect(await events(name)).toContain('second-factor-set');
  });

  it('is not on before a first code was right, and the same picture is shown again', async () => {
    await send(browser, PATH, { password: PASSWORD });
    const secret = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
    const wrong = await send(browser, `${PATH}/confirm`, { secret, code: '000000' });
    expect(wrong.status).toBe(401);
    expect(await wrong.text()).toContain(`value="${secret}"`);
    expect(placeOf(await signIn(visitor(), name))).toBe('/desk/account');
  });

  it('is not set up without the password', async () => {
    const refused = await send(browser, PATH, { password: 'another one' });
    expect(await refused.text()).toContain(words.t('ar', 'errors:password-wrong'));
    expect(await test.database.prisma.twoFactor.count({ where: { user: { name } } })).toBe(0);
  });

  it('is asked for after the password, and leads where the person wanted to go', async () => {
    const { secret } = await setUp(browser);
    const phone = visitor();
    const place = placeOf(await signIn(phone, name, '/desk/account?x=1')) ?? '';
    expect(place).toMatch(/^\/desk\/sign-in\/code\?/u);
    expect(await isIn(phone)).toBe(false);
    const page = await (await phone.get(place)).text();
    expect(page).toContain('name="next" value="/desk/account?x=1"');
    const wrong = await send(phone, '/desk/sign-in/code', { code: '12 34' });
    expect(await wrong.text()).toContain(words.t('ar', 'errors:code-wrong'));
    const digits = totp(secret).replace(/\d/gu, (digit) => ARABIC_DIGITS[Number(digit)] ?? '');
    const code = `${digits.slice(0, 3)} ${digits.slice(3)}`;
    const right = await send(phone, '/desk/sign-in/code', { code, next: '/desk/account?x=1' });
    expect(placeOf(right)).toBe('/desk/account?x=1');
    expect(await isIn(phone)).toBe(true);
    expect(await events(name)).toEqual(expect.arrayContaining(['code-failed', 'signed-in']));
  });

  it('takes each backup code once', async () => {
    const { codes } = await setUp(browser);
    const code = codes[0] ?? '';
    for (const isRight of [true, false]) {
      const phone = visitor();
      await signIn(phone, name);
      await send(phone, '/desk/sign-in/code', { code });
      expect(await isIn(phone)).toBe(isRight);
    }
  });

  it('makes new backup codes for its owner, and the old ones are void', async () => {
    const { codes } = await setUp(browser);
    const page = await (await send(browser, `${PATH}/codes`, { password: PASSWORD })).text();
    const [, fresh = ''] = /<code>([^<]+)<\/code>/u.exec(page) ?? [];
    for (const [code, isRight] of [[codes[0] ?? '', false] as const, [fresh, true] as const]) {
      const phone = visitor();
      await signIn(phone, name);
      await send(phone, '/desk/sign-in/code', { code });
      expect(await isIn(phone)).toBe(isRight);
    }
  });

  it('asks for the password again after five wrong codes', async () => {
    const { secret } = await setUp(browser);
    const phone = visitor();
    await signIn(phone, name);
    for (let i = 0; i < 5; i++) await send(phone, '/desk/sign-in/code', { code: '000000' });
    const late = await send(phone, '/desk/sign-in/code', { code: totp(secret) });
    expect(await late.text()).toContain(words.t('ar', 'errors:code-expired'));
    expect(await isIn(phone)).toBe(false);
  });

  it('opens nothing without a password before', async () => {
    const { secret } = await setUp(browser);
    const phone = visitor();
    await send(phone, '/desk/sign-in/code', { code: totp(secret) });
    expect(await isIn(phone)).toBe(false);
  });

  it('is removed by its owner with the password', async () => {
    await setUp(browser);
    expect((await send(browser, `${PATH}/remove`, { password: 'wrong' })).status).toBe(400);
    expect(placeOf(await send(browser, `${PATH}/remove`, { password: PASSWORD }))).toBe(PATH);
    expect(placeOf(await signIn(visitor(), name))).toBe('/desk/account');
  });

  it('is reset by an admin for who lost the phone, and ends the sessions', async () => {
    await setUp(browser);
    await test.member(`admin${count}`, 'admin');
    const admin = visitor();
    await signIn(admin, `admin${count}`);
    const person = `/desk/settings/users/${name}`;
    const button = `${person}/reset-factor`;
    expect(await (await admin.get(person)).text()).toContain(`action="${button}"`);
    expect(placeOf(await send(admin, button, {}))).toBe(`${person}?done=reset-factor`);
    expect(await (await admin.get(person)).text()).not.toContain(`action="${button}"`);
    expect(await events(name)).toContain('second-factor-reset');
    expect(await isIn(browser)).toBe(false);
    expect(placeOf(await signIn(visitor(), name))).toBe('/desk/account');
  });
});

describe('a role that needs a second factor', () => {
  const enforce = (secondFactorRoles: ('publisher' | 'admin')[]) =>
    changeSettings(test.database, { secondFactorRoles }, { actor: 'admin', origin: null });

  it('is led to set it up before anything else, and then has the desk', async () => {
    await enforce(['publisher']);
    expect(placeOf(await browser.get('/desk/account'))).toBe(PATH);
    expect(placeOf(await browser.get('/desk'))).toBe(PATH);
    expect((await browser.post('/desk/claims/1/spam', '')).status).toBe(403);
    expect(await (await browser.get(PATH)).text()).toContain(words.t('ar', 'desk:factor.needed'));
    await setUp(browser);
    expect(await isIn(browser)).toBe(true);
    await enforce([]);
  });

  it('is no other role', async () => {
    await enforce(['admin']);
    expect(await isIn(browser)).toBe(true);
    await enforce([]);
  });
});
