import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NoticeWriter } from '../../src/notify/notices.ts';
import { ClaimWork } from '../../src/review/claim-work.ts';
import { Decisions } from '../../src/review/decisions.ts';
import type { VerdictDraft } from '../../src/review/verdict-draft.ts';
import { listQueue } from '../../src/store/claims.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { forwarded, unknownPicture } from '../support/test-archive.ts';

let line: TestApp;
let decisions: Decisions;
let work: ClaimWork;
beforeAll(async () => {
  line = await startTestApp();
  const notices = new NoticeWriter(line.core.database, line.core.words);
  decisions = new Decisions({ ...line.core, notices });
  work = new ClaimWork({ ...line.core, notices });
});
afterAll(() => line.end());

const draft = (changes: Partial<VerdictDraft> = {}): VerdictDraft => ({
  rating: 'fake',
  claim: 'ادعاء',
  title: 'لا صحة لهذا',
  summary: 'الحقيقة غير ذلك.',
  url: 'https://news.example/checks/1',
  publisher: 'غرفة الأخبار',
  appearances: '',
  sources: '',
  ...changes,
});

const by = (claimId: number, seen = 0) => ({ claimId, actor: 'salma', seen });
const claimOf = async (name: string): Promise<number> => (await line.person(name).tip()).claimId ?? 0;
const claim = (id: number) => line.prisma.claim.findUniqueOrThrow({ where: { id } });
const lastAct = async (claimId: number): Promise<number> =>
  (await line.prisma.reviewEvent.findFirst({ where: { claimId }, orderBy: { id: 'desc' } }))?.id ?? 0;
const typesOf = async (claimId: number) =>
  (
    await line.prisma.reviewEvent.findMany({
      where: { claimId, actor: { not: null } },
      orderBy: { id: 'asc' },
    })
  ).map(({ type }) => type);

/** Each of them asks the same. Resolves with the claim. */
async function asked(text: string, ...names: string[]): Promise<number> {
  for (const name of names) await line.person(name).ask({ text, quote: `q-${name}` });
  return claimOf(names[0] ?? '');
}
const heard = (name: string) => line.person(name).replies.slice(1);

describe('publishing a verdict', () => {
  const text = 'بلدية الكرمة تفرض رسمًا جديدًا على كل نافذة تطل على الشارع الرئيسي ابتداء من الشهر المقبل';
  let id: number;
  beforeAll(async () => {
    id = await asked(text, 'publish-1', 'publish-2', 'publish-3');
    await line.prisma.sender.update({
      where: { channel_externalId: { channel: 'memory', externalId: 'publish-2' } },
      data: { language: 'en' },
    });
    await decisions.publish(by(id), draft({ claim: text }));
    await line.processAll();
    expect(await line.jobErrors()).toEqual([]);
  });

  it('tells everybody who asked once, in their language, quoting what they sent', async () => {
    for (const name of ['publish-1', 'publish-2', 'publish-3']) {
      expect(heard(name)).toHaveLength(1);
      expect(heard(name)[0]).toMatchObject({
        quote: `q-${name}`,
        text: expect.stringContaining('لا صحة لهذا'),
      });
    }
    expect(heard('publish-1')[0]?.text).toContain(line.words('verdict.new'));
    expect(heard('publish-2')[0]?.text).toContain(line.words('verdict.new', {}, 'en'));
  });

  it('takes the claim out of the queue and keeps who decided', async () => {
    expect(await claim(id)).toMatchObject({ state: 'published', factCheckId: `desk-${id}`, verdict: 1 });
    expect((await listQueue(line.prisma, 1000)).map((one) => one.id)).not.toContain(id);
    expect(await typesOf(id)).toEqual(['published']);
  });

  it('answers the next person at once', async () => {
    expect((await line.person('publish-late').ask({ text })).text).toContain('لا صحة لهذا');
    expect((await line.person('publish-late').tip()).outcome).toBe('answered');
  });

  it('is refused to the second of two who decide at once, and nothing of it stays', async () => {
    const before = await line.prisma.notice.count();
    await expect(decisions.spam(by(id))).rejects.toMatchObject({ code: 'claim-changed' });
    await expect(decisions.publish(by(id, 1e9), draft())).rejects.toMatchObject({ code: 'claim-changed' });
    expect(await line.prisma.notice.count()).toBe(before);
  });

  it('tells the same people of a correction', async () => {
    await decisions.correct(
      by(id, await lastAct(id)),
      draft({ claim: text, rating: 'true', title: 'نعم، صحيح' }),
    );
    await line.processAll();
    expect(heard('publish-1')).toHaveLength(2);
    expect(heard('publish-1')[1]?.text).toContain(line.words('verdict.corrected'));
    expect(heard('publish-3')[1]?.text).toContain('نعم، صحيح');
    expect(await claim(id)).toMatchObject({ state: 'published', verdict: 2 });
  });

  it('tells those who were told when it is undone, and the claim waits again', async () => {
    await decisions.undo(by(id, await lastAct(id)));
    await line.processAll();
    expect(heard('publish-1')).toHaveLength(3);
    expect(heard('publish-1')[2]?.text).toBe(line.words('verdict.withdrawn'));
    expect(await claim(id)).toMatchObject({ state: 'open', factCheckId: null, verdict: 0 });
    expect((await line.person('publish-again').ask({ text })).text).toContain(line.words('unknown.text'));
    expect(await claimOf('publish-again')).toBe(id);
  });

  it('can be done anew after that', async () => {
    await decisions.publish(by(id, await lastAct(id)), draft({ claim: text, title: 'الحكم الأخير' }));
    await line.processAll();
    expect(heard('publish-1')).toHaveLength(4);
    expect(heard('publish-again').at(-1)?.text).toContain('الحكم الأخير');
  });
});

