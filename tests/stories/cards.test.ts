import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MemoryAdapter } from '../../src/adapters/memory.ts';
import { CardPictures } from '../../src/cards/card-pictures.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import {
  bridgeVideo,
  lanternPicture,
  marketPicture,
  mediaChecks,
  textChecks,
  unknownPicture,
  WELL_CLAIM,
} from '../support/test-archive.ts';

let line: TestApp;
let pictures: CardPictures;
beforeAll(async () => {
  const messenger = new MemoryAdapter();
  messenger.sendsPictures = true;
  line = await startTestApp({ messenger, archive: [...textChecks, ...(await mediaChecks())] });
  pictures = new CardPictures(line.app.cards, line.core.database);
});
afterAll(() => line.end());

const known = new Set<string>();
/** What somebody who knows us already got: the buttons of each message, and the key of its picture. */
async function heard(name: string, question: Parameters<ReturnType<TestApp['person']>['send']>[0]) {
  const person = known.has(name) ? line.person(name) : await line.acquaintance(name);
  known.add(name);
  const before = line.messenger.sentTo(name).length;
  await person.send(question);
  await line.processAll();
  return line.messenger
    .sentTo(name)
    .slice(before)
    .map(({ picture, buttons = [] }) => ({ key: picture?.key ?? null, buttons: buttons.flat() }));
}
const keysOf = async (...args: Parameters<typeof heard>) => (await heard(...args)).map(({ key }) => key);
const image = async (path: string) => ({ files: [await line.file(path, 'image')] });
const sizeOf = async (key: string) => {
  const source = await pictures.find('memory', key);
  if (!source || !('bytes' in source)) throw new Error('no bytes');
  const { width, height } = await sharp(source.bytes).metadata();
  return { width, height };
};

describe('the card of an answer', () => {
  it('follows the words, which do not wait for it', async () => {
    const [answer, card] = await keysOf('text', { text: WELL_CLAIM });
    expect(answer).toBeNull();
    expect(await sizeOf(card ?? '')).toMatchObject({ width: 1080 });
  });

  it('shows what matched, of a film as of a picture', async () => {
    const plain = await sizeOf((await keysOf('plain', { text: WELL_CLAIM })).at(-1) ?? '');
    const film = await keysOf('film', { files: [await line.file(await bridgeVideo(), 'video')] });
    const picture = await keysOf('picture', await image(await lanternPicture()));
    for (const key of [film.at(-1), picture.at(-1)]) {
      expect((await sizeOf(key ?? '')).height).toBeGreaterThan(plain.height ?? 0);
    }
  });

  it('comes with what was picked, not with the choices', async () => {
    expect(await keysOf('picker', await image(await marketPicture()))).toEqual([null]);
    expect(await keysOf('picker', { text: '1' })).toEqual([null, expect.stringContaining('market')]);
  });

  it('does not come with what is only related, nor with what nobody checked', async () => {
    const related = { text: 'وزير الزراعة يعلن من هنا توزيع جرارات مجانية على كل قرية شرقية' };
    expect(await keysOf('related', { ...(await image(await lanternPicture())), ...related })).toEqual([null]);
    expect(await keysOf('unknown', await image(await unknownPicture(6601)))).toEqual([null]);
  });

  it('comes once where words follow that change nothing', async () => {
    await heard('twice', await image(await lanternPicture()));
    expect(await keysOf('twice', { text: 'صورة لاحتفال الفوانيس الأخير في ساحة القناديل' })).toEqual([null]);
  });
});

describe('a card', () => {
  const keyFor = async (name: string) => (await keysOf(name, { text: WELL_CLAIM })).at(-1) ?? '';

  it('is sent under the id of the messenger once it has it, until the messenger forgets it', async () => {
    const key = await keyFor('upload');
    expect(await pictures.find('telegram', key)).toHaveProperty('bytes');
    await pictures.onUploaded('telegram', key, 'their-id');
    expect(await pictures.find('telegram', key)).toEqual({ fileId: 'their-id' });
    expect(await pictures.find('memory', key)).toHaveProperty('bytes');
    await pictures.onForgotten('telegram', key);
    expect(await pictures.find('telegram', key)).toHaveProperty('bytes');
  });

  it('is drawn anew when the fact-check changes, and gone when it is taken out', async () => {
    const key = await keyFor('change');
    await pictures.onUploaded('telegram', key, 'old-id');
    const well = { where: { id: 'well' } };
    const { title } = await line.prisma.factCheck.findUniqueOrThrow(well);
    await line.prisma.factCheck.update({ ...well, data: { title: `${title} (تصحيح)` } });
    expect(await pictures.find('telegram', key)).toHaveProperty('bytes');
    await line.prisma.factCheck.update({ ...well, data: { deletedAt: new Date() } });
    expect(await pictures.find('telegram', key)).toBeNull();
    await line.prisma.factCheck.update({ ...well, data: { title, deletedAt: null } });
    expect(await pictures.find('telegram', key)).toEqual({ fileId: 'old-id' });
  });
});
