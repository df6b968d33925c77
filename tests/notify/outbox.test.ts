import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { OutboundMessage } from '../../src/domain/message.ts';
import { AppError } from '../../src/errors.ts';
import { enqueueMessage, type Messenger, OutboxDelivery } from '../../src/notify/outbox.ts';
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
    const person = line.person('rate-limited');
    line.messenger.failSends(new AppError('send-rate-limited', { retryAfterMs: 3_600_000 }));
    const before = Date.now();
    await person.send({ text: WELL_CLAIM });
    await line.processAll();

    const [entry] = await entriesFor(person.name);
    expect(entry).toMatchObject({ state: 'waiting', attempts: 1, error: 'send-rate-limited' });
    expect(entry?.nextAttemptAt.getTime()).toBeGreaterThanOrEqual(before + 3_600_000);
    expect(await nextRun(person)).toBeGreaterThanOrEqual(before + 3_599_000);
    await line.processAll();
    expect(person.replies).toHaveLength(0);

    await line.letPausesPass();
    await line.processAll();
    expect(person.replies).toHaveLength(1);
    expect(await entriesFor(person.name)).toMatchObject([{ state: 'sent', error: null, attempts: 2 }]);
  });

  it('holds the later messages of its conversation back, so that they keep their order', async () => {
    const person = line.person('in-order');
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
    await line.person('stuck').send({ text: WELL_CLAIM });
    await line.processAll();
    await line.person('free').ask({ text: WELL_CLAIM });
    expect(line.person('stuck').replies).toHaveLength(0);
    await line.letPausesPass();
    await line.processAll();
    expect(line.person('stuck').replies).toHaveLength(1);
  });

  it('waits longer after each failure', async () => {
    const person = line.person('unlucky');
    await person.send({ text: WELL_CLAIM });
    const pauses: number[] = [];
    // The clock stands, or the pauses would be as long as the machine is slow.
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
    try {
      for (let i = 0; i < 3; i += 1) {
        line.messenger.failSends(new AppError('send-unreachable'));
        await line.processAll();
        const [entry] = await entriesFor(person.name);
        pauses.push((entry?.nextAttemptAt.getTime() ?? 0) - Date.now());
        await line.prisma.outbox.updateMany({
          where: { conversation: person.name },
          data: { nextAttemptAt: new Date() },
        });
        await line.prisma
          .$executeRaw`UPDATE graphile_worker._private_jobs SET run_at = now() WHERE key LIKE '%unlucky'`;
      }
    } finally {
      vi.useRealTimers();
    }
    expect(pauses[1]).toBeGreaterThan(pauses[0] ?? 0);
    expect(pauses[2]).toBeGreaterThan(pauses[1] ?? 0);
  });

  it('is given up after a day', async () => {
    const person = line.person('unreachable-for-days');
    line.messenger.failSends(new AppError('send-unreachable'), 2);
    await person.send({ text: WELL_CLAIM });
    await line.processAll();
    await line.prisma.outbox.updateMany({
      where: { conversation: person.name },
      data: { createdAt: new Date(Date.now() - 25 * 3_600_000), nextAttemptAt: new Date() },
    });
    await line.letPausesPass();
    await line.processAll();
    expect(await entriesFor(person.name)).toMatchObject([{ state: 'failed', error: 'send-unreachable' }]);
  });
});

describe('a message that the messenger refuses', () => {
  it('marks the person unreachable, and the next message is tried', async () => {
    const person = line.person('blocked-us');
    line.messenger.failSends(new AppError('send-refused'));
    await person.send({ text: WELL_CLAIM });
    await person.send({ command: { name: 'help', argument: '' } });
    await line.processAll();
    expect(await entriesFor(person.name)).toMatchObject([
      { state: 'failed', error: 'send-refused' },
      { state: 'sent' },
    ]);
    expect(await senderOf(person)).toMatchObject({ unreachableAt: expect.any(Date) });
  });

  it('is forgotten as soon as the person writes again', async () => {
    const person = line.person('blocked-us');
    await person.ask({ command: { name: 'help', argument: '' } });
    expect(await senderOf(person)).toMatchObject({ unreachableAt: null });
  });

  it('leaves the person reachable when only the message was bad', async () => {
    const person = line.person('bad-message');
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
    const { database, log } = line.core;
    const conversation = 'off-and-on';
    await database.transaction((tx) =>
      enqueueMessage(tx, { key: 'k-off', channel: 'memory', conversation, message: message('نص') }),
    );
    const send = vi.fn<Messenger['send']>().mockResolvedValue({ externalId: '1' });
    const off = new OutboxDelivery(database, () => null, log);
    expect((await off.deliver('memory', conversation))?.getTime()).toBeGreaterThan(Date.now());
    await line.prisma.outbox.updateMany({ where: { conversation }, data: { nextAttemptAt: new Date() } });
    const on = new OutboxDelivery(database, () => ({ send }), log);
    expect(await on.deliver('memory', conversation)).toBeNull();
    expect(send).toHaveBeenCalledTimes(1);
  });
});

const senderOf = (person: Person) =>
  line.prisma.sender.findFirstOrThrow({ where: { externalId: person.name } });

async function nextRun(person: Person): Promise<number> {
  const rows = await line.prisma.$queryRaw<{ runAt: Date }[]>`
    SELECT run_at AS "runAt" FROM graphile_worker.jobs WHERE key LIKE ${`%${person.name}`}`;
  return rows[0]?.runAt.getTime() ?? 0;
}
