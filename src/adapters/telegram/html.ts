import type { RichText, Span } from '../../domain/rich-text.ts';
import { webUrl } from '../web-url.ts';

/** Telegram's HTML style knows these named entities only (Bot API, "HTML style"). */
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/gu, (character) => ENTITIES[character] ?? '');

/** Telegram HTML: bold, italic and links to web pages; everything else is text. */
export const toHtml = (text: RichText): string =>
  text.map((line) => line.map(spanToHtml).join('')).join('\n');

function spanToHtml(span: Span): string {
  const escaped = escapeHtml(span.text);
  if (span.text.trim() === '') return escaped;
  const url = webUrl(span.href);
  const linked = url === null ? escaped : `<a href="${escapeHtml(url)}">${escaped}</a>`;
  if (span.style === 'bold') return `<b>${linked}</b>`;
  if (span.style === 'italic') return `<i>${linked}</i>`;
  return linked;
}
