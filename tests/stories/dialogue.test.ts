import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listWaitingClaims } from '../../src/review/waiting-claims.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import {
  lanternPicture,
  marketPicture,
  mediaChecks,
  textChecks,
  unknownPicture,
  WELL_CLAIM,
} from '../support/test-archive.ts';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: [...textChecks, ...(await mediaChecks())] });
});
afterAll(() => line.end());

const picture = async (path: string) => ({ files: [await line.file(path, 'image')] });
const eventsOf = async (claimId: number | null) =>
  (await line.prisma.reviewEvent.findMany({ where: { claimId: claimId ?? 0 }, orderBy: { id: 'asc' } })).map(
    ({ type }) => type,
  );

/** Moves everything that was said to this person into the past. */
async function letTimePass(name: string, seconds: number): Promise<void> {
  const back = new Date(Date.now() - seconds * 1000);
  await line.prisma.dialogue.updateMany({ where: { conversation: name }, data: { since: back } });
  await line.prisma.tip.updateMany({
    where: { conversation: name },
    data: { createdAt: back, answeredAt: back },
  });
}

describe('the first contact', () => {
  it('says who answers and what is kept, once, and the question needs no further tap', async () => {
    const person = line.person('first');
    await person.ask({ text: WELL_CLAIM });
    expect(person.introductions).toHaveLength(1);
    expect(person.introductions[0]?.text).toContain('/forget');
    expect(person.reply.text).toContain('https://checks.example/well');
    await person.ask({ text: 'خبر آخر عن زلزال يضرب جزيرة الريحان ويشرد آلاف السكان' });
    expect(person.introductions).toHaveLength(1);
  });

  it('offers the other language at once', async () => {
    const person = line.person('first-english');
    await person.ask({ text: WELL_CLAIM });
    const [introduction] = person.introductions;
    await person.press(introduction?.button('English') ?? '');
    expect((await person.ask({ text: WELL_CLAIM })).direction).toBe('ltr');
  });

  it('with no more than a greeting is answered with who we are and what to send', async () => {
    const reply = await line.person('polite').ask({ text: 'السلام عليكم' });
    expect(reply.text).toBe(line.words('command.start'));
    expect(reply.buttons.map(({ label }) => label)).toEqual(['العربية', 'English']);
  });

  it('is nothing in a group', async () => {
    const person = line.person('group-first');
    await person.ask({ text: WELL_CLAIM, isGroup: true });
    expect(person.introductions).toEqual([]);
  });
});

