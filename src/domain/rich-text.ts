import type { Rating } from './rating.ts';

/** Text for people in a form every messenger can render: lines of spans. */

export interface Span {
  text: string;
  style?: 'bold' | 'italic';
  href?: string;
  /** May be cut to fit a messenger's limit: the highest number is cut first. */
  elastic?: number;
  /** The span names this rating: a surface with colours shows it as a label. */
  rating?: Rating;
  /** A pictorial sign before the label: a surface with colours leaves it out. */
  sign?: true;
}

export type Line = Span[];
export type RichText = Line[];

const ELLIPSIS = '…';
const segmenter = new Intl.Segmenter('ar', { granularity: 'grapheme' });

/**
 * Cuts at a word boundary where there is one in the last third, never inside a grapheme.
 * The result has at most `limit` UTF-16 units, the ellipsis included.
 */
export function shorten(text: string, limit: number): string {
  if (text.length <= limit) return text;
  if (limit <= 0) return '';
  let end = 0;
  for (const { index, segment } of segmenter.segment(text.slice(0, limit + 64))) {
    if (index + segment.length > limit - ELLIPSIS.length) break;
    end = index + segment.length;
  }
  const cut = text.slice(0, end);
  const space = cut.search(/\s\S*$/u);
  const kept = space > (cut.length * 2) / 3 ? cut.slice(0, space) : cut;
  return `${kept.trimEnd()}${ELLIPSIS}`;
}

/** Without markup; a link with words of its own is written behind them. */
export function plainText(text: RichText): string {
  return text
    .map((line) => line.map((s) => (s.href && s.href !== s.text ? `${s.text} ${s.href}` : s.text)).join(''))
    .join('\n');
}

/**
 * Makes a text fit a limit by shortening its elastic spans, the highest `elastic` first, then by
 * dropping lines from the end. `measure` tells the length of a text as the messenger counts it.
 */
export function fit(text: RichText, limit: number, measure: (text: RichText) => number): RichText {
  const fitted = text.map((line) => line.map((span) => ({ ...span })));
  const elastic = fitted
    .flat()
    .filter((span) => span.elastic !== undefined)
    .sort((a, b) => (b.elastic ?? 0) - (a.elastic ?? 0));
  for (const span of elastic) {
    const excess = measure(fitted) - limit;
    if (excess <= 0) return fitted;
    span.text = shorten(span.text, Math.max(0, span.text.length - excess));
  }
  while (fitted.length > 1 && measure(fitted) > limit) fitted.pop();
  const [only] = fitted;
  if (only && measure(fitted) > limit) {
    return [[{ text: shorten(only.map((s) => s.text).join(''), Math.floor(limit / 6)) }]];
  }
  return fitted;
}
