import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listQueue } from '../../src/store/claims.ts';
import { makeVideo, reencode } from '../support/media-fixtures.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { forwarded, unknownPicture } from '../support/test-archive.ts';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp();
});
afterAll(() => line.end());

const claimOf = async (name: string) => {
  const { claimId } = await line.person(name).tip();
  const claim = (await listQueue(line.prisma, 1000)).find(({ id }) => id === claimId);
  if (!claim) throw new Error(`nothing of ${name} waits in the queue`);
  return claim;
};

describe('a text that the archive does not know', () => {
  const rumour = 'إدارة المرفأ الغربي في بلدة الغيمة تبيع حاويات مصادرة بأسعار رمزية للموظفين وحدهم';
  const reworded = 'عاجل: إدارة المرفأ الغربي في بلدة الغيمة تبيع حاويات مصادرة بأسعار رمزية للموظفين!!';

  it('becomes a claim, and the person hears that it is with the team', async () => {
    const reply = await line.person('adam').ask({ text: rumour });
    expect(reply.text).toBe(line.words('unknown.text'));
    expect(await claimOf('adam')).toMatchObject({ text: rumour, demand: 1, state: 'open' });
  });

  it('joins the claim when somebody else sends it, who hears how many others asked', async () => {
    const reply = await line.person('bilal').ask({ text: rumour });
    expect(reply.text).toContain(line.words('unknown.others', { count: 1 }));
    expect(await claimOf('bilal')).toMatchObject({ id: (await claimOf('adam')).id, demand: 2 });
  });

  it('joins the claim also in slightly other words', async () => {
    const reply = await line.person('dina').ask({ text: reworded });
    expect(reply.text).toContain(line.words('unknown.others', { count: 2 }));
    expect((await claimOf('dina')).id).toBe((await claimOf('adam')).id);
  });

  it('counts a person once who asks twice', async () => {
    const person = line.person('bilal');
    const reply = await person.ask({ text: rumour });
    expect(reply.text).toContain(line.words('unknown.others', { count: 2 }));
    expect(await claimOf('adam')).toMatchObject({ demand: 3 });
    expect(await person.tips).toHaveLength(2);
  });

  it('makes a claim of its own when it says something else', async () => {
    await line.person('eman').ask({
      text: 'مستشفى الأطفال في مدينة السنابل أغلق قسم الطوارئ بسبب انتشار فيروس جديد بين الرضع',
    });
    expect(await claimOf('eman')).toMatchObject({ demand: 1 });
  });

  it('is listed by demand', async () => {
    const demands = (await listQueue(line.prisma, 1000)).map(({ demand }) => demand);
    expect(demands).toEqual([...demands].sort((a, b) => b - a));
    expect((await listQueue(line.prisma, 1))[0]).toMatchObject({ text: rumour, demand: 3 });
  });

  it('keeps in the history of the claim who opened and who joined it', async () => {
    const { id } = await claimOf('adam');
    const events = await line.prisma.reviewEvent.findMany({ where: { claimId: id }, orderBy: { id: 'asc' } });
    expect(events.map(({ type }) => type)).toEqual(['opened', 'joined', 'joined', 'joined']);
  });
});

