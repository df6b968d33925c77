import { draftOf } from '../draft.ts';
import { type DraftResult, type ReadContext, rejected } from '../import-row.ts';
import { firstText, isRecord, type JsonRecord, listOf } from '../json-shape.ts';
import { rateLabel } from '../rating-labels.ts';

/**
 * An answer of the Google Fact Check Tools API (`claims:search`), its list of claims, or one claim. Each
 * review of a claim is a fact-check of its own.
 * @see https://developers.google.com/fact-check/tools/api/reference/rest/v1alpha1/claims/search
 */
export function* readGoogle(value: unknown, context: ReadContext): Generator<DraftResult> {
  for (const claim of claimsOf(value)) {
    if (!isRecord(claim)) yield rejected('not-an-object');
    else yield* readClaim(claim, context);
  }
}

export const isGoogle = (value: unknown): boolean =>
  isRecord(value) && (Array.isArray(value.claims) || Array.isArray(value.claimReview));

/** The last page of a search is an object without claims. */
function claimsOf(value: unknown): unknown[] {
  if (Array.isArray(value))
    return value.flatMap((item) => (isRecord(item) && 'claims' in item ? claimsOf(item) : [item]));
  if (!isRecord(value)) return [value];
  if ('claims' in value) return listOf(value.claims);
  return Object.keys(value).every((key) => key === 'nextPageToken') ? [] : [value];
}

function* readClaim(claim: JsonRecord, context: ReadContext): Generator<DraftResult> {
  const reviews = listOf(claim.claimReview);
  if (reviews.length === 0) yield rejected('no-claim-review');
  for (const review of reviews) {
    if (!isRecord(review)) yield rejected('no-claim-review');
    else yield readReview(claim, review, context);
  }
}

function readReview(claim: JsonRecord, review: JsonRecord, context: ReadContext): DraftResult {
  const publisher = isRecord(review.publisher) ? review.publisher : {};
  const raw = {
    idPrefix: 'g',
    url: review.url,
    title: review.title,
    claim: claim.text,
    rating: rateLabel(firstText(review.textualRating)),
    publisher: publisher.name,
    publisherFallback: firstText(publisher.site),
    date: review.reviewDate,
    language: review.languageCode,
  };
  return draftOf(raw, context);
}
