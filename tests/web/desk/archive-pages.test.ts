import { readFile } from 'node:fs/promises';
import type { Hono } from 'hono';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FactCheck } from '../../../src/domain/fact-check.ts';
import { ROLES, type Role } from '../../../src/domain/role.ts';
import { setTipFeedback } from '../../../src/store/tips.ts';
import { openDesk, signedIn } from '../../support/desk.ts';
import { startTestApp, type TestApp } from '../../support/test-app.ts';
import {
  forwarded,
  mediaChecks,
  textChecks,
  unknownPicture,
  WELL_CLAIM,
} from '../../support/test-archive.ts';
import { Visitor, words } from '../web-fixture.ts';

let line: TestApp;
let app: Hono;
const browsers = new Map<Role, Visitor>();
const as = (role: Role): Visitor => browsers.get(role) ?? new Visitor(app);
beforeAll(async () => {
  line = await startTestApp({ archive: [...textChecks, ...(await mediaChecks())] });
  const desk = openDesk(line);
  app = desk.app;
  for (const role of ROLES) browsers.set(role, await signedIn(app, desk.dependencies, role, role));
});
afterAll(() => line.end());

const page = async (path: string, role: Role = 'viewer') =>
  (await as(role).get(`/desk/archive${path}`)).text();
/** What is on the page to be read, Latin parts in their isolates or not. */
const readable = (html: string) => html.replaceAll(/<\/?bdi[^>]*>/gu, '');
const post = (path: string, fields: Record<string, string>, role: Role = 'publisher') =>
  as(role).post(`/desk/archive${path}`, new URLSearchParams(fields));
const t = (key: string, params = {}) => words.t('ar', `desk:archive.${key}`, params);
const stored = (id: string) => line.prisma.factCheck.findUniqueOrThrow({ where: { id } });

/** The fields of the edit form as the page fills it. */
async function formOf(id: string): Promise<Record<string, string>> {
  const html = await page(`/${id}/edit`, 'publisher');
  const seen = /name="seen" value="([^"]+)"/u.exec(html)?.[1] ?? '';
  const row = await stored(id);
  const text = (value: unknown) => (typeof value === 'string' ? value : '');
  return {
    ...{ seen, title: row.title, claim: row.claim, rating: row.rating, url: row.url, language: row.language },
    ...{ ratingLabel: text(row.ratingLabel), summary: text(row.summary), body: text(row.body) },
    publisher: text(row.publisher),
    datePublished: row.datePublished?.toISOString().slice(0, 10) ?? '',
    appearances: row.appearances.join('\n'),
  };
}

/** Somebody asks with these words and is answered with a fact-check; their tip. */
async function answered(name: string, text: string): Promise<number> {
  const person = line.person(name);
  await person.ask({ text });
  return (await person.tip()).id;
}

describe('the list of fact-checks', () => {
  it('shows all of them and finds them by words, rating, publisher and date as reporters do', async () => {
    const all = await page('');
    expect(all).toContain('/desk/archive/well');
    expect(all).toContain('/desk/archive/bridge');
    const shown = async (query: Record<string, string>) => {
      const html = await page(`?${new URLSearchParams(query)}`);
      return [...html.matchAll(/href="\/desk\/archive\/([\w-]+)"/gu)].map(([, id]) => id);
    };
    expect(await shown({ q: 'آبار السلال' })).toEqual(['well']);
    expect(await shown({ q: 'المخابز', rating: 'true' })).toEqual([]);
    expect(await shown({ rating: 'true' })).toEqual(['school']);
    expect(await shown({ publisher: 'لا أحد' })).toEqual([]);
    expect(await shown({ since: '2025-03-10' })).toEqual([]);
    expect(await shown({ page: '9' })).toEqual([]);
  });
});

