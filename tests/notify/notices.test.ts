import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { NoticeWriter } from '../../src/notify/notices.ts';
import { writeNoticeBatch } from '../../src/store/notices.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

const PEOPLE = 23;

let line: TestApp;
let notices: NoticeWriter;
let claimId: number;
beforeAll(async () => {
  line = await startTestApp();
  notices = new NoticeWriter(line.core.database, line.core.words, 5);
  ({ id: claimId } = await line.prisma.claim.create({
    data: { text: 'ادعاء سأل عنه كثيرون', demand: PEOPLE },
  }));
  // As many tips as people, and a second one of the first three.
  for (let i = 0; i < PEOPLE + 3; i++) {
    const name = `asker-${i % PEOPLE}`;
    const at = { channel: 'memory', externalId: name };
    const sender = await line.prisma.sender.upsert({
      where: { channel_externalId: at },
      create: { ...at, language: i % 2 ? 'en' : null },
      update: {},
    });
    await line.prisma.tip.create({
      data: {
        senderId: sender.id,
        channel: 'memory',
        conversation: name,
        outcome: 'unknown',
        claimId,
        quote: `${i}`,
      },
    });
  }
});
afterAll(() => line.end());

const announce = (text: string) =>
  line.core.database.transaction((tx) => notices.announce(tx, claimId, { kind: 'question', text }));
const noticeId = async (version: number) =>
  (await line.prisma.notice.findFirstOrThrow({ where: { claimId, version } })).id;
const rows = (version: number) =>
  line.prisma.outbox.findMany({ where: { key: { startsWith: `claim:${claimId}:${version}:` } } });
const batch = (id: number) => writeNoticeBatch(line.prisma, id, 'ar', 5);

describe('a notice to all who asked', () => {
  it('goes on after the process was killed in the middle, and nobody is told twice', async () => {
    const version = await announce('أين؟');
    const id = await noticeId(version);
    expect(await batch(id)).toBe(true);
    expect(await batch(id)).toBe(true);
    expect(await rows(version)).toHaveLength(10);
    // The job is gone with the process.
    await line.prisma.$executeRaw`DELETE FROM graphile_worker._private_jobs`;
    await line.run('work.recover', {});
    const told = await rows(version);
    expect(told).toHaveLength(PEOPLE);
    expect(new Set(told.map(({ senderId }) => senderId)).size).toBe(PEOPLE);
    expect(told.every(({ state }) => state === 'sent')).toBe(true);
    expect(await line.prisma.notice.findUniqueOrThrow({ where: { id } })).toMatchObject({ people: PEOPLE });
  });

  it('is one message for each person, about the last of several questions', async () => {
    const sent = line.messenger.sentTo('asker-1');
    expect(sent).toHaveLength(1);
    expect(sent[0]?.quote).toBe(String(PEOPLE + 1));
  });

  it('is written in the language of each', async () => {
    const textOf = (name: string) => JSON.stringify(line.messenger.sentTo(name)[0]?.text);
    expect(textOf('asker-4')).toContain(line.words('verdict.question'));
    expect(textOf('asker-5')).toContain(line.words('verdict.question', {}, 'en'));
  });

  it('tells two writers at work on it everybody once', async () => {
    const version = await announce('متى؟');
    const id = await noticeId(version);
    await Promise.all([notices.write(id), notices.write(id), notices.write(id)]);
    expect(await rows(version)).toHaveLength(PEOPLE);
  });

  it('stops where it was when it is cancelled, and what was not sent is not sent', async () => {
    const version = await announce('لماذا؟');
    await batch(await noticeId(version));
    const wasTold = await line.core.database.transaction((tx) => notices.cancel(tx, claimId, version));
    expect(wasTold).toBe(false);
    await line.processAll();
    expect((await rows(version)).map(({ state }) => state)).toEqual(Array(5).fill('withdrawn'));
  });
});
