import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { OutboundMessage } from '../../src/domain/message.ts';
import type { ChatMessage } from '../../src/web/dependencies.ts';
import { type Listening, listen } from '../../src/web/listen.ts';
import { launchChromium } from '../support/chromium.ts';
import { InMemoryChat } from './in-memory-chat.ts';
import { factCheck, webFixture } from './web-fixture.ts';

const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 800 };
/** Where the pictures stay when someone wants to look at them. */
const wanted = process.env.SCREENSHOT_DIR;
const screenshots = wanted ?? mkdtempSync(join(tmpdir(), 'tabayyan-screenshots-'));

const verdict: OutboundMessage = {
  direction: 'rtl',
  text: [
    [{ text: 'مضلل', rating: 'misleading', style: 'bold' }],
    [{ text: 'هذه الصورة ليست من فيضان مدينة ريحانة', style: 'bold' }],
    [{ text: 'الصورة من تدريب على الإنقاذ نشرته صفحة Rayhana Rescue Team قبل ثلاثة أعوام.' }],
    [{ text: 'يطابق المقطع من الثانية 0:12 إلى 0:21', style: 'italic' }],
    [{ text: 'مرصد المثال · 9 مارس 2025' }],
    [{ text: 'https://example.org/checks/1', href: 'https://example.org/checks/1' }],
  ],
};

const choices: OutboundMessage = {
  direction: 'rtl',
  text: [[{ text: 'وجدنا ما يشبه سؤالك. أيّ هذه تقصد؟' }]],
  buttons: [
    [{ label: 'هذه الصورة ليست من فيضان مدينة ريحانة', token: 'choice:1' }],
    [{ label: 'لا، لم يُغلق جسر ريحانة أمام السيارات', token: 'choice:2' }],
    [{ label: 'ليس بينها ما أسأل عنه', token: 'choice:none' }],
  ],
};

const inEnglish: OutboundMessage = {
  direction: 'ltr',
  text: [
    [{ text: 'Fake', rating: 'fake', style: 'bold' }],
    [{ text: 'No, salt water does not charge phone batteries', style: 'bold' }],
    [{ text: 'The clip is an advertisement for a toy.' }],
    [{ text: 'Example Observatory · 2 February 2025' }],
    [{ text: 'https://example.org/checks/2', href: 'https://example.org/checks/2' }],
  ],
};

function answer(message: ChatMessage): OutboundMessage[] {
  if (message.language === 'en') return [inEnglish];
  if (message.press) return [verdict];
  return [message.files.length > 0 ? verdict : choices];
}

let browser: Browser;
let server: Listening;
const chat = new InMemoryChat(answer);

beforeAll(async () => {
  mkdirSync(screenshots, { recursive: true });
  const archive = [
    factCheck(),
    factCheck({
      id: 'misal-2',
      claim: 'شحن بطارية الهاتف بالماء المالح',
      title: 'الماء المالح لا يشحن الهواتف',
      rating: 'fake',
      summary: 'المقطع إعلان لعبة أطفال صنعته شركة ToyWorks.',
    }),
    factCheck({
      id: 'misal-3',
      claim: 'وزير يفتتح مصنعًا للغيوم',
      title: 'مصنع الغيوم: مقال ساخر أُخذ على محمل الجد',
      rating: 'satire',
      summary: null,
      publisher: 'دار الخبر المثال',
    }),
  ];
  const { app } = webFixture({
    chat,
    archive,
    maxUploadBytes: 1_000_000,
    isExampleArchive: async () => true,
  });
  [browser, server] = await Promise.all([launchChromium(), listen(app, { port: 0, host: '127.0.0.1' })]);
});

afterAll(async () => {
  await browser?.close();
  await server?.close();
  if (!wanted) rmSync(screenshots, { recursive: true, force: true });
});

interface Visit {
  viewport?: { width: number; height: number };
  colorScheme?: 'light' | 'dark';
  javaScriptEnabled?: boolean;
}

/** Opens a page of its own person and fails on anything that the content policy or a script complains about. */
async function visit(path: string, options: Visit, steps: (page: Page) => Promise<void>): Promise<void> {
  const context: BrowserContext = await browser.newContext({ viewport: LAPTOP, ...options });
  const complaints: string[] = [];
  const page = await context.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  try {
    await page.goto(`http://127.0.0.1:${server.port}${path}`);
    await steps(page);
  } finally {
    await context.close();
  }
  expect(complaints).toEqual([]);
}

const picture = (): Promise<Buffer> =>
  sharp({ create: { width: 320, height: 200, channels: 3, background: '#3d7ea6' } })
    .composite([
      {
        input: Buffer.from(
          '<svg width="320" height="200"><rect y="120" width="320" height="80" fill="#2c5f2d"/><circle cx="250" cy="50" r="28" fill="#f6c945"/></svg>',
        ),
      },
    ])
    .png()
    .toBuffer();

/** Drops a file on the page as a mouse would. The code for the page is text: it runs over there, not here. */
async function dropFile(page: Page, name: string, type: string, content: Buffer): Promise<void> {
  const dataTransfer = await page.evaluateHandle(`(() => {
    const bytes = Uint8Array.from(atob("${content.toString('base64')}"), (character) => character.charCodeAt(0));
    const data = new DataTransfer();
    data.items.add(new File([bytes], ${JSON.stringify(name)}, { type: "${type}" }));
    return data;
  })()`);
  await page.dispatchEvent('body', 'dragover', { dataTransfer });
  await page.dispatchEvent('body', 'drop', { dataTransfer });
}

const widthOf = (page: Page): Promise<number> => page.evaluate('document.documentElement.scrollWidth');

const screenshot = (page: Page, name: string) => page.screenshot({ path: join(screenshots, `${name}.png`) });

