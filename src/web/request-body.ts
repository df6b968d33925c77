import type { Context } from 'hono';
import { AppError } from '../errors.ts';

/** How much of a refused body is still taken in, so that the sender gets to read the refusal. */
const DISCARD_BYTES = 256 * 1024 * 1024;
const DISCARD_MS = 20_000;

/** Throws `request-malformed` when the sender hangs up. */
export async function* bodyStream(c: Context): AsyncGenerator<Uint8Array, void, undefined> {
  if (!c.req.raw.body) return;
  try {
    yield* c.req.raw.body;
  } catch (cause) {
    throw new AppError('request-malformed', { params: { what: 'body' }, cause });
  }
}

/** The whole body. Throws `request-too-large` over `maxBytes`. */
export async function readBody(c: Context, maxBytes: number): Promise<Buffer> {
  const refuse = () => new AppError('request-too-large', { params: { limit: maxBytes } });
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw refuse();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of bodyStream(c)) {
    size += chunk.length;
    if (size > maxBytes) throw refuse();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/** Reads and forgets what is left, within limits: a browser that is still sending does not look at an answer. */
export async function discard(rest: AsyncIterator<Uint8Array>): Promise<void> {
  const until = Date.now() + DISCARD_MS;
  let size = 0;
  while (size < DISCARD_BYTES && Date.now() < until) {
    const next = await rest.next().catch(hungUp);
    if (next.done) return;
    size += next.value.length;
  }
}

/** Nobody is left to read the refusal, which is what the caller goes on to throw. */
const hungUp = (): IteratorReturnResult<undefined> => ({ done: true, value: undefined });
