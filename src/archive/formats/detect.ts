import type { Head } from '../text-chunks.ts';
import { isArticle } from './article.ts';
import { isJsonLd } from './claimreview.ts';
import { isGoogle } from './google.ts';

/** Formats an import can name. */
export const FORMATS = ['jsonl', 'google', 'claimreview', 'article'] as const;
export type Format = (typeof FORMATS)[number];

/** How the text of a file is to be cut into values. */
export type Layout = 'lines' | 'documents' | 'page' | 'article' | 'unknown';

/** By content; the name (`.jsonl`, `.txt`) only decides what content leaves open. */
export function layoutOf(head: Head, name: string): Layout {
  const text = head.text.trimStart();
  if (head.binary) return 'unknown';
  if (/^[[{]/u.test(text)) return jsonLayout(head);
  if (/^<(?:!doctype html|html|head|body|script|!--)/iu.test(text)) return 'page';
  if (/\.(?:jsonl|ndjson)$/iu.test(name)) return 'lines';
  if (isArticle(text)) return 'article';
  return /\.json$/iu.test(name) ? 'documents' : 'unknown';
}

/** JSON lines when the first line is complete, or most lines are; else one document or several. */
function jsonLayout(head: Head): 'lines' | 'documents' {
  if (head.whole && isJson(head.text)) return 'documents';
  const lines = head.text.split('\n').filter((line) => line.trim() !== '');
  if (!head.whole) lines.pop();
  const [first = ''] = lines;
  if (isJson(first)) return 'lines';
  const complete = lines.filter((line) => line.startsWith('{') && isJson(line)).length;
  return complete * 2 >= lines.length && complete > 0 ? 'lines' : 'documents';
}

/** What a JSON value of an import is. */
export function formatOf(value: unknown): Exclude<Format, 'article'> | 'mixed' {
  if (Array.isArray(value)) return 'mixed';
  if (isGoogle(value)) return 'google';
  return isJsonLd(value) ? 'claimreview' : 'jsonl';
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