describe('words typed after a file', () => {
  it('"is this true?" while the answer is on its way is no question of its own', async () => {
    const person = line.person('doubt');
    await person.send(await picture(await lanternPicture()));
    await person.send({ text: 'هل هذا صحيح؟' });
    await line.processAll();
    expect(person.replies).toHaveLength(1);
    const tip = await person.tip();
    const messages = await line.prisma.message.findMany({ where: { conversation: 'doubt' } });
    expect(messages.map(({ tipId }) => tipId)).toEqual([tip.id, tip.id]);
  });

  it('"is this true?" after the answer repeats it', async () => {
    const person = line.person('doubt-later');
    await person.ask(await picture(await lanternPicture()));
    expect((await person.ask({ text: 'هل هذا صحيح؟' })).text).toContain('https://checks.example/lantern');
    expect(await person.tips).toHaveLength(1);
  });

  it('"is this true?" about what waits says that the team has it', async () => {
    const person = line.person('doubt-waiting');
    await person.ask(await picture(await unknownPicture(6301)));
    expect((await person.ask({ text: 'صحيح؟' })).text).toBe(line.words('recall.waiting'));
  });

  it('"is this true?" about nothing asks for what is meant', async () => {
    const person = line.person('doubt-nothing');
    await person.ask({ text: 'مرحبا' });
    expect((await person.ask({ text: 'هل هذا صحيح؟' })).text).toBe(line.words('unsupported.empty'));
  });

  it('join its tip before it is answered', async () => {
    const person = line.person('words-before');
    await person.send({ ...(await picture(await marketPicture())), groupKey: 'waits' });
    await person.send({ text: 'حريق هائل يلتهم محال العطارين في مدينة الزيتون الشرقية' });
    await line.processAll();
    expect(person.replies).toHaveLength(1);
    expect(person.reply.text).toContain('https://checks.example/market-fire');
    expect((await person.tip()).text).toContain('العطارين');
  });

  it('join its tip after the answer, and change the answer where they tell more', async () => {
    const person = line.person('words-after');
    const choices = await person.ask(await picture(await marketPicture()));
    expect(choices.text).toContain(line.words('choices.intro'));
    const reply = await person.ask({ text: 'حريق هائل يلتهم محال العطارين في مدينة الزيتون الشرقية' });
    expect(reply.text).toContain('https://checks.example/market-fire');
    expect(await person.tips).toHaveLength(1);
  });

  it('that change nothing are acknowledged in a line', async () => {
    const person = line.person('words-same');
    await person.ask(await picture(await lanternPicture()));
    const reply = await person.ask({ text: 'صورة لاحتفال الفوانيس الأخير في ساحة القناديل' });
    expect(reply.text).toBe(line.words('followUp.same'));
  });

  it('reach the team with a file that waits', async () => {
    const person = line.person('words-waiting');
    await person.ask(await picture(await unknownPicture(6302)));
    const words = 'يقولون إنها من انفجار مصنع الزجاج في بلدة الوادي صباح اليوم';
    expect((await person.ask({ text: words })).text).toBe(line.words('followUp.added'));
    const { claimId } = await person.tip();
    const claim = (await listWaitingClaims(line.prisma, 200)).find(({ id }) => id === claimId);
    expect(claim).toMatchObject({ text: words, demand: 1 });
  });

  it('are a question of their own when the file came long before', async () => {
    const person = line.person('words-late');
    await person.ask(await picture(await lanternPicture()));
    await letTimePass('words-late', 600);
    expect((await person.ask({ text: WELL_CLAIM })).text).toContain('https://checks.example/well');
    expect(await person.tips).toHaveLength(2);
  });

  it('are a question of their own when they are forwarded', async () => {
    const person = line.person('words-forwarded');
    await person.ask(await picture(await lanternPicture()));
    const reply = await person.ask({ text: WELL_CLAIM, origin: { kind: 'channel', title: 'قناة' } });
    expect(reply.text).toContain('https://checks.example/well');
    expect((await person.tips).map(({ origin }) => origin)).toEqual([
      null,
      { kind: 'channel', title: 'قناة' },
    ]);
  });

  it('belong to the file they reply to, however long ago it came', async () => {
    const person = line.person('words-reply');
    const replyTo = await person.send(await picture(await unknownPicture(6303)));
    await line.processAll();
    await person.ask({ text: WELL_CLAIM, origin: { kind: 'hidden' } });
    await letTimePass('words-reply', 4000);
    await person.ask({ text: 'صورة قديمة من سوق الطيور', replyTo });
    expect((await person.tips).map(({ text }) => text)).toEqual(['صورة قديمة من سوق الطيور', WELL_CLAIM]);
  });
});

describe('choices', () => {
  it.each(['1', '١', 'الأول', 'first'])('are answered by %s where no buttons are seen', async (text) => {
    const person = line.person(`number-${text}`);
    await person.ask(await picture(await marketPicture()));
    expect((await person.ask({ text })).text).toContain('https://checks.example/market');
  });

  it('are all refused by words, and the question goes to the team', async () => {
    const person = line.person('none-by-words');
    await person.ask(await picture(await marketPicture()));
    expect((await person.ask({ text: 'لا شيء من هذا' })).text).toBe(line.words('button.noneThanks'));
    expect((await person.tip()).claimId).not.toBeNull();
  });

  it('are not answered by a number a day later', async () => {
    const person = line.person('number-late');
    await person.ask(await picture(await marketPicture()));
    await letTimePass('number-late', 25 * 3600);
    expect((await person.ask({ text: '1' })).text).toBe(line.words('talk.lost'));
  });

  it('know no place that was not offered', async () => {
    const person = line.person('number-high');
    await person.ask(await picture(await marketPicture()));
    expect((await person.ask({ text: '9' })).text).toContain(line.words('choices.intro'));
  });
});

