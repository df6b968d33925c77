import { shorten } from '../domain/rich-text.ts';
import { textOfHtml } from './html-text.ts';
import type { Repair } from './reasons.ts';

/** Characters a field may hold (UTF-16 units); longer texts are cut at a word. */
export const LIMITS = {
  id: 200,
  title: 500,
  claim: 5_000,
  summary: 1_000,
  body: 100_000,
  publisher: 200,
  label: 60,
} as const;

/** Nothing longer is worth cleaning: it is cut first. */
const RAW_LIMIT = 1_000_000;

/**
 * Control characters (line breaks and tabs are white space), halves of surrogate pairs, and the
 * embeddings, overrides and isolates that would turn the text around them when left open.
 */
const CONTROLS =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  /[\u0000-\u0008\u000E-\u001F\u007F-\u0084\u0086-\u009F\u202A-\u202E\u2066-\u2069\uFEFF\uFFF9-\uFFFB\uFFFE\uFFFF\p{Cs}]/gu;

/**
 * Makes a field of an import presentable: no markup, no control characters, white space collapsed,
 * at most `limit` characters. What had to be mended goes into `repairs`; null: nothing is left.
 * @param lines keep line breaks (white space around them goes)
 */
export function cleanText(value: unknown, limit: number, repairs: Set<Repair>, lines = false): string | null {
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  if (typeof value !== 'string') return null;
  let text = value.length > RAW_LIMIT ? value.slice(0, RAW_LIMIT) : value;
  text = mended(text, textOfHtml(text), 'html-stripped', repairs);
  text = mended(text, text.replace(CONTROLS, ''), 'control-removed', repairs);
  text = (lines ? collapseLines(text) : text.replace(/[\s\u0085]+/gu, ' ')).trim();
  text = mended(text, shorten(text, limit), 'text-cut', repairs);
  return text === '' ? null : text;
}

function mended(before: string, after: string, repair: Repair, repairs: Set<Repair>): string {
  if (after !== before) repairs.add(repair);
  return after;
}

const collapseLines = (text: string): string =>
  text
    .split(/\r\n|[\r\n\u0085\u2028\u2029]/u)
    .map((line) => line.replace(/\s+/gu, ' ').trim())
    .filter((line) => line !== '')
    .join('\n');