describe('media that the archive does not know', () => {
  it('joins the claim when a near-duplicate picture comes from somebody else', async () => {
    const picture = await unknownPicture(520);
    await line.person('fadi').ask({ files: [await line.file(picture, 'image')] });
    const reply = await line.person('huda').ask({
      files: [await line.file(await forwarded(picture), 'image')],
    });
    expect(reply.text).toContain(line.words('unknown.others', { count: 1 }));
    const claim = await claimOf('huda');
    expect(claim).toMatchObject({ id: (await claimOf('fadi')).id, demand: 2 });
    expect(claim.media).toHaveLength(2);
  });

  it('joins the claim when a cut of the same film comes from somebody else', async () => {
    const film = await makeVideo(530, { seconds: 6, width: 320, height: 180, fps: 10 });
    await line.person('ilham').ask({ files: [await line.file(film, 'video')] });
    const cut = await reencode(film, { height: 144, from: 1, duration: 4 });
    await line.person('jad').ask({ files: [await line.file(cut, 'video')] });
    expect(await claimOf('jad')).toMatchObject({ id: (await claimOf('ilham')).id, demand: 2 });
  });

  it('joins the claim when the very same bytes come under another name', async () => {
    const picture = await unknownPicture(521);
    await line.person('kamal').ask({ files: [await line.file(picture, 'image')] });
    await line.person('lubna').ask({ files: [await line.file(picture, 'document')] });
    const claim = await claimOf('lubna');
    expect(claim).toMatchObject({ id: (await claimOf('kamal')).id, demand: 2 });
    expect(claim.media).toHaveLength(1);
  });

  it('takes another picture for another claim', async () => {
    await line.person('mona').ask({ files: [await line.file(await unknownPicture(522), 'image')] });
    expect(await claimOf('mona')).toMatchObject({ demand: 1 });
  });

  it('gives the claim the first words that come with it', async () => {
    const picture = await unknownPicture(523);
    const words = 'انفجار غامض يهز مصنع الألبان في قرية الريحان ويصيب عشرة عمال بجروح';
    await line.person('nada').ask({ files: [await line.file(picture, 'image')] });
    await line.person('osama').ask({ text: words, files: [await line.file(picture, 'image')] });
    expect(await claimOf('nada')).toMatchObject({ text: words });
  });
});

describe('a picture that went round under several words', () => {
  const captions = [
    'عمدة قرية المرجان يوزع الحلوى على الأطفال بعد فوزه بالتزكية في انتخابات المجلس',
    'لحظة القبض على عصابة لسرقة السيارات الفاخرة داخل مرآب المطار الدولي القديم',
  ];

  it('is a claim for each of the statements', async () => {
    for (const [index, text] of captions.entries()) {
      const files = [await line.file(await unknownPicture(524), 'image')];
      await line.person(`caption-${index}`).ask({ text, files });
    }
    expect((await claimOf('caption-0')).id).not.toBe((await claimOf('caption-1')).id);
  });

  it('joins one of them, always the same, when it comes without words', async () => {
    for (const name of ['wordless-1', 'wordless-2']) {
      await line.person(name).ask({ files: [await line.file(await unknownPicture(524), 'image')] });
    }
    const { id, demand } = await claimOf('wordless-1');
    expect((await claimOf('wordless-2')).id).toBe(id);
    expect(demand).toBe(3);
  });
});

describe('a link that the archive does not know', () => {
  it('is one claim for all who send it, however it is written', async () => {
    await line.person('linker-1').ask({ text: 'https://news.example/articles/77' });
    const reply = await line
      .person('linker-2')
      .ask({ text: 'http://www.news.example/articles/77?utm_source=x' });
    expect(reply.text).toContain(line.words('unknown.others', { count: 1 }));
    await line.person('linker-3').ask({ text: 'https://news.example/articles/78' });
    expect((await claimOf('linker-3')).id).not.toBe((await claimOf('linker-1')).id);
  });
});

describe('a short typed keyword query that finds nothing', () => {
  it('offers a button to send it to the team instead of queueing by itself', async () => {
    const person = line.person('rana');
    const reply = await person.ask({ text: 'زلزال الجزيرة' });
    expect(reply.text).toBe(line.words('search.nothing'));
    expect(reply.buttons.map(({ label }) => label)).toEqual([line.words('search.send')]);
    expect(await person.tip()).toMatchObject({ outcome: 'unknown', claimId: null });
  });

  it('is queued when the button is pressed, and once only', async () => {
    const person = line.person('rana');
    const token = person.reply.button(line.words('search.send'));
    const thanks = await person.press(token);
    expect(thanks.text).toBe(line.words('button.sentThanks'));
    const claim = await claimOf('rana');
    expect(claim).toMatchObject({ text: 'زلزال الجزيرة', demand: 1 });
    await person.press(token);
    expect(await claimOf('rana')).toMatchObject({ id: claim.id, demand: 1 });
    expect(await line.prisma.reviewEvent.count({ where: { claimId: claim.id } })).toBe(1);
  });

  it('is queued at once when it is a forwarded statement and not keywords', async () => {
    const person = line.person('sami');
    await person.ask({ text: 'غرق قارب صيد قبالة ساحل النورس وفقدان سبعة صيادين من عائلة واحدة' });
    expect((await person.tip()).claimId).not.toBeNull();
  });
});