describe('"did this answer you?"', () => {
  it('yes, by button or word, is remembered', async () => {
    for (const [name, say] of [
      [
        'yes-button',
        (reply: { button(label: string): string }) => ({
          press: { token: reply.button(line.words('feedback.yes')) },
        }),
      ],
      ['yes-word', () => ({ text: 'نعم' })],
    ] as const) {
      const person = line.person(name);
      const reply = await person.ask({ text: WELL_CLAIM });
      expect((await person.ask(say(reply))).text).toBe(line.words('feedback.glad'));
      expect((await person.tip()).feedback).toBe('yes');
    }
  });

  it('no goes to the team with the answer, at once, and the reason is asked for', async () => {
    const person = line.person('no-button');
    const reply = await person.ask({ text: WELL_CLAIM });
    const why = await person.press(reply.button(line.words('feedback.no')));
    expect(why.text).toContain(line.words('feedback.why'));
    const { claimId, feedback, closest } = await person.tip();
    expect({ feedback, closest }).toMatchObject({ feedback: 'no', closest: { factCheckId: 'well' } });
    const claim = (await listWaitingClaims(line.prisma, 200)).find(({ id }) => id === claimId);
    expect(claim).toMatchObject({ text: WELL_CLAIM, closest: { factCheckId: 'well' } });
    const thanks = await person.press(why.button(line.words('feedback.unclear')));
    expect(thanks.text).toBe(line.words('feedback.noted'));
    expect((await person.tip()).complaint).toBe('unclear');
    expect(await eventsOf(claimId)).toEqual(expect.arrayContaining(['unhelped', 'explained']));
  });

  it('takes the reason as a number or in own words too', async () => {
    const person = line.person('no-words');
    await person.ask({ text: WELL_CLAIM });
    await person.ask({ text: 'لا' });
    expect((await person.ask({ text: 'هذا عن بئر أخرى في الجنوب' })).text).toBe(line.words('feedback.noted'));
    expect((await person.tip()).complaint).toBe('هذا عن بئر أخرى في الجنوب');
    await person.ask({ text: WELL_CLAIM });
    await person.ask({ text: 'لا' });
    await person.ask({ text: '3' });
    expect((await person.tips).at(-1)?.complaint).toBe('disagree');
  });

  it('a new question meanwhile is a question', async () => {
    const person = line.person('no-but');
    await person.ask({ text: WELL_CLAIM });
    await person.ask({ text: 'لا' });
    expect((await person.ask(await picture(await lanternPicture()))).text).toContain(
      'https://checks.example/lantern',
    );
  });

  it('is not asked in a group', async () => {
    const reply = await line.person('group-feedback').ask({ text: WELL_CLAIM, isGroup: true });
    expect(reply.buttons).toEqual([]);
  });
});

describe('notifications', () => {
  it('are on by default and stopped for one question at a tap', async () => {
    const person = line.person('unfollow');
    const reply = await person.ask(await picture(await unknownPicture(6304)));
    expect((await person.tip()).notify).toBe(true);
    const done = await person.press(reply.button(line.words('unknown.unfollow')));
    expect(done.text).toBe(line.words('notify.unfollowed'));
    expect((await person.tip()).notify).toBe(false);
  });

  it('are stopped for all by a word, and come back by a tap', async () => {
    const person = line.person('stop-all');
    const stopped = await person.ask({ text: 'توقف' });
    const sender = () => line.prisma.sender.findFirstOrThrow({ where: { externalId: 'stop-all' } });
    expect((await sender()).notify).toBe(false);
    expect((await person.press(stopped.button(line.words('notify.resume')))).text).toBe(
      line.words('notify.resumed'),
    );
    expect((await sender()).notify).toBe(true);
  });
});

