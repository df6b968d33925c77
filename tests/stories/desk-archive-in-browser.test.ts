import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../support/accounts.ts';
import { launchChromium } from '../support/chromium.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { mediaChecks, textChecks } from '../support/test-archive.ts';

const PHONE = { width: 390, height: 844 };
const LAPTOP = { width: 1280, height: 800 };

/** Where the pictures stay when someone wants to look at them. */
const wanted = process.env.SCREENSHOT_DIR;
const screenshots = wanted ?? mkdtempSync(join(tmpdir(), 'tabayyan-archive-'));
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

describe('the archive and the reports in a browser', () => {
  let line: TestApp;
  let browser: Browser;
  let page: Page;
  const complaints: string[] = [];

  beforeAll(async () => {
    mkdirSync(screenshots, { recursive: true });
    [line, browser] = await Promise.all([
      startTestApp({ archive: [...textChecks, ...(await mediaChecks())] }),
      launchChromium(),
    ]);
    await line.core.accounts.add('سلمى', 'admin');
    await line.core.accounts.setPassword('سلمى', PASSWORD);
    await fill(line);
    page = await (await browser.newContext({ viewport: LAPTOP, javaScriptEnabled: true })).newPage();
    page.setDefaultTimeout(10_000);
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
    });
    await page.goto(at('/desk'));
    await page.fill('[name=name]', 'سلمى');
    await page.fill('[name=password]', PASSWORD);
    await page.keyboard.press('Enter');
    await page.waitForURL(at('/desk'));
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await line?.end();
    if (!wanted) rmSync(screenshots, { recursive: true, force: true });
  });

  const at = (path: string) => `http://localhost:${line.port}${path}`;

  it.each([
    ['archive-list', '/desk/archive'],
    ['archive-needs-look', '/desk/archive?needs-look=1'],
    ['archive-item', '/desk/archive/bridge'],
    ['archive-edit', '/desk/archive/bridge/edit'],
    ['reports', '/desk/reports?days=90'],
    ['reports-english', '/desk/reports?days=30&lang=en'],
  ])('%s has no serious fault of access and fits both screens', async (name, path) => {
    await page.goto(at(path));
    const stills = page.locator('img');
    for (const still of await stills.all()) await still.scrollIntoViewIfNeeded().catch(() => undefined);
    for (const [size, viewport] of Object.entries({ laptop: LAPTOP, phone: PHONE })) {
      await page.setViewportSize(viewport);
      const width = await page.evaluate('document.documentElement.scrollWidth');
      expect({ name, size, width }).toEqual({ name, size, width: viewport.width });
      const picture = join(screenshots, `desk-${name}-${size}.jpg`);
      await page.screenshot({ path: picture, type: 'jpeg', quality: 78, fullPage: true });
    }
    await page.setViewportSize(LAPTOP);
    await page.evaluate(`document.querySelectorAll('details').forEach((one) => { one.open = true; })`);
    await page.evaluate(axe);
    const faults = await page.evaluate(
      `axe.run().then(({ violations }) => violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => id + ': ' + nodes.map(({ html }) => html.slice(0, 160)).join(' | ')))`,
    );
    expect({ name, faults }).toEqual({ name, faults: [] });
    // Neither a style nor a script was refused by the policy.
    expect(complaints).toEqual([]);
  });
});

const DAY_MS = 86_400_000;

/** A quarter of a year of questions, more towards its end. */
async function fill({ prisma }: TestApp): Promise<void> {
  const senders = await prisma.sender.createManyAndReturn({
    data: Array.from({ length: 60 }, (_, n) => ({ channel: 'telegram', externalId: `asker-${n}` })),
  });
  const now = Date.now();
  const texts = [
    'هل صحيح أن وزارة المياه باعت السد؟',
    'فيديو سقوط الجسر صحيح؟ وصلني من 0944 555 123',
    'شائعة عن إغلاق مدارس جبل اللوز',
  ];
  const claims = await prisma.claim.createManyAndReturn({
    data: texts.map((text, n) => ({
      ...{ text, demand: 3 - n, state: n === 0 ? 'published' : 'open' },
      firstSeenAt: new Date(now - (20 - n) * DAY_MS),
    })),
  });
  await prisma.reviewEvent.createMany({
    data: claims.flatMap(({ id }, n) => [
      { claimId: id, type: 'published', at: new Date(now - (19.5 - n * 1.4) * DAY_MS), actor: 'سلمى' },
    ]),
  });
  const tips = Array.from({ length: 400 }, (_, n) => {
    const at = new Date(now - 88 * DAY_MS * (1 - Math.sqrt(n / 400)));
    const outcome = n % 9 < 5 ? 'answered' : n % 9 < 7 ? 'choices' : n % 9 === 7 ? 'unknown' : 'unsupported';
    const factCheckId = n % 4 === 0 ? 'well' : 'bridge';
    const mark = outcome === 'choices' && n % 2 === 0 ? { picked: true } : {};
    const isOffered = outcome === 'answered' || outcome === 'choices';
    const feedback = outcome === 'answered' && n % 3 === 0 ? (n % 12 === 0 ? 'no' : 'yes') : null;
    return {
      ...{ senderId: senders[n % 60]?.id ?? 0, conversation: `asker-${n}`, outcome, ms: { total: 9 } },
      channel: n % 5 < 3 ? 'telegram' : n % 5 === 3 ? 'whatsapp-cloud' : 'web-chat',
      ...{ text: texts[n % 3] ?? null, createdAt: at, feedback, feedbackAt: feedback ? at : null },
      ...(isOffered ? { answers: [{ factCheckId, sent: true, ...mark }] } : {}),
      ...(feedback === 'no' && n % 24 === 0 ? { complaint: 'unclear' } : {}),
      claimId: outcome === 'unknown' ? (claims[n % 3]?.id ?? null) : null,
    };
  });
  await prisma.tip.createMany({ data: tips });
}
