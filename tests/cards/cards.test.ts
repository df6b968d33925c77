import { rm } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadBrand } from '../../src/cards/brand.ts';
import { type Card, type CardSubject, Cards } from '../../src/cards/cards.ts';
import type { Evidence } from '../../src/domain/evidence.ts';
import type { FactCheck } from '../../src/domain/fact-check.ts';
import { findFactChecks } from '../../src/store/fact-checks.ts';
import { makePicture } from '../support/media-fixtures.ts';
import { createDataFolder, startTestApp, type TestApp, testLog } from '../support/test-app.ts';
import { bridgeVideo, lanternPicture, wellCheck } from '../support/test-archive.ts';
import { digestOf, pixelsOf } from './card-orders.ts';

let line: TestApp;
let folder: { path: string; remove(): Promise<void> };
const opened: Cards[] = [];
beforeAll(async () => {
  folder = await createDataFolder();
  line = await startTestApp({
    archive: [
      wellCheck,
      { ...wellCheck, id: 'bridge', media: [await bridgeVideo()] },
      { ...wellCheck, id: 'lanterns', media: [await lanternPicture()] },
      { ...wellCheck, id: 'lost', media: [await makePicture(77)] },
    ],
  });
});
afterAll(async () => {
  await Promise.all(opened.map((cards) => cards.close()));
  await line.end();
  await folder.remove();
});

/** As after a start with an empty data folder, unless another is named. */
let folders = 0;
async function openCards(
  changes: { name?: string; publicUrl?: string; dataFolder?: string } = {},
): Promise<Cards> {
  const { name = null, publicUrl = null, dataFolder = `${folder.path}/${++folders}` } = changes;
  const brand = await loadBrand({ name, colour: null, logo: null });
  const cards = await Cards.open({ ...line.core, brand, publicUrl, log: testLog }, dataFolder);
  opened.push(cards);
  return cards;
}

async function factCheckOf(id: string): Promise<FactCheck> {
  const found = (await findFactChecks(line.prisma, [id])).get(id);
  if (!found) throw new Error(`no ${id}`);
  return found;
}

const mediaOf = async (id: string): Promise<string> => {
  const [row] = await line.prisma.factCheckMedia.findMany({
    where: { factCheckId: id },
    include: { media: true },
  });
  return row?.media.sha256 ?? '';
};

async function subjectOf(id: string, evidence: Omit<Evidence, 'score'>): Promise<CardSubject> {
  const archive = { media: await mediaOf(id), ...evidence.archive };
  return { factCheck: await factCheckOf(id), evidence: [{ ...evidence, score: 1, archive }] };
}

const sizeOf = ({ width, height }: Card): number[] => [width, height];

