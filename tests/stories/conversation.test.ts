import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listQueue } from '../../src/store/claims.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import {
  lanternPicture,
  marketPicture,
  mediaChecks,
  textChecks,
  unknownPicture,
  WELL_CLAIM,
} from '../support/test-archive.ts';

const ORDINALS = 'الأول الثاني الثالث الرابع الخامس السادس السابع الثامن التاسع العاشر المئوي الأخير'.split(
  ' ',
);
/** More than fits one answer. */
const series = Array.from({ length: 12 }, (_, n) => ({
  id: `series-${n}`,
  url: `https://checks.example/series-${n}`,
  title: `صورة ${ORDINALS[n]} ليست من افتتاح جسر السلسلة`,
  claim: `صورة الجسر ${ORDINALS[n]} من السلسلة`,
  rating: 'fake',
}));

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: [...textChecks, ...(await mediaChecks()), ...series] });
});
afterAll(() => line.end());

const command = (name: string, argument = '') => ({
  text: `/${name} ${argument}`.trim(),
  command: { name, argument },
});

describe('an album', () => {
  it('of three parts becomes one tip with one answer', async () => {
    const person = line.person('abeer');
    const parts = [await unknownPicture(540), await lanternPicture(), await unknownPicture(541)];
    for (const [index, path] of parts.entries()) {
      await person.send({
        groupKey: 'album-1',
        files: [await line.file(path, 'image')],
        ...(index === 1 ? { text: 'صورة لاحتفال الفوانيس الأخير في ساحة القناديل' } : {}),
      });
    }
    await line.processAll();
    expect(person.replies).toHaveLength(1);
    expect(person.reply.text).toContain('https://checks.example/lantern');
    const tip = await person.tip();
    expect(tip.files).toHaveLength(3);
    expect(tip.text).toBe('صورة لاحتفال الفوانيس الأخير في ساحة القناديل');
    const messages = await line.prisma.message.findMany({ where: { conversation: 'abeer' } });
    expect(messages.map(({ tipId }) => tipId)).toEqual([tip.id, tip.id, tip.id]);
  });

  it('keeps a part that comes after the answer as a tip of its own', async () => {
    const person = line.person('abeer');
    await person.ask({ groupKey: 'album-1', files: [await line.file(await marketPicture(), 'image')] });
    await person.ask({ groupKey: 'album-1', files: [await line.file(await unknownPicture(542), 'image')] });
    expect((await person.tips).map(({ files }) => files.length)).toEqual([3, 1, 1]);
  });

  it('is not mixed with the album of somebody else under the same key', async () => {
    const [first, second] = [line.person('adel'), line.person('afaf')];
    await first.send({ groupKey: 'album-2', files: [await line.file(await lanternPicture(), 'image')] });
    await second.send({ groupKey: 'album-2', files: [await line.file(await lanternPicture(), 'image')] });
    await line.processAll();
    expect((await first.tip()).files).toHaveLength(1);
    expect((await second.tip()).files).toHaveLength(1);
  });
});

describe('a conversation', () => {
  it('is answered in the order of its messages', async () => {
    const person = line.person('basil');
    const ids = [
      await person.send({
        text: 'صورة من معرض الخزف',
        files: [await line.file(await unknownPicture(545), 'image')],
      }),
      await person.send({ text: WELL_CLAIM }),
      await person.send(command('help')),
      await person.send({ files: [await line.file(await lanternPicture(), 'image')] }),
    ];
    await line.processAll();
    expect(person.replies.map(({ quote }) => quote)).toEqual(ids);
  });

  it('ignores an update that is delivered again', async () => {
    const person = line.person('bushra');
    for (let i = 0; i < 3; i += 1) await person.send({ text: WELL_CLAIM }, 'update-77');
    await line.processAll();
    await person.send({ text: WELL_CLAIM }, 'update-77');
    await line.processAll();
    expect(person.replies).toHaveLength(1);
    expect(await person.tips).toHaveLength(1);
  });

  it('takes an edit into account as long as the question is not answered', async () => {
    const person = line.person('camelia');
    const quote = await person.send({ groupKey: 'edited', text: 'صورة من احتفال الفوانيس' });
    await person.send({ quote, text: WELL_CLAIM, edited: true });
    await line.processAll();
    expect(person.reply.text).toContain('https://checks.example/well');
    expect((await person.tip()).text).toBe(WELL_CLAIM);
  });

  it('tells about an edit that came after the answer, and is silent where no word changed', async () => {
    const person = line.person('camilla');
    const quote = await person.send({ text: WELL_CLAIM });
    await line.processAll();
    await person.send({ quote, text: WELL_CLAIM, edited: true });
    await line.processAll();
    expect(person.replies).toHaveLength(1);
    const reply = await person.ask({ quote, text: `${WELL_CLAIM} عاجل جدا`, edited: true });
    expect(reply.text).toBe(line.words('edited'));
    expect(await person.tips).toHaveLength(1);
  });

  it('takes a message that became a question only by its edit for one', async () => {
    const person = line.person('camran');
    const quote = await person.send({ text: 'مرحبا' });
    await line.processAll();
    const reply = await person.ask({ quote, text: WELL_CLAIM, edited: true });
    expect(reply.text).toContain('https://checks.example/well');
  });
});

