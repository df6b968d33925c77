import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWords } from '../../src/words.ts';
import { BotApiStandIn } from '../standins/bot-api.ts';
import type { Person as WhatsAppPerson } from '../standins/graph-api/person.ts';
import { GraphStandIn } from '../standins/graph-api.ts';
import { PASSWORD } from '../support/accounts.ts';
import { launchChromium } from '../support/chromium.ts';
import { makeVideo, reencode } from '../support/media-fixtures.ts';
import { freePort, TipLineHome, type TipLineProcess, until } from '../support/tip-line-process.ts';

const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 800 };
/** Of Telegram; on no page any of them may be seen. */
const ASKERS = [881_100_001, 881_100_002, 881_100_003] as const;
const WORDS = 'سيل جارف يجرف السيارات في وادي القصب مساء أمس';
const TITLE = 'المقطع من تدريب للدفاع المدني وليس من سيل وادي القصب';
/** As nasty as it may come: markup, a script, letters turned round, addresses, and one word without an end. */
const NASTY = [
  '<script>document.title = "taken"</script><img src=x onerror="document.title=1">',
  '\u202eعاجل\u202c: بلدية الشاطئ تبيع رمال البحر، للاستفسار +966 55 123 4567 أو sami@mail.example',
  'ا'.repeat(99_700),
].join(' ');

