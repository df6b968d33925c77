import { copyFile, mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type ImportReport, importArchive } from '../../src/archive/import.ts';
import { type Core, openCore } from '../../src/core.ts';
import { listFactCheckMedia, measureArchive } from '../../src/store/fact-checks.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createDataFolder, testConfig, testLog } from '../support/test-app.ts';
import {
  type ArchiveRow,
  bridgeVideo,
  forwarded,
  lanternPicture,
  textChecks,
  wellCheck,
} from '../support/test-archive.ts';

let core: Core;
let database: TestDatabase;
let folder: { path: string; remove(): Promise<void> };
beforeAll(async () => {
  folder = await createDataFolder();
  database = await createTestDatabase();
  core = await openCore(testConfig(folder.path, database.url), testLog);
});
afterAll(async () => {
  await core.close();
  await database.drop();
  await folder.remove();
});

let archive: string;
beforeEach(async () => {
  await core.database.prisma.$executeRaw`TRUNCATE fact_checks, media CASCADE`;
  archive = join(folder.path, 'archive');
  await rm(archive, { recursive: true, force: true });
  await mkdir(archive);
});

const write = (name: string, content: string): Promise<void> => writeFile(join(archive, name), content);
const writeRows = (rows: object[], name = 'checks.jsonl'): Promise<void> =>
  write(name, rows.map((row) => JSON.stringify(row)).join('\n'));
const run = (path = archive, options = {}): Promise<ImportReport> => importArchive(core, path, options);
const counts = ({ created, updated, unchanged, rejected }: ImportReport) => [
  created,
  updated,
  unchanged,
  rejected,
];
const factCheck = (id: string) => core.database.prisma.factCheck.findUniqueOrThrow({ where: { id } });