describe('a verdict', () => {
  let id: number;
  beforeAll(async () => {
    id = await asked('مدرسة الزيتون الثانوية تلغي امتحانات نهاية العام بعد تسرب مياه إلى أرشيفها', 'form-1');
  });

  it.each([
    ['verdict-incomplete', { title: ' ' }],
    ['verdict-incomplete', { claim: '' }],
    ['verdict-incomplete', { rating: 'excellent' }],
    ['link-not-https', { url: 'http://news.example/1' }],
    ['link-not-https', { url: 'javascript:alert(1)' }],
    ['link-not-https', { url: 'news.example' }],
    ['text-too-long', { title: 'ط'.repeat(301) }],
  ])('is refused with %s for %j', async (code, changes) => {
    await expect(decisions.publish(by(id), draft(changes))).rejects.toMatchObject({ code });
    expect(await claim(id)).toMatchObject({ state: 'open' });
  });

  it('loses the letters that turn a text around', async () => {
    await decisions.publish(by(id), draft({ title: 'عنوان\u202e مقلوب' }));
    const { title } = await line.prisma.factCheck.findUniqueOrThrow({ where: { id: `desk-${id}` } });
    expect(title).toBe('عنوان مقلوب');
  });

  it('is told to nobody who does not want to hear, cannot be reached, or asked in a group they only read', async () => {
    const text = 'رئيس نادي السباحة في حي المنارة يتبرع بحوض كامل من المياه المعدنية للمدرسة';
    const claimId = await asked(text, 'wants', 'stopped', 'blocked', 'unfollowed');
    const where = (externalId: string) => ({
      where: { channel_externalId: { channel: 'memory', externalId } },
    });
    await line.prisma.sender.update({ ...where('stopped'), data: { notify: false } });
    await line.prisma.sender.update({ ...where('blocked'), data: { unreachableAt: new Date() } });
    await line.prisma.tip.updateMany({ where: { conversation: 'unfollowed' }, data: { notify: false } });
    await decisions.publish(by(claimId), draft());
    await line.processAll();
    expect(heard('wants')).toHaveLength(1);
    for (const name of ['stopped', 'blocked', 'unfollowed']) expect(heard(name)).toEqual([]);
  });
});

describe('linking a fact-check of the archive', () => {
  it('answers the next forward of the picture at once', async () => {
    await line.importRows([
      {
        id: 'old-1',
        url: 'https://old.example/1',
        title: 'صورة قديمة من بلد آخر',
        claim: 'صورة الفيضان',
        rating: 'misleading',
      },
    ]);
    const picture = await unknownPicture(810);
    await line.person('link-1').ask({ files: [await line.file(picture, 'image')] });
    const id = await claimOf('link-1');
    await decisions.link(by(id), 'old-1');
    await line.processAll();
    expect(heard('link-1')[0]?.text).toContain('صورة قديمة من بلد آخر');
    const again = await line
      .person('link-2')
      .ask({ files: [await line.file(await forwarded(picture), 'image')] });
    expect(again.text).toContain('صورة قديمة من بلد آخر');
    expect((await line.person('link-2').tip()).outcome).toBe('answered');

    await decisions.undo(by(id, await lastAct(id)));
    await line.processAll();
    await line.person('link-3').ask({ files: [await line.file(await forwarded(picture), 'image')] });
    expect((await line.person('link-3').tip()).outcome).toBe('unknown');
    expect(await line.prisma.factCheck.findUnique({ where: { id: 'old-1' } })).toMatchObject({
      deletedAt: null,
    });
  });

  it('answers the next one who sends the link', async () => {
    const link = 'https://rumours.example/bridge/77';
    const id = await asked(link, 'url-1');
    await decisions.link(by(id), 'old-1');
    const again = await line.person('url-2').ask({ text: `${link}?utm_source=x` });
    expect(again.text).toContain('صورة قديمة من بلد آخر');
  });

  it('is refused for one that is not there', async () => {
    const id = await asked('عاصفة رملية تغطي مطار الصفصاف وتوقف الرحلات ثلاثة أيام متتالية', 'link-missing');
    await expect(decisions.link(by(id), 'no-such')).rejects.toMatchObject({ code: 'not-found' });
    expect(await claim(id)).toMatchObject({ state: 'open' });
  });
});

