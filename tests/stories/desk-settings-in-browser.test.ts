import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { changeSettings, readSettings } from '../../src/store/settings.ts';
import { PASSWORD } from '../support/accounts.ts';
import { launchChromium } from '../support/chromium.ts';
import { faultsOf, LAPTOP } from '../support/page-inspection.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks } from '../support/test-archive.ts';
import { totp } from '../support/totp.ts';

describe('the settings and the own account in a browser', () => {
  let line: TestApp;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];
  const at = (path: string) => `http://localhost:${line.port}${path}`;

  /** A browser of its own. */
  async function open(options: { javaScriptEnabled?: boolean } = {}): Promise<Page> {
    const opened = await (await browser.newContext({ viewport: LAPTOP, ...options })).newPage();
    opened.setDefaultTimeout(10_000);
    opened.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    return opened;
  }

  async function signIn(to: Page): Promise<void> {
    await to.goto(at('/desk/sign-in?next=/desk/account'));
    await to.fill('[name=name]', 'سلمى');
    await to.fill('[name=password]', PASSWORD);
    await to.keyboard.press('Enter');
  }

  beforeAll(async () => {
    [line, browser] = await Promise.all([startTestApp({ archive: textChecks }), launchChromium()]);
    await fill(line);
    page = await open();
    await signIn(page);
    await page.waitForURL(at('/desk/account'));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await line?.end();
  });

  /** No serious fault of access, and nothing that the policy of the pages refused. */
  async function inspect(name: string, of = page): Promise<void> {
    expect({ name, faults: await faultsOf(of, name) }).toEqual({ name, faults: [] });
    expect(complaints).toEqual([]);
  }

  it.each([
    ['settings', '/desk/settings'],
    ['settings-people', '/desk/settings/users'],
    ['settings-person', `/desk/settings/users/${encodeURIComponent('ناصر')}`],
    ['settings-messengers', '/desk/settings/messengers'],
    ['settings-messages', '/desk/settings/texts'],
    ['settings-log', '/desk/settings/audit'],
    ['account', '/desk/account'],
  ])('%s has no serious fault of access and fits both screens', async (name, path) => {
    await page.goto(at(path));
    await inspect(name);
  });

  it('a threshold is moved without JavaScript', async () => {
    const plain = await open({ javaScriptEnabled: false });
    await signIn(plain);
    await plain.waitForURL(at('/desk/account'));
    await plain.goto(at('/desk/settings/matching'));
    await plain.check('[name=answerFrom][value="0.8"]');
    await plain.click('main form button');
    await plain.waitForURL(/saved=1/u);
    expect(await plain.isChecked('[name=answerFrom][value="0.8"]')).toBe(true);
    expect((await readSettings(line.prisma)).answerFrom).toBe(0.8);
    await plain.close();
    await page.goto(at('/desk/settings/matching'));
    await inspect('settings-matching');
  });

  it('somebody is invited, and chooses a password by the link', async () => {
    await page.goto(at('/desk/settings/users'));
    await page.fill('[name=name]', 'ليلى');
    await page.selectOption('[name=role]', 'publisher');
    await page.click('.invite button');
    const link = await page.inputValue('input.link');
    await inspect('settings-invited');
    const guest = await open();
    await guest.goto(link);
    await inspect('invitation', guest);
    await guest.fill('[name=password]', PASSWORD);
    await guest.keyboard.press('Enter');
    await guest.waitForURL(at('/desk'));
    await guest.context().close();
  });

  it('a code on the phone is set up and asked for at the next sign-in', async () => {
    await page.goto(at('/desk/account/second-factor'));
    await inspect('second-factor');
    await page.fill('[name=password]', PASSWORD);
    await page.keyboard.press('Enter');
    const secret = await page.inputValue('[name=secret]');
    await inspect('second-factor-begun');
    await page.fill('[name=code]', totp(secret));
    await page.keyboard.press('Enter');
    await page.locator('code').first().waitFor();
    await inspect('second-factor-codes');
    const backup = await page.locator('code').first().innerText();
    await page.goto(at('/desk/account/second-factor'));
    await inspect('second-factor-on');
    const phone = await open();
    await signIn(phone);
    await phone.waitForURL(/sign-in\/code/u);
    await inspect('sign-in-code', phone);
    await phone.fill('[name=code]', backup);
    await phone.keyboard.press('Enter');
    await phone.waitForURL(at('/desk/account'));
  });
});

const HOUR_MS = 3_600_000;

/** A team, what it did in the last days, and what people said of answers. */
async function fill({ core, prisma }: TestApp): Promise<void> {
  const { accounts, database } = core;
  await accounts.add('سلمى', 'admin');
  await accounts.setPassword('سلمى', PASSWORD);
  const by = { actor: 'سلمى', origin: '203.0.113.24' };
  await accounts.add('ناصر', 'reviewer', by);
  await accounts.setPassword('ناصر', PASSWORD, 'ناصر', '2001:db8:7c1e:44::51');
  await accounts.add('rami', 'viewer', by);
  await accounts.changeRole('ناصر', 'publisher', by);
  await accounts.disable('rami', by);
  const visitor = { origin: '198.51.100.7', userAgent: null };
  await accounts.sessions.signIn('rami', 'a guess', visitor).catch(() => undefined);
  await accounts.sessions.signIn('nobody', 'a guess', visitor).catch(() => undefined);
  await changeSettings(database, { fourEyes: true, filesDays: 180, mediaFrom: 0.9 }, by);
  const claim = await prisma.claim.create({ data: { text: 'هل أُغلق جسر الرمان؟' } });
  const ago = (hours: number) => new Date(Date.now() - hours * HOUR_MS);
  await prisma.reviewEvent.createMany({
    data: ['assigned', 'noted', 'proposed', 'approved'].map((type, n) => ({
      ...{
        claimId: claim.id,
        type,
        actor: n === 3 ? 'سلمى' : 'ناصر',
        origin: '203.0.113.24',
        at: ago(9 - n),
      },
    })),
  });
  const { id: senderId } = await prisma.sender.create({ data: { channel: 'web-chat', externalId: 'asker' } });
  await prisma.tip.createMany({
    data: Array.from({ length: 240 }, (_, n) => ({
      ...{
        senderId,
        channel: 'web-chat',
        conversation: `asker-${n}`,
        outcome: 'answered',
        createdAt: ago(n),
      },
      closest: { factCheckId: 'well', confidence: 0.88 + (n % 12) / 100, method: n % 3 ? 'text' : 'image' },
      feedback: n % 17 === 0 ? 'no' : n % 5 === 0 ? 'yes' : null,
    })),
  });
}
