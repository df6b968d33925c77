import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { gate } from '../adapters/telegram/tip-line.ts';
import { TELEGRAM_FLOOD_LIMITS } from '../standins/bot-api/flood-control.ts';
import type { Update } from '../standins/bot-api/update-queue.ts';
import { BotApiStandIn } from '../standins/bot-api.ts';
import { ManualClock } from '../support/manual-clock.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks } from '../support/test-archive.ts';
import { messageIdOf, newPicture } from './telegram-kill-run.ts';

/** Nobody knows it: its answer is one message. */
const RUMOUR = 'سفينة فضائية هبطت فوق سطح مبنى البريد في قرية الصفصاف مساء أمس';

/** Telegram with its limits in force: what comes too fast is refused. */
let api: BotApiStandIn;
let line: TestApp;
const clock = new ManualClock(-86_400_000);
beforeAll(async () => {
  api = await BotApiStandIn.start({ flood: TELEGRAM_FLOOD_LIMITS });
  const telegram = { token: api.token, apiRoot: api.apiRoot, webhookSecret: null, messagesPerSecond: 30 };
  line = await startTestApp({
    archive: textChecks,
    liveJobs: true,
    config: { telegram },
    reassuranceClock: clock,
  });
});
afterAll(async () => {
  await line.end();
  await api.close();
});
beforeEach(() => api.clearFaults());

let lastId = 1_000;
const somebody = () => {
  lastId += 1;
  return api.user(lastId);
};
const eventually = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 20_000 });
const answersTo = (update: Update) => api.sent.filter(({ replyTo }) => replyTo === messageIdOf(update));
const answered = (...updates: Update[]): Promise<void> =>
  api.waitFor(() => updates.every((update) => answersTo(update).length > 0), 30_000);
const senderOf = (id: number) => line.prisma.sender.findFirst({ where: { externalId: String(id) } });

describe('answers on Telegram, whose limits are in force', () => {
  it('reach 40 people who ask at the same moment, none of them too fast', async () => {
    const updates = Array.from({ length: 40 }, () => somebody().sendsText('/help'));
    await answered(...updates);
    expect(api.floodRefusals).toBe(0);
    expect(api.callsTo('sendMessage')).toHaveLength(40);
  });

  it('come to one person one a second, in the order of the questions', async () => {
    const person = somebody();
    const updates = ['/start', RUMOUR, '/help'].map((text) => person.sendsText(text));
    await answered(...updates);
    expect(api.sentTo(person.id).map(({ replyTo }) => replyTo)).toEqual(updates.map(messageIdOf));
    expect(api.floodRefusals).toBe(0);
  });

  it('go before the words that say who we are, when they are there at once', async () => {
    const person = somebody();
    const question = person.sendsText(RUMOUR);
    await api.waitFor(() => api.sentTo(person.id).length === 2, 30_000);
    expect(api.sentTo(person.id).map(({ replyTo }) => replyTo)).toEqual([messageIdOf(question), null]);
    expect(api.floodRefusals).toBe(0);
  });

  it('quote the question, and come without it when it was deleted', async () => {
    const person = somebody();
    const update = person.sendsText('/help');
    person.chat.messageIds.delete(messageIdOf(update));
    await api.waitFor(() => api.sentTo(person.id).length === 1);
    expect(api.sentTo(person.id)[0]?.replyTo).toBeNull();
  });
});

describe('a storm of 429', () => {
  it('of one chat makes that chat wait as long as Telegram says, and nobody else', async () => {
    const parameters = { retry_after: 2 };
    api.fault({
      method: 'sendMessage',
      kind: 'error',
      code: 429,
      description: 'Too Many Requests',
      parameters,
    });
    const stuck = somebody().sendsText('/help');
    await api.waitFor(() => api.callsTo('sendMessage').some(({ chat_id }) => chat_id === lastId));
    const since = Date.now();
    const free = somebody().sendsText('/help');
    await answered(free);
    expect(answersTo(stuck)).toHaveLength(0);
    await answered(stuck);
    expect((answersTo(stuck)[0]?.at ?? 0) - since).toBeGreaterThan(1_500);
  });

  it('of everybody loses nothing', async () => {
    const parameters = { retry_after: 1 };
    const fault = {
      method: 'sendMessage',
      kind: 'error',
      code: 429,
      description: 'Too Many Requests',
    } as const;
    api.fault({ ...fault, parameters, times: 5 });
    const updates = Array.from({ length: 12 }, () => somebody().sendsText('/help'));
    await answered(...updates);
    for (const update of updates) expect(answersTo(update)).toHaveLength(1);
  });
});