describe('cards', () => {
  it('are drawn once, however many want one at a time or later', async () => {
    const cards = await openCards();
    const subject = { factCheck: await factCheckOf('well') };
    const [first, ...others] = await Promise.all(Array.from({ length: 5 }, () => cards.of(subject, 'ar')));
    for (const other of others) expect(other).toBe(first);
    const drawn = cards.drawn;
    expect(digestOf((await cards.of(subject, 'ar')).jpeg)).toBe(digestOf(first?.jpeg ?? Buffer.alloc(0)));
    expect([drawn, cards.drawn]).toEqual([1, 1]);
  });

  it('survive a restart', async () => {
    const dataFolder = `${folder.path}/kept`;
    const subject = { factCheck: await factCheckOf('well') };
    const before = await (await openCards({ dataFolder })).of(subject, 'ar');
    const next = await openCards({ dataFolder });
    expect(digestOf((await next.of(subject, 'ar')).jpeg)).toBe(digestOf(before.jpeg));
    expect(next.drawn).toBe(0);
  });

  it.each([
    ['title', { title: 'عنوان آخر' }],
    ['rating', { rating: 'true' }],
    ['summary', { summary: 'خلاصة أخرى' }],
    ['date', { datePublished: '2025-04-01' }],
    ['publisher', { publisher: 'مرصد آخر' }],
    ['address', { url: 'https://other.example/1' }],
  ] as const)('are new ones after an edit of what they show: %s', async (_what, change) => {
    const cards = await openCards();
    const factCheck = await factCheckOf('well');
    const { key } = await cards.plan({ factCheck }, 'ar');
    expect((await cards.plan({ factCheck: { ...factCheck, ...change } }, 'ar')).key).not.toBe(key);
  });

  it('stay the same after an edit of what they do not show', async () => {
    const cards = await openCards();
    const factCheck = await factCheckOf('well');
    const { key } = await cards.plan({ factCheck }, 'ar');
    const edited = { ...factCheck, body: 'نص آخر', appearances: ['https://social.example/9'] };
    expect((await cards.plan({ factCheck: edited }, 'ar')).key).toBe(key);
  });

  it('differ by language and by the newsroom’s name', async () => {
    const subject = { factCheck: await factCheckOf('well') };
    const keys = [
      await (await openCards()).plan(subject, 'ar'),
      await (await openCards()).plan(subject, 'en'),
      await (await openCards({ name: 'مرصد المثال' })).plan(subject, 'ar'),
      await (await openCards({ publicUrl: 'https://tips.example' })).plan(subject, 'ar'),
    ].map(({ key }) => key);
    expect(new Set(keys).size).toBe(4);
  });

  it('can be read without being seen', async () => {
    const { alt } = await (await openCards()).plan({ factCheck: await factCheckOf('well') }, 'ar');
    expect(alt).toBe(`زائف: ${wellCheck.title}`);
  });

  it('carry the archived picture that matched', async () => {
    const cards = await openCards();
    const card = await cards.of(await subjectOf('lanterns', { kind: 'image' }), 'ar');
    expect(sizeOf(card)).toEqual([1080, 1350]);
    expect(await pixelsOf(card.jpeg)).toMatchObject({ width: 1080, height: 1350 });
  });

  it.each([
    ['by the words in it', 'ocr'],
    ['by the words beside it', 'text'],
    ['by its link', 'link'],
    ['by its sound', 'audio'],
  ] as const)('carry no picture when it was found %s', async (_how, kind) => {
    const card = await (await openCards()).plan(await subjectOf('lanterns', { kind }), 'ar');
    expect([card.width, card.height]).toEqual([1080, 1080]);
  });

  it('are one for all pieces of a film from the same stretch of it', async () => {
    const cards = await openCards();
    const keyOf = async (from: number, to: number) =>
      (await cards.plan(await subjectOf('bridge', { kind: 'video', archive: { from, to } }), 'ar')).key;
    expect(new Set([await keyOf(0, 8), await keyOf(0.5, 7.5), await keyOf(0.2, 7.9)]).size).toBe(1);
  });

  it('show a moment of the film from the part that matched', async () => {
    const cards = await openCards();
    const shown = async (from: number, to: number) =>
      pixelsOf(
        (await cards.of(await subjectOf('bridge', { kind: 'video', archive: { from, to } }), 'ar')).jpeg,
      );
    const [early, late] = [await shown(0, 2), await shown(5.5, 7)];
    let different = 0;
    for (let i = 120 * 1080 * 3; i < 700 * 1080 * 3; i += 30) {
      if (Math.abs((early.data[i] ?? 0) - (late.data[i] ?? 0)) > 30) different++;
    }
    expect(different).toBeGreaterThan(1_000);
  });

  it('come without the picture when its file is lost', async () => {
    const cards = await openCards();
    const subject = await subjectOf('lost', { kind: 'image' });
    await rm(line.core.blobs.path(await mediaOf('lost')));
    const card = await cards.of(subject, 'ar');
    expect(sizeOf(card)).toEqual([1080, 1080]);
    expect(card.key).toBe((await cards.plan({ factCheck: subject.factCheck }, 'ar')).key);
  });

  it('cannot be had any more when they are closed', async () => {
    const cards = await openCards();
    await cards.close();
    await expect(cards.of({ factCheck: await factCheckOf('well') }, 'ar')).rejects.toThrow(
      'card-unavailable',
    );
  });
});
