import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import {
  bridgeVideo,
  forwarded,
  lanternPicture,
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

/** What somebody forwards to a group without a word to us. */
const overheard = async (path: string, kind: 'image' | 'video' = 'image', member = 'member') => ({
  isGroup: true as const,
  isOverheard: true as const,
  origin: { kind: 'hidden' as const },
  sender: { externalId: member },
  files: [await line.file(path, kind)],
});
/** What somebody asks us in a group. */
const asked = (text: string, member = 'member') => ({
  isGroup: true as const,
  sender: { externalId: member },
  text,
});

async function say(group: string, question: Parameters<ReturnType<TestApp['person']>['send']>[0]) {
  await line.person(group).send(question);
  await line.processAll();
  return line.person(group).replies;
}

describe('in a group', () => {
  it('a forwarded film that was checked is answered without anybody asking', async () => {
    const replies = await say('g-known', await overheard(await bridgeVideo(), 'video'));
    expect(replies.map(({ text }) => text)).toEqual([
      expect.stringContaining('https://checks.example/bridge'),
    ]);
    expect(replies[0]?.quote).toBeDefined();
  });

  it('a forwarded picture nobody checked gets no word, and nothing of it is kept', async () => {
    const before = await line.prisma.media.count();
    expect(await say('g-unknown', await overheard(await unknownPicture(6401)))).toEqual([]);
    const { prisma } = line;
    expect(await prisma.tip.count({ where: { conversation: 'g-unknown' } })).toBe(0);
    expect(await prisma.message.count({ where: { conversation: 'g-unknown' } })).toBe(0);
    expect(await prisma.media.count()).toBe(before);
  });

  it('what others asked about already is not lost when it is overheard', async () => {
    const file = await unknownPicture(6402);
    await line.person('private').ask({ files: [await line.file(file, 'image')] });
    await say('g-shared', await overheard(file));
    const { mediaId } = (await line.person('private').tip()).files[0] ?? {};
    expect(await line.prisma.media.count({ where: { id: mediaId ?? 0 } })).toBe(1);
  });

  it('nothing is answered twice within a day without being asked', async () => {
    await say('g-twice', await overheard(await lanternPicture()));
    expect(await say('g-twice', await overheard(await forwarded(await lanternPicture())))).toHaveLength(1);
  });

  it('who asks again within a day gets the link in a line', async () => {
    await say('g-again', asked(WELL_CLAIM));
    const [, second] = await say('g-again', asked(WELL_CLAIM, 'another'));
    expect(second?.text).toContain(line.words('group.answeredToday'));
    expect(second?.text).toContain('https://checks.example/well');
    expect(second?.text.split('\n')).toHaveLength(3);
  });

  it('another group has its own day', async () => {
    await say('g-one', asked(WELL_CLAIM));
    const [reply] = await say('g-two', asked(WELL_CLAIM));
    expect(reply?.text).toContain(line.words('ratings:fake'));
  });

  it('a question nobody checked goes to the team, without buttons for everybody', async () => {
    const [reply] = await say('g-question', asked('سرب جراد ضخم يغطي سماء جزيرة المرجان ويلتهم حقول الذرة'));
    expect(reply?.text).toContain(line.words('unknown.text'));
    expect(reply?.buttons).toEqual([]);
  });
});

describe('/listen', () => {
  const listen = (argument: string, member: string) => ({
    isGroup: true as const,
    sender: { externalId: member },
    command: { name: 'listen', argument },
  });

  it('lets those who run a group switch unasked answers off and on', async () => {
    line.messenger.admins.add('boss');
    expect((await say('g-switch', listen('off', 'boss'))).at(-1)?.text).toBe(line.words('group.silent'));
    expect(await say('g-switch', await overheard(await lanternPicture()))).toHaveLength(1);
    expect((await say('g-switch', asked(WELL_CLAIM))).at(-1)?.text).toContain('https://checks.example/well');
    expect((await say('g-switch', listen('on', 'boss'))).at(-1)?.text).toBe(line.words('group.listens'));
    const replies = await say('g-switch', await overheard(await lanternPicture()));
    expect(replies.at(-1)?.text).toContain('https://checks.example/lantern');
  });

  it('is not for the others', async () => {
    expect((await say('g-others', listen('off', 'somebody'))).at(-1)?.text).toBe(
      line.words('group.onlyAdmins'),
    );
  });

  it('means nothing in a conversation with one person', async () => {
    const reply = await line.person('alone').ask({ command: { name: 'listen', argument: 'off' } });
    expect(reply.text).toBe(line.words('group.onlyThere'));
  });
});
