import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Settings } from '../../src/domain/settings.ts';
import { findMessage } from '../../src/store/messages.ts';
import { changeSettings } from '../../src/store/settings.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { lanternPicture, textChecks, unknownPicture, WELL_CLAIM } from '../support/test-archive.ts';

const WORDS = 'مدير مصلحة المياه في وادي القصب استقال احتجاجا على رفع الأسعار';
/** Where something was forwarded from. */
const PLACE = 'قناة أخبار وادي القصب';
const DAY_MS = 24 * 60 * 60 * 1_000;

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: textChecks });
  await line.person('old').ask({ text: WORDS, files: [await line.file(await unknownPicture(500), 'image')] });
  await line.person('answered').ask({ text: WELL_CLAIM, origin: { kind: 'channel', title: PLACE } });
  await answerAQuestion();
  await line.person('both').ask({ files: [await line.file(await lanternPicture(), 'image')] });
  await age('old', 100);
  await age('both', 100);
  await age('answered', 100);
  // The same picture came again, yesterday.
  await line.person('new').ask({ files: [await line.file(await lanternPicture(), 'image')] });
});
afterAll(() => line.end());

/** What somebody told the team when it asked. */
async function answerAQuestion(): Promise<void> {
  const { id: senderId } = await line.prisma.sender.findFirstOrThrow({ where: { externalId: 'old' } });
  const notice = { claim: { create: {} }, version: 1, kind: 'question', messages: {} };
  const { id: noticeId } = await line.prisma.notice.create({ data: notice });
  const at = new Date(Date.now() - 100 * DAY_MS);
  await line.prisma.claimAnswer.create({ data: { noticeId, senderId, text: `${WORDS}، وصلني من جاري`, at } });
}

/** As if all of it had happened so many days ago. */
async function age(name: string, days: number): Promise<void> {
  const at = new Date(Date.now() - days * DAY_MS);
  const { prisma } = line;
  const { id: tipId, claimId } = await line.person(name).tip();
  await prisma.tip.update({ where: { id: tipId }, data: { createdAt: at } });
  await prisma.message.updateMany({ where: { conversation: name }, data: { receivedAt: at } });
  await prisma.outbox.updateMany({ where: { conversation: name }, data: { createdAt: at } });
  await prisma.sender.updateMany({ where: { externalId: name }, data: { lastSeenAt: at } });
  await prisma.claim.updateMany({ where: { id: claimId ?? 0 }, data: { lastSeenAt: at } });
  await prisma.media.updateMany({ where: { tipFiles: { some: { tipId } } }, data: { createdAt: at } });
}

const set = (changes: Partial<Settings>) =>
  changeSettings(line.core.database, changes, { actor: 'admin', origin: null });
const clean = () => line.run('data.clean', {});
const filesOf = async (name: string) => (await line.person(name).tip()).files.map(({ mediaId }) => mediaId);
const everything = async () =>
  JSON.stringify(
    await Promise.all([
      line.prisma.message.findMany(),
      line.prisma.tip.findMany(),
      line.prisma.claim.findMany({ select: { text: true } }),
      line.prisma.outbox.findMany(),
      line.prisma.claimAnswer.findMany(),
      line.prisma.dialogue.findMany(),
    ]),
  );

describe('the daily cleaning', () => {
  it('deletes nothing as long as nothing is set', async () => {
    const before = await everything();
    await clean();
    expect(await everything()).toBe(before);
  });

  it('deletes nothing that is younger than what is set', async () => {
    await set({ filesDays: 101, textsDays: 101, sendersDays: 101 });
    const before = await everything();
    await clean();
    expect(await everything()).toBe(before);
  });

  it('deletes old files that nobody sent since, with their bytes', async () => {
    const [mediaId] = await filesOf('old');
    const { sha256 } = await line.prisma.media.findUniqueOrThrow({ where: { id: mediaId ?? 0 } });
    await set({ filesDays: 99 });
    await clean();
    expect(await filesOf('old')).toEqual([null]);
    expect(await line.core.blobs.has(sha256)).toBe(false);
    expect(await filesOf('both')).toEqual(await filesOf('new'));
    expect(await filesOf('new')).not.toEqual([null]);
  });

  it('deletes old words wherever they stand, and leaves the rest', async () => {
    for (const words of [WORDS, PLACE]) expect(await everything()).toContain(words);
    await set({ textsDays: 99 });
    await clean();
    for (const words of [WORDS, PLACE, WELL_CLAIM]) expect(await everything()).not.toContain(words);
    const messages = await line.prisma.message.findMany({ where: { conversation: 'old' } });
    for (const { id } of messages) expect(await findMessage(line.prisma, id)).toBeNull();
    const { answers, origin, answeredWith } = await line.person('answered').tip();
    expect(answers).toMatchObject([{ factCheckId: 'well', evidence: [{ kind: 'text' }] }]);
    expect(JSON.stringify(answers)).not.toContain('words');
    expect({ origin, answeredWith }).toEqual({ origin: { kind: 'channel' }, answeredWith: 'well' });
    const sent = await line.prisma.outbox.findMany({ where: { conversation: { in: ['old', 'new'] } } });
    for (const { message, conversation } of sent) {
      expect((message as unknown as { text: unknown[] }).text.length > 0).toBe(conversation === 'new');
    }
  });

  it('forgets people who have been silent for so long, and their questions', async () => {
    await set({ sendersDays: 99 });
    await clean();
    const left = await line.prisma.sender.findMany({ select: { externalId: true } });
    expect(left.map(({ externalId }) => externalId)).toEqual(['new']);
    expect(await line.prisma.tip.count()).toBe(1);
    expect(await line.person('old').tips).toEqual([]);
  });

  it('keeps the log of accounts for a month whatever is asked', async () => {
    await set({ logDays: 90 });
    await clean();
    expect(await line.prisma.accountEvent.count()).toBeGreaterThan(0);
    await expect(line.prisma.accountEvent.deleteMany()).rejects.toThrow(/append-only/u);
    await expect(line.prisma.accountEvent.updateMany({ data: { actor: 'nobody' } })).rejects.toThrow(
      /append-only/u,
    );
  });

  it('takes no time of keeping that is a slip', async () => {
    await expect(set({ sendersDays: 1 })).rejects.toMatchObject({ code: 'setting-invalid' });
    await expect(set({ filesDays: 0.5 })).rejects.toMatchObject({ code: 'setting-invalid' });
  });
});