describe('an import', () => {
  it('that is run again changes nothing', async () => {
    await writeRows([{ ...wellCheck, media: [await lanternPicture()] }, ...textChecks.slice(1)]);
    expect(counts(await run())).toEqual([3, 0, 0, 0]);
    const before = await core.database.prisma.factCheck.findMany({ orderBy: { id: 'asc' } });
    const decode = vi.spyOn(core.fingerprinter, 'fingerprintQuery');
    decode.mockClear();
    expect(counts(await run())).toEqual([0, 0, 3, 0]);
    expect(await core.database.prisma.factCheck.findMany({ orderBy: { id: 'asc' } })).toEqual(before);
    expect(decode).not.toHaveBeenCalled();
  });

  it('updates the rows that changed, and only those', async () => {
    await writeRows(textChecks);
    await run();
    const untouched = await factCheck('bakery');
    await writeRows([{ ...wellCheck, rating: 'misleading' }, ...textChecks.slice(1)]);
    expect(counts(await run())).toEqual([0, 1, 2, 0]);
    expect(await factCheck('well')).toMatchObject({ rating: 'misleading' });
    expect(await factCheck('bakery')).toEqual(untouched);
  });

  it('leaves rows alone that a later import does not name', async () => {
    await writeRows(textChecks);
    await run();
    await writeRows([{ ...wellCheck, id: 'another', url: 'https://checks.example/another' }]);
    expect(counts(await run())).toEqual([1, 0, 0, 0]);
    expect((await measureArchive(core.database.prisma)).factChecks).toBe(4);
  });

  it('can be searched as soon as it returns', async () => {
    await writeRows(textChecks);
    await run();
    const { ranked } = await core.archive.rank([{ kind: 'text', text: wellCheck.claim }]);
    expect(ranked[0]).toMatchObject({ id: 'well', sent: true });
  });

  it('gives every rejected row a reason with its place, and imports the others', async () => {
    const { url, rating } = wellCheck;
    await write(
      'checks.jsonl',
      [
        JSON.stringify(wellCheck),
        JSON.stringify({ id: 'empty', url, rating }),
        '{"id": "cut off',
        JSON.stringify({ ...wellCheck, claim: 'قول آخر تحت المعرّف نفسه' }),
        JSON.stringify({ ...wellCheck, id: 'no-link', url: undefined }),
        JSON.stringify({ ...wellCheck, id: 'bad-link', url: 'javascript:alert(1)' }),
        '7',
        JSON.stringify({ ...wellCheck, id: 'last', datePublished: '2024-13-45', title: '<b>عنوان</b>' }),
      ].join('\n'),
    );
    const report = await run();
    expect(counts(report)).toEqual([2, 0, 0, 6]);
    expect(report.rejections.map(({ source, reason }) => [source.line, reason])).toEqual([
      [2, 'no-claim-and-no-title'],
      [3, 'not-json'],
      [4, 'doubled-id'],
      [5, 'no-url'],
      [6, 'bad-url'],
      [7, 'not-an-object'],
    ]);
    expect(report.repairs).toMatchObject({ 'bad-date': 1, 'html-stripped': 1 });
    expect(await factCheck('last')).toMatchObject({ datePublished: null, title: 'عنوان' });
  });

  it('of a folder reads all formats and the media that lie in it', async () => {
    await mkdir(join(archive, 'media'));
    await copyFile(await lanternPicture(), join(archive, 'media', 'lantern.jpg'));
    await writeRows([{ ...wellCheck, media: ['media/lantern.jpg'] }], 'native.jsonl');
    await write(
      'review.json',
      JSON.stringify({
        '@context': 'https://schema.org',
        '@type': 'ClaimReview',
        url: 'https://checks.example/review',
        claimReviewed: 'قول في صيغة المراجعة',
        reviewRating: { '@type': 'Rating', alternateName: 'زائف' },
      }),
    );
    await write(
      'google.json',
      JSON.stringify({
        claims: [
          {
            text: 'قول في صيغة البحث',
            claimReview: [{ url: 'https://checks.example/google', title: 'عنوان', textualRating: 'خطأ' }],
          },
        ],
      }),
    );
    const report = await run();
    expect(counts(report)).toEqual([3, 0, 0, 0]);
    expect(report.mediaProblems).toEqual([]);
    expect(await listFactCheckMedia(core.database.prisma, 'well')).toHaveLength(1);
  });

  it('imports many rows in batches', async () => {
    const rows = Array.from({ length: 1_203 }, (_, i) => ({
      ...wellCheck,
      id: `many-${i}`,
      url: `https://checks.example/many/${i}`,
    }));
    await writeRows(rows);
    expect(counts(await run())).toEqual([1_203, 0, 0, 0]);
    expect(counts(await run())).toEqual([0, 0, 1_203, 0]);
  });

  it('of nothing that can be read leaves the examples in place', async () => {
    await writeRows([wellCheck]);
    await run(archive, { asExamples: true });
    await write('checks.jsonl', '{"id": "cut off');
    await run();
    expect(await measureArchive(core.database.prisma)).toEqual({ factChecks: 1, examples: 1 });
  });

  it('takes the examples out when it brings the first real row', async () => {
    await writeRows(textChecks);
    await run(archive, { asExamples: true });
    await writeRows([{ ...wellCheck, id: 'real' }]);
    await run();
    expect(await measureArchive(core.database.prisma)).toEqual({ factChecks: 1, examples: 0 });
    const { ranked } = await core.archive.rank([{ kind: 'text', text: wellCheck.claim }]);
    expect(ranked.map(({ id }) => id)).toEqual(['real']);
  });
});

