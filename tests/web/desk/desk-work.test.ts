import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PASSWORD } from '../../support/accounts.ts';
import { openDesk, signedIn } from '../../support/desk.ts';
import { makeVideo, reencode } from '../../support/media-fixtures.ts';
import { startTestApp, type TestApp } from '../../support/test-app.ts';
import { bridgeVideo, mediaChecks, unknownPicture } from '../../support/test-archive.ts';
import { Visitor, words } from '../web-fixture.ts';

let line: TestApp;
let app: Hono;
let dependencies: ReturnType<typeof openDesk>['dependencies'];
let salma: Visitor;
let omar: Visitor;
beforeAll(async () => {
  line = await startTestApp();
  ({ app, dependencies } = openDesk(line));
  salma = await signedIn(app, dependencies, 'salma', 'publisher');
  omar = await signedIn(app, dependencies, 'omar', 'publisher');
  await signedIn(app, dependencies, 'viewer', 'viewer');
});
afterAll(() => line.end());

/** Each of them asks the same. Resolves with the claim. */
async function asked(text: string, ...names: string[]): Promise<number> {
  for (const name of names) await line.person(name).ask({ text });
  return (await line.person(names[0] ?? '').tips)[0]?.claimId ?? 0;
}
const html = async (visitor: Visitor, path: string) => (await visitor.get(path)).text();
const fields = (changes: Record<string, string> = {}) =>
  new URLSearchParams({
    seen: '0',
    rating: 'fake',
    claim: 'ادعاء',
    title: 'لا صحة له',
    summary: 'الحقيقة غير ذلك.',
    url: 'https://news.example/1',
    publisher: '',
    appearances: '',
    sources: '',
    ...changes,
  });
/** What is on the page to be read, Latin parts in their isolates or not. */
const readable = (page: string) => page.replaceAll(/<\/?bdi[^>]*>/gu, '');

