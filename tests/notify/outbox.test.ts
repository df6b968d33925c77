import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Adapter } from '../../src/domain/adapter.ts';
import { systemClock } from '../../src/domain/clock.ts';
import type { OutboundMessage } from '../../src/domain/message.ts';
import { AppError } from '../../src/errors.ts';
import { enqueueMessage } from '../../src/notify/outbox.ts';
import { OutboxSender } from '../../src/notify/outbox-sender.ts';
import { type Person, startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks, WELL_CLAIM } from '../support/test-archive.ts';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: textChecks });
});
afterAll(() => line.end());
// Nothing waits from the test before.
beforeEach(async () => {
  await line.letPausesPass();
  await line.processAll();
});

const entriesFor = (conversation: string) =>
  line.prisma.outbox.findMany({ where: { conversation }, orderBy: { id: 'asc' } });

const message = (text: string): OutboundMessage => ({ text: [[{ text }]], direction: 'rtl' });

describe('a send that fails', () => {
  it('is tried again after the time the messenger asked for, not before', async () => {
    const person = await line.acquaintance('rate-limited');
    line.messenger.failSends(new AppError('send-rate-limited', { retryAfterMs: 3_600_000 }));
    const before = Date.now();
    await person.send({ text: WELL_CLAIM });
    await line.processAll();

    const [entry] = await entriesFor(person.name);
    expect(entry).toMatchObject({ state: 'waiting', attempts: 1, error: 'send-rate-limited' });
    expect(entry?.nextAttemptAt.getTime()).toBeGreaterThanOrEqual(before + 3_600_000);
    await line.processAll();
    expect(person.replies).toHaveLength(0);

    await line.letPausesPass();
    await line.processAll();
    expect(person.replies).toHaveLength(1);
    expect(await entriesFor(person.name)).toMatchObject([{ state: 'sent', error: null, attempts: 2 }]);
  });

  it('holds the later messages of its conversation back, so that they keep their order', async () => {
    const person = await line.acquaintance('in-order');
    line.messenger.failSends(new AppError('send-unreachable'));
    await person.send({ text: WELL_CLAIM });
    await line.processAll();
    await person.send({ command: { name: 'help', argument: '' } });
    await line.processAll();
    expect(person.replies).toHaveLength(0);
    await line.letPausesPass();
    await line.processAll();
    expect(person.replies.map(({ text }) => text === line.words('command.help'))).toEqual([false, true]);
  });

  it('holds up no other conversation', async () => {
    line.messenger.failSends(new AppError('send-rate-limited', { retryAfterMs: 3_600_000 }));
    await (await line.acquaintance('stuck')).send({ text: WELL_CLAIM });
    await line.processAll();
    await line.person('free').ask({ text: WELL_CLAIM });
    expect(line.person('stuck').replies).toHaveLength(0);
    await line.letPausesPass();
    await line.processAll();
    expect(line.person('stuck').replies).toHaveLength(1);
  });
});

describe('a message that the messenger refuses', () => {
  it('marks the person unreachable, and nothing else that waits for them is tried', async () => {
    const person = await line.acquaintance('blocked-us');
    line.messenger.failSends(new AppError('send-refused'));
    await person.send({ text: WELL_CLAIM });
    await person.send({ command: { name: 'help', argument: '' } });
    await line.processAll();
    expect(await entriesFor(person.name)).toMatchObject([
      { state: 'failed', error: 'send-refused', attempts: 1 },
      { state: 'failed', error: 'send-refused', attempts: 0 },
    ]);
    expect(await senderOf(person)).toMatchObject({ unreachableAt: expect.any(Date) });
  });

  it('keeps what is written for that person later from being tried', async () => {
    const person = line.person('blocked-us');
    const { id: senderId } = await senderOf(person);
    const entry = { key: 'later', channel: 'memory', conversation: person.name, senderId };
    await line.core.database.transaction((tx) => enqueueMessage(tx, { ...entry, message: message('نص') }));
    await line.processAll();
    expect(person.replies).toHaveLength(0);
    expect((await entriesFor(person.name)).at(-1)).toMatchObject({ state: 'failed', error: 'send-refused' });
  });

  it('is forgotten as soon as the person writes again', async () => {
    const person = line.person('blocked-us');
    await person.ask({ command: { name: 'help', argument: '' } });
    expect(await senderOf(person)).toMatchObject({ unreachableAt: null });
  });

  it('leaves the person reachable when only the message was bad', async () => {
    const person = await line.acquaintance('bad-message');
    line.messenger.failSends(new AppError('send-rejected'));
    await person.send({ text: WELL_CLAIM });
    await line.processAll();
    expect(await entriesFor(person.name)).toMatchObject([{ state: 'failed', error: 'send-rejected' }]);
    expect(await senderOf(person)).toMatchObject({ unreachableAt: null });
  });
});

describe('a message with a key', () => {
  const enqueue = (key: string, conversation: string, text = 'نص') =>
    line.core.database.transaction((tx) =>
      enqueueMessage(tx, { key, channel: 'memory', conversation, message: message(text) }),
    );

  it('is stored and sent once, however often it is written', async () => {
    await Promise.all([1, 2, 3].map(() => enqueue('claim:1:verdict', 'keyed')));
    await line.processAll();
    await enqueue('claim:1:verdict', 'keyed');
    await line.processAll();
    expect(line.person('keyed').replies).toHaveLength(1);
  });

  it('is not there when the transaction that wrote it fails', async () => {
    const failing = line.core.database.transaction(async (tx) => {
      await enqueueMessage(tx, {
        key: 'k-2',
        channel: 'memory',
        conversation: 'none',
        message: message('نص'),
      });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await line.processAll();
    expect(line.person('none').replies).toHaveLength(0);
    expect(await entriesFor('none')).toHaveLength(0);
  });
});

describe('a messenger that is off', () => {
  it('keeps its messages until it is on again', async () => {
    const { database, databaseUrl, log } = line.core;
    const conversation = 'off-and-on';
    await database.transaction((tx) =>
      enqueueMessage(tx, { key: 'k-off', channel: 'telegram', conversation, message: message('نص') }),
    );
    await line.processAll();
    expect(await entriesFor(conversation)).toMatchObject([{ state: 'waiting', attempts: 0 }]);
    const send = vi.fn<Adapter['send']>().mockResolvedValue({ externalId: '1' });
    const messengers = [{ channel: 'telegram' as const, send }];
    await new OutboxSender({ database, databaseUrl, messengers, clock: systemClock, log }).sendDue();
    expect(send).toHaveBeenCalledTimes(1);
  });
});

const senderOf = (person: Person) =>
  line.prisma.sender.findFirstOrThrow({ where: { externalId: person.name } });