describe('media of an import', () => {
  const withMedia = (media: string[]): ArchiveRow => ({ ...wellCheck, media });

  it('that is missing is reported, its row imported, and mended by a later import', async () => {
    await writeRows([withMedia(['lantern.jpg'])]);
    const first = await run();
    expect(counts(first)).toEqual([1, 0, 0, 0]);
    expect(first.mediaProblems).toMatchObject([{ id: 'well', code: 'file-gone' }]);
    expect(await listFactCheckMedia(core.database.prisma, 'well')).toEqual([]);

    await copyFile(await lanternPicture(), join(archive, 'lantern.jpg'));
    const second = await run();
    expect(counts(second)).toEqual([0, 1, 0, 0]);
    expect(second.mediaProblems).toEqual([]);
    expect(await matchOf(await forwarded(await lanternPicture()))).toBe('well');
  });

  it('that is gone at a later import stays with its fact-check', async () => {
    await copyFile(await lanternPicture(), join(archive, 'lantern.jpg'));
    await writeRows([withMedia(['lantern.jpg'])]);
    await run();
    await rm(join(archive, 'lantern.jpg'));
    const later = await run();
    expect(counts(later)).toEqual([0, 0, 1, 0]);
    expect(later.mediaProblems).toMatchObject([{ id: 'well', code: 'file-gone' }]);
    expect(await listFactCheckMedia(core.database.prisma, 'well')).toHaveLength(1);
  });

  it('that cannot be read is reported each time and does not stop the others', async () => {
    await write('noise.mp4', 'ليس هذا مقطعًا');
    await writeRows([withMedia(['noise.mp4', await bridgeVideo()])]);
    for (const expected of [
      [1, 0, 0, 0],
      [0, 0, 1, 0],
    ]) {
      const report = await run();
      expect(counts(report)).toEqual(expected);
      expect(report.mediaProblems).toMatchObject([{ id: 'well', code: 'file-type-unsupported' }]);
    }
    expect(await matchOf(await bridgeVideo())).toBe('well');
  });

  it('that a row no longer names is no longer found', async () => {
    await writeRows([withMedia([await lanternPicture()])]);
    await run();
    expect(await matchOf(await lanternPicture())).toBe('well');
    await writeRows([withMedia([])]);
    expect(counts(await run())).toEqual([0, 1, 0, 0]);
    expect(await matchOf(await lanternPicture())).toBeNull();
  });

  it('that two rows share is fingerprinted once and kept by both', async () => {
    const decode = vi.spyOn(core.fingerprinter, 'fingerprintQuery');
    decode.mockClear();
    await writeRows([
      withMedia([await lanternPicture()]),
      { ...withMedia([await lanternPicture()]), id: 'second', url: 'https://checks.example/second' },
    ]);
    await run();
    expect(decode).toHaveBeenCalledTimes(1);
    const { prisma } = core.database;
    expect(await listFactCheckMedia(prisma, 'well')).toEqual(await listFactCheckMedia(prisma, 'second'));
    expect(await listFactCheckMedia(prisma, 'well')).toHaveLength(1);
  });

  it('is stored before the row that holds it, so that an import cut off in the middle goes on where it was', async () => {
    const transaction = vi.spyOn(core.database, 'transaction').mockRejectedValueOnce(new Error('cut off'));
    await writeRows([withMedia([await lanternPicture(), await bridgeVideo()])]);
    await expect(run()).rejects.toThrow('cut off');
    transaction.mockRestore();
    expect(await core.database.prisma.factCheck.count()).toBe(0);
    expect(await core.database.prisma.media.count()).toBe(2);
    const decode = vi.spyOn(core.fingerprinter, 'fingerprintQuery');
    decode.mockClear();
    expect(counts(await run())).toEqual([1, 0, 0, 0]);
    expect(decode).not.toHaveBeenCalled();
    expect(await matchOf(await bridgeVideo())).toBe('well');
  });
});

/** The fact-check that a file leads to. */
async function matchOf(path: string): Promise<string | null> {
  const fingerprint = await core.fingerprinter.fingerprintQuery(path);
  const { band, ranked } = await core.archive.rank([
    { kind: 'media', file: 0, sha256: '0'.repeat(64), fingerprint },
  ]);
  return band === 'answered' ? (ranked[0]?.id ?? null) : null;
}
