import { isAppError } from '../errors.ts';
import { MAX_REDIRECTS, readStart, type SafeFetcher } from '../media/safe-fetch.ts';
import { Slots } from '../media/slots.ts';
import { canonicalLink, readLink } from './link.ts';
import { hostOf } from './social-links.ts';

/** Hosts whose addresses say nothing about where they lead. */
const SHORTENERS = new Set(
  `bit.ly bitly.com j.mp t.co tinyurl.com tiny.cc goo.gl youtube.app.goo.gl g.co is.gd v.gd ow.ly buff.ly rb.gy
  cutt.ly t.ly shorturl.at rebrand.ly s.id lnkd.in dlvr.it ift.tt trib.al wp.me fb.me fb.watch vm.tiktok.com
  vt.tiktok.com pin.it redd.it t.snapchat.com flip.it x.gd u.to clck.ru bbc.in cnn.it reut.rs aje.io ara.tv`.split(
    /\s+/u,
  ),
);
/** Addresses of networks that are short links themselves. */
const SHARE_PATHS: [host: string, path: RegExp][] = [
  ['facebook.com', /^\/share\/(?:[a-z]\/)?[\w-]+\/?$/iu],
  ['instagram.com', /^\/share\/(?:\w+\/)?[\w-]+\/?$/iu],
  ['tiktok.com', /^\/t\/\w+\/?$/iu],
  ['youtube.com', /^\/clip\/[\w-]+\/?$/iu],
];

const LIMITS = {
  /** Of a question; a message with more is a list. */
  links: 3,
  /** For one link with all its redirects, and for a question. */
  timeoutMs: 5_000,
  /** Of a page that leads on by its markup. */
  bytes: 64 * 1024,
  atOnce: 4,
  /** Beyond these nobody waits: the question is answered without. */
  waiting: 100,
  remembered: 5_000,
  knownMs: 24 * 3_600_000,
  failedMs: 10 * 60_000,
  /** After so many failures in a row nothing is tried for a while: the network is down, or they are. */
  failuresInARow: 5,
  restMs: 60_000,
};

interface Remembered {
  target: Promise<string | null>;
  /** What `target` came to; undefined while it is under way. */
  found?: string | null;
  until: number;
}

/** Whether only a fetch can tell where the address leads. */
export function isShortLink(link: string): boolean {
  const url = readLink(link);
  if (!url || url.pathname.length < 2) return false;
  const host = hostOf(url);
  return SHORTENERS.has(host) || SHARE_PATHS.some(([name, path]) => host === name && path.test(url.pathname));
}

/**
 * Where short links lead. Only known shorteners are ever asked, and the page at the end is not fetched. A link is
 * resolved once however many send it; what failed is tried again later. Nothing is logged.
 */
export class ShortLinks {
  readonly #fetcher: SafeFetcher;
  readonly #now: () => number;
  readonly #slots = new Slots(LIMITS.atOnce);
  /** By canonical form, the one asked for last at the end. */
  readonly #known = new Map<string, Remembered>();
  #waiting = 0;
  #failures = 0;
  #restUntil = 0;

  constructor(fetcher: SafeFetcher, now: () => number = Date.now) {
    this.#fetcher = fetcher;
    this.#now = now;
  }

