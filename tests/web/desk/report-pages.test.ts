import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openDesk, signedIn } from '../../support/desk.ts';
import { startTestApp, type TestApp } from '../../support/test-app.ts';
import { type Visitor, words } from '../web-fixture.ts';

/** Three hours before Greenwich: what is asked at 21:30 there is asked on the next day here. */
const ZONE = 'Asia/Riyadh';
const EVENING = new Date('2026-01-10T21:30:00Z');
const SECRET = 'secret-asker-9';

let line: TestApp;
let app: Hono;
let browser: Visitor;
beforeAll(async () => {
  line = await startTestApp({ config: { timeZone: ZONE } });
  const desk = openDesk(line);
  app = desk.app;
  browser = await signedIn(app, desk.dependencies, 'viewer', 'viewer');
  const { prisma } = line;
  const senders = await prisma.sender.createManyAndReturn({
    data: [SECRET, 'b', 'c', 'd'].map((externalId) => ({ channel: 'telegram', externalId })),
  });
  const claim = await prisma.claim.create({
    data: {
      text: '=HYPERLINK("https://evil.example") عن بيع السد',
      firstSeenAt: new Date('2026-01-10T10:00:00Z'),
    },
  });
  const quick = await prisma.claim.create({ data: { text: 'ب', firstSeenAt: EVENING } });
  const answers = (factCheckId: string, mark: object) => [{ factCheckId, ...mark }];
  const tip = (who: number, fields: object) => ({
    ...{ senderId: senders[who]?.id ?? 0, channel: 'telegram', conversation: SECRET, ms: { total: 1 } },
    ...{ createdAt: EVENING, ...fields },
  });
  await prisma.tip.createMany({
    data: [
      tip(0, { outcome: 'answered', answers: answers('x', { sent: true }), feedback: 'yes' }),
      tip(1, { outcome: 'answered', answers: answers('x', { sent: true }), feedback: 'no' }),
      tip(2, { outcome: 'choices', answers: answers('x', { sent: true, picked: true }) }),
      tip(3, { outcome: 'choices', answers: answers('x', { sent: true }), channel: 'web-chat' }),
      tip(0, { outcome: 'unknown', claimId: claim.id }),
      tip(1, { outcome: 'unknown', claimId: claim.id }),
      tip(2, { outcome: 'unknown', claimId: quick.id }),
      tip(3, { outcome: 'unsupported' }),
      // Only follows: no question of theirs.
      {
        ...tip(3, { outcome: 'unknown', claimId: claim.id, createdAt: new Date('2025-01-01') }),
        ms: undefined,
      },
      // The evening before, by the newsroom's clock.
      tip(0, { outcome: 'answered', createdAt: new Date('2026-01-10T20:59:00Z') }),
    ],
  });
  await prisma.reviewEvent.createMany({
    data: [
      { claimId: claim.id, type: 'published', at: new Date('2026-01-10T22:00:00Z') },
      { claimId: claim.id, type: 'published', at: new Date('2026-01-10T23:00:00Z') },
      { claimId: quick.id, type: 'not-checkable', at: new Date('2026-01-10T23:30:00Z') },
      { claimId: quick.id, type: 'noted', at: new Date('2026-01-10T23:40:00Z') },
    ],
  });
});
afterAll(() => line.end());

const DAYS = new URLSearchParams({ from: '2026-01-10', to: '2026-01-11' });
const table = async (name: string): Promise<string[]> => {
  const response = await browser.get(`/desk/reports/${name}.csv?${DAYS}`);
  const bytes = new Uint8Array(await response.arrayBuffer());
  expect(bytes.slice(0, 3)).toEqual(new Uint8Array([0xef, 0xbb, 0xbf]));
  expect(response.headers.get('content-disposition')).toContain(`${name}-2026-01-10-2026-01-11.csv`);
  const [, ...rows] = new TextDecoder().decode(bytes).trimEnd().split('\r\n');
  return rows;
};

describe('a report', () => {
  it.each([
    ['tips', ['2026-01-10,1,1,0', '2026-01-11,8,7,1']],
    ['answered', ['2026-01-10,1,1,100', '2026-01-11,8,2,25']],
    ['bands', ['2026-01-10,100,0,0,0', '2026-01-11,25,25,37.5,12.5']],
    // One complaint for two answers at once and one that was chosen; one of two offers was what was meant.
    ['quality', ['2026-01-10,0,', '2026-01-11,33.3,50']],
    ['feedback', ['2026-01-10,0,0', '2026-01-11,1,1']],
    // First verdicts only: after twelve hours and after two.
    ['verdict-time', ['2026-01-10,0,,', '2026-01-11,2,7,11']],
  ])('on %s counts by the days of the newsroom', async (name, rows) => {
    expect(await table(name)).toEqual(rows);
  });

  it('on claims has those most people asked about, and no formula', async () => {
    const [first, second] = await table('claims');
    expect(first).toMatch(/^1,"'=HYPERLINK\(""https/u);
    expect(first).toMatch(/,2,2,/u);
    expect(second).toMatch(/,1,1,/u);
  });

  it('of another name is none', async () => {
    for (const file of ['senders.csv', 'tips', '..%2ftips.csv', 'tips.csv.exe']) {
      expect((await browser.get(`/desk/reports/${file}`)).status).toBe(404);
    }
  });
});

describe('the page of reports', () => {
  it('shows each as a chart and as a table, with nothing of who asked', async () => {
    const html = await (await browser.get(`/desk/reports?${DAYS}`)).text();
    expect(html.match(/<svg class="chart"/gu)).toHaveLength(6);
    expect(html.match(/<table>/gu)).toHaveLength(7);
    expect(html.match(/\.csv\?from=2026-01-10&amp;to=2026-01-11"/gu)).toHaveLength(7);
    expect(html).toContain(ZONE);
    for (const kept of [SECRET, ' style=', '<style', '<script>']) expect(html).not.toContain(kept);
  });

  it('says so where there is nothing', async () => {
    const html = await (await browser.get('/desk/reports?from=2020-01-01&to=2020-01-05')).text();
    expect(html.split(words.t('ar', 'desk:reports.nothing'))).toHaveLength(8);
  });

  it.each(['days=7', 'days=365', 'from=2021-01-01&to=2026-01-01&lang=en', 'from=x&to=%00'])(
    'is there for %s',
    async (query) => {
      expect((await browser.get(`/desk/reports?${query}`)).status).toBe(200);
    },
  );
});
