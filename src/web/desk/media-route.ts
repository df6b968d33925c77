import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Context } from 'hono';
import { AppError } from '../../errors.ts';
import { findShownFile } from '../../store/claim-page.ts';
import type { DeskVisit } from './desk-router.ts';

/** What a browser shows or plays as what it is; anything else it may only save. */
const SHOWN = /^(?:image\/(?:jpeg|png|webp|avif|gif)|video\/(?:mp4|webm|ogg|quicktime)|audio\/[\w.+-]+)$/u;

/** A file that somebody sent, with the one range that players ask for. */
export async function sendFile(c: Context, { room }: DeskVisit): Promise<Response> {
  const sha256 = c.req.param('sha256') ?? '';
  const { blobs, database } = room.desk;
  const isDigest = /^[0-9a-f]{64}$/u.test(sha256);
  const file = isDigest ? await findShownFile(database.prisma, sha256) : null;
  if (!file || !(await blobs.has(sha256))) throw new AppError('not-found');
  const path = blobs.path(sha256);
  const { size } = await stat(path);
  const isShown = SHOWN.test(file.mime);
  const headers = {
    'Content-Type': isShown ? file.mime : 'application/octet-stream',
    'Content-Disposition': isShown ? 'inline' : 'attachment',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'private, max-age=3600',
    'Accept-Ranges': 'bytes',
  };
  const range = rangeOf(c.req.header('range'), size);
  if (range === 'impossible') return c.body(null, 416, { 'Content-Range': `bytes */${size}` });
  const { from, to } = range ?? { from: 0, to: size - 1 };
  const body = Readable.toWeb(createReadStream(path, { start: from, end: to })) as ReadableStream;
  const length = { 'Content-Length': String(to - from + 1) };
  if (!range) return c.body(body, 200, { ...headers, ...length });
  return c.body(body, 206, { ...headers, ...length, 'Content-Range': `bytes ${from}-${to}/${size}` });
}

/** RFC 9110, 14.1: the first range, where it is one of bytes; null asks for everything. */
function rangeOf(
  header: string | undefined,
  size: number,
): { from: number; to: number } | 'impossible' | null {
  const [, first = '', last = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/u.exec(header ?? '') ?? [];
  if (!first && !last) return null;
  const from = first ? Number(first) : Math.max(0, size - Number(last));
  const to = first && last ? Math.min(Number(last), size - 1) : size - 1;
  return from > to ? 'impossible' : { from, to };
}
