import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../../src/project-root.ts';
import { Database } from '../../src/store/database.ts';
import { listConversation, receiveMessage } from '../../src/store/messages.ts';
import { putOutbox } from '../../src/store/outbox.ts';
import { seeSender } from '../../src/store/senders.ts';
import { takeServerLock } from '../../src/store/server-lock.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { testLog } from '../support/test-app.ts';

let server: TestDatabase;
let database: Database;
beforeAll(async () => {
  server = await createTestDatabase();
  database = await Database.open(server.url, join(PROJECT_ROOT, 'prisma', 'migrations'), testLog);
});
afterAll(async () => {
  await database.close();
  await server.drop();
});

const envelope = (externalId: string, payload: unknown = { text: 'نص' }, conversation = 'c1') => ({
  channel: 'memory' as const,
  externalId,
  conversation,
  payload,
});
const jobsOf = async (conversation: string): Promise<number> => {
  const [row] = await database.prisma.$queryRaw<{ n: number }[]>`
    SELECT count(*)::int AS n FROM graphile_worker.jobs WHERE key LIKE ${`%:${conversation}`}`;
  return row?.n ?? 0;
};

describe('the inbox', () => {
  it('keeps one message and one job of an update that is delivered many times at once', async () => {
    await Promise.all(
      Array.from({ length: 8 }, () => receiveMessage(database, envelope('u1', {}, 'repeats'))),
    );
    expect(await database.prisma.message.count({ where: { conversation: 'repeats' } })).toBe(1);
    expect(await jobsOf('repeats')).toBe(1);
  });

  it('keeps the first payload of an id', async () => {
    await receiveMessage(database, envelope('u2', { text: 'الأول' }, 'payloads'));
    await receiveMessage(database, envelope('u2', { text: 'الثاني' }, 'payloads'));
    const [message] = await listConversation(database.prisma, 'memory', 'payloads', 10);
    expect(message?.payload).toEqual({ text: 'الأول' });
  });

  it('takes the same id on another channel for another message', async () => {
    await receiveMessage(database, envelope('u3', {}, 'channels'));
    await receiveMessage(database, { ...envelope('u3', {}, 'channels'), channel: 'telegram' });
    expect(await database.prisma.message.count({ where: { conversation: 'channels' } })).toBe(2);
  });

  it.each([
    ['\u0000', ''],
    ['\uD83D', '\uFFFD'],
    ['\\u0000', '\\u0000'],
    ['👩‍🌾', '👩‍🌾'],
  ])('stores whatever text a payload holds, deep inside too: %j', async (sent, kept) => {
    const conversation = `hostile ${JSON.stringify(sent)}`;
    await receiveMessage(
      database,
      envelope(`hostile-${conversation}`, { a: [{ b: `<${sent}>` }] }, conversation),
    );
    const [message] = await listConversation(database.prisma, 'memory', conversation, 10);
    expect(message?.payload).toEqual({ a: [{ b: `<${kept}>` }] });
  });
});

describe('the outbox', () => {
  it('takes a message of each key once, however many write it at the same time', async () => {
    const entry = {
      key: 'claim:7:verdict',
      channel: 'memory',
      conversation: 'c9',
      message: { text: [[{ text: 'نص' }]], direction: 'rtl' as const },
    };
    await Promise.all(Array.from({ length: 6 }, () => database.transaction((tx) => putOutbox(tx, [entry]))));
    expect(await database.prisma.outbox.count({ where: { key: entry.key } })).toBe(1);
  });
});

describe('a sender', () => {
  it('is one person on one channel, whoever sees them first', async () => {
    const seen = await Promise.all(
      Array.from({ length: 6 }, () => seeSender(database.prisma, 'memory', 'person-1')),
    );
    expect(new Set(seen.map(({ id }) => id)).size).toBe(1);
    expect((await seeSender(database.prisma, 'telegram', 'person-1')).id).not.toBe(seen[0]?.id);
  });
});

describe('the lock of the tip line', () => {
  it('is held by one and names its holder to the next', async () => {
    const lock = await takeServerLock(server.url);
    await expect(takeServerLock(server.url)).rejects.toMatchObject({
      code: 'already-running',
      params: { pid: String(process.pid) },
    });
    await lock.release();
    await (await takeServerLock(server.url)).release();
  });
});