describe('/mytips', () => {
  it('lists what was asked and what became of it', async () => {
    const person = line.person('mine');
    await person.ask({ text: WELL_CLAIM });
    await person.ask(await picture(await unknownPicture(6305)));
    const { text } = await person.ask({ text: 'أسئلتي' });
    expect(text).toContain(line.words('tips.image'));
    expect(text).toContain(line.words('tips.waiting'));
    expect(text).toContain('https://checks.example/well');
    expect(text).toContain(line.words('ratings:fake'));
  });

  it('shows what the person chose as the answer', async () => {
    const person = line.person('mine-chosen');
    await person.ask(await picture(await marketPicture()));
    expect((await person.ask({ text: 'أسئلتي' })).text).toContain(line.words('tips.open'));
    await person.ask(await picture(await marketPicture()));
    await person.ask({ text: '1' });
    expect((await person.ask({ text: 'أسئلتي' })).text).toContain('https://checks.example/market');
  });

  it('says so when nothing was asked', async () => {
    const reply = await line.person('nobody').ask({ command: { name: 'mytips', argument: '' } });
    expect(reply.text).toBe(line.words('tips.none'));
  });
});

describe('/forget', () => {
  const forget = async (name: string) => {
    const person = line.person(name);
    const question = await person.ask({ text: 'حذف بياناتي' });
    return person.press(question.button(line.words('forget.yes')));
  };

  it('asks once, deletes everything about the person, and says what that was', async () => {
    const person = line.person('forgotten');
    await person.ask({ text: WELL_CLAIM });
    await person.ask(await picture(await unknownPicture(6306)));
    const [, tip] = await person.tips;
    const { sha256 } = await line.prisma.media.findUniqueOrThrow({
      where: { id: tip?.files[0]?.mediaId ?? 0 },
    });
    const { text } = await forget('forgotten');
    expect(text).toContain(line.words('forget.tips', { count: 2 }));
    expect(text).toContain(line.words('forget.files', { count: 1 }));
    const { prisma } = line;
    expect(await prisma.sender.count({ where: { externalId: 'forgotten' } })).toBe(0);
    for (const rows of [prisma.tip, prisma.message, prisma.outbox, prisma.dialogue]) {
      expect(await (rows as typeof prisma.tip).count({ where: { conversation: 'forgotten' } })).toBe(0);
    }
    expect(await prisma.media.count({ where: { sha256 } })).toBe(0);
    expect(await line.core.blobs.has(sha256)).toBe(false);
    expect(await prisma.claim.findUnique({ where: { id: tip?.claimId ?? 0 } })).toMatchObject({
      state: 'withdrawn',
      demand: 0,
      text: null,
    });
  });

  it('leaves what others asked too, without the words of this person', async () => {
    const file = await unknownPicture(6307);
    await line.person('leaves').ask({ text: 'كلام كتبه من يريد أن ينسى', ...(await picture(file)) });
    await line.person('stays').ask(await picture(file));
    const { claimId } = await line.person('stays').tip();
    expect((await line.person('leaves').tip()).claimId).toBe(claimId);
    await forget('leaves');
    expect(await line.prisma.claim.findUnique({ where: { id: claimId ?? 0 } })).toMatchObject({
      state: 'open',
      demand: 1,
      text: null,
    });
    const { mediaId } = (await line.person('stays').tip()).files[0] ?? {};
    expect(mediaId).not.toBeNull();
  });

  it('deletes nothing when the person thinks better of it', async () => {
    const person = line.person('thinks');
    await person.ask({ text: WELL_CLAIM });
    await person.ask({ text: 'حذف بياناتي' });
    expect((await person.ask({ text: 'لا' })).text).toBe(line.words('forget.kept'));
    expect(await person.tips).toHaveLength(1);
  });

  it('asks again when the button is an old one', async () => {
    const person = line.person('old-forget');
    const question = await person.ask({ text: 'حذف بياناتي' });
    await person.ask({ text: 'لا' });
    const again = await person.press(question.button(line.words('forget.yes')));
    expect(again.text).toBe(line.words('forget.ask'));
  });

  it('forgets those who come back as new', async () => {
    await forget('comes-back');
    const person = line.person('comes-back');
    await person.ask({ text: WELL_CLAIM });
    expect(person.introductions).toHaveLength(1);
  });
});

