import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import type { Context } from 'hono';
import { AppError } from '../../errors.ts';
import { findShownFile } from '../../store/claim-page.ts';
import type { DeskVisit } from './desk-router.ts';

/** What a browser shows or plays as what it is; anything else it may only save. */
const SHOWN = /^(?:image\/(?:jpeg|png|webp|avif|gif)|video\/(?:mp4|webm|ogg|quicktime)|audio\/[\w.+-]+)$/u;

/** A file that somebody sent, with the one range that players ask for. */
export async function sendFile(c: Context, { room }: DeskVisit): Promise<Response> {
  const { sha256, mime } = await findFile(c, room);
  return sendRange(c, room.desk.blobs.path(sha256), mime);
}

/** How long a browser waits for a copy that is being made before it is told to ask again. */
const PATIENCE_MS = 5_000;
const ASK_AGAIN_SECONDS = 3;

/** A small copy of a film, for browsers that cannot play what was sent. */
export async function sendPreview(c: Context, { room }: DeskVisit): Promise<Response> {
  const { sha256, kind } = await findFile(c, room);
  if (kind !== 'video') throw new AppError('not-found');
  const later = new AbortController();
  const path = await Promise.race([
    room.desk.filmPreviews.of(sha256),
    delay(PATIENCE_MS, 'later' as const, { signal: later.signal }),
  ]).finally(() => later.abort());
  if (path === null) throw new AppError('not-found');
  if (path === 'later') return c.body(null, 503, { 'Retry-After': String(ASK_AGAIN_SECONDS) });
  return sendRange(c, path, 'video/mp4');
}

async function findFile(c: Context, { desk: { blobs, database } }: DeskVisit['room']) {
  const sha256 = c.req.param('sha256') ?? '';
  const isDigest = /^[0-9a-f]{64}$/u.test(sha256);
  const file = isDigest ? await findShownFile(database.prisma, sha256) : null;
  if (!file || !(await blobs.has(sha256))) throw new AppError('not-found');
  return { sha256, ...file };
}

async function sendRange(c: Context, path: string, mime: string): Promise<Response> {
  const { size } = await stat(path);
  const isShown = SHOWN.test(mime);
  const headers = {
    'Content-Type': isShown ? mime : 'application/octet-stream',
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
