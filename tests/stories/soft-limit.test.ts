import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readConfig } from '../../src/config.ts';
import { type Person, startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks, WELL_CLAIM } from '../support/test-archive.ts';

const LIMIT = 3;
let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: textChecks, config: { tipsPerHour: LIMIT } });
});
afterAll(() => line.end());

const HOUR_MS = 3_600_000;
const notice = (minutes: number): string =>
  line.words('deferred.text', { wait: line.words('deferred.wait', { count: minutes }) });
const isNotice = (text: string): boolean => /بالترتيب بعد نحو/u.test(text);

async function sendTips(person: Person, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let i = 0; i < count; i += 1) ids.push(await person.send({ text: WELL_CLAIM }));
  await line.processAll();
  return ids;
}

/** Somebody who asked as much as the limit allows within the last minutes, and heard everything. */
async function busyPerson(name: string): Promise<Person> {
  const person = line.person(name);
  await sendTips(person, LIMIT);
  expect(person.replies).toHaveLength(LIMIT);
  return person;
}

/** As if everything of a person had happened so much earlier, and all that is due now came to its end. */
async function pass(person: Person, ms: number): Promise<void> {
  await line.prisma.$executeRaw`
    UPDATE tips SET due_at = due_at - ${ms} * interval '1 millisecond',
      created_at = created_at - ${ms} * interval '1 millisecond' WHERE conversation = ${person.name}`;
  await line.run('work.recover', {});
}

describe('somebody who asks more often within an hour than is answered at once', () => {
  it('is told once, kindly, that the answer comes later, and when', async () => {
    const person = await busyPerson('eager');
    await sendTips(person, 3);
    const texts = person.replies.slice(LIMIT).map(({ text }) => text);
    expect(texts).toHaveLength(1);
    expect(texts[0]).toBe(notice(60));
    expect(texts[0]).not.toMatch(/\{\{|undefined/u);
  });

  it('gets every answer, in order, as soon as the hour allows it', async () => {
    const person = await busyPerson('all in order');
    const later = await sendTips(person, LIMIT);
    await pass(person, HOUR_MS - 120_000);
    expect(person.replies.slice(LIMIT).filter(({ text }) => !isNotice(text))).toHaveLength(0);
    await pass(person, 120_000);
    const answers = person.replies.slice(LIMIT).filter(({ text }) => !isNotice(text));
    expect(answers.map(({ quote }) => quote)).toEqual(later);
    expect((await person.tips).every(({ outcome }) => outcome === 'answered')).toBe(true);
  });

  it('gets no more answers in any hour than that, however many wait', async () => {
    const person = await busyPerson('many more');
    await sendTips(person, LIMIT + 2);
    await pass(person, HOUR_MS);
    const answered = () => person.replies.filter(({ text }) => !isNotice(text)).length;
    expect(answered()).toBe(2 * LIMIT);
    await pass(person, HOUR_MS);
    expect(answered()).toBe(2 * LIMIT + 2);
    expect(person.replies.filter(({ text }) => isNotice(text))).toHaveLength(1);
  });

  it('can use commands and buttons all the while', async () => {
    const person = await busyPerson('curious');
    await sendTips(person, 1);
    const help = await person.ask({ command: { name: 'help', argument: '' } });
    expect(help.text).toBe(line.words('command.help'));
    const chosen = await person.press('language:en');
    expect(chosen.text).toBe(line.words('command.languageSet', {}, 'en'));
  });

  it('is told again when it happens again another time', async () => {
    const person = await busyPerson('again');
    await sendTips(person, 1);
    await pass(person, 2 * HOUR_MS);
    await sendTips(person, LIMIT + 1);
    expect(person.replies.filter(({ text }) => isNotice(text))).toHaveLength(2);
  });

  it('holds up nobody else', async () => {
    const person = await busyPerson('crowd');
    await sendTips(person, 1);
    expect((await line.person('bystander').ask({ text: WELL_CLAIM })).text).toContain(
      'https://checks.example/well',
    );
  });

  it('waits for an album as a whole', async () => {
    const person = await busyPerson('with an album');
    for (const text of ['أ', 'ب']) await person.send({ text: `${text} ${WELL_CLAIM}`, groupKey: 'g' });
    await line.processAll();
    expect(person.replies.slice(LIMIT).map(({ text }) => isNotice(text))).toEqual([true]);
    await pass(person, HOUR_MS);
    expect(person.replies.slice(LIMIT + 1)).toHaveLength(1);
    expect((await person.tips).at(-1)?.text).toMatch(/أ.*\nب/u);
  });
});

describe('somebody who asks no more often', () => {
  it('hears nothing of a limit', async () => {
    const person = await busyPerson('within');
    await pass(person, HOUR_MS);
    await sendTips(person, LIMIT);
    expect(person.replies).toHaveLength(2 * LIMIT);
    expect(person.replies.some(({ text }) => isNotice(text))).toBe(false);
  });
});

describe('the limit', () => {
  it('is 20 tips an hour where nothing else is set', () => {
    expect(readConfig({}).tipsPerHour).toBe(20);
  });

  it('is off when it is set to 0', async () => {
    const free = await startTestApp({ archive: textChecks, config: { tipsPerHour: 0 } });
    try {
      const person = free.person('free');
      for (let i = 0; i < LIMIT + 2; i += 1) await person.send({ text: WELL_CLAIM });
      await free.processAll();
      expect(person.replies).toHaveLength(LIMIT + 2);
    } finally {
      await free.end();
    }
  });
});