describe('the chat page in a browser', () => {
  it('is right-to-left Arabic in the Arabic font', async () => {
    await visit('/', {}, async (page) => {
      expect(await page.getAttribute('html', 'dir')).toBe('rtl');
      expect(await page.getAttribute('html', 'lang')).toBe('ar');
      await page.evaluate('document.fonts.ready.then(() => true)');
      const loaded = await page.evaluate(
        '[...document.fonts].filter((font) => font.status === "loaded").map((font) => font.family)',
      );
      expect(loaded).toContain('IBM Plex Sans Arabic');
      const check = 'document.fonts.check("16px IBM Plex Sans Arabic", "تبيّن")';
      expect(await page.evaluate(check)).toBe(true);
      await screenshot(page, 'empty-ar-laptop-light');
    });
  });

  it('shows the answer to a typed text without a reload, and the verdict after a choice', async () => {
    await visit('/', {}, async (page) => {
      await page.fill('#text', 'هل غرق جسر ريحانة؟');
      await page.press('#text', 'Enter');
      await page.getByText('أيّ هذه تقصد').waitFor();
      expect(await page.locator('.entry.person .own-text').textContent()).toBe('هل غرق جسر ريحانة؟');
      expect(await page.inputValue('#text')).toBe('');
      await page.getByRole('button', { name: 'هذه الصورة ليست من فيضان مدينة ريحانة' }).click();
      await page.locator('.rating-misleading').waitFor();
      expect(chat.submitted.at(-1)?.message.press).toBe('choice:1');
    });
  });

  it('takes a dropped picture, previews it and shows the verdict', async () => {
    const content = await picture();
    await visit('/', { viewport: PHONE }, async (page) => {
      await dropFile(page, 'جسر.png', 'image/png', content);
      await page.locator('#chosen img').waitFor();
      await page.fill('#text', 'وصلتني هذه');
      await page.click('#send');
      await page.locator('.rating-misleading').waitFor();
      await page.locator('.entry.person .file img').waitFor();
      const preview = `document.querySelector('.entry.person .file img')`;
      expect(await page.evaluate(`${preview}.decode().then(() => ${preview}.naturalWidth)`)).toBe(320);
      expect(await page.locator('#chosen li').count()).toBe(0);
      const sent = chat.submitted.at(-1)?.message;
      expect(sent?.files).toMatchObject([{ bytes: content.length, mime: 'image/png' }]);
    });
  });

  it('says at once that a file is too large and keeps the text', async () => {
    await visit('/', {}, async (page) => {
      await page.fill('#text', 'مقطع كبير');
      await dropFile(page, 'film.mp4', 'video/mp4', Buffer.alloc(1_000_001));
      await page.getByRole('alert').filter({ hasText: 'أكبر من المسموح' }).waitFor();
      expect(await page.inputValue('#text')).toBe('مقطع كبير');
    });
  });

  it('keeps the conversation over a reload', async () => {
    await visit('/', {}, async (page) => {
      await page.fill('#text', 'سؤال يبقى');
      await page.click('#send');
      await page.getByText('أيّ هذه تقصد').waitFor();
      await page.reload();
      await page.getByText('سؤال يبقى').waitFor();
      await page.getByText('أيّ هذه تقصد').waitFor();
    });
  });

  it('works without scripts', async () => {
    await visit('/', { javaScriptEnabled: false }, async (page) => {
      await page.fill('#text', 'بلا برنامج في المتصفح');
      await page.click('#send');
      await page.getByText('أيّ هذه تقصد').waitFor();
      await page.getByRole('button', { name: 'ليس بينها ما أسأل عنه' }).click();
      await page.locator('.rating-misleading').waitFor();
      await screenshot(page, 'chat-ar-laptop-without-scripts');
    });
  });

  it('searches while words are typed', async () => {
    await visit('/search', {}, async (page) => {
      await page.fill('#q', 'الغيوم');
      await page.getByText('نتيجة واحدة').waitFor();
      expect(await page.locator('.card').count()).toBe(1);
      expect(await page.inputValue('#q')).toBe('الغيوم');
    });
  });

  for (const language of ['ar', 'en'] as const) {
    for (const colorScheme of ['light', 'dark'] as const) {
      for (const [device, viewport] of [
        ['phone', PHONE],
        ['laptop', LAPTOP],
      ] as const) {
        it(`fits a ${device} in ${language}, ${colorScheme}`, async () => {
          const content = await picture();
          const name = `${language}-${device}-${colorScheme}`;
          await visit(`/?lang=${language}`, { viewport, colorScheme }, async (page) => {
            await screenshot(page, `welcome-${name}`);
            await page.fill(
              '#text',
              language === 'ar' ? 'هل غرق جسر ريحانة؟' : 'Can salt water charge a phone?',
            );
            await page.click('#send');
            await page.locator('.entry.us .rich').first().waitFor();
            await dropFile(page, 'جسر.png', 'image/png', content);
            await page.click('#send');
            await page.locator('.rating').last().waitFor();
            await page.locator('.entry.person img').waitFor();
            await screenshot(page, `chat-${name}`);
            expect(await widthOf(page)).toBeLessThanOrEqual(viewport.width);
            await page.goto(`http://127.0.0.1:${server.port}/search?q=${encodeURIComponent('الماء المالح')}`);
            await screenshot(page, `search-${name}`);
            expect(await widthOf(page)).toBeLessThanOrEqual(viewport.width);
            await page.locator('.card a').first().click();
            await page.locator('.fact-check').waitFor();
            await screenshot(page, `fact-check-${name}`);
            expect(await widthOf(page)).toBeLessThanOrEqual(viewport.width);
          });
        });
      }
    }
  }
});
