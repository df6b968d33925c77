import { createHash } from 'node:crypto';
import { decodeEntities } from './html-text.ts';
import type { RejectReason, Repair } from './reasons.ts';

const MAX_LENGTH = 4_096;
/** Parameters that say how a reader came to a page, not which page it is. */
const TRACKING = /^(?:utm_\w+|fbclid|gclid|igshid|mc_[ce]id|mibextid|ref_src|ref_url|amp)$/iu;

export type LinkResult = { url: string } | { problem: Extract<RejectReason, 'no-url' | 'bad-url'> };

/**
 * Reads an http(s) address. It is kept as the publisher spells it; a wholly percent-encoded one is
 * decoded, one without its scheme completed, a relative one resolved against `base`.
 */
export function readLink(value: unknown, repairs: Set<Repair>, base?: unknown): LinkResult {
  if (typeof value !== 'string' || value.trim() === '') return { problem: 'no-url' };
  let text = decodeEntities(value.trim());
  if (/^https?%3a/iu.test(text)) {
    text = decoded(text);
    repairs.add('url-decoded');
  }
  const completed = complete(text, base);
  if (completed !== text) repairs.add('url-completed');
  const url = parseHttp(completed);
  if (url === null || completed.length > MAX_LENGTH) return { problem: 'bad-url' };
  return { url: /[\s<>"\\^`{|}\p{Cc}\p{Cf}]/u.test(completed) ? url.href : completed };
}

export const isHttpLink = (text: string): boolean => parseHttp(text) !== null;

function complete(text: string, base: unknown): string {
  if (/^[a-z][a-z\d+.-]*:/iu.test(text) && !/^[\w.-]+\.\w+:\d+\//u.test(text)) return text;
  if (text.startsWith('//')) return `https:${text}`;
  if (/^[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}{2,}(?::\d+)?(?:[/?#]|$)/u.test(text))
    return `https://${text}`;
  const root = typeof base === 'string' ? parseHttp(base.trim()) : null;
  return root && text.startsWith('/') ? new URL(text, root).href : text;
}

/** null for anything but an http(s) address of a host with a name, without credentials. */
function parseHttp(text: string): URL | null {
  if (!URL.canParse(text)) return null;
  const url = new URL(text);
  const isWeb = url.protocol === 'https:' || url.protocol === 'http:';
  const isNamed = url.hostname.includes('.') || url.hostname.includes(':') || url.hostname === 'localhost';
  return isWeb && isNamed && url.username === '' && url.password === '' ? url : null;
}

/**
 * The same for every spelling of an address: percent-encoded or not, with `www.` or tracking or without. Derived
 * ids hang on it, so it never changes; what is matched is the form of `fingerprint/link.ts`.
 */
export function linkForId(link: string): string {
  const url = new URL(link);
  for (const name of [...url.searchParams.keys()]) if (TRACKING.test(name)) url.searchParams.delete(name);
  url.searchParams.sort();
  const path = decoded(url.pathname).replace(/\/+$/u, '');
  return `${url.host.replace(/^www\./u, '')}${path}${decoded(url.search)}`.normalize('NFC');
}

/** Host without `www.`: who published, when nothing better is known. */
export const hostOf = (link: string): string => new URL(link).hostname.replace(/^www\./u, '');

/** `<prefix>-` and 16 hex digits, the same on every import of the same text. */
export const derivedId = (prefix: string, ...parts: string[]): string =>
  `${prefix}-${createHash('sha256')
    .update(parts.map((part) => part.normalize('NFKC').replace(/\s+/gu, ' ')).join('\n'))
    .digest('hex')
    .slice(0, 16)}`;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    // Not percent-encoded UTF-8: the spelling given is the only one there is.
    return text;
  }
}