describe('a verdict that is being written', () => {
  let path: string;
  beforeAll(async () => {
    path = `/desk/claims/${await asked('مجلس بلدة الريحان يبيع حديقة الأطفال لبناء موقف سيارات', 'draft-1')}`;
  });

  it('is kept for its author alone, by a button or while it is typed', async () => {
    const saved = await salma.post(`${path}/draft`, fields({ title: 'عنوان <ناقص>', rating: '' }));
    expect(saved.headers.get('location')).toBe(`${path}#verdict`);
    const typed = await salma.post(`${path}/draft`, fields({ title: 'عنوان <أتمّ>' }), {
      accept: 'application/json',
    });
    expect(await typed.json()).toMatchObject({ saved: expect.stringContaining('2') });
    expect(await html(salma, path)).toContain('value="عنوان &lt;أتمّ&gt;"');
    expect(await html(omar, path)).not.toContain('أتمّ');
    expect(readable(await html(omar, path))).toContain('salma');
  });

  it('is there again after the preview, and can be thrown away', async () => {
    await salma.post(`${path}/publish/preview`, fields({ title: 'من المعاينة' }));
    expect(await html(salma, path)).toContain('value="من المعاينة"');
    await salma.post(`${path}/draft/drop`, '');
    expect(await html(salma, path)).not.toContain('value="من المعاينة"');
  });

  it('comes through the sign-in when the session ended in the middle of it', async () => {
    const stranger = new Visitor(app);
    const refused = await stranger.post(`${path}/publish/preview`, fields({ title: 'كُتب "بعد" الجلسة' }));
    expect(refused.status).toBe(401);
    const kept = await refused.text();
    expect(kept).toContain(words.t('ar', 'errors:session-ended'));
    const again = new URLSearchParams({ name: 'salma', password: 'wrong wrong wrong' });
    for (const [, name, value] of kept.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/gu)) {
      again.set(name ?? '', (value ?? '').replaceAll('&quot;', '"'));
    }
    expect(await (await stranger.post('/desk/sign-in', again)).text()).toContain(
      'كُتب &quot;بعد&quot; الجلسة',
    );
    again.set('password', PASSWORD);
    const back = await (await stranger.post('/desk/sign-in', again)).text();
    expect(back).toContain(`action="${path}/typed"`);
    const page = await stranger.post(`${path}/typed`, fields({ form: 'publish', title: 'كُتب "بعد" الجلسة' }));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('value="كُتب &quot;بعد&quot; الجلسة"');
  });

  it('names its sources, and none that is no link', async () => {
    const bad = await salma.post(
      `${path}/publish`,
      fields({ sources: 'https://a.example/1\nمكالمة هاتفية' }),
    );
    expect(readable(await bad.text())).toContain('مكالمة هاتفية');
    expect(bad.status).toBe(400);
    for (const url of [
      'http://news.example/1',
      'javascript:alert(1)',
      'data:text/html,x',
      '//news.example',
    ]) {
      expect((await salma.post(`${path}/publish`, fields({ url }))).status).toBe(400);
    }
    const sources = 'https://a.example/1\n\nhttps://b.example/2';
    expect((await salma.post(`${path}/publish`, fields({ sources, next: '1' }))).status).toBe(303);
    const id = path.split('/').at(-1);
    const [stored] = await line.prisma.factCheck.findMany({ where: { id: `desk-${id}` } });
    expect(stored?.sources).toEqual(['https://a.example/1', 'https://b.example/2']);
  });

  it('is not lost to the second of two who decide, and becomes their correction', async () => {
    const late = await omar.post(`${path}/publish`, fields({ title: 'عنوان المتأخر' }));
    expect(late.status).toBe(409);
    const page = await late.text();
    expect(page).toContain(words.t('ar', 'errors:claim-changed'));
    expect(page).toContain(`action="${path}/correct/preview"`);
    expect(page).toContain('value="عنوان المتأخر"');
  });

  it('is shown whole where no form is left for it', async () => {
    const id = await asked('شركة الكهرباء في وادي السدر تقطع التيار كل ليلة بلا إعلان', 'draft-2');
    await omar.post(`/desk/claims/${id}/spam`, fields());
    const late = await salma.post(`/desk/claims/${id}/publish`, fields({ title: 'لا يضيع هذا' }));
    expect(await late.text()).toMatch(/<textarea[^>]*readonly[^>]*>[^<]*لا يضيع هذا/u);
  });
});

describe('a claim', () => {
  it('is given to anybody who may review, and to nobody else', async () => {
    const id = await asked('سائق حافلة في بلدة السنديان رفض نقل الطلاب احتجاجا على الطريق', 'assign-1');
    const assign = (to: string) => salma.post(`/desk/claims/${id}/assign`, new URLSearchParams({ to }));
    expect((await assign('omar')).status).toBe(303);
    expect(await html(omar, '/desk?mine=1')).toContain(`/desk/claims/${id}"`);
    for (const name of ['viewer', 'nobody', '<b>']) expect((await assign(name)).status).toBe(400);
    await assign('');
    expect((await line.prisma.claim.findUnique({ where: { id } }))?.assignee).toBeNull();
  });

  it('leads on from every decision to one that nobody else looks at', async () => {
    const [first, second] = [
      await asked('حارس سد العرعار ترك البوابات مفتوحة وغرقت بساتين القرية السفلى', 'next-1'),
      await asked('مطعم في سوق الزعفران يقدّم لحما منتهي الصلاحية منذ شهرين', 'next-2'),
    ];
    for (const form of ['spam', 'merge', 'not-checkable']) {
      expect(await html(salma, `/desk/claims/${first}`)).toMatch(
        new RegExp(`/desk/claims/${first}/${form}[^]*?name="next"`, 'u'),
      );
    }
    await html(omar, `/desk/claims/${second}`);
    const done = await salma.post(
      `/desk/claims/${first}/spam`,
      new URLSearchParams({ seen: '0', next: '1' }),
    );
    const place = done.headers.get('location') ?? '';
    expect(place).toMatch(/^\/desk/u);
    expect(place).not.toBe(`/desk/claims/${second}`);
  });
});

