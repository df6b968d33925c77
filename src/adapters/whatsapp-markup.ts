import type { RichText, Span } from '../domain/rich-text.ts';
import { webUrl } from './web-url.ts';

const MARKS = { bold: '*', italic: '_' } as const;

/**
 * WhatsApp's own marks: *bold*, _italic_, around words without such marks of their own; they have no way to be
 * escaped. A link with words of its own is written behind them.
 */
export const toMarkup = (text: RichText): string =>
  text.map((line) => line.map(spanToMarkup).join('')).join('\n');

export const markupLength = (text: RichText): number => toMarkup(text).length;

function spanToMarkup({ text, style, href }: Span): string {
  const url = webUrl(href);
  const marked = style ? withMarks(text, MARKS[style]) : text;
  return url === null || isSameAddress(text, url) ? marked : `${marked} ${url}`;
}

const isSameAddress = (text: string, url: string): boolean => webUrl(text.trim()) === url;

/** Marks hold only next to a letter: spaces at the ends stay outside. */
function withMarks(text: string, mark: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/u.exec(text) ?? [];
  return words === '' || /[*_~`\n]/u.test(words) ? text : `${before}${mark}${words}${mark}${after}`;
}
