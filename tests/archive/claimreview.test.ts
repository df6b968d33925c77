import { describe, expect, it } from 'vitest';
import { draft, fates, read } from './reading.ts';

const review = (fields: object = {}) => ({
  '@context': 'https://schema.org',
  '@type': 'ClaimReview',
  url: 'https://example.org/factcheck/convoy',
  headline: 'المقطع مقتطع من فيديو قافلة إغاثة',
  claimReviewed: 'قافلة عسكرية تتجه نحو الحدود',
  datePublished: '2025-01-20 20:02',
  author: { '@type': 'Organization', name: 'غرفة التحقق (مثال)', url: 'https://example.org/' },
  reviewRating: { '@type': 'Rating', alternateName: 'انتقائي', ratingValue: '' },
  ...fields,
});

const one = async (fields: object) => draft((await read(JSON.stringify(review(fields))))[0]);

describe('ClaimReview', () => {
  it('gives a fact-check', async () => {
    expect(
      await one({
        inLanguage: 'ar',
        itemReviewed: {
          '@type': 'Claim',
          appearance: [
            { '@type': 'CreativeWork', url: 'https://example.org/p/1' },
            { url: 'https://example.org/p/2' },
          ],
        },
      }),
    ).toEqual({
      id: expect.stringMatching(/^c-[\da-f]{16}$/u),
      url: 'https://example.org/factcheck/convoy',
      title: 'المقطع مقتطع من فيديو قافلة إغاثة',
      claim: 'قافلة عسكرية تتجه نحو الحدود',
      rating: 'selective',
      ratingLabel: 'انتقائي',
      summary: null,
      body: null,
      publisher: 'غرفة التحقق (مثال)',
      datePublished: '2025-01-20',
      language: 'ar',
      appearances: ['https://example.org/p/1', 'https://example.org/p/2'],
      media: [],
    });
  });

  const second = review({ claimReviewed: 'ادعاء ثانٍ' });
  it.each([
    ['an array', JSON.stringify([review(), second], null, 1)],
    ['lines', `${JSON.stringify(review())}\n${JSON.stringify(second)}`],
    [
      'a graph',
      JSON.stringify({
        '@context': 'https://schema.org',
        '@graph': [{ '@type': 'WebSite', name: 'x' }, review(), second],
      }),
    ],
    [
      'parts of an article',
      JSON.stringify({
        '@type': 'NewsArticle',
        review: [review(), { '@type': 'CreativeWork', about: second }],
      }),
    ],
    [
      'objects with several types',
      JSON.stringify([
        review({ '@type': ['Article', 'ClaimReview'] }),
        review({ '@type': 'https://schema.org/ClaimReview', claimReviewed: 'ادعاء ثانٍ' }),
      ]),
    ],
    [
      'a page',
      `<!DOCTYPE html><html><head><script type="application/ld+json">{"@type":"WebSite"}</script><script type='application/ld+json' class="x">${JSON.stringify([review(), second])}</script></head></html>`,
    ],
  ])('is read as %s', async (_, text) => {
    for (const format of ['auto', 'claimreview'] as const) {
      const rows = await read(text, { format }, 'reviews.json');
      expect(rows.map((row) => draft(row).claim)).toEqual(['قافلة عسكرية تتجه نحو الحدود', 'ادعاء ثانٍ']);
    }
  });

  it('follows references inside its graph', async () => {
    const graph = {
      '@graph': [
        { '@id': 'https://example.org/#us', '@type': 'Organization', name: 'مرصد السرو' },
        { '@id': '#claim', '@type': 'Claim', firstAppearance: 'https://example.org/p/9' },
        review({ author: { '@id': 'https://example.org/#us' }, itemReviewed: { '@id': '#claim' } }),
      ],
    };
    expect(draft((await read(JSON.stringify(graph)))[0])).toMatchObject({
      publisher: 'مرصد السرو',
      appearances: ['https://example.org/p/9'],
    });
  });

  it.each([
    ['a text', { author: 'مرصد السرو' }],
    [
      'the publisher beside a person',
      { author: { '@type': 'Person', name: 'س' }, publisher: { name: 'مرصد السرو' } },
    ],
    [
      'one of several',
      {
        author: [
          { '@type': 'Person', name: 'س' },
          { '@type': 'Organization', name: 'مرصد السرو' },
        ],
      },
    ],
    ['a name in a language', { author: { name: { '@value': 'مرصد السرو', '@language': 'ar' } } }],
  ])('names its publisher as %s', async (_, fields) => {
    expect((await one(fields)).publisher).toBe('مرصد السرو');
  });

  it('is published by the host of its address when nobody else is named', async () => {
    expect((await one({ author: { '@type': 'Person', name: 'س' } })).publisher).toBe('example.org');
  });

  it.each([
    ['a link', { itemReviewed: { appearance: 'https://example.org/p/1' } }, ['https://example.org/p/1']],
    [
      'links',
      { itemReviewed: { appearance: ['https://example.org/p/1', 'https://example.org/p/2'] } },
      ['https://example.org/p/1', 'https://example.org/p/2'],
    ],
    [
      'a first one and others',
      {
        itemReviewed: {
          firstAppearance: { url: 'https://example.org/p/1' },
          appearance: [{ '@id': 'https://example.org/p/2' }],
        },
      },
      ['https://example.org/p/1', 'https://example.org/p/2'],
    ],
    [
      'the address of what was reviewed',
      { itemReviewed: { '@type': 'CreativeWork', url: 'https://example.org/p/1' } },
      ['https://example.org/p/1'],
    ],
    [
      'several things',
      { itemReviewed: [{ url: 'https://example.org/p/1' }, { url: 'https://example.org/p/2' }] },
      ['https://example.org/p/1', 'https://example.org/p/2'],
    ],
    [
      'nothing, when it is only who said it',
      { itemReviewed: { '@type': 'Person', url: 'https://example.org/somebody' } },
      [],
    ],
  ])('names where the claim was seen as %s', async (_, fields, expected) => {
    expect((await one(fields)).appearances).toEqual(expected);
  });

  it("takes the claim's own film, not the picture of the article", async () => {
    const found = await one({
      image: { '@type': 'ImageObject', contentUrl: 'https://example.org/cover.jpg' },
      itemReviewed: {
        '@type': 'Claim',
        image: 'https://example.org/x.jpg',
        appearance: {
          '@type': 'VideoObject',
          contentUrl: 'https://example.org/clip.mp4',
          url: 'https://example.org/p/1',
        },
      },
    });
    expect(found).toMatchObject({
      media: ['https://example.org/clip.mp4'],
      appearances: ['https://example.org/p/1'],
    });
  });

  it.each([
    [{ ratingValue: 1, worstRating: 1, bestRating: 5 }, 'fake'],
    [{ ratingValue: '2' }, 'misleading'],
    [{ ratingValue: 4, bestRating: '5', worstRating: '1' }, 'selective'],
    [{ ratingValue: 5 }, 'true'],
    [{ ratingValue: -1, worstRating: -1, bestRating: -1 }, 'other'],
    [{ ratingValue: '', bestRating: '', worstRating: '' }, 'other'],
    [{ ratingValue: 'Falso' }, 'fake'],
  ])('without words is rated by its number: %j', async (reviewRating, expected) => {
    expect((await one({ reviewRating })).rating).toBe(expected);
  });

  it('may be rated by a plain text', async () => {
    expect(await one({ reviewRating: 'زائف' })).toMatchObject({ rating: 'fake', ratingLabel: 'زائف' });
  });

  it('joins a claim in pieces and completes its address', async () => {
    expect(await one({ claimReviewed: ['قيل إن', 'السد انهار'], url: '/factcheck/7' })).toMatchObject({
      claim: 'قيل إن السد انهار',
      url: 'https://example.org/factcheck/7',
    });
  });

  it('is rejected without address, and where there is none', async () => {
    const rows = await read(
      [review({ url: undefined }), review({ url: '/x', author: 'س' }), { '@type': 'NewsArticle', name: 'x' }]
        .map((v) => JSON.stringify(v))
        .join('\n'),
    );
    expect(fates(rows)).toEqual(['no-url', 'bad-url', 'no-claim-review']);
  });

  it('is not looked for without end', async () => {
    const deep = `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`;
    expect(fates(await read(deep, { format: 'claimreview' }))).toEqual(['no-claim-review']);
  });
});