/** Where the pictures stay when someone wants to look at them. */
const wanted = process.env.SCREENSHOT_DIR;
const screenshots = wanted ?? mkdtempSync(join(tmpdir(), 'tabayyan-desk-'));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('an unknown film on Telegram, WhatsApp and our own page, from the first question to the verdict', () => {
  let home: TipLineHome;
  let standIn: BotApiStandIn;
  let graph: GraphStandIn;
  let whatsApp: WhatsAppPerson[];
  let tipLine: TipLineProcess;
  let browser: Browser;
  let page: Page;
  let film: Buffer;
  const complaints: string[] = [];
  let port: string;
  const start = () =>
    home.start({
      ...graph.environment,
      PORT: port,
      TELEGRAM_API_ROOT: standIn.apiRoot,
      TELEGRAM_BOT_TOKEN: standIn.token,
    });
  const told = (id: number) => standIn.sentTo(id).filter(({ text }) => text.includes(TITLE));
  const toldOnWhatsApp = (person: WhatsAppPerson) =>
    graph.sentTo(person).filter(({ body }) => JSON.stringify(body).includes(TITLE));
  /** How many people on both messengers have read the verdict so far. */
  const readers = () =>
    ASKERS.filter((id) => told(id).length > 0).length +
    whatsApp.filter((person) => toldOnWhatsApp(person).length > 0).length;
  /** Of somebody in the chat of our own page. */
  let cookie = '';
  const chatPage = async () => (await fetch(at('/'), { headers: { cookie } })).text();
  const askInChat = async () => {
    cookie = (await fetch(at('/'))).headers.get('set-cookie')?.split(';')[0] ?? '';
    const body = new FormData();
    body.set('id', 'chat-1');
    body.set('text', WORDS);
    body.set('files', new File([film], 'film.webm', { type: 'video/webm' }));
    const headers = { cookie, origin: tipLine.url };
    await fetch(at('/chat/messages'), { method: 'POST', headers, body, redirect: 'manual' });
  };
  const at = (path: string) => `${tipLine.url}${path}`;

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    // Every Chromium plays WebM; not all play H.264.
    const made = makeVideo(77, { seconds: 6 }).then((path) => reencode(path, { extension: 'webm' }));
    [home, standIn, graph, browser] = await Promise.all([
      TipLineHome.makeUsed(),
      BotApiStandIn.start(),
      GraphStandIn.start({ tellsStatuses: true }),
      launchChromium(),
    ]);
    port = String(await freePort());
    tipLine = await start();
    [film] = await Promise.all([
      readFile(await made),
      graph.subscribe(`${tipLine.url}/webhooks/whatsapp`),
      home.command(['user', 'add', 'سلمى', '--role', 'admin', '--password-stdin'], {}, PASSWORD),
    ]);
    const waiting = (await loadWords('ar-u-nu-latn')).t('ar', 'reply:unknown.text');
    const file = standIn.file(film);
    const ask = async (id: number) => {
      standIn.user(id).sendsVideo(file, { caption: WORDS });
      await standIn.waitFor(() => standIn.sentTo(id).some(({ text }) => text.includes(waiting)), 30_000);
    };
    const askOnWhatsApp = async (person: WhatsAppPerson) => {
      await person.sendsFile('video', { bytes: film, mime: 'video/mp4' }, { caption: WORDS });
      const sent = () => JSON.stringify(graph.sentTo(person).map(({ body }) => body));
      await graph.waitFor(() => sent().includes(waiting.split('\n')[0] ?? waiting), 30_000);
    };
    const [first, ...others] = ASKERS;
    await ask(first);
    whatsApp = [graph.person(), graph.person()];
    await Promise.all([...others.map(ask), ...whatsApp.map(askOnWhatsApp), askInChat()]);
    await until(
      async () => (await chatPage()).includes(waiting.split('\n')[0] ?? waiting),
      30_000,
      'the chat',
    );
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
    await graph?.close();
    if (!wanted) rmSync(screenshots, { recursive: true, force: true });
  });

  /** No serious fault of access, nothing wider than the screen, no id of Telegram; as pictures on both screens. */
  async function inspect(name: string): Promise<void> {
    const content = await page.content();
    const addresses = whatsApp.flatMap(({ identity }) => [identity.phone, identity.userId]);
    for (const id of [...ASKERS.map(String), ...addresses]) expect(content).not.toContain(id);
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

  /** By evaluation from outside: the pages let no script be made of text. */
  const comes = (condition: string): Promise<void> =>
    until(() => page.evaluate<boolean>(`Boolean(${condition})`), 10_000, condition);

  const filterOf = (selector: string): Promise<string> =>
    page.evaluate(`getComputedStyle(document.querySelector('${selector}')).filter`);

  /** Pictures that are loaded when they come into view. */
  const shown = async (selector: string): Promise<void> => {
    await page.locator(selector).first().scrollIntoViewIfNeeded();
    await page.evaluate(
      `Promise.all([...document.querySelectorAll('${selector}')].map((image) => image.decode()))`,
    );
  };

  /** In the chat of our own page, where words may be as long as that. */
  async function askNastily(): Promise<void> {
    const body = new URLSearchParams({ id: 'nasty-1', text: NASTY });
    const response = await fetch(at('/chat/messages'), {
      method: 'POST',
      headers: { origin: tipLine.url },
      body,
      redirect: 'manual',
    });
    expect(response.status).toBeLessThan(400);
  }

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
    expect(await page.locator('.claim-card .demand strong').innerText()).toBe('6');
    await shown('.thumb');
    const filter = await filterOf('.thumb');
    expect(filter).toContain('blur');
    await inspect('queue');
  });

  it('what is asked meanwhile is announced and moves nothing', async () => {
    const top = () =>
      page.evaluate<number>("document.querySelector('.claim-card').getBoundingClientRect().top");
    const before = await top();
    await askNastily();
    await comes(
      `document.dispatchEvent(new Event('visibilitychange')) && document.querySelector('[data-act=fresh]')`,
    );
    expect(await top()).toBe(before);
    expect(await page.locator('.claim-card').count()).toBe(1);
    await inspect('queue-news');
    await page.keyboard.press('r');
    await page.locator('.claim-card').nth(1).waitFor();
    await page.keyboard.press('?');
    expect(await page.locator('dialog.keys').isVisible()).toBe(true);
    await inspect('keys');
    await page.keyboard.press('Escape');
  });

  it('words as nasty as they come harm nothing and widen no page', async () => {
    await inspect('queue-nasty');
    await page.goto(at('/desk/claims/2'));
    await inspect('claim-nasty');
    expect(await page.title()).not.toContain('taken');
    await page.keyboard.press('g');
    await page.waitForURL(at('/desk'));
  });

  it('the claim page shows the film, its moments and what was written', async () => {
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await page.waitForURL(/claims/u);
    await shown('.film-strip img');
    expect(await page.locator('.wordings').innerText()).toContain(WORDS);
    await page.locator('.lift input').first().press('Space');
    expect(await filterOf('video')).toBe('none');
    expect(await page.locator('.lift .when-veiled').isVisible()).toBe(false);
    expect(await page.locator('.lift .when-lifted').isVisible()).toBe(true);
    await inspect('claim');
  });

  it('the film goes picture by picture, slower and to its moments, all by keys', async () => {
    const film = (what: string) => page.evaluate<number>(`document.querySelector('video').${what}`);
    await comes("document.querySelector('video').readyState > 1");
    await page.keyboard.press('.');
    await page.keyboard.press('.');
    await page.keyboard.press(',');
    expect(await film('currentTime')).toBeCloseTo(1 / 25, 3);
    await page.keyboard.press('[');
    expect(await film('playbackRate')).toBe(0.5);
    await page.locator('.moment').nth(2).click();
    expect(await film('currentTime')).toBeGreaterThan(2);
    expect(await page.evaluate("document.querySelector('video').muted")).toBe(true);
  });

  it('a verdict is kept while it is typed', async () => {
    await page.keyboard.press('p');
    await page.fill('[name=title]', 'عنوان لم يكتمل');
    await comes("document.querySelector('.draft-status').textContent !== ''");
    await page.reload();
    expect(await page.inputValue('[name=title]')).toBe('عنوان لم يكتمل');
  });

  it('a verdict is previewed with the number of people who will be told', async () => {
    await page.check('[name=rating][value=misleading]');
    await page.fill('[name=title]', TITLE);
    await page.fill('[name=summary]', 'صوّر الدفاع المدني التدريب في ساحة مغلقة، ولم يقع في الوادي سيل.');
    await page.fill('[name=url]', 'https://news.example/wadi-al-qasab');
    await page.fill('[name=sources]', 'https://civil.example/drill');
    await page.locator('form[action$="/publish/preview"] .actions button').click();
    expect(await page.locator('.told').innerText()).toContain('6');
    await inspect('preview');
    expect(readers()).toBe(0);
  });

  it('tells everybody once on all channels, though the program is killed in the middle of it', async () => {
    // One person on each messenger hears of it; the others wait for one that is out of order.
    const error = { kind: 'error', code: 502, description: 'Bad Gateway', times: 1_000, skip: 1 } as const;
    standIn.fault({ method: 'sendMessage', ...error });
    graph.fault({ path: 'messages', kind: 'html', status: 502, times: 1_000, skip: 1 });
    await page.locator('form[action$="/publish"] button:not([name])').click();
    await page.waitForURL(/\/desk\/claims\/\d+$/u);
    const client = await home.connect();
    await until(
      async () => {
        const { rows } = await client.query<{ sent: number; tried: number }>(
          `SELECT count(*) FILTER (WHERE state = 'sent')::int AS sent, count(*) FILTER (WHERE error IS NOT NULL)::int AS tried
          FROM outbox WHERE key LIKE 'claim:%'`,
        );
        return rows[0]?.sent === 3 && rows[0].tried > 0;
      },
      30_000,
      'one person on each channel',
    );
    await client.end();
    expect(readers()).toBe(2);
    // What a page still fetches when the program dies is refused: that is no fault of the page.
    await page.goto('about:blank');
    await tipLine.kill();
    standIn.clearFaults();
    graph.clearFaults();
    tipLine = await start();
    await until(() => readers() === 5, 60_000, 'everybody to be told');
    expect(ASKERS.map((id) => told(id).length)).toEqual([1, 1, 1]);
    expect(whatsApp.map((person) => toldOnWhatsApp(person).length)).toEqual([1, 1]);
    expect((await chatPage()).split(TITLE)).toHaveLength(2);
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
    const rows = await page.locator('.told-by tbody tr').allInnerTexts();
    expect(rows.map((row) => row.replace(/\D+/gu, ' ').trim())).toEqual(
      ['3', '1', '2'].map((people) => expect.stringContaining(people)),
    );
    await page.check('.near .reveal input');
    await shown('.near .still');
    await inspect('decided');
    expect(complaints).toEqual([]);
  });

  it('goes the whole way without JavaScript too, with words as nasty as they come', async () => {
    const plain = await browser.newContext({ viewport: PHONE, javaScriptEnabled: false });
    page = await plain.newPage();
    page.setDefaultTimeout(10_000);
    await page.goto(at('/desk/claims/2'));
    await page.fill('[name=name]', 'سلمى');
    await page.fill('[name=password]', PASSWORD);
    await page.click('main button');
    await page.waitForURL(at('/desk/claims/2'));
    const text = await page.locator('main').innerText();
    expect(text).toContain('<script>document.title');
    for (const hidden of ['123 4567', 'sami@mail', '\u202e']) expect(text).not.toContain(hidden);
    expect(await page.title()).not.toContain('taken');
    await page.locator('summary[data-act=publish]').click();
    await page.check('[name=rating][value=fake]');
    await page.fill('[name=claim]', 'بلدية الشاطئ تبيع رمال البحر');
    await page.fill('[name=title]', 'رمال البحر ليست للبيع');
    await page.click('button[formaction$="/draft"]');
    expect(await page.inputValue('[name=title]')).toBe('رمال البحر ليست للبيع');
    await page.locator('form[action$="/publish/preview"] .actions button').click();
    await page.click('button[name=next]');
    await page.waitForURL(/\/desk$/u);
    await page.goto(at('/desk?state=published'));
    expect(await page.locator('.claim-card').count()).toBe(2);
    await page.locator('.claim-card h2 a').last().click();
    await plain.close();
  });
});
