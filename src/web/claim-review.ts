import type { FactCheck } from '../domain/fact-check.ts';
import { languageOf, type Words } from '../words.ts';

/**
 * A fact-check as schema.org `ClaimReview` (https://schema.org/ClaimReview). It has no numeric rating:
 * the scale has verdicts like satire and myth that lie on no line between false and true.
 */
export function claimReview(factCheck: FactCheck, words: Words): Record<string, unknown> {
  const { publisher, appearances, ratingLabel, rating } = factCheck;
  return withoutEmpty({
    '@context': 'https://schema.org',
    '@type': 'ClaimReview',
    identifier: factCheck.id,
    url: factCheck.url,
    headline: factCheck.title,
    claimReviewed: factCheck.claim,
    description: factCheck.summary,
    datePublished: factCheck.datePublished,
    inLanguage: factCheck.language,
    author: publisher && { '@type': 'Organization', name: publisher },
    reviewRating: {
      '@type': 'Rating',
      alternateName: ratingLabel ?? words.t(languageOf(factCheck.language), `ratings:${rating}`),
    },
    itemReviewed: withoutEmpty({
      '@type': 'Claim',
      name: factCheck.claim,
      appearance: appearances.length > 0 && appearances.map((url) => ({ '@type': 'CreativeWork', url })),
    }),
  });
}

const withoutEmpty = (object: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value));

/** JSON for a `<script>` element: no text in it can end the element. */
export const embeddedJson = (value: unknown): string => JSON.stringify(value).replace(/</gu, '\\u003c');