describe('small talk', () => {
  it('greetings and thanks are answered shortly and ask nothing', async () => {
    const person = line.person('talker');
    await person.ask({ text: WELL_CLAIM });
    expect((await person.ask({ text: 'مرحبا' })).text).toBe(line.words('talk.greeting'));
    expect((await person.ask({ text: 'شكرًا 🙏' })).text).toBe(line.words('talk.thanks'));
    expect(await person.tips).toHaveLength(1);
  });

  it('thanks leave open what was asked of the person', async () => {
    const person = line.person('thanks-first');
    await person.ask({ text: WELL_CLAIM });
    await person.ask({ text: 'شكرا' });
    expect((await person.ask({ text: 'نعم' })).text).toBe(line.words('feedback.glad'));
  });

  it('abuse gets one polite line and is then ignored, while questions are answered', async () => {
    const person = line.person('angry');
    expect((await person.ask({ text: 'يا كلاب' })).text).toBe(line.words('talk.abuse'));
    await person.send({ text: 'حقيرين' });
    await line.processAll();
    expect(person.replies).toHaveLength(1);
    expect((await person.ask({ text: WELL_CLAIM })).text).toContain('https://checks.example/well');
  });

  it('a yes to nothing says what can be done', async () => {
    const person = line.person('yes-to-nothing');
    await person.ask({ command: { name: 'help', argument: '' } });
    expect((await person.ask({ text: 'نعم' })).text).toBe(line.words('talk.lost'));
  });
});

describe('words that found nothing', () => {
  it('go to the team at a yes, without a button', async () => {
    const person = line.person('offer-yes');
    await person.ask({ text: 'غواصة البحيرة' });
    expect((await person.ask({ text: 'نعم' })).text).toBe(line.words('button.sentThanks'));
    expect((await person.tip()).claimId).not.toBeNull();
  });

  it('stay where they are at a no', async () => {
    const person = line.person('offer-no');
    await person.ask({ text: 'غواصة البحيرة' });
    expect((await person.ask({ text: 'لا' })).text).toBe(line.words('declined'));
    expect((await person.tip()).claimId).toBeNull();
  });
});

describe('a link into the conversation', () => {
  const start = (argument: string) => ({ command: { name: 'start', argument } });

  it('opens a fact-check', async () => {
    const { startParameterOf } = await import('../../src/reply/deep-links.ts');
    const reply = await line.person('linked').ask(start(startParameterOf('well') ?? ''));
    expect(reply.text).toContain('https://checks.example/well');
  });

  it('follows a claim that others asked about', async () => {
    await line.person('asker').ask(await picture(await unknownPicture(6308)));
    const { claimId } = await line.person('asker').tip();
    const person = line.person('follower');
    expect((await person.ask(start(`c_${claimId}`))).text).toBe(line.words('link.following'));
    await person.ask(start(`c_${claimId}`));
    expect(await person.tip()).toMatchObject({ claimId, outcome: 'unknown', claim: { demand: 2 } });
  });

  it.each(['f_!!!', 'f_bm9wZQ', 'c_999999999', 'c_x'])(
    'to nothing (%s) says so or who we are',
    async (argument) => {
      const { text } = await line.person(`lost-${argument}`).ask(start(argument));
      expect([line.words('link.gone'), line.words('command.start')]).toContain(text);
    },
  );
});
