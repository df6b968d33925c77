import { createWriteStream } from 'node:fs';
import { chmod, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { describe, expect, it } from 'vitest';
import { type Format, readArchive } from '../../src/archive/read-archive.ts';
import { REJECT_REASONS, REPAIRS } from '../../src/archive/reasons.ts';
import { RATINGS } from '../../src/domain/rating.ts';
import { LANGUAGES, Words } from '../../src/words.ts';
import { draft, fates, folderWith, read, rowsOf } from './reading.ts';

const native = (id: string) =>
  JSON.stringify({
    id,
    url: `https://example.org/${id}`,
    title: `عنوان ${id}`,
    claim: `ادعاء ${id}`,
    rating: 'fake',
  });
const google = JSON.stringify(
  {
    claims: [
      {
        text: 'ادعاء ج',
        claimReview: [{ url: 'https://example.org/g', title: 'عنوان ج', textualRating: 'زائف' }],
      },
    ],
  },
  null,
  2,
);
const jsonLd = JSON.stringify({
  '@type': 'ClaimReview',
  url: 'https://example.org/c',
  claimReviewed: 'ادعاء د',
  reviewRating: { alternateName: 'False' },
});
const article = 'عنوان هـ\nالادعاء\nادعاء هـ\nتحقيق المرصد\nوجد أنه زائف.';

describe('a folder', () => {
  it('is read whole, whatever formats lie in it', async () => {
    const folder = await folderWith({
      'b.jsonl': `${native('1')}\n${jsonLd}`,
      'c.json': google,
      'deep/er/d.txt': article,
      'a.ndjson': native('2'),
      'e.txt': native('3'),
      'media/clip.mp4': new Uint8Array([0, 1, 2]),
      'media/photo.JPG': new Uint8Array([0, 1, 2]),
      'README.md': '# about',
      '.hidden/x.jsonl': native('4'),
    });
    const rows = await rowsOf(folder);
    expect(rows.map((row) => [row.source.file, draft(row).claim])).toEqual([
      ['a.ndjson', 'ادعاء 2'],
      ['b.jsonl', 'ادعاء 1'],
      ['b.jsonl', 'ادعاء د'],
      ['c.json', 'ادعاء ج'],
      ['deep/er/d.txt', 'ادعاء هـ'],
      ['e.txt', 'ادعاء 3'],
    ]);
  });

  it('reports files it cannot read and reads the rest', async () => {
    const folder = await folderWith({
      'a.jsonl': '',
      'b.docx': new Uint8Array([0x50, 0x4b, 3, 4, 0, 0]),
      'c.txt': 'ملاحظات عابرة',
      'd.json': '{"claims": [',
      'e.jsonl': native('1'),
      'f.xml': '<rss></rss>',
    });
    expect(fates(await rowsOf(folder))).toEqual([
      'file-empty',
      'unknown-format',
      'unknown-format',
      'not-json',
      [],
      'unknown-format',
    ]);
  });

  it('does not follow links in circles', async () => {
    const folder = await folderWith({ 'sub/a.jsonl': native('1') });
    await symlink(folder, join(folder, 'sub', 'loop'));
    expect(await rowsOf(folder)).toHaveLength(1);
  });

  it('holds each id once, across its files', async () => {
    const folder = await folderWith({
      'a.jsonl': native('1'),
      'b.jsonl': native('1').replace('fake', 'true'),
    });
    expect(fates(await rowsOf(folder))).toEqual([[], 'doubled-id']);
  });

  it('without anything to read is an error', async () => {
    await expect(rowsOf(await folderWith({ 'a.mp4': 'x' }))).rejects.toMatchObject({
      code: 'import-nothing-found',
    });
  });
});

describe('a file', () => {
  it('that is missing or of no known format is an error', async () => {
    await expect(rowsOf('/nowhere/archive.jsonl')).rejects.toMatchObject({ code: 'file-not-found' });
    await expect(read('some words', {}, 'notes.txt')).rejects.toMatchObject({
      code: 'import-format-unknown',
    });
    await expect(read(native('1'), { format: 'parchment' as Format })).rejects.toMatchObject({
      code: 'import-format-unknown',
    });
  });

  it.skipIf(process.getuid?.() === 0)('that may not be read is an error', async () => {
    const folder = await folderWith({ 'a.jsonl': native('1') });
    await chmod(join(folder, 'a.jsonl'), 0o000);
    await expect(rowsOf(join(folder, 'a.jsonl'))).rejects.toMatchObject({ code: 'file-unreadable' });
  });

  it('whose first line is broken loses that line only', async () => {
    expect(fates(await read(`{"id": "x\n${native('1')}\n${native('2')}`))).toEqual(['not-json', [], []]);
  });

  it('may hold several formats, line by line', async () => {
    const rows = await read([native('1'), JSON.stringify(JSON.parse(google)), jsonLd].join('\n'));
    expect(rows.map((row) => draft(row).id[0])).toEqual(['1', 'g', 'c']);
  });

  it('gives the same rows on every reading', async () => {
    const folder = await folderWith({
      'b.jsonl': `${native('1')}\n${jsonLd}`,
      'c.json': google,
      'd.txt': article,
    });
    expect(await rowsOf(folder)).toEqual(await rowsOf(folder));
  });

  it('tells how far it was read', async () => {
    const text = `${native('1')}\n${native('2')}`;
    const seen: [number, number][] = [];
    await read(text, { onBytes: (done, total) => seen.push([done, total]) });
    const size = Buffer.byteLength(text);
    expect(seen.at(-1)).toEqual([size, size]);
  });

  it('of 60 MB is not read whole', async () => {
    const folder = await folderWith({});
    const path = join(folder, 'large.jsonl');
    const out = createWriteStream(path);
    const filling = 'كلام كثير '.repeat(3_000);
    for (let i = 0; i < 1_200; i++)
      out.write(`${native(String(i)).slice(0, -1)},"extra":${JSON.stringify(filling)}}\n`);
    out.end();
    await finished(out);
    let count = 0;
    let peak = 0;
    const before = process.memoryUsage.rss();
    for await (const row of readArchive(path)) {
      count += row.ok ? 1 : 0;
      peak = Math.max(peak, process.memoryUsage.rss() - before);
    }
    expect(count).toBe(1_200);
    expect(peak).toBeLessThan(80 * 1024 * 1024);
  });
});

describe('the words', () => {
  it.each(LANGUAGES)('stand for every reason, repair and rating (%s)', async (language) => {
    const words = await Words.load(join(import.meta.dirname, '../../locales'), 'ar');
    const keys = [
      ...REJECT_REASONS.map((r) => `import:reject.${r}`),
      ...REPAIRS.map((r) => `import:repair.${r}`),
      ...RATINGS.map((r) => `ratings:${r}`),
    ];
    expect(keys.filter((key) => !words.has(language, key))).toEqual([]);
  });
});
