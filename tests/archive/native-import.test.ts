import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { accepted, draft, fates, folderWith, read, rowsOf } from './reading.ts';

const row = (fields: object = {}) =>
  JSON.stringify({
    id: 'mr-1',
    url: 'https://example.org/factcheck/1',
    title: 'لم تُغلق بلدية الحجر الأبيض السوق القديم',
    claim: 'بلدية الحجر الأبيض تغلق السوق القديم نهائيًا',
    rating: 'fake',
    ...fields,
  });

describe('the native import', () => {
  it('reads every field', async () => {
    const folder = await folderWith({
      'archive.jsonl': row({
        ratingLabel: 'مفبرك',
        summary: 'السوق مفتوح.',
        publisher: 'غرفة التحقق (مثال)',
        datePublished: '2025-03-01',
        language: 'ar_EG',
        media: ['media/market.jpg', '../shared/clip.mp4', 'https://example.org/m.png'],
        appearances: ['https://example.org/post/1', 'https://example.org/post/2'],
      }),
    });
    const [found] = await rowsOf(join(folder, 'archive.jsonl'));
    expect(accepted(found)).toEqual({
      ok: true,
      source: { file: 'archive.jsonl', line: 1 },
      repairs: [],
      draft: {
        id: 'mr-1',
        url: 'https://example.org/factcheck/1',
        title: 'لم تُغلق بلدية الحجر الأبيض السوق القديم',
        claim: 'بلدية الحجر الأبيض تغلق السوق القديم نهائيًا',
        rating: 'fake',
        ratingLabel: 'مفبرك',
        summary: 'السوق مفتوح.',
        body: null,
        publisher: 'غرفة التحقق (مثال)',
        datePublished: '2025-03-01',
        language: 'ar-EG',
        appearances: ['https://example.org/post/1', 'https://example.org/post/2'],
        media: [
          join(folder, 'media/market.jpg'),
          join(folder, '../shared/clip.mp4'),
          'https://example.org/m.png',
        ],
      },
    });
  });

  it('rejects a bad row with its reason and reads the rest', async () => {
    const rows = await read(
      [
        row(),
        '{"id": "mr-2", "title": ',
        '"just a text"',
        row({ id: 'mr-4', claim: '', title: ' <p></p> ' }),
        row({ id: 'mr-5', url: null }),
        row({ id: 'mr-6', url: 'javascript:alert(1)' }),
        row({ id: 'mr-1', title: 'عنوان آخر' }),
        row({ id: 'mr-8' }),
      ].join('\n'),
    );
    expect(fates(rows)).toEqual([
      [],
      'not-json',
      'not-an-object',
      'no-claim-and-no-title',
      'no-url',
      'bad-url',
      'doubled-id',
      [],
    ]);
    expect(rows.map((r) => r.source.line)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  });

  it('mends what can be mended and says so', async () => {
    const rows = await read(
      [
        row({ id: 1, title: undefined }),
        row({ id: 2, claim: undefined }),
        row({ id: 3, datePublished: '2024-13-45' }),
        row({ id: 4, datePublished: '2031-01-01' }),
        row({ id: 5, title: '<h1>عنوان</h1>' }),
        row({ id: 6, rating: 'توضيح' }),
        row({ id: 7, rating: undefined }),
        row({ id: 8, rating: 'مضلل' }),
        row({ id: 9, language: '!!' }),
        row({ id: 10, appearances: ['x'], media: [7, '', 'file:///etc/passwd'] }),
        row({ id: null }),
      ].join('\n'),
    );
    expect(fates(rows)).toEqual([
      ['title-from-claim'],
      ['claim-from-title'],
      ['bad-date'],
      ['future-date'],
      ['html-stripped'],
      ['rating-unknown'],
      ['rating-missing'],
      [],
      ['bad-language'],
      ['appearance-dropped', 'media-dropped'],
      ['id-derived'],
    ]);
    expect(draft(rows[0]).id).toBe('1');
    expect(draft(rows[2]).datePublished).toBeNull();
    expect(draft(rows[5])).toMatchObject({ rating: 'other', ratingLabel: 'توضيح' });
    expect(draft(rows[7])).toMatchObject({ rating: 'misleading', ratingLabel: 'مضلل' });
    expect(draft(rows[8]).language).toBe('ar');
    expect(draft(rows[10]).id).toMatch(/^n-[\da-f]{16}$/u);
  });

  it('lets the first of two rows with one id win and marks a plain repeat', async () => {
    const rows = await read([row(), row(), row({ rating: 'true' })].join('\n'));
    expect(rows.map((r) => (r.ok ? (r.repeat ?? 'first') : r.reason))).toEqual(['first', true, 'doubled-id']);
  });

  it('keeps a rating of ours beside a label of the publisher', async () => {
    const [found] = await read(row({ rating: 'myth', ratingLabel: 'زائف' }));
    expect(draft(found)).toMatchObject({ rating: 'myth', ratingLabel: 'زائف' });
  });

  it('gives rows without a publisher the one that was named', async () => {
    const rows = await read([row(), row({ id: 'b', publisher: 'مرصد السرو' })].join('\n'), {
      publisher: 'غرفة التحقق (مثال)',
    });
    expect(rows.map((r) => draft(r).publisher)).toEqual(['غرفة التحقق (مثال)', 'مرصد السرو']);
  });

  it('survives fields of the wrong kind', async () => {
    const wild = [{}, [], 7, true, null, { a: { b: 1 } }];
    const rows = await read(
      wild
        .map((v, i) =>
          row({
            id: `w${i}`,
            title: v,
            rating: v,
            summary: v,
            publisher: v,
            datePublished: v,
            language: v,
            media: v,
            appearances: v,
          }),
        )
        .join('\n'),
    );
    expect(rows.every((r) => r.ok)).toBe(true);
  });
});
