import { AppError } from '../errors.ts';

/** One part of a `multipart/form-data` body. */
export interface Part {
  name: string;
  /** As the sender wrote it, `null` for a plain field. Never use it as a path. */
  filename: string | null;
  /** Content-Type of the part, lower case without parameters; `null` when there is none. */
  type: string | null;
  /** To be read before the next part; what is left unread is skipped. */
  body: AsyncIterable<Buffer>;
}

const HEADER_BYTES = 8 * 1024;
const BLANK_LINE = Buffer.from('\r\n\r\n');

const malformed = () => new AppError('request-malformed', { params: { what: 'multipart/form-data' } });

/** The boundary of a Content-Type header. Throws `request-malformed` when it names none that RFC 2046 allows. */
export function boundaryOf(contentType: string): string {
  const found = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;",]{1,70}))/iu.exec(contentType.slice(0, 500));
  const boundary = found?.[1] ?? found?.[2];
  if (!boundary) throw malformed();
  return boundary;
}

/**
 * Reads `multipart/form-data` (RFC 7578) part by part, holding one chunk of the source and a boundary's
 * length in memory. Strict: no preamble, every part has a name, the closing boundary must arrive.
 * Throws `request-malformed`.
 */
export async function* readMultipart(
  source: AsyncIterator<Uint8Array>,
  boundary: string,
): AsyncGenerator<Part, void, undefined> {
  const delimiter = Buffer.from(`\r\n--${boundary}`);
  const cursor = new Cursor(source);
  if (!(await cursor.take(delimiter.length)).equals(delimiter)) throw malformed();
  while (isAnotherPart(await cursor.take(2))) {
    const headers = await collect(cursor.until(BLANK_LINE), HEADER_BYTES);
    const body = cursor.until(delimiter);
    yield { ...readHeaders(headers), body: withoutReturn(body) };
    while (!(await body.next()).done);
  }
}

function isAnotherPart(mark: Buffer): boolean {
  const text = mark.toString('latin1');
  if (text !== '\r\n' && text !== '--') throw malformed();
  return text === '\r\n';
}

function readHeaders(block: Buffer): Omit<Part, 'body'> {
  const headers = new Map<string, string>();
  for (const line of block.toString('utf8').split('\r\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers.set(line.slice(0, colon).trim().toLowerCase(), line.slice(colon + 1).trim());
  }
  const disposition = headers.get('content-disposition') ?? '';
  const name = parameter(disposition, 'name');
  if (!/^form-data\s*(?:;|$)/iu.test(disposition) || name === null) throw malformed();
  const type = headers.get('content-type')?.split(';')[0]?.trim().toLowerCase();
  return { name, filename: parameter(disposition, 'filename'), type: type || null };
}

function parameter(disposition: string, name: string): string | null {
  const found = new RegExp(`;\\s*${name}=(?:"((?:[^"\\\\]|\\\\.)*)"|([^\\s;"]*))`, 'iu').exec(disposition);
  return found ? (found[1] ?? found[2] ?? '') : null;
}

async function collect(chunks: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const kept: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    size += chunk.length;
    if (size > maxBytes) throw malformed();
    kept.push(chunk);
  }
  return Buffer.concat(kept);
}

/** A reader that stops early must not end the generator, or the rest of the part could not be skipped. */
const withoutReturn = (chunks: AsyncGenerator<Buffer>): AsyncIterable<Buffer> => ({
  [Symbol.asyncIterator]: () => ({ next: () => chunks.next() }),
});

/** Begins with the line break that the first boundary of a body lacks, so that all boundaries look alike. */
class Cursor {
  readonly #source: AsyncIterator<Uint8Array>;
  #held: Buffer = Buffer.from('\r\n');

  constructor(source: AsyncIterator<Uint8Array>) {
    this.#source = source;
  }

  async take(count: number): Promise<Buffer> {
    while (this.#held.length < count) await this.#more();
    return this.#cut(count);
  }

  /** Everything before `mark`, which is taken too. */
  async *until(mark: Buffer): AsyncGenerator<Buffer, void, undefined> {
    for (;;) {
      const at = this.#held.indexOf(mark);
      if (at >= 0) {
        const last = this.#cut(at);
        this.#cut(mark.length);
        if (last.length > 0) yield last;
        return;
      }
      const certain = this.#held.length - (mark.length - 1);
      if (certain > 0) yield this.#cut(certain);
      await this.#more();
    }
  }

  #cut(count: number): Buffer {
    const cut = this.#held.subarray(0, count);
    this.#held = this.#held.subarray(count);
    return cut;
  }

  async #more(): Promise<void> {
    const { done, value } = await this.#source.next();
    if (done) throw malformed();
    this.#held = this.#held.length === 0 ? Buffer.from(value) : Buffer.concat([this.#held, value]);
  }
}
