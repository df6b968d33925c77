import { lookup as systemLookup } from 'node:dns';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import fetch, { AbortError, FetchError, type Response } from 'node-fetch';
import { AppError } from '../errors.ts';
import { isPublicAddress } from './public-address.ts';

export const MAX_REDIRECTS = 3;
const USER_AGENT = 'tabayyan/0.1';

/** What a request may reach; a test puts other rules in their place. */
export interface FetchRules {
  isAllowedAddress(address: string): boolean;
  isAllowedPort(port: number): boolean;
  /** As `dns.lookup` with `all`. */
  lookup: typeof systemLookup;
}

const publicWeb: FetchRules = {
  isAllowedAddress: isPublicAddress,
  isAllowedPort: (port) => port === 80 || port === 443,
  lookup: systemLookup,
};

export interface FetchOptions {
  /** Ends the request and the reading of its body. */
  signal: AbortSignal;
  headers?: Record<string, string>;
  /** This very server, scheme and port, needs no check: the operator named it. */
  trustedOrigin?: string;
}

/**
 * The one way to fetch what others name. Reaches public addresses on the usual ports only. The address that is
 * checked is the one connected to: the check stands between the answer of the name server and the connection, so
 * a second answer cannot differ. Every redirect is checked as a request of its own.
 */
export class SafeFetcher {
  readonly #rules: FetchRules;
  readonly #guarded: { http: HttpAgent; https: HttpsAgent };

  constructor(rules: Partial<FetchRules> = {}) {
    this.#rules = { ...publicWeb, ...rules };
    const lookup = guardedLookup(this.#rules);
    this.#guarded = { http: new HttpAgent({ lookup }), https: new HttpsAgent({ lookup }) };
  }

  /**
   * One request. `next`: where it redirects to; then there is nothing to read.
   *
   * @throws `download-refused` for what may not be reached, `download-failed`; neither tells the address
   */
  async request(
    address: string,
    options: FetchOptions,
  ): Promise<{ response: Response; next: string | null }> {
    const url = readHttp(address);
    const isTrusted = options.trustedOrigin !== undefined && url.origin === options.trustedOrigin;
    if (!isTrusted) this.#check(url);
    const { http, https } = this.#guarded;
    try {
      const response = await fetch(url, {
        headers: { 'user-agent': USER_AGENT, ...options.headers },
        redirect: 'manual',
        signal: options.signal,
        ...(isTrusted ? {} : { agent: ({ protocol }) => (protocol === 'https:' ? https : http) }),
      });
      const next = redirectOf(response, url);
      if (next !== null) discard(response);
      return { response, next };
    } catch (error) {
      throw toFetchError(error);
    }
  }

  /** Follows redirects. Headers may hold secrets: they go to the first server only. @throws as `request` */
  async get(address: string, options: FetchOptions): Promise<Response> {
    let url = address;
    let { headers = {} } = options;
    for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
      const { response, next } = await this.request(url, { ...options, headers });
      if (next === null) return response;
      if (new URL(next).origin !== new URL(url).origin) headers = {};
      url = next;
    }
    throw new AppError('download-failed', { cause: new Error('too many redirects') });
  }

  #check(url: URL): void {
    const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
    // An address in place of a name is connected to without any lookup.
    const host = url.hostname.replace(/^\[|\]$/gu, '');
    const isRefusedAddress = isIP(host) !== 0 && !this.#rules.isAllowedAddress(host);
    if (!this.#rules.isAllowedPort(port) || isRefusedAddress) throw new AppError('download-refused');
  }
}

function readHttp(address: string): URL {
  const url = URL.canParse(address) ? new URL(address) : null;
  const isWeb = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !isWeb) throw new AppError('download-failed', { cause: new Error('not http(s)') });
  if (url.username !== '' || url.password !== '') throw new AppError('download-refused');
  return url;
}

/** A name that leads to one forbidden address is refused whole, whatever else it leads to. */
function guardedLookup({ lookup, isAllowedAddress }: FetchRules): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return callback(error, []);
      const [first] = addresses;
      if (!first || !addresses.every(({ address }) => isAllowedAddress(address))) {
        return callback(new AppError('download-refused'), []);
      }
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}

function redirectOf(response: Response, url: URL): string | null {
  const location = [301, 302, 303, 307, 308].includes(response.status)
    ? response.headers.get('location')
    : null;
  return location !== null && URL.canParse(location, url.href) ? new URL(location, url.href).href : null;
}

/** Up to `maxBytes` of the body; what comes after is not waited for. @throws `download-failed` */
export async function readStart(response: Response, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body ?? []) {
      chunks.push(Buffer.from(chunk as Uint8Array));
      bytes += chunk.length;
      if (bytes >= maxBytes) break;
    }
  } catch (error) {
    throw toFetchError(error);
  } finally {
    discard(response);
  }
  return Buffer.concat(chunks).subarray(0, maxBytes);
}

/** Gives the connection up. */
export function discard(response: Response): void {
  const { body } = response;
  if (!(body instanceof Readable)) return;
  // Reading was given up on purpose: how the stream ends is of no interest.
  body.on('error', () => undefined);
  body.destroy();
}

/** node-fetch writes the address into its messages, so nothing of them goes further. */
export function toFetchError(error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (error instanceof FetchError && error.code === 'download-refused')
    return new AppError('download-refused');
  return new AppError('download-failed', { cause: withoutAddress(error) });
}

function withoutAddress(error: unknown): Error {
  if (error instanceof AbortError) return new Error('timed out');
  if (error instanceof FetchError) return new Error(`fetch: ${error.code ?? error.type}`);
  if (error instanceof Error && 'code' in error) return new Error(String(error.code));
  return new Error(error instanceof Error ? error.name : 'unknown');
}
