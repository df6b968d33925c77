import { createHash } from 'node:crypto';
import type { FactCheck } from '../domain/fact-check.ts';
import { isRating } from '../domain/rating.ts';
import { AppError } from '../errors.ts';
import type { FactCheckRow } from '../store/fact-checks.ts';

/** A fact-check as a moderator types it, unchecked. */
export interface VerdictDraft {
  rating: string;
  claim: string;
  title: string;
  summary: string;
  url: string;
  publisher: string;
  /** Addresses where the claim was seen, one a line. */
  appearances: string;
  /** Addresses of what the verdict rests on, one a line. */
  sources: string;
}

export const DRAFT_FIELDS = [
  'rating',
  'claim',
  'title',
  'summary',
  'url',
  'publisher',
  'appearances',
  'sources',
] as const;

const LIMITS: Partial<Record<keyof VerdictDraft, number>> = {
  title: 300,
  claim: 5_000,
  summary: 1_000,
  publisher: 100,
};
const MOST_ADDRESSES = 50;

/** Embeddings and overrides, which show letters in another order than they are written. */
const OVERRIDES = /(?![\n\t])[\p{Cc}\u202a-\u202e]/gu;

/** @throws `verdict-incomplete` (`what`: a field), `link-not-https`, `source-not-a-link`, `text-too-long` */
export function toFactCheck(draft: VerdictDraft, id: string, language: string, today: string): FactCheckRow {
  const text = (field: keyof VerdictDraft): string => {
    const value = draft[field].replace(OVERRIDES, '').trim();
    const limit = LIMITS[field];
    if (limit !== undefined && value.length > limit)
      throw new AppError('text-too-long', { params: { limit } });
    return value;
  };
  const needed = (field: keyof VerdictDraft): string => {
    const value = text(field);
    if (!value) throw new AppError('verdict-incomplete', { params: { what: field } });
    return value;
  };
  const rating = needed('rating');
  if (!isRating(rating)) throw new AppError('verdict-incomplete', { params: { what: 'rating' } });
  const factCheck: FactCheck = {
    id,
    rating,
    title: needed('title'),
    claim: needed('claim'),
    summary: text('summary') || null,
    url: httpsAddress(text('url')),
    publisher: text('publisher') || null,
    appearances: addresses(text('appearances')),
    sources: sourcesIn(text('sources')),
    ...{ ratingLabel: null, body: null, datePublished: today, language, isExample: false },
  };
  const contentHash = createHash('sha256').update(JSON.stringify(factCheck)).digest('hex');
  return { ...factCheck, contentHash };
}

/** An article may come later: without an address the message has no link. */
function httpsAddress(text: string): string {
  if (!text) return '';
  if (!URL.canParse(text) || new URL(text).protocol !== 'https:') throw new AppError('link-not-https');
  return new URL(text).href;
}

const addresses = (text: string): string[] =>
  text
    .split(/\s+/u)
    .filter((word) => URL.canParse(word) && /^https?:$/u.test(new URL(word).protocol))
    .slice(0, MOST_ADDRESSES);

/** What a verdict rests on is not left out silently. @throws `source-not-a-link` */
function sourcesIn(text: string): string[] {
  const words = text.split(/\s+/u).filter(Boolean);
  const bad = words.find((word) => !addresses(word).length);
  if (bad !== undefined) throw new AppError('source-not-a-link', { params: { what: bad.slice(0, 80) } });
  return addresses(text);
}