describe('what cannot be checked, and spam', () => {
  it('is told to those who asked, or to nobody', async () => {
    const opinion = await asked(
      'أفضل قهوة في العالم كله هي التي تصنعها جدتي في بيتها القديم صباح العيد',
      'opinion',
    );
    const spam = await asked(
      'اربح الآن هاتفًا مجانيًا من شركة النجوم عند إرسال هذه الرسالة إلى عشرين صديقًا',
      'spam',
    );
    await decisions.notCheckable(by(opinion));
    await decisions.spam(by(spam));
    await line.processAll();
    expect(heard('opinion').map(({ text }) => text)).toEqual([line.words('verdict.notCheckable')]);
    expect(heard('spam')).toEqual([]);
    expect(await claim(spam)).toMatchObject({ state: 'spam' });
  });
});

describe('merging claims', () => {
  const first = 'حديقة الحيوان في مدينة الأرز تعرض أسدًا أبيض نادرًا وصل في صندوق بريد عادي';
  const second = 'شاحنة محملة بالبطيخ انقلبت على طريق الساحل ووزّع السائق حمولتها على العائلات';

  it('gives the other claim the people, and whoever asks in these words too', async () => {
    const into = await asked(first, 'merge-a', 'merge-both');
    const id = await asked(second, 'merge-b');
    await line.person('merge-both').ask({ text: second });
    await decisions.merge(by(id), into);
    expect(await claim(id)).toMatchObject({ state: 'duplicate', mergedIntoId: into, demand: 0 });
    expect(await claim(into)).toMatchObject({ state: 'open', demand: 3 });
    await line.person('merge-c').ask({ text: second });
    expect(await claimOf('merge-c')).toBe(into);
  });

  it('splits again with the people each had', async () => {
    const into = await claimOf('merge-a');
    const merged = await line.prisma.claim.findFirstOrThrow({ where: { mergedIntoId: into } });
    await decisions.undo(by(merged.id, await lastAct(merged.id)));
    expect(await claim(merged.id)).toMatchObject({ state: 'open', demand: 2, mergedIntoId: null });
    expect(await claimOf('merge-b')).toBe(merged.id);
    // Who joined after the merge stays where the words led.
    expect(await claim(into)).toMatchObject({ demand: 3 });
  });

  it('tells people of the verdict that the other claim has already', async () => {
    const into = await asked('سائق قطار أوقف رحلته ليشتري الخبز من محطة السنديان الصغيرة', 'told-first');
    await decisions.publish(by(into), draft({ title: 'قطار الخبز' }));
    await line.processAll();
    const id = await asked('طائرة ورقية عملاقة تعطّل الكهرباء عن ثلاثة أحياء في بلدة الصنوبر', 'told-later');
    await decisions.merge(by(id), into);
    await line.processAll();
    expect(heard('told-later').map(({ text }) => text)).toEqual([expect.stringContaining('قطار الخبز')]);
    expect(heard('told-first')).toHaveLength(1);
  });

  it('never makes a ring', async () => {
    const a = await asked('تمثال الفارس في ساحة الينابيع يغيّر مكانه كل ليلة بلا تفسير', 'ring-a');
    const b = await asked('مكتبة الواحة العامة تعير كتبها للقطط مرة في الأسبوع حسب مديرها', 'ring-b');
    await decisions.merge(by(a), b);
    await expect(decisions.merge(by(b), a)).rejects.toMatchObject({ code: 'merge-impossible' });
    await expect(decisions.merge(by(b), b)).rejects.toMatchObject({ code: 'merge-impossible' });
    await expect(decisions.merge(by(b), 2_000_000_000)).rejects.toMatchObject({ code: 'merge-impossible' });
  });
});

describe('work on a claim', () => {
  it('is assigned, noted, tagged and asked about without closing it', async () => {
    const id = await asked('خزان المياه في حي الفنار مطلي بمادة تضيء ليلًا وتقلق السكان منذ أسبوع', 'work-1');
    await work.assign(by(id), 'ناصر');
    await work.tag(by(id), ' #مياه ');
    await work.tag(by(id), 'مياه');
    await work.tag(by(id), 'صحة');
    await work.untag(by(id), 'صحة');
    await work.note(by(id), 'اتصلنا بالبلدية');
    await work.askAskers(by(id), 'متى التُقطت الصورة؟');
    await line.processAll();
    expect(await claim(id)).toMatchObject({ state: 'open', assignee: 'ناصر', tags: ['مياه'], verdict: 0 });
    expect(heard('work-1')[0]?.text).toContain('متى التُقطت الصورة؟');
    expect(await typesOf(id)).toEqual([
      'assigned',
      'tagged',
      'tagged',
      'tagged',
      'untagged',
      'noted',
      'asked',
    ]);
    await expect(work.note(by(id), '  ')).rejects.toMatchObject({ code: 'text-empty' });
    await expect(decisions.undo(by(id))).rejects.toMatchObject({ code: 'claim-undecided' });
    await expect(work.note(by(0), 'x')).rejects.toMatchObject({ code: 'not-found' });
  });
});
