/** Canonical form of links: two addresses of one page are one string. */
import { hostOf, socialForm } from './social-links.ts';
import { unwrapLink } from './wrapped-links.ts';

const MAX_LENGTH = 2048;
/** A link in a link in a link: more is a trap. */
const MAX_WRAPPERS = 4;

/** Parameters that tell who shared, not what. */
const TRACKING =
  /^(?:utm_.*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|ttclid|igshid|igsh|mc_cid|mc_eid|mkt_tok|_ga|_gl|ref|ref_src|ref_url|referrer|source|share|share_id|shared|feature|si|spm|cmpid|ocid|ncid|sfnsn|mibextid|rdid|wtsid|__tn__|__cft__.*|__xts__.*|hc_ref|_rdr|_rdc|paipv|eav|amp|outputtype|at_medium|at_campaign|at_custom.*|cndid|mbid|smid|smtyp|guccounter|guce_.*|vero_id|oly_enc_id|oly_anon_id|_hsenc|_hsmi|hsctatracking|wickedid|trk|trkcampaign|s_kwcid|ef_id|epik|pk_.*|mtm_.*|matomo_.*|piwik_.*|li_fat_id|rb_clickid|usqp)$/iu;
/** What stands in a path without an escape (RFC 3986, 3.3: `pchar`). */
const PLAIN_IN_PATH = /^[A-Za-z0-9\-._~!$&'()*+,;=:@]$/u;

/**
 * `null` for anything but http and https, and for the front pages of social networks. What a wrapper leads to
 * stands for it (`wrapped-links.ts`), posts of social networks have one form (`social-links.ts`). Of all others
 * are dropped: scheme, user, fragment, tracking parameters, hosts and paths for phones and AMP, default ports,
 * the trailing slash; escapes are written one way and parameters sorted. Never fetches anything.
 */
export function canonicalLink(link: string): string | null {
  const url = readLink(link);
  if (!url) return null;
  const social = socialForm(url);
  return social === undefined ? pageForm(url) : social;
}

/** The address behind all wrappers; `null` for anything but http and https with a host of several parts. */
export function readLink(link: string): URL | null {
  let url = parse(link);
  for (let depth = 0; url && depth < MAX_WRAPPERS; depth++) {
    const inner = unwrapLink(url);
    if (inner === null) break;
    url = parse(inner) ?? url;
  }
  return url;
}

function pageForm(url: URL): string | null {
  const host = hostOf(url);
  const path = normalizeEscapes(url.pathname)
    .replace(/\/{2,}/gu, '/')
    .replace(/^\/amp(?=\/)/iu, '')
    .replace(/(?:\.amp(?:\.html)?|\/amp\.html)$/iu, '')
    .replace(/\/(?:index\.(?:html?|php))?$/iu, '')
    .replace(/\/amp$/iu, '');
  const parameters = [...url.searchParams]
    .filter(([name]) => !TRACKING.test(name))
    .map(([name, value]) => `${encodeURIComponent(composed(name))}=${encodeURIComponent(composed(value))}`)
    .sort();
  const port = url.port === '' ? '' : `:${url.port}`;
  return `${host}${port}${path}${parameters.length > 0 ? `?${parameters.join('&')}` : ''}`;
}

function parse(link: string): URL | null {
  if (link.length > MAX_LENGTH * 3) return null;
  // Marks of direction come along when a link is copied out of Arabic text.
  const written = decodeWhole(link.replace(/[\p{Cf}\p{Cc}]/gu, '').trim());
  if (written.length === 0 || written.length > MAX_LENGTH) return null;
  const scheme = /^([a-z][a-z0-9+.-]*):/iu.exec(written)?.[1]?.toLowerCase();
  const isHostWithPort = /^[a-z0-9.-]+:\d+(?:[/?#]|$)/iu.test(written);
  const absolute = scheme === undefined || isHostWithPort ? `https://${written}` : written;
  if (!URL.canParse(absolute)) return null;
  const url = new URL(absolute);
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  return isWeb && url.hostname.replace(/\.$/u, '').includes('.') ? url : null;
}

/** `https%3A%2F%2Fexample.org%2Fa` as some archives write it. */
function decodeWhole(link: string): string {
  if (!/^https?%3a%2f%2f/iu.test(link)) return link;
  try {
    return decodeURIComponent(link);
  } catch {
    // No UTF-8: it is no address of ours to read.
    return link;
  }
}

/**
 * `%d8%a7` -> `%D8%A7`, `%41` -> `A`; a raw Arabic letter was escaped by the URL parser already. Letters that are
 * written in several ways (a hamza apart, presentation forms) are composed as `analyzeText` composes them.
 */
function normalizeEscapes(path: string): string {
  const utf8 = path.replace(/(?:%[0-9a-f]{2})+/giu, (run) => {
    try {
      return encodeURIComponent(composed(decodeURIComponent(run)));
    } catch {
      // Another encoding than UTF-8: kept byte by byte.
      return run;
    }
  });
  return utf8.replace(/%([0-9a-f]{2})/giu, (_, hex: string) => {
    const char = String.fromCharCode(Number.parseInt(hex, 16));
    return PLAIN_IN_PATH.test(char) ? char : `%${hex.toUpperCase()}`;
  });
}

const composed = (text: string): string => text.normalize('NFKC').replace(/[\p{Cf}\p{Surrogate}]/gu, '');
