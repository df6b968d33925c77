/** Canonical form of links: two addresses of one page are one string. */

const MAX_LENGTH = 2048;

/** Parameters that tell who shared, not what. */
const TRACKING =
  /^(?:utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|_ga|_gl|ref|ref_src|ref_url|referrer|source|share|share_id|shared|feature|si|spm|cmpid|ocid|ncid|sfnsn|mibextid|rdid|wtsid|__tn__|__cft__.*|__xts__.*|hc_ref|_rdr|_rdc|paipv|eav|amp|outputtype)$/iu;
const MOBILE_HOST = /^(?:www\d?|m|mobile|amp|mbasic|touch)\./u;
/** Letters, digits and `-._~` need no escape (RFC 3986, 2.3). */
const UNRESERVED = /^[A-Za-z0-9\-._~]$/u;

/**
 * `null` for anything but http and https. Dropped: scheme, user, fragment, tracking parameters,
 * mobile hosts, default ports and the trailing slash; escapes are written one way and parameters sorted.
 */
export function canonicalLink(link: string): string | null {
  const url = parse(link.trim());
  if (!url) return null;
  const host = url.hostname.toLowerCase().replace(/\.$/u, '').replace(MOBILE_HOST, '');
  if (!host.includes('.')) return null;
  const path = normalizeEscapes(url.pathname)
    .replace(/\/{2,}/gu, '/')
    .replace(/\/(?:amp)?\/?$/u, '');
  const parameters = [...url.searchParams]
    .filter(([name]) => !TRACKING.test(name))
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .sort();
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${host}${port}${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}

function parse(link: string): URL | null {
  if (link.length === 0 || link.length > MAX_LENGTH) return null;
  const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(link)?.[1]?.toLowerCase();
  const isHostWithPort = /^[a-z0-9.-]+:\d+(?:[/?#]|$)/iu.test(link);
  const absolute = scheme === undefined || isHostWithPort ? `https://${link}` : link;
  if (!URL.canParse(absolute)) return null;
  const url = new URL(absolute);
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null;
}

/** `%d8%a7` -> `%D8%A7`, `%41` -> `A`; a raw Arabic letter was escaped by the URL parser already. */
const normalizeEscapes = (path: string): string =>
  path.replace(/%([0-9a-f]{2})/giu, (_, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16));
    return UNRESERVED.test(char) ? char : `%${hex.toUpperCase()}`;
  });
