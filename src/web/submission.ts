import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { AppError } from '../errors.ts';
import type { Uploads } from './dependencies.ts';
import { boundaryOf, type Part, readMultipart } from './multipart.ts';
import { bodyStream, discard, readBody } from './request-body.ts';

/** UTF-16 units of a text. */
export const MAX_TEXT = 100_000;
export const MAX_FILES = 10;
const MAX_FIELDS = 20;
/** A text of the allowed length in UTF-8, with every line break counted twice as forms send it. */
const FIELD_BYTES = MAX_TEXT * 4;
/** The same text percent-encoded. */
const FORM_BYTES = FIELD_BYTES * 3;

export interface StoredUpload {
  sha256: string;
  bytes: number;
  path: string;
  /** As the sender declares it. */
  mime: string;
}

/** What a form or a program sent: named texts and files that are stored already. */
export interface Submission {
  fields: Map<string, string>;
  files: StoredUpload[];
}

interface Options {
  uploads: Uploads;
  maxUploadBytes: number;
}

/**
 * Reads a posted form, streaming its files into `uploads`, or a JSON object of texts and numbers.
 * Throws `request-malformed`, `request-type-unsupported`, `text-too-long`, `too-many-files`, `file-too-large`.
 */
export async function readSubmission(c: Context, options: Options): Promise<Submission> {
  const type = c.req.header('content-type') ?? '';
  if (/^multipart\/form-data\b/iu.test(type)) return readMultipartForm(c, boundaryOf(type), options);
  if (/^application\/x-www-form-urlencoded\b/iu.test(type)) return readUrlEncoded(c);
  if (/^application\/json\b/iu.test(type)) return readJson(c);
  throw new AppError('request-type-unsupported', { params: { what: 'application/json' } });
}

async function readMultipartForm(c: Context, boundary: string, options: Options): Promise<Submission> {
  const source = bodyStream(c);
  const submission: Submission = { fields: new Map(), files: [] };
  const allowed = MAX_FILES * options.maxUploadBytes + MAX_FIELDS * FIELD_BYTES;
  try {
    if (Number(c.req.header('content-length') ?? 0) > allowed) throw tooLarge(options.maxUploadBytes);
    let parts = 0;
    for await (const part of readMultipart(source, boundary)) {
      parts += 1;
      if (parts > MAX_FIELDS + MAX_FILES) throw malformed('multipart/form-data');
      if (part.filename === null) submission.fields.set(part.name, await readField(part));
      else if (part.filename !== '')
        submission.files.push(await store(part, submission.files.length, options));
    }
    return submission;
  } catch (error) {
    await discard(source);
    throw error;
  }
}

async function readField(part: Part): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of part.body) {
    size += chunk.length;
    if (size > FIELD_BYTES) throw tooLong();
    chunks.push(chunk);
  }
  return clean(Buffer.concat(chunks).toString('utf8'));
}

async function store(part: Part, position: number, options: Options): Promise<StoredUpload> {
  if (position >= MAX_FILES) throw new AppError('too-many-files', { params: { limit: MAX_FILES } });
  const chunks = part.body[Symbol.asyncIterator]();
  let broken: unknown;
  const body = async function* () {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        broken = error;
        throw error;
      });
      if (next.done) return;
      yield next.value;
    }
  };
  const source = Readable.from(body(), { objectMode: false });
  try {
    const stored = await options.uploads.put(source, { maxBytes: options.maxUploadBytes });
    return { ...stored, mime: mimeOf(part.type) };
  } catch (error) {
    throw broken ?? error;
  } finally {
    source.destroy();
  }
}

const mimeOf = (type: string | null): string =>
  type && /^[a-z]{2,20}\/[\w.+-]{1,80}$/u.test(type) ? type : 'application/octet-stream';

async function readUrlEncoded(c: Context): Promise<Submission> {
  const body = await readBody(c, FORM_BYTES);
  const fields = new Map<string, string>();
  for (const [name, value] of new URLSearchParams(body.toString('utf8'))) fields.set(name, clean(value));
  return { fields, files: [] };
}

async function readJson(c: Context): Promise<Submission> {
  const body = await readBody(c, FORM_BYTES);
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw malformed('JSON', cause);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw malformed('JSON');
  const fields = new Map<string, string>();
  for (const [name, field] of Object.entries(value)) {
    if (field === null) continue;
    if (typeof field !== 'string' && typeof field !== 'number') throw malformed(name);
    fields.set(name, clean(String(field)));
  }
  return { fields, files: [] };
}

/** One kind of line break, and nothing that neither UTF-8 nor PostgreSQL can hold. Throws `text-too-long`. */
export function clean(text: string): string {
  const cleaned = text.replace(/\r\n?/gu, '\n').replace(/[\0\p{Surrogate}]/gu, '');
  if (cleaned.length > MAX_TEXT) throw tooLong();
  return cleaned;
}

const tooLong = () => new AppError('text-too-long', { params: { limit: MAX_TEXT } });
const tooLarge = (limit: number) => new AppError('file-too-large', { params: { limit } });
const malformed = (what: string, cause?: unknown) =>
  new AppError('request-malformed', { params: { what: what.slice(0, 40) }, cause });