describe('the page of a fact-check', () => {
  it('shows its fields, its files with the kinds and numbers of their fingerprints', async () => {
    const html = readable(await page('/bridge'));
    expect(html).toContain('فيديو انهيار جسر الرمان من فيلم سينمائي');
    expect(html).toContain('/desk/stills/');
    expect(html).toContain(t('hashes.frames'));
    expect(html).toContain(t('kind.video'));
    expect(html).not.toContain('/desk/archive/bridge/edit');
    expect(html).not.toContain('media-removal');
  });

  it('shows how people ask without numbers and accounts, and whom it answered by weeks', async () => {
    const secret = 'secret-asker-5';
    await answered(secret, `${WELL_CLAIM} اتصلوا على +963 944 555 123 أو @abu_secret`);
    const html = readable(await page('/well'));
    expect(html).toContain('اتصلوا على ••• أو •••');
    for (const hidden of ['944', 'abu_secret', secret]) expect(html).not.toContain(hidden);
    expect(html).toContain('<svg class="chart"');
    expect(html).toContain(t('band.answered'));
  });

  it.each(['nothing', '%00', '..%2f..', "'%20OR%201=1"])('is none of %s', async (id) => {
    expect((await as('admin').get(`/desk/archive/${id}`)).status).toBe(404);
    expect((await post(`/${id}/retirement`, {})).status).toBe(404);
  });
});

describe('an edit', () => {
  it('changes what people are answered at once, and stands in the history with who made it', async () => {
    const form = { ...(await formOf('bakery')), summary: 'السعر لم يتغيّر <b>أبدًا</b>.', rating: 'fake' };
    expect((await post('/bakery/edit', form)).headers.get('location')).toBe('/desk/archive/bakery');
    expect(await stored('bakery')).toMatchObject({ rating: 'fake', summary: 'السعر لم يتغيّر أبدًا.' });
    const { claim } = await stored('bakery');
    await line.person('edit-1').ask({ text: claim });
    expect(line.person('edit-1').reply.text).toContain('السعر لم يتغيّر');
    const html = readable(await page('/bakery'));
    expect(html).toContain('<del dir="auto">السعر الجديد يخص خبز الحفلات وحده.</del>');
    expect(html).toContain(`${t('event.edited')}</strong> publisher`);
  });

  it('is found by new words at once', async () => {
    const form = { ...(await formOf('school')), claim: 'طائرة ورقية عملاقة سقطت فوق مرصد الجبل الأزرق' };
    await post('/school/edit', form);
    expect(await page(`?${new URLSearchParams({ q: 'مرصد الجبل الأزرق' })}`)).toContain(
      '/desk/archive/school"',
    );
  });

  it('survives the same import, which knows nothing of it', async () => {
    await line.importRows([...textChecks]);
    expect((await stored('bakery')).summary).toBe('السعر لم يتغيّر أبدًا.');
  });

  it("gives way to a new row of the publisher's own, and the history keeps both wordings", async () => {
    const title = 'عنوان جديد من الناشر نفسه';
    await line.importRows(textChecks.filter(({ id }) => id === 'school').map((row) => ({ ...row, title })));
    const html = await page('/school');
    expect(html).toContain(t('event.imported'));
    expect(readable(html)).toMatch(/<del[^>]*>[^<]*مرصد الجبل الأزرق/u);
    expect(readable(html)).toMatch(new RegExp(`<ins[^>]*>${title}`, 'u'));
  });

  it.each([
    ['title', '', 'title-from-claim'],
    ['claim', ' ', 'claim-from-title'],
    ['url', 'javascript:alert(1)', 'bad-url'],
    ['url', '', 'no-url'],
    ['datePublished', '2999-01-01', 'future-date'],
    ['datePublished', 'غدًا', 'bad-date'],
    ['language', 'العربية', 'bad-language'],
    ['rating', 'nonsense', 'rating-missing'],
    ['appearances', 'https://a.example/1\nftp://b.example', 'appearance-dropped'],
    ['title', 'ع'.repeat(501), 'text-cut'],
  ])('with %s "%.40s" is refused, and nothing typed is lost', async (field, value, reason) => {
    const form = { ...(await formOf('well')), summary: 'خلاصة كُتبت الآن', [field]: value };
    const response = await post('/well/edit', form);
    expect(response.status).toBe(400);
    const html = readable(await response.text());
    expect(html).toContain(t(`refused.${reason}`));
    expect(html).toContain('خلاصة كُتبت الآن');
    expect((await stored('well')).summary).not.toBe('خلاصة كُتبت الآن');
  });

  it('that comes after another shows both, and saves when it is sent again', async () => {
    const late = { ...(await formOf('lantern')), title: 'عنوان المتأخر' };
    await post('/lantern/edit', { ...(await formOf('lantern')), title: 'عنوان السابق' }, 'admin');
    const response = await post('/lantern/edit', late);
    expect(response.status).toBe(409);
    const html = readable(await response.text());
    for (const shown of ['عنوان المتأخر', 'عنوان السابق', words.t('ar', 'errors:fact-check-changed')]) {
      expect(html).toContain(shown);
    }
    expect((await stored('lantern')).title).toBe('عنوان السابق');
    const seen = /name="seen" value="([^"]+)"/u.exec(html)?.[1] ?? '';
    expect((await post('/lantern/edit', { ...late, seen })).status).toBe(303);
    expect((await stored('lantern')).title).toBe('عنوان المتأخر');
  });

  it('adds an address, by which it is found', async () => {
    const link = 'https://social.example/post/811';
    expect((await post('/well/appearance', { appearance: link })).status).toBe(303);
    await line.person('edit-2').ask({ text: link });
    expect(line.person('edit-2').reply.text).toContain('نهر السلال');
    const refused = await post('/well/appearance', { appearance: 'javascript:alert(1)' });
    expect(refused.status).toBe(400);
    expect(await refused.text()).toContain('value="javascript:alert(1)"');
  });
});

