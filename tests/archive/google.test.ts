import { describe, expect, it } from 'vitest';
import { draft, fates, read } from './reading.ts';

const claim = (fields: object = {}, ...reviews: object[]) => ({
  text: 'صورة لشمسين فوق واحة النخيلات',
  claimant: 'example.org',
  claimDate: '2024-11-08T10:00:00Z',
  claimReview: (reviews.length > 0 ? reviews : [{}]).map((review) => ({
    publisher: { name: 'غرفة التحقق (مثال)', site: 'example.org' },
    url: 'https://www.example.org/factcheck/suns',
    title: 'الصورة معدلة رقميًا',
    reviewDate: '2024-11-09T19:23:46Z',
    textualRating: 'fake',
    languageCode: 'ar',
    ...review,
  })),
  ...fields,
});

describe('an answer of the Fact Check Tools API', () => {
  it('gives a fact-check for each review of a claim', async () => {
    const page = {
      claims: [
        claim({}, {}, { url: 'https://example.net/suns', publisher: { name: null, site: 'example.net' } }),
      ],
    };
    const rows = await read(JSON.stringify(page, null, 1), {}, 'page.json');
    expect(draft(rows[0])).toEqual({
      id: expect.stringMatching(/^g-[\da-f]{16}$/u),
      url: 'https://www.example.org/factcheck/suns',
      title: 'الصورة معدلة رقميًا',
      claim: 'صورة لشمسين فوق واحة النخيلات',
      rating: 'fake',
      ratingLabel: 'fake',
      summary: null,
      body: null,
      publisher: 'غرفة التحقق (مثال)',
      datePublished: '2024-11-09',
      language: 'ar',
      appearances: [],
      media: [],
    });
    expect(draft(rows[1])).toMatchObject({ url: 'https://example.net/suns', publisher: 'example.net' });
    expect(rows[1]?.source).toEqual({ file: 'page.json', line: 1, item: 2 });
  });

  it.each([
    ['a bare list of claims', (a: object, b: object) => JSON.stringify([a, b], null, 2)],
    [
      'pages behind one another',
      (a: object, b: object) =>
        `${JSON.stringify({ claims: [a] }, null, 2)}\n${JSON.stringify({ claims: [b], nextPageToken: 'x' }, null, 2)}`,
    ],
    [
      'a page a line',
      (a: object, b: object) => `${JSON.stringify({ claims: [a] })}\n${JSON.stringify({ claims: [b] })}\n`,
    ],
    ['a claim a line', (a: object, b: object) => `${JSON.stringify(a)}\n${JSON.stringify(b)}`],
    ['a list of pages', (a: object, b: object) => JSON.stringify([{ claims: [a] }, { claims: [b] }])],
  ])('is read as %s', async (_, written) => {
    const text = written(claim(), claim({ text: 'ادعاء آخر' }));
    for (const format of ['auto', 'google'] as const) {
      expect((await read(text, { format }, 'page.json')).map((row) => draft(row).claim)).toEqual([
        'صورة لشمسين فوق واحة النخيلات',
        'ادعاء آخر',
      ]);
    }
  });

  it('gives the same id on every import, whatever the spelling of the address', async () => {
    const [a] = await read(JSON.stringify(claim()));
    const [b] = await read(
      JSON.stringify(claim({}, { url: 'http://example.org/factcheck/suns/?utm_source=feed', title: 'x' })),
    );
    expect(draft(a).id).toBe(draft(b).id);
  });

  it('rejects what holds no review or no address', async () => {
    const rows = await read(
      JSON.stringify({ claims: [claim({ claimReview: [] }), claim({}, { url: '' }), 7] }),
    );
    expect(fates(rows)).toEqual(['no-claim-review', 'no-url', 'not-an-object']);
  });

  it('that is an empty page is no row', async () => {
    expect(await read('{"claims":[]}\n{}\n', { format: 'google' })).toEqual([]);
  });

  it('shortens a paragraph as rating to its verdict', async () => {
    const [found] = await read(
      JSON.stringify(
        claim(
          {},
          {
            textualRating:
              'بحثنا عن أصل الصورة في أرشيف المصور واتضح أن هذا الادعاء زائف، فالأصل بشمس واحدة.',
          },
        ),
      ),
    );
    expect(draft(found)).toMatchObject({ rating: 'fake', ratingLabel: 'زائف' });
  });
});
