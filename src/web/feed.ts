import type { FactCheck } from '../domain/fact-check.ts';
import type { Language, Words } from '../words.ts';

interface Feed {
  base: string;
  language: Language;
  words: Words;
  /** Newest first. */
  items: FactCheck[];
}

/** RSS 2.0 (https://www.rssboard.org/rss-specification) of the latest fact-checks. */
export function rssFeed({ base, language, words, items }: Feed): string {
  const newest = items.find((item) => item.datePublished)?.datePublished;
  const channel = [
    element('title', words.t(language, 'web:feed.title')),
    element('link', `${base}/`),
    element('description', words.t(language, 'web:feed.description')),
    element('language', language),
    newest ? element('lastBuildDate', rfc822(newest)) : '',
    `<atom:link href="${escaped(`${base}/feed.xml`)}" rel="self" type="application/rss+xml"/>`,
    ...items.map((item) => itemOf(item, words)),
  ];
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/elements/1.1/">',
    `<channel>${channel.join('\n')}</channel>`,
    '</rss>',
    '',
  ].join('\n');
}

function itemOf(item: FactCheck, words: Words): string {
  const language = item.language.startsWith('en') ? 'en' : 'ar';
  const parts = [
    element('title', item.title),
    element('link', item.url),
    `<guid isPermaLink="false">${escaped(item.id)}</guid>`,
    item.datePublished ? element('pubDate', rfc822(item.datePublished)) : '',
    element('category', words.t(language, `ratings:${item.rating}`)),
    item.publisher ? element('dc:creator', item.publisher) : '',
    element('description', item.summary ?? item.claim),
  ];
  return `<item>${parts.join('')}</item>`;
}

const element = (name: string, text: string): string => `<${name}>${escaped(text)}</${name}>`;

const rfc822 = (date: string): string => new Date(date).toUTCString();

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Escaped, and without the control characters that XML 1.0 cannot hold at all. */
function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
  const allowed = text.replace(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\p{Surrogate}]/gu, '');
  return allowed.replace(/[&<>"]/gu, (character) => ENTITIES[character] ?? '');
}
