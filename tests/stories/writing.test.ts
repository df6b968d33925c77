import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask } from '../../src/intake/ask.ts';
import { listWaitingClaims } from '../../src/review/waiting-claims.ts';
import { makePicture, writeFixture } from '../support/media-fixtures.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { lanternPicture, mediaChecks, textChecks, WELL_CLAIM } from '../support/test-archive.ts';
import { drawCard } from '../support/text-cards.ts';

/** Nobody checked it. */
const RUMOUR = 'إدارة المرفأ الغربي في بلدة الغيمة تبيع حاويات مصادرة بأسعار رمزية للموظفين وحدهم';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: [...textChecks, ...(await mediaChecks())] });
});
afterAll(() => line.end());

const cardOf = async (name: string, text: string, seed = 1): Promise<string> =>
  writeFixture(`${name}.jpg`, await drawCard('news card', text, { seed }));
const fileOf = async (path: string) => line.file(path, 'image');
const recogniser = () => vi.spyOn(line.core.ocr, 'use');

const claimOf = async (name: string) => {
  const { claimId } = await line.person(name).tip();
  const claim = (await listWaitingClaims(line.prisma, 100)).find(({ id }) => id === claimId);
  if (!claim) throw new Error(`nothing of ${name} waits in the queue`);
  return claim;
};

describe('a card with words', () => {
  it('is answered by its words when nobody has seen the picture before', async () => {
    const reply = await line.person('amal').ask({ files: [await fileOf(await cardOf('well', WELL_CLAIM))] });
    expect(reply.text).toContain('لا صحة لسكب مواد كيميائية');
    expect(reply.text).toContain(line.words('matched.ocr'));
    expect((await line.person('amal').tip()).outcome).toBe('answered');
  });

  it('names the words it was found by, and the file they stand in', async () => {
    const path = await cardOf('well', WELL_CLAIM);
    const { answers } = await ask(line.core, { id: 'q', files: [{ path, sha256: 'not stored' }] });
    expect(answers[0]).toMatchObject({
      factCheck: { id: 'well' },
      relation: 'same',
      evidence: [{ kind: 'ocr', query: { file: 0 } }],
    });
    expect(answers[0]?.evidence[0]?.words?.length).toBeGreaterThan(3);
  });

  it('goes to the team with its words when nobody has checked them', async () => {
    await line.person('basil').ask({ files: [await fileOf(await cardOf('rumour', RUMOUR))] });
    const { text, media } = await claimOf('basil');
    expect(text).toBeNull();
    expect(media[0]?.text).toMatch(/المرفأ|الغيمة|مصادرة/u);
  });

  it('joins the claim of another card that says the same', async () => {
    const other = await writeFixture('rumour-dark.jpg', await drawCard('light on dark', RUMOUR));
    await line.person('camilia').ask({ files: [await fileOf(other)] });
    expect(await claimOf('camilia')).toMatchObject({ id: (await claimOf('basil')).id, demand: 2 });
  });

  it('is read once, however many send it, and by whatever process', async () => {
    const path = await cardOf('rumour', RUMOUR);
    const use = recogniser();
    await line.person('daoud').ask({ files: [await fileOf(path)] });
    expect(await claimOf('daoud')).toMatchObject({ id: (await claimOf('basil')).id });
    expect(use).not.toHaveBeenCalled();
    use.mockRestore();
    await line.otherProcess(async (core) => {
      const elsewhere = vi.spyOn(core.ocr, 'use');
      const { sha256 } = (await claimOf('basil')).media[0] ?? {};
      const known = sha256 ? await core.library.find(sha256) : null;
      expect(known && (await core.library.readWriting(known))).toMatch(/المرفأ|الغيمة|مصادرة/u);
      expect(elsewhere).not.toHaveBeenCalled();
    });
  });
});

describe('words in a picture', () => {
  it('are not read when the picture itself is known', async () => {
    const use = recogniser();
    const reply = await line.person('ehab').ask({ files: [await fileOf(await lanternPicture())] });
    expect(reply.text).toContain(line.words('matched.exact'));
    expect(use).not.toHaveBeenCalled();
    use.mockRestore();
  });

  it('are not read when the words beside it are answered', async () => {
    const use = recogniser();
    const files = [await fileOf(await cardOf('beside', RUMOUR, 7))];
    await line.person('farida').ask({ text: WELL_CLAIM, files });
    expect((await line.person('farida').tip()).outcome).toBe('answered');
    expect(use).not.toHaveBeenCalled();
    use.mockRestore();
  });

  it('leave a picture without any as it is', async () => {
    const use = recogniser();
    await line.person('ghada').ask({ files: [await fileOf(await makePicture(941))] });
    expect(use).toHaveBeenCalledOnce();
    expect((await claimOf('ghada')).media).toEqual([
      { sha256: expect.any(String), kind: 'image', text: null },
    ]);
    use.mockRestore();
  });

  it('cost the question nothing but themselves when the recogniser fails, and are read the next time', async () => {
    const use = recogniser().mockImplementation((_, work) => work(async () => null));
    const path = await cardOf('failing', 'طائرة شراعية تهبط اضطراريا فوق سطح مدرسة الموسيقى في بلدة الرند');
    await line.person('haitham').ask({ files: [await fileOf(path)] });
    expect(await claimOf('haitham')).toMatchObject({ demand: 1, media: [{ text: null }] });
    use.mockRestore();
    await line.person('iman').ask({ files: [await fileOf(path)] });
    expect((await claimOf('haitham')).media[0]?.text).toMatch(/شراعية|اضطراريا|الموسيقى/u);
    expect(await claimOf('iman')).toMatchObject({ id: (await claimOf('haitham')).id, demand: 2 });
  });
});