describe('Telegram that is down', () => {
  it('gets everything it missed when it is back, once and in order', async () => {
    api.fault({ method: 'sendMessage', kind: 'error', code: 502, times: Number.POSITIVE_INFINITY });
    const before = api.callsTo('sendMessage').length;
    const people = Array.from({ length: 5 }, () => somebody());
    const updates = people.flatMap((person) => [person.sendsText('/start'), person.sendsText('/help')]);
    await api.waitFor(() => api.callsTo('sendMessage').length >= before + 4);
    expect(api.sent.some(({ replyTo }) => updates.map(messageIdOf).includes(replyTo ?? 0))).toBe(false);
    api.clearFaults();
    await answered(...updates);
    for (const person of people) {
      const own = updates.filter(
        (update) => (update.message as { chat: { id: number } }).chat.id === person.id,
      );
      expect(api.sentTo(person.id).map(({ replyTo }) => replyTo)).toEqual(own.map(messageIdOf));
    }
  });

  it('is named by the readiness of the program while it lasts', async () => {
    api.fault({ method: 'sendMessage', kind: 'error', code: 502, times: Number.POSITIVE_INFINITY });
    const updates = Array.from({ length: 3 }, () => somebody().sendsText('/help'));
    await eventually(async () => (await line.app.readiness()).checks.telegram).toBe('send-unreachable');
    api.clearFaults();
    await answered(...updates);
    expect((await line.app.readiness()).checks.telegram).toBe('ok');
  });
});

describe('somebody who blocked the bot', () => {
  it('is left alone until they write again, and is answered then', async () => {
    const person = somebody();
    await answered(person.sendsText('/help'));
    person.sendsText(RUMOUR);
    person.blocksTheBot();
    await eventually(async () => (await senderOf(person.id))?.unreachableAt).toBeInstanceOf(Date);
    const dead = await line.prisma.outbox.findMany({
      where: { conversation: String(person.id), state: 'failed' },
    });
    expect(dead).toMatchObject([
      { error: 'send-refused', detail: expect.stringContaining('blocked by the user') },
    ]);
    person.unblocksTheBot();
    await answered(person.sendsText('/help'));
    expect((await senderOf(person.id))?.unreachableAt).toBeNull();
  });

  it('is still answered in a group, and a group that threw the bot out says nothing about its members', async () => {
    const person = somebody();
    const inGroup = person.inGroup(-700, 'supergroup');
    inGroup.chat.state = 'blocked';
    inGroup.sendsText(`@${api.username} ${RUMOUR}`);
    await eventually(() =>
      line.prisma.outbox.count({ where: { conversation: '-700', state: 'failed' } }),
    ).toBe(1);
    expect((await senderOf(person.id))?.unreachableAt).toBeNull();
    await answered(person.sendsText('/help'));
  });
});

describe('a group that becomes a supergroup', () => {
  it('gets the answer there, once, and is written to there from then on', async () => {
    const person = somebody();
    const group = person.inGroup(-800, 'group');
    api.fault({ method: 'sendMessage', kind: 'error', code: 502 });
    const asked = group.sendsText(`@${api.username} ${RUMOUR}`);
    await api.waitFor(() => api.callsTo('sendMessage').some(({ chat_id }) => chat_id === -800));
    api.migrateGroup(-800, -100_800);
    await api.waitFor(() => api.sentTo(-100_800).length === 1, 20_000);
    expect(api.sentTo(-800)).toHaveLength(0);
    expect(api.sentTo(-100_800)).toHaveLength(1);
    await eventually(() =>
      line.prisma.tip.findFirst({ where: { quote: String(messageIdOf(asked)) } }),
    ).toMatchObject({ conversation: '-100800' });
  });
});

describe('somebody whose question takes long', () => {
  it('sees "typing", then reads once that we are still looking, and then the answer', async () => {
    const person = somebody();
    const { library } = line.core;
    const learnAs = library.learnAs.bind(library);
    const fileMayCome = gate();
    vi.spyOn(library, 'learnAs').mockImplementationOnce(async (...args) => {
      await fileMayCome.promise;
      return learnAs(...args);
    });
    const update = person.sendsPhoto(await newPicture(77));
    await vi.waitFor(() => expect(library.learnAs).toHaveBeenCalled(), { timeout: 20_000 });
    clock.advance(1_000);
    await api.waitFor(() => api.actions.some(({ chatId }) => chatId === person.id));
    expect(api.actions.filter(({ chatId }) => chatId === person.id)).toEqual([
      { chatId: person.id, action: 'typing' },
    ]);
    clock.advance(7_000);
    await answered(update);
    fileMayCome.open();
    await api.waitFor(() => answersTo(update).length === 2, 30_000);
    expect(answersTo(update).map(({ text }) => text)).toEqual([
      line.words('stillLooking'),
      line.words('unknown.text'),
    ]);
  });
});