describe('a button', () => {
  it.each([
    'pick:999999:0',
    'none:999999',
    'queue:999999',
    'pick:1:99',
    'queue:-1',
    'queue:1e3',
    'language:xx',
    'pick',
    'toString:1',
    '',
    '🐪'.repeat(500),
  ])('that was made up by hand (%s) gets the words about old buttons', async (token) => {
    const person = line.person('danyal');
    const reply = await person.press(token);
    expect(reply.text).toBe(line.words('button.oldAlone'));
  });

  it("of another person's tip gets the words about old buttons and changes nothing", async () => {
    const owner = line.person('esra');
    await owner.ask({ files: [await line.file(await marketPicture(), 'image')] });
    const tip = await owner.tip();
    for (const token of [`pick:${tip.id}:0`, `none:${tip.id}`, `queue:${tip.id}`]) {
      expect((await line.person('thief').press(token)).text).toBe(line.words('button.oldAlone'));
    }
    expect(await owner.tip()).toMatchObject({ outcome: 'choices', claimId: null });
  });

  it('that was never offered under an answer gets the words about old buttons and changes nothing', async () => {
    const person = line.person('fahd');
    await person.ask({ text: WELL_CLAIM });
    const { id } = await person.tip();
    for (const token of [`none:${id}`, `queue:${id}`]) {
      const { text } = await person.press(token);
      expect(text).toContain(line.words('button.old'));
      expect(text).toContain('https://checks.example/well');
    }
    expect(await person.tip()).toMatchObject({ outcome: 'answered', claimId: null });
  });

  it('of a fact-check that was taken out meanwhile gets the words about old buttons', async () => {
    const person = line.person('farah');
    const offer = await person.ask({ files: [await line.file(await marketPicture(), 'image')] });
    const { answers } = await person.tip();
    const ids = (answers as { factCheckId: string }[]).map(({ factCheckId }) => factCheckId);
    const gone = { where: { id: { in: ids } } };
    await line.prisma.factCheck.updateMany({ ...gone, data: { deletedAt: new Date() } });
    expect((await person.press(offer.button('1'))).text).toContain(line.words('button.old'));
    await line.prisma.factCheck.updateMany({ ...gone, data: { deletedAt: null } });
  });

  it('still works after "none of these" was pressed', async () => {
    const person = line.person('fouad');
    const offer = await person.ask({ files: [await line.file(await marketPicture(), 'image')] });
    await person.press(offer.button(line.words('choices.none')));
    expect((await person.press(offer.button('1'))).text).toContain('https://checks.example/market');
  });
});

describe('a command', () => {
  it.each([
    ['start', 'command.start'],
    ['help', 'command.help'],
    ['nonsense', 'command.unknown'],
  ])('/%s is answered and opens no tip', async (name, key) => {
    const person = line.person(`commander-${name}`);
    expect((await person.ask(command(name))).text).toBe(line.words(key));
    expect(await person.tips).toHaveLength(0);
  });

  it('/search lists what the archive holds about the words', async () => {
    const reply = await line.person('ghazi').ask(command('search', 'أسعار الخبز'));
    expect(reply.text).toContain(line.words('search.found', { count: 1 }));
    expect(reply.text).toContain('https://checks.example/bakery');
  });

  it('/search goes on page by page at the press of a button', async () => {
    const person = line.person('ghada');
    const first = await person.ask(command('search', 'جسر -حافلة'));
    expect(first.text).toContain(line.words('search.found', { count: 12 }));
    const second = await person.press(first.button(line.words('search.more')));
    expect(second.text).toContain(line.words('search.page', { page: 2 }));
    const third = await person.press(second.button(line.words('search.more')));
    expect(third.buttons).toEqual([]);
    const links = [first, second, third].flatMap(({ text }) => text.match(/https:\/\/\S+/gu) ?? []);
    expect(new Set(links).size).toBe(12);
    expect(links).not.toContain('https://checks.example/bridge');
  });

  it('/search honours quotes', async () => {
    const reply = await line.person('ghaith').ask(command('search', '«الجسر الثالث من السلسلة»'));
    expect(reply.text).toContain(line.words('search.found', { count: 1 }));
    expect(reply.text).toContain('https://checks.example/series-2');
  });

  it("another person's button to more results gets the words about old buttons", async () => {
    const offer = await line.person('ghalia').ask(command('search', 'جسر -حافلة'));
    const token = offer.button(line.words('search.more'));
    expect((await line.person('thief').press(token)).text).toBe(line.words('button.oldAlone'));
    for (const made of ['more:1:0', 'more:1:1', 'more:999999999:2', 'more:1:999999999', 'more::', 'more:1']) {
      expect((await line.person('ghalia').press(made)).text).toBe(line.words('button.oldAlone'));
    }
  });

  it('/search without a result says so and queues nothing', async () => {
    const before = (await listQueue(line.prisma, 1000)).length;
    const reply = await line.person('ghina').ask(command('search', 'غواصة'));
    expect(reply.text).toContain(line.words('search.found', { count: 0 }));
    expect(await listQueue(line.prisma, 1000)).toHaveLength(before);
  });

  it('/search without words says how it is used', async () => {
    expect((await line.person('habib').ask(command('search', '  '))).text).toBe(line.words('search.empty'));
  });

  it('/language offers each language in its own words, and English is kept from then on', async () => {
    const person = line.person('ibrahim');
    const menu = await person.ask(command('language'));
    expect(menu.buttons.map(({ label }) => label)).toEqual(['العربية', 'English']);
    const set = await person.press(menu.button('English'));
    expect(set.text).toBe(line.words('command.languageSet', {}, 'en'));
    const reply = await person.ask({ text: WELL_CLAIM });
    expect(reply.direction).toBe('ltr');
    expect(reply.text).toContain(line.words('ratings:fake', {}, 'en'));
    const back = await person.press(menu.button('العربية'));
    expect(back.text).toBe(line.words('command.languageSet'));
    expect((await person.ask(command('help'))).direction).toBe('rtl');
  });

  it('leaves the language of everybody else as it was', async () => {
    expect((await line.person('ismail').ask(command('help'))).direction).toBe('rtl');
  });
});
