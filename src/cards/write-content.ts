import type { FactCheck } from '../domain/fact-check.ts';
import { readableAddress } from '../domain/readable-address.ts';
import { ratingName } from '../reply/fact-check-card.ts';
import { shortCodeOf } from '../store/short-codes.ts';
import type { Language, Words } from '../words.ts';
import type { Brand } from './brand.ts';
import type { CardContent } from './card-content.ts';

export interface ContentOptions {
  words: Words;
  brand: Brand;
  /** Where people reach this server, without a slash at the end. */
  publicUrl: string | null;
}

/** What a card says of a fact-check, in one language. */
export function writeContent(
  factCheck: FactCheck,
  language: Language,
  { words, brand, publicUrl }: ContentOptions,
): CardContent {
  const { publisher, datePublished, isExample } = factCheck;
  return {
    language,
    direction: words.direction(language),
    brand: { name: brand.name ?? words.t(language, 'web:name'), colour: brand.colour },
    rating: factCheck.rating,
    verdict: verdictOf(words, language, factCheck),
    kicker: words.t(language, isExample ? 'card:example' : 'card:kicker'),
    title: factCheck.title,
    summary: factCheck.summary,
    publisher,
    date: datePublished ? words.date(language, datePublished) : null,
    links: [...(publicUrl ? [shortLink(publicUrl, factCheck.id)] : []), ...sourceLinks(factCheck.url)],
  };
}

/** Of a rating outside the scale that nobody named nothing can be stamped. */
const verdictOf = (words: Words, language: Language, factCheck: FactCheck): string =>
  factCheck.rating === 'other' && !factCheck.ratingLabel?.trim()
    ? words.t(language, 'card:unnamed')
    : ratingName(words, language, factCheck);

export const SHORT_LINK_PATH = '/f';

const shortLink = (publicUrl: string, id: string): string =>
  readableAddress(`${publicUrl}${SHORT_LINK_PATH}/${shortCodeOf(id)}`);

/** The article's own address, and where it lies for one that is too long to be typed from a picture. */
function sourceLinks(url: string): string[] {
  if (!URL.canParse(url)) return [];
  return [url, new URL(url).origin].map((address) => readableAddress(address).replace(/\/$/u, ''));
}