describe('the preview', () => {
  it('is what Telegram and WhatsApp get, their marks as people see them', async () => {
    const id = await asked('مصنع الإسمنت في جبل الصوان يرمي نفاياته في النهر ليلا', 'preview-1');
    const typed = fields({ title: 'عنوان *بنجمة* و<b>وسم</b>' });
    const page = await (await salma.post(`/desk/claims/${id}/publish/preview`, typed)).text();
    const [telegram = '', whatsApp = ''] = page.split('bubble-of-whatsapp-cloud');
    expect(telegram).toContain('bubble-of-telegram');
    expect(readable(telegram)).toContain('<strong>عنوان *بنجمة* و&lt;b&gt;وسم&lt;/b&gt;</strong>');
    // WhatsApp has no way to escape its marks: there the words stand without bold.
    expect(readable(whatsApp)).toContain('و&lt;b&gt;وسم&lt;/b&gt;');
    expect(page).toContain('href="https://news.example/1"');
    expect(page).not.toContain('<b>وسم');
  });
});

describe('the way back from the preview', () => {
  it('brings what was typed, also where nothing is saved', async () => {
    const id = await asked('نقيب الصيادين في خليج اللؤلؤ يعلن إضرابا مفتوحا منذ صباح الأربعاء', 'back-1');
    const question = new URLSearchParams({ question: 'من أين هذا الخبر؟' });
    const preview = await (await salma.post(`/desk/claims/${id}/ask/preview`, question)).text();
    expect(preview).toContain(`formaction="/desk/claims/${id}/typed"`);
    question.set('form', 'ask');
    const page = await (await salma.post(`/desk/claims/${id}/typed`, question)).text();
    expect(page).toContain('>من أين هذا الخبر؟</textarea>');
    expect(page).toContain(`href="/desk/claims/${id}?lang=en"`);
  });
});

describe('what askers answer to a question of the team', () => {
  const text = 'صورة نيزك سقط قرب مدينة الملح وأحرق مزرعة كاملة فجر الأحد';
  let path: string;
  let tips: number;
  beforeAll(async () => {
    path = `/desk/claims/${await asked(text, 'answer-1', 'answer-2')}`;
    await salma.post(`${path}/ask`, new URLSearchParams({ question: 'متى وأين التُقطت؟' }));
    await line.processAll();
    tips = await line.prisma.tip.count();
  });

  it('stands on the claim, harmless, and is no new question', async () => {
    const { text: thanks } = await line
      .person('answer-1')
      .ask({ text: 'فجر الأحد <script>x</script>، رقمي 0501234567' });
    expect(thanks).toBe(line.words('verdict.answerHeard'));
    await line.person('answer-1').ask({ text: 'نعم' });
    expect(await line.prisma.tip.count()).toBe(tips);
    const page = readable(await html(salma, path));
    expect(page).toContain('فجر الأحد &lt;script&gt;x&lt;/script&gt;، رقمي •••');
    expect(page).not.toContain('answer-1');
    expect(await html(salma, '/desk')).toContain(words.t('ar', 'desk:queue.answers', { count: 2 }));
  });

  it('is looked up as well where it brings something new', async () => {
    const file = await line.file(await unknownPicture(1234), 'image');
    await line.person('answer-2').ask({ text: 'هذه من هاتفي', files: [file] });
    expect(await line.prisma.tip.count()).toBe(tips + 1);
    const page = await html(salma, path);
    expect(page).toContain('هذه من هاتفي');
    const [sha256] = /(?<=\/desk\/media\/)[0-9a-f]{64}/u.exec(page) ?? [];
    expect((await salma.get(`/desk/stills/${sha256}`)).status).toBe(200);
  });

  it('is nothing that others write, nor what comes after another answer of ours', async () => {
    await line.person('stranger').ask({ text: 'فجر الأحد عند المصنع القديم قرب مدينة الملح' });
    await line.person('answer-2').ask({ text: 'خبر آخر تماما: ميناء الفنار أغلق أبوابه أمام السفن الكبيرة' });
    expect(await line.prisma.tip.count()).toBe(tips + 3);
  });

  it('goes with all else of a person who has it deleted', async () => {
    const senderId = (await line.person('answer-1').tips)[0]?.senderId ?? 0;
    expect(await line.prisma.claimAnswer.count({ where: { senderId } })).toBe(2);
    await line.person('answer-1').ask({ command: { name: 'forget', argument: '' } });
    await line.person('answer-1').ask({ text: 'نعم' });
    expect(await line.prisma.claimAnswer.count({ where: { senderId } })).toBe(0);
  });
});

