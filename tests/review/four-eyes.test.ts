import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Decisions } from '../../src/review/decisions.ts';
import type { VerdictDraft } from '../../src/review/verdict-draft.ts';
import { changeSettings } from '../../src/store/settings.ts';
import { openDesk, signedIn } from '../support/desk.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { type Visitor, words } from '../web/web-fixture.ts';

let line: TestApp;
let app: Hono;
let decisions: Decisions;
let salma: Visitor;
let nasser: Visitor;
const fourEyes = (isOn: boolean) =>
  changeSettings(line.core.database, { fourEyes: isOn }, { actor: 'admin', origin: null });
beforeAll(async () => {
  line = await startTestApp();
  const desk = openDesk(line);
  app = desk.app;
  ({ decisions } = desk.dependencies);
  salma = await signedIn(app, desk.dependencies, 'salma', 'publisher');
  nasser = await signedIn(app, desk.dependencies, 'nasser', 'publisher');
  await fourEyes(true);
});
afterAll(() => line.end());

const draft: VerdictDraft = {
  rating: 'fake',
  claim: 'ادعاء',
  title: 'لا صحة لهذا الخبر',
  summary: 'الحقيقة غير ذلك.',
  url: '',
  publisher: '',
  appearances: '',
  sources: '',
};

const TOPICS = ['مدير المياه استقال احتجاجا', 'إغلاق المطار شهرين للصيانة', 'ارتفاع سعر الخبز ثلاثة أضعاف'];

/** A claim that somebody asked about. */
async function claim(name: string, topic: number): Promise<number> {
  await line.person(name).ask({ text: `خبر متداول يقول: ${TOPICS[topic]} بحسب مصادر مجهولة في البلدة` });
  return (await line.person(name).tip()).claimId ?? 0;
}
const events = (claimId: number) =>
  line.prisma.reviewEvent.findMany({
    where: { claimId, type: { notIn: ['opened', 'joined'] } },
    orderBy: { id: 'asc' },
  });
const lastEvent = async (claimId: number) => (await events(claimId)).at(-1)?.id ?? 0;
const by = async (actor: string, claimId: number) => ({ claimId, actor, seen: await lastEvent(claimId) });
const stateOf = (id: number) => line.prisma.claim.findUniqueOrThrow({ where: { id } });
const told = async (claimId: number) => {
  await line.processAll();
  return line.prisma.outbox.count({ where: { key: { startsWith: `claim:${claimId}:` } } });
};
const page = async (browser: Visitor, path: string) => (await browser.get(path)).text();

describe('with four eyes', () => {
  let id: number;
  const path = () => `/desk/claims/${id}`;
  const post = async (browser: Visitor, act: string, fields: Record<string, string> = {}) =>
    browser.post(`${path()}/${act}`, new URLSearchParams({ seen: String(await lastEvent(id)), ...fields }));

  beforeAll(async () => {
    id = await claim('four-eyes-asker', 0);
  });

  it('a verdict of one publisher is a proposal, of which nobody is told', async () => {
    const preview = await (await post(salma, 'publish/preview', { ...draft })).text();
    expect(preview).toContain(words.t('ar', 'desk:fourEyes.hint'));
    expect((await post(salma, 'publish', { ...draft })).status).toBe(303);
    expect(await told(id)).toBe(0);
    expect(await stateOf(id)).toMatchObject({ state: 'open', awaitsApproval: true });
    expect(await line.prisma.factCheck.count({ where: { id: `desk-${id}` } })).toBe(0);
  });

  it('is found in the queue and read on the claim as people would read it', async () => {
    expect(await page(nasser, '/desk?approval=1')).toContain(`${path()}"`);
    const html = await page(nasser, path());
    expect(html).toContain(draft.title);
    expect(html).toContain(`${path()}/approve`);
    expect(await page(salma, path())).not.toContain(`${path()}/approve`);
  });

  it('is not approved by who proposed it', async () => {
    expect((await post(salma, 'approve')).status).toBe(403);
    expect(await told(id)).toBe(0);
  });

  it('is sent back with a note only, and then stands in the form again', async () => {
    expect((await post(nasser, 'send-back')).status).toBe(400);
    expect((await post(nasser, 'send-back', { text: 'ينقص المصدر' })).status).toBe(303);
    expect(await stateOf(id)).toMatchObject({ state: 'open', awaitsApproval: false });
    const html = await page(salma, path());
    expect(html).toContain('ينقص المصدر');
    expect(html).toContain(`value="${draft.title}"`);
    expect((await post(nasser, 'approve')).status).toBe(409);
  });

  it('happens when another publisher approves it, and both are in the history', async () => {
    await decisions.publish(await by('salma', id), draft);
    expect((await post(nasser, 'approve')).status).toBe(303);
    expect(await stateOf(id)).toMatchObject({ state: 'published', awaitsApproval: false });
    expect(await told(id)).toBe(1);
    const acts = (await events(id)).slice(-3).map(({ type, actor }) => `${type} ${actor}`);
    expect(acts).toEqual(['proposed salma', 'approved nasser', 'published nasser']);
  });

  it('a correction too is proposed first', async () => {
    await decisions.correct(await by('nasser', id), { ...draft, title: 'عنوان مصحح' });
    expect(await told(id)).toBe(1);
    expect(await page(salma, '/desk?approval=1')).toContain(`${path()}"`);
    await decisions.approve(await by('salma', id));
    expect(await told(id)).toBe(2);
  });

  it('what could not be published is not proposed', async () => {
    const other = await claim('four-eyes-second', 1);
    const broken = { ...draft, url: 'http://news.example' };
    await expect(decisions.publish(await by('salma', other), broken)).rejects.toMatchObject({
      code: 'link-not-https',
    });
    await expect(decisions.link(await by('salma', other), 'no-such-id')).rejects.toMatchObject({
      code: 'not-found',
    });
    expect(await events(other)).toEqual([]);
  });

  it('of two who approve at once one does, and people are told once', async () => {
    const other = await claim('four-eyes-third', 2);
    await decisions.notCheckable(await by('salma', other));
    const approval = await by('nasser', other);
    const ends = await Promise.allSettled([
      decisions.approve(approval),
      decisions.approve({ ...approval, actor: 'third' }),
    ]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await told(other)).toBe(1);
  });
});
