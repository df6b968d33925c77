import { resolve } from 'node:path';
import type { FactCheckDraft } from '../domain/fact-check.ts';
import { isRating } from '../domain/rating.ts';
import { cleanText, LIMITS } from './clean-text.ts';
import { type DraftResult, type ReadContext, rejected } from './import-row.ts';
import { derivedId, isHttpLink, linkForId, readLink } from './link.ts';
import { readDate } from './publication-date.ts';
import { type RatingFinding, rateLabel } from './rating-labels.ts';
import type { Repair } from './reasons.ts';

/** Links and media files one fact-check may have; more are dropped. */
const MAX_APPEARANCES = 50;
const MAX_MEDIA = 20;

/** One fact-check as a format reader found it: any field may hold anything. */
export interface RawFactCheck {
  /** The publisher's own id; without one it is derived from the address and the claim. */
  id?: unknown;
  /** Of the derived id: one letter for the format. */
  idPrefix: string;
  url: unknown;
  /** Address a relative `url` is resolved against. */
  base?: unknown;
  /** The format has no addresses: a missing one is no error. */
  urlOptional?: boolean;
  title: unknown;
  claim: unknown;
  rating: RatingFinding;
  summary?: unknown;
  body?: unknown;
  publisher?: unknown;
  /** Who published when neither the row nor the person who imports says so. */
  publisherFallback?: string | null;
  date?: unknown;
  language?: unknown;
  media?: unknown[];
  appearances?: unknown[];
}

/** Checks and mends one fact-check, or says why it cannot be imported. */
export function draftOf(raw: RawFactCheck, context: ReadContext): DraftResult {
  const repairs = new Set<Repair>(raw.rating.repairs);
  const text = (value: unknown, field: keyof typeof LIMITS, lines = false) =>
    cleanText(value, LIMITS[field], repairs, lines);
  const writtenClaim = text(raw.claim, 'claim');
  const writtenTitle = text(raw.title, 'title');
  const claim = writtenClaim ?? writtenTitle;
  const title = writtenTitle ?? text(writtenClaim, 'title');
  if (claim === null || title === null) return rejected('no-claim-and-no-title');
  if (writtenClaim === null) repairs.add('claim-from-title');
  if (writtenTitle === null) repairs.add('title-from-claim');

  const link = readLink(raw.url, repairs, raw.base);
  if ('problem' in link && !(raw.urlOptional && link.problem === 'no-url')) {
    return rejected(link.problem, link.problem === 'bad-url' ? String(raw.url).slice(0, 200) : undefined);
  }
  const url = 'url' in link ? link.url : '';
  const ownId = text(raw.id, 'id');
  if (raw.id !== undefined && ownId === null) repairs.add('id-derived');

  const draft: FactCheckDraft = {
    id: ownId ?? derivedId(raw.idPrefix, ...(url === '' ? [title] : [linkForId(url), claim])),
    url,
    title,
    claim,
    rating: raw.rating.rating,
    ratingLabel: text(raw.rating.label, 'label'),
    summary: text(raw.summary, 'summary'),
    body: text(raw.body, 'body', true),
    publisher: text(raw.publisher, 'publisher') ?? context.publisher ?? raw.publisherFallback ?? null,
    datePublished: dateOf(raw.date, context, repairs),
    language: languageOf(raw.language, `${title} ${claim}`, repairs),
    appearances: appearancesOf(raw.appearances ?? [], url, repairs),
    media: mediaOf(raw.media ?? [], context.directory, repairs),
  };
  return { ok: true, draft, repairs: [...repairs] };
}

/**
 * The rating of a row that may name one of ours (`rating`) and the publisher's own (`label`): a known
 * rating stands, anything else is read as a label.
 */
export function ratingOf(rating: unknown, label: unknown): RatingFinding {
  const named = typeof rating === 'string' ? rating.trim() : '';
  const words = typeof label === 'string' && label.trim() !== '' ? label : null;
  const key = named.toLowerCase();
  if (!isRating(key)) return rateLabel(words ?? named);
  const own = words === null ? null : rateLabel(words);
  const cut = own?.repairs.includes('label-too-long') ?? false;
  return { rating: key, label: own?.label ?? null, repairs: cut ? ['label-too-long'] : [] };
}

function dateOf(value: unknown, context: ReadContext, repairs: Set<Repair>): string | null {
  const result = readDate(value, context.today);
  if (result === null) return null;
  if ('date' in result) return result.date;
  repairs.add(result.problem);
  return null;
}

/** BCP 47 tag; where none is given, the script tells Arabic, and `und` stands for the rest. */
function languageOf(value: unknown, text: string, repairs: Set<Repair>): string {
  if (typeof value === 'string' && value.trim() !== '') {
    try {
      const [tag] = Intl.getCanonicalLocales(value.trim().replace(/_/gu, '-'));
      if (tag !== undefined) return tag;
    } catch {
      repairs.add('bad-language');
    }
  }
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const arabic = text.match(/\p{Script=Arabic}/gu)?.length ?? 0;
  return arabic * 2 > letters ? 'ar' : 'und';
}

function appearancesOf(values: unknown[], own: string, repairs: Set<Repair>): string[] {
  const links = new Set<string>();
  for (const value of values) {
    if (value === null || value === undefined || value === '') continue;
    const link = readLink(value, repairs);
    if ('problem' in link || links.size >= MAX_APPEARANCES) repairs.add('appearance-dropped');
    else if (link.url !== own) links.add(link.url);
  }
  return [...links];
}

/** Paths are relative to the import file; addresses are left as they are. */
function mediaOf(values: unknown[], directory: string, repairs: Set<Repair>): string[] {
  const media = new Set<string>();
  for (const value of values) {
    const name = typeof value === 'string' ? value.trim() : '';
    const isLink = /^https?:/iu.test(name);
    const isUsable =
      name !== '' && !name.includes('\0') && (isLink ? isHttpLink(name) : !/^[a-z]{2,}:/iu.test(name));
    if (!isUsable || media.size >= MAX_MEDIA) repairs.add('media-dropped');
    else media.add(isLink ? name : resolve(directory, name));
  }
  return [...media];
}