describe('the files of a fact-check', () => {
  const upload = (path: string, content: Uint8Array) => {
    const form = new FormData();
    form.set('files', new File([Uint8Array.from(content)], 'a.jpg', { type: 'image/jpeg' }));
    return as('publisher').post(path, form);
  };
  const outcomeOf = async (name: string, picture: string) => {
    await line.person(name).ask({ files: [await line.file(picture, 'image')] });
    return (await line.person(name).tip()).answeredWith;
  };

  it('are added, and whoever sends them is answered; removed, and nobody is', async () => {
    const picture = await unknownPicture(733);
    expect(await outcomeOf('file-1', await forwarded(picture))).toBeNull();
    expect((await upload('/desk/archive/well/media', await readFile(picture))).status).toBe(303);
    expect(await outcomeOf('file-2', await forwarded(picture))).toBe('well');
    const sha256 = /name="sha256" value="([0-9a-f]{64})"/u.exec(await page('/well', 'publisher'))?.[1] ?? '';
    // An import that changes the fact-check knows nothing of the file, and leaves it.
    await line.importRows(textChecks.map((row) => ({ ...row, summary: `${row.summary} تحديث.` })));
    expect(await outcomeOf('file-3', await forwarded(picture))).toBe('well');
    expect((await post('/well/media-removal', { sha256 })).status).toBe(303);
    expect(await outcomeOf('file-4', await forwarded(picture))).toBeNull();
    const html = await page('/well');
    expect(html).toContain(t('event.media-added'));
    expect(html).toContain(t('event.media-removed'));
  });

  it('that came with the article and were removed do not come back with an import', async () => {
    const { media } = await line.prisma.factCheckMedia.findFirstOrThrow({
      where: { factCheckId: 'market-fire' },
      include: { media: true },
    });
    expect((await post('/market-fire/media-removal', { sha256: media.sha256 })).status).toBe(303);
    await line.importRows((await mediaChecks()).map((row) => ({ ...row, summary: 'تحديث آخر.' })));
    expect(await page('/market-fire')).not.toContain(`/desk/media/${media.sha256}`);
  });

  it('are refused when they are no picture, film or sound, and the page says why', async () => {
    const response = await upload('/desk/archive/well/media', Buffer.from('<svg onload=alert(1)>'));
    expect(response.status).toBe(415);
    expect(await response.text()).toContain(words.t('ar', 'errors:file-type-unsupported'));
  });
});

describe('a retired fact-check', () => {
  it('answers nobody until it is brought back', async () => {
    const { claim } = await stored('bakery');
    await post('/bakery/retirement', { text: 'تبيّن خطأ في المصدر' });
    await line.person('retired-1').ask({ text: claim });
    expect(await line.person('retired-1').tip()).toMatchObject({ outcome: 'unknown', answeredWith: null });
    expect(await page('')).not.toContain('/desk/archive/bakery"');
    expect(await page('?retired=1')).toContain('/desk/archive/bakery"');
    expect(readable(await page('/bakery'))).toContain('تبيّن خطأ في المصدر');
    // An import of another form of it does not bring it back either.
    await line.importRows(textChecks.map((row) => ({ ...row, summary: `${row.summary} مرة أخرى.` })));
    await line.person('retired-2').ask({ text: claim });
    expect((await line.person('retired-2').tip()).answeredWith).toBeNull();
    await post('/bakery/restoration', {});
    await line.person('retired-3').ask({ text: claim });
    expect((await line.person('retired-3').tip()).answeredWith).toBe('bakery');
  });
});

