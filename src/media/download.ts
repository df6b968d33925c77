import { Readable } from 'node:stream';
import fetch, { AbortError, FetchError, type Response } from 'node-fetch';
import type { FileLocation } from '../domain/message.ts';
import { AppError, isAppError } from '../errors.ts';
import type { Blob, BlobStore } from './blob-store.ts';

export interface FetchLimits {
  maxBytes: number;
  /** For the whole download, milliseconds. */
  timeoutMs: number;
}

/**
 * Brings a file into the store, wherever it is. No address gets into an error: it may hold a token.
 *
 * @throws `file-gone`, `file-too-large`, `file-empty`, `file-unreadable`, `download-failed` (may be tried again)
 */
export async function fetchToBlob(
  location: FileLocation,
  blobs: BlobStore,
  limits: FetchLimits,
): Promise<Blob> {
  if ('bytes' in location) return blobs.put(location.bytes, limits);
  if ('path' in location) return copyFile(location.path, blobs, limits);
  return download(location.url, location.headers ?? {}, blobs, limits);
}

async function copyFile(path: string, blobs: BlobStore, limits: FetchLimits): Promise<Blob> {
  try {
    return await blobs.put(path, limits);
  } catch (error) {
    throw isAppError(error, 'file-not-found') ? new AppError('file-gone', { cause: error.cause }) : error;
  }
}

async function download(
  url: string,
  headers: Record<string, string>,
  blobs: BlobStore,
  { maxBytes, timeoutMs }: FetchLimits,
): Promise<Blob> {
  if (!/^https?:\/\//iu.test(url)) throw new AppError('download-failed', { cause: new Error('not http(s)') });
  const timeout = AbortSignal.timeout(timeoutMs);
  const over = new AbortController();
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.any([timeout, over.signal]) });
    checkStatus(response, maxBytes);
    const { body } = response;
    if (!(body instanceof Readable)) throw new Error('answer without a body');
    return await blobs.put(body, { maxBytes });
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('download-failed', { cause: withoutAddress(error) });
  } finally {
    over.abort();
  }
}

function checkStatus(response: Response, maxBytes: number): void {
  if (response.status === 404 || response.status === 410) throw new AppError('file-gone');
  if (!response.ok) throw new AppError('download-failed', { params: { status: response.status } });
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    throw new AppError('file-too-large', { params: { limit: maxBytes } });
  }
}

/** node-fetch writes the address into its messages. */
function withoutAddress(error: unknown): Error {
  if (error instanceof AbortError) return new Error('timed out');
  if (error instanceof FetchError) return new Error(`fetch: ${error.code ?? error.type}`);
  if (error instanceof Error && 'code' in error) return new Error(String(error.code));
  return new Error(error instanceof Error ? error.name : 'unknown');
}