  /** What the short links among `urls` lead to, as far as it is found in time; never rejects. */
  async resolve(urls: string[]): Promise<string[]> {
    const short = urls.filter(isShortLink).slice(0, LIMITS.links);
    if (short.length === 0) return [];
    let timer: NodeJS.Timeout | undefined;
    const timeUp = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, LIMITS.timeoutMs);
    });
    const all = Promise.all(short.map((link) => this.#targetOf(link)));
    await Promise.race([all, timeUp]).finally(() => clearTimeout(timer));
    return this.known(short);
  }

  /** As `resolve`, of what was resolved before. */
  known(urls: string[]): string[] {
    return urls.flatMap((link) => this.#known.get(canonicalLink(link) ?? '')?.found ?? []);
  }

  #targetOf(link: string): Promise<string | null> {
    const key = canonicalLink(link) ?? '';
    const now = this.#now();
    const known = this.#known.get(key);
    this.#known.delete(key);
    if (known && known.until > now) {
      this.#known.set(key, known);
      return known.target;
    }
    if (this.#waiting >= LIMITS.waiting || now < this.#restUntil) return Promise.resolve(null);
    const entry: Remembered = { target: this.#follow(link), until: Number.POSITIVE_INFINITY };
    entry.target = entry.target.then((found) => {
      entry.found = found;
      entry.until = this.#now() + (found === null ? LIMITS.failedMs : LIMITS.knownMs);
      return found;
    });
    this.#known.set(key, entry);
    for (const [oldest] of this.#known) {
      if (this.#known.size <= LIMITS.remembered) break;
      this.#known.delete(oldest);
    }
    return entry.target;
  }

  async #follow(link: string): Promise<string | null> {
    this.#waiting++;
    const release = await this.#slots.take();
    this.#waiting--;
    try {
      const signal = AbortSignal.timeout(LIMITS.timeoutMs);
      const target = await this.#walk(link, signal);
      this.#failures = 0;
      return target;
    } catch (error) {
      // The question is answered without; an address must not get into the log.
      if (!isAppError(error, 'download-refused')) this.#failures++;
      if (this.#failures >= LIMITS.failuresInARow) {
        this.#restUntil = this.#now() + LIMITS.restMs;
        this.#failures = 0;
      }
      return null;
    } finally {
      release();
    }
  }

  async #walk(link: string, signal: AbortSignal): Promise<string | null> {
    let at = fetchable(link);
    for (let redirects = 0; at !== undefined && redirects < MAX_REDIRECTS; redirects++) {
      const { response, next } = await this.#fetcher.request(at, { signal });
      const to = next ?? targetIn((await readStart(response, LIMITS.bytes)).toString('utf8'), at);
      if (to === null || canonicalLink(to) === null) return null;
      if (!isShortLink(to)) return to;
      at = fetchable(to);
    }
    return null;
  }
}

/** Without a user: two links with the same canonical form must not end differently. */
function fetchable(link: string): string | undefined {
  const url = readLink(link);
  if (!url) return undefined;
  url.username = '';
  url.password = '';
  return url.href;
}

const TAG = /<(?:meta|link)\s[^<>]{1,4000}>/giu;

/** Where a page of a shortener leads: by its refresh, or by the address it calls its own. */
function targetIn(page: string, base: string): string | null {
  const tags = page.match(TAG) ?? [];
  const found = [
    ...tags.filter((tag) => /http-equiv\s*=\s*["']?refresh/iu.test(tag)).map(refreshOf),
    ...tags.filter((tag) => /rel\s*=\s*["']?canonical/iu.test(tag)).map((tag) => attribute(tag, 'href')),
    ...tags.filter((tag) => /property\s*=\s*["']?og:url/iu.test(tag)).map((tag) => attribute(tag, 'content')),
  ];
  for (const address of found) {
    if (!address || !URL.canParse(address, base)) continue;
    const { href } = new URL(address, base);
    if (canonicalLink(href) !== canonicalLink(base)) return href;
  }
  return null;
}

const refreshOf = (tag: string): string | null =>
  /url\s*=\s*["']?([^"']+)/iu.exec(attribute(tag, 'content') ?? '')?.[1]?.trim() ?? null;

function attribute(tag: string, name: string): string | null {
  const value = new RegExp(`\\s${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)'|([^\\s>]+))`, 'iu').exec(tag);
  const text = value?.[1] ?? value?.[2] ?? value?.[3];
  return text === undefined ? null : text.replace(/&(?:amp|#38|#x26);/giu, '&');
}
