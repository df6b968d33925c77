import type { Context } from 'hono';
import { AppError } from '../../errors.ts';

const WINDOW_MS = 10 * 60_000;
const MOST = 20;
/** Addresses that are remembered at a time. */
const MOST_ADDRESSES = 10_000;

/** So many tries from one address in ten minutes, kept in memory. */
export class AttemptLimit {
  readonly #tries = new Map<string, number[]>();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /** @throws `sign-in-too-often` */
  count(address: string | null): void {
    const key = address ?? '';
    const now = this.#now();
    const recent = (this.#tries.get(key) ?? []).filter((at) => at > now - WINDOW_MS);
    if (recent.length >= MOST) throw new AppError('sign-in-too-often');
    this.#tries.delete(key);
    this.#tries.set(key, [...recent, now]);
    const [oldest] = this.#tries.keys();
    if (this.#tries.size > MOST_ADDRESSES && oldest !== undefined) this.#tries.delete(oldest);
  }
}

const OWN_NETWORK = /^(?:::ffff:)?(?:127\.|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)|^::1$|^f[cd]/u;

/** The network address of the person: what a proxy in our own network says, else of the connection itself. */
export function addressOf(c: Context): string | null {
  const address: string | undefined = c.env?.incoming?.socket?.remoteAddress;
  const forwarded = c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim();
  const isProxied = address === undefined || OWN_NETWORK.test(address);
  const named = isProxied && forwarded && /^[\da-f.:]{2,45}$/iu.test(forwarded) ? forwarded : undefined;
  // IPv4 on a socket that takes both (RFC 4291, 2.5.5.2).
  return (named ?? address)?.replace(/^::ffff:(?=\d+\.)/iu, '') ?? null;
}