describe('what became of the messages', () => {
  it('is counted for each messenger and each way it went', async () => {
    const id = await asked(
      'قطار الشمال يتوقف عن العمل نهائيا بعد حادث محطة الغدير',
      'told-1',
      'told-2',
      'told-3',
      'told-4',
    );
    await salma.post(`/desk/claims/${id}/publish`, fields());
    await line.processAll();
    const rows = await line.prisma.outbox.findMany({
      where: { key: { startsWith: `claim:${id}:1:` } },
      orderBy: { id: 'asc' },
    });
    const fates = [
      { delivery: 'delivered' },
      { delivery: 'read' },
      { state: 'failed', error: 'send-refused' },
      { state: 'invited', channel: 'whatsapp-cloud' },
    ];
    for (const [i, data] of fates.entries()) {
      await line.prisma.outbox.update({ where: { id: rows[i]?.id ?? 0 }, data });
    }
    const page = await html(salma, `/desk/claims/${id}`);
    expect(page).toContain(words.t('ar', 'desk:told.sent', { sent: 2, count: 4 }));
    for (const [count, numbers] of Object.entries({
      delivered: ['1', '0'],
      read: ['1', '0'],
      unreachable: ['1', '0'],
      invited: ['0', '1'],
    })) {
      const cells = [...page.matchAll(new RegExp(`count-${count}">(\\d+)<`, 'gu'))].map(
        ([, number]) => number,
      );
      expect([count, cells]).toEqual([count, numbers]);
    }
    expect(page).not.toContain('count-failed');
  });
});

describe('films on the page of a claim', () => {
  it('that no browser plays are played from a copy, and their moments stay', async () => {
    const avi = await reencode(await makeVideo(321, { seconds: 3 }), { extension: 'avi' });
    const film = await line.file(avi, 'video');
    await line.person('film-2').ask({ text: 'مقطع من نوع قديم', files: [film] });
    const { claimId } = await line.person('film-2').tip();
    const page = await html(salma, `/desk/claims/${claimId}`);
    expect(page).toContain('class="still"');
    const [, preview = ''] = /<source src="([^"]+)"/u.exec(page) ?? [];
    expect(preview).toMatch(/^\/desk\/media\/[0-9a-f]{64}\/preview$/u);
    await line.core.filmPreviews.of(preview.split('/')[3] ?? '');
    const copy = await salma.get(preview, { range: 'bytes=4-7' });
    expect([copy.status, await copy.text(), copy.headers.get('content-type')]).toEqual([
      206,
      'ftyp',
      'video/mp4',
    ]);
  });

  it('stand beside those of the archive with a time line each, though cut and coded anew', async () => {
    const cut = await reencode(await bridgeVideo(), { from: 2, duration: 4, height: 120, crf: 32 });
    await line.person('film-1').ask({ text: 'ماذا في هذا المقطع؟', files: [await line.file(cut, 'video')] });
    const { claimId } = await line.person('film-1').tip();
    await line.importRows((await mediaChecks()).filter(({ id }) => id === 'bridge'));
    await line.core.archive.catchUp();
    const page = await html(salma, `/desk/claims/${claimId}`);
    const lines = [...page.matchAll(/class="time-line"[^>]*aria-label="([^"]+)"/gu)].map(
      ([, label]) => label,
    );
    expect(lines).toHaveLength(2);
    expect(lines[0]).not.toBe(lines[1]);
    expect(page).toMatch(/\/desk\/stills\/[0-9a-f]{64}\?at=\d/u);
    expect(page).toContain('data-step="1"');
    expect(page).toContain(' muted');
  });
});