describe('a retired verdict of the desk', () => {
  it('is in use again when it is corrected', async () => {
    await line
      .person('verdict-1')
      .ask({ text: 'قطار سريع يربط مدينتي نهر السلال ووادي القصب يدشَّن غدا صباحا' });
    const { claimId } = await line.person('verdict-1').tip();
    const verdict = {
      title: 'لا قطار',
      claim: 'قطار سريع',
      rating: 'fake',
      url: 'https://news.example/train',
    };
    const desk = (form: string, seen: number) =>
      as('publisher').post(
        `/desk/claims/${claimId}/${form}`,
        new URLSearchParams({ ...verdict, seen: String(seen) }),
      );
    expect((await desk('publish', 0)).status).toBe(303);
    await post(`/desk-${claimId}/retirement`, {});
    const { id: seen } = await line.prisma.reviewEvent.findFirstOrThrow({
      where: { claimId: claimId ?? 0, type: 'published' },
    });
    expect((await desk('correct', seen)).status).toBe(303);
    expect((await stored(`desk-${claimId}`)).retiredAt).toBeNull();
  });
});

describe('what needs another look', () => {
  it('is what people said did not answer them, until a reviewer looked, and again after a new complaint', async () => {
    const ids = [];
    for (const name of ['look-1', 'look-2', 'look-3']) ids.push(await answered(name, WELL_CLAIM));
    const [first = 0, second = 0, third = 0] = ids;
    expect(await page('?needs-look=1')).not.toContain('/desk/archive/well"');
    await setTipFeedback(line.prisma, first, { feedback: 'no', complaint: 'اسألوا 0944555123' });
    await setTipFeedback(line.prisma, second, { feedback: 'yes' });
    expect(await page('?needs-look=1')).toContain('/desk/archive/well"');
    expect(readable(await page('/well'))).toContain(t('needsLook', { count: 1 }));
    expect(await page('/well')).not.toContain('0944555123');
    expect((await post('/well/look', { text: ' ' }, 'reviewer')).status).toBe(400);
    expect((await post('/well/look', { text: 'الجواب صحيح' }, 'reviewer')).status).toBe(303);
    expect(await page('?needs-look=1')).not.toContain('/desk/archive/well"');
    expect(readable(await page('/well'))).toContain('الجواب صحيح');
    await setTipFeedback(line.prisma, third, { feedback: 'no' });
    expect(await page('?needs-look=1')).toContain('/desk/archive/well"');
  });

  it('comes first when a large share of many complained, not one of one', async () => {
    await line.prisma.factCheck.createMany({
      data: ['one-of-one', 'nine-of-ten'].map((id) => ({
        ...{ id, url: '', title: id, claim: id, rating: 'fake', language: 'ar' },
        contentHash: '0'.repeat(64),
      })),
    });
    const { senderId } = await line.person('look-1').tip();
    const tip = (factCheckId: string, place: number, feedback: string) => ({
      ...{
        senderId,
        channel: 'memory',
        conversation: `${factCheckId}-${place}`,
        outcome: 'answered',
        feedback,
      },
      ...{
        feedbackAt: new Date(),
        answers: [{ factCheckId, sent: true }] as unknown as FactCheck[] & object,
      },
    });
    await line.prisma.tip.createMany({
      data: [
        tip('one-of-one', 0, 'no'),
        ...Array.from({ length: 10 }, (_, place) => tip('nine-of-ten', place, place < 9 ? 'no' : 'yes')),
      ],
    });
    const html = await page('?needs-look=1');
    expect(html.indexOf('/desk/archive/nine-of-ten')).toBeGreaterThan(0);
    expect(html.indexOf('/desk/archive/nine-of-ten')).toBeLessThan(html.indexOf('/desk/archive/one-of-one'));
    expect(readable(html)).toContain(t('complained', { count: 9, answers: 10, share: 90 }));
  });
});
