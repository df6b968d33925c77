import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWords } from '../../src/words.ts';
import { BotApiStandIn } from '../standins/bot-api.ts';
import { PASSWORD } from '../support/accounts.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeVideo } from '../support/media-fixtures.ts';
import { TipLineHome, type TipLineProcess } from '../support/tip-line-process.ts';

const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 800 };
/** Of Telegram; on no page any of them may be seen. */
const ASKERS = [881_100_001, 881_100_002, 881_100_003];
const WORDS = 'سيل جارف يجرف السيارات في وادي القصب مساء أمس';
const TITLE = 'المقطع من تدريب للدفاع المدني وليس من سيل وادي القصب';

/** Where the pictures stay when someone wants to look at them. */
const wanted = process.env.SCREENSHOT_DIR;
const screenshots = wanted ?? mkdtempSync(join(tmpdir(), 'tabayyan-desk-'));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('an unknown film on Telegram, from the first question to the verdict', () => {
  let home: TipLineHome;
  let standIn: BotApiStandIn;
  let tipLine: TipLineProcess;
  let browser: Browser;
  let page: Page;
  let film: Buffer;
  const complaints: string[] = [];
  const start = () => home.start({ TELEGRAM_API_ROOT: standIn.apiRoot, TELEGRAM_BOT_TOKEN: standIn.token });
  const told = (id: number) => standIn.sentTo(id).filter(({ text }) => text.includes(TITLE));
  const at = (path: string) => `${tipLine.url}${path}`;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    home = await TipLineHome.makeUsed();
    [standIn, browser] = await Promise.all([BotApiStandIn.start(), launchChromium()]);
    tipLine = await start();
    await home.command(['user', 'add', 'سلمى', '--role', 'admin', '--password-stdin'], {}, PASSWORD);
    const waiting = (await loadWords('ar-u-nu-latn')).t('ar', 'reply:unknown.text');
    film = await readFile(await makeVideo(77, { seconds: 6 }));
    const file = standIn.file(film);
    for (const id of ASKERS) {
      standIn.user(id).sendsVideo(file, { caption: WORDS });
      await standIn.waitFor(() => standIn.sentTo(id).some(({ text }) => text.includes(waiting)), 30_000);
    }
    page = await (await browser.newContext({ viewport: LAPTOP })).newPage();
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    page.on('pageerror', (error) => complaints.push(error.message));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await home?.close();
    await standIn?.close();
    if (!wanted) rmSync(screenshots, { recursive: true, force: true });
  });

  /** No serious fault of access, nothing wider than the screen, no id of Telegram; as pictures on both screens. */
  async function inspect(name: string): Promise<void> {
    const content = await page.content();
    for (const id of ASKERS) expect(content).not.toContain(String(id));
    for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
      await page.setViewportSize(viewport);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect({ name, size, width }).toEqual({ name, size, width: viewport.width });
      await page.screenshot({
        path: join(screenshots, `desk-${name}-${size}.jpg`),
        type: 'jpeg',
        quality: 82,
        fullPage: true,
      });
    }
    await page.setViewportSize(LAPTOP);
    await page.evaluate(axe);
    const faults = await page.evaluate(
      `axe.run().then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`,
    );
    expect({ name, faults }).toEqual({ name, faults: [] });
  }

  const filterOf = (selector: string): Promise<string> =>
    page.evaluate(`getComputedStyle(document.querySelector('${selector}')).filter`);

  /** Pictures that are loaded when they come into view. */
  const shown = async (selector: string): Promise<void> => {
    await page.locator(selector).first().scrollIntoViewIfNeeded();
    await page.evaluate(
      `Promise.all([...document.querySelectorAll('${selector}')].map((image) => image.decode()))`,
    );
  };

  it('the desk asks for a name and a password', async () => {
    await page.goto(at('/desk'));
    await inspect('sign-in');
    await page.fill('[name=name]', 'سلمى');
    await page.fill('[name=password]', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(at('/desk'));
  });

  it('the queue shows one claim for all who asked, its film veiled', async () => {
    expect(await page.locator('.claim-card').count()).toBe(1);
    expect(await page.locator('.claim-card .demand strong').innerText()).toBe(String(ASKERS.length));
    await shown('.thumb');
    const filter = await filterOf('.thumb');
    expect(filter).toContain('blur');
    await inspect('queue');
  });

  it('the claim page shows the film, its moments and what was written', async () => {
    await page.click('.claim-card h2 a');
    await shown('.film-strip img');
    expect(await page.locator('.wordings').innerText()).toContain(WORDS);
    await page.locator('.lift input').first().press('Space');
    expect(await filterOf('video')).toBe('none');
    await inspect('claim');
  });

  it('a verdict is previewed with the number of people who will be told', async () => {
    await page.locator('summary').first().click();
    await page.check('[name=rating][value=misleading]');
    await page.fill('[name=title]', TITLE);
    await page.fill('[name=summary]', 'صوّر الدفاع المدني التدريب في ساحة مغلقة، ولم يقع في الوادي سيل.');
    await page.fill('[name=url]', 'https://news.example/wadi-al-qasab');
    await page.locator('form[action$="/publish/preview"] button').click();
    expect(await page.locator('.told').innerText()).toContain('3');
    await inspect('preview');
    expect(ASKERS.flatMap(told)).toEqual([]);
  });

  it('tells everybody once, though the program is killed before anybody was told', async () => {
    standIn.fault({
      method: 'sendMessage',
      kind: 'error',
      code: 502,
      description: 'Bad Gateway',
      times: 1_000,
    });
    const before = standIn.callsTo('sendMessage').length;
    await page.locator('form[action$="/publish"] button:not([name])').click();
    await page.waitForURL(/\/desk\/claims\/\d+$/u);
    await standIn.waitFor(() => standIn.callsTo('sendMessage').length > before, 20_000);
    // What a page still fetches when the program dies is refused: that is no fault of the page.
    await page.goto('about:blank');
    await tipLine.kill();
    standIn.clearFaults();
    tipLine = await start();
    await standIn.waitFor(() => ASKERS.every((id) => told(id).length > 0), 60_000);
    expect(ASKERS.map((id) => told(id).length)).toEqual([1, 1, 1]);
    expect(ASKERS.every((id) => told(id)[0]?.replyTo !== null)).toBe(true);
  }, 120_000);

  it('the next one who forwards the film is answered at once', async () => {
    const late = 881_100_009;
    standIn.user(late).sendsVideo(film, { caption: WORDS });
    await standIn.waitFor(() => told(late).length > 0, 30_000);
  });

  it('the claim shows what was decided, by whom, and how many were told', async () => {
    await page.goto(at('/desk?state=published'));
    await page.click('.claim-card h2 a');
    const history = await page.locator('.history').innerText();
    expect(history).toContain('سلمى');
    expect(history).toContain('3');
    await page.check('.near .reveal input');
    await shown('.near .still');
    await inspect('decided');
    expect(complaints).toEqual([]);
  });
});
