import { rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Response } from 'node-fetch';
import type { FileLocation } from '../domain/message.ts';
import { AppError, isAppError } from '../errors.ts';
import type { Blob, BlobStore, PutOptions } from './blob-store.ts';
import { discard, type SafeFetcher, toFetchError } from './safe-fetch.ts';

export interface FetchLimits {
  maxBytes: number;
  /** For the whole download, milliseconds. */
  timeoutMs: number;
}

/**
 * Brings a file into the store, wherever it is. No address gets into an error: it may hold a token.
 *
 * @throws `file-gone`, `file-altered`, `file-too-large`, `file-empty`, `file-unreadable`, `download-refused`, `download-failed`
 * (may be tried again)
 */
export async function fetchToBlob(
  location: FileLocation,
  blobs: BlobStore,
  limits: FetchLimits,
  fetcher: SafeFetcher,
): Promise<Blob> {
  const { maxBytes, timeoutMs } = limits;
  const options = { maxBytes, ...(location.sha256 ? { sha256: location.sha256 } : {}) };
  if ('bytes' in location) return blobs.put(location.bytes, options);
  if ('path' in location) return copyFile(location, blobs, options);
  return download(location, blobs, { ...options, timeoutMs }, fetcher);
}

async function copyFile(
  { path, isTemporary }: Extract<FileLocation, { path: string }>,
  blobs: BlobStore,
  options: PutOptions,
): Promise<Blob> {
  try {
    return await blobs.put(path, options);
  } catch (error) {
    throw isAppError(error, 'file-not-found') ? new AppError('file-gone', { cause: error.cause }) : error;
  } finally {
    if (isTemporary) await rm(path, { force: true });
  }
}

async function download(
  { url, headers = {}, isConfigured }: Extract<FileLocation, { url: string }>,
  blobs: BlobStore,
  { timeoutMs, ...options }: FetchLimits & PutOptions,
  fetcher: SafeFetcher,
): Promise<Blob> {
  const signal = AbortSignal.timeout(timeoutMs);
  const trustedOrigin = isConfigured && URL.canParse(url) ? new URL(url).origin : undefined;
  const response = await fetcher.get(url, { headers, signal, ...(trustedOrigin ? { trustedOrigin } : {}) });
  try {
    checkStatus(response, options.maxBytes);
    const { body } = response;
    if (!(body instanceof Readable)) throw new Error('answer without a body');
    return await blobs.put(body, options);
  } catch (error) {
    throw toFetchError(error);
  } finally {
    discard(response);
  }
}

function checkStatus(response: Response, maxBytes: number): void {
  if (response.status === 404 || response.status === 410) throw new AppError('file-gone');
  if (!response.ok) throw new AppError('download-failed', { params: { status: response.status } });
  if (Number(response.headers.get('content-length') ?? 0) > maxBytes) {
    throw new AppError('file-too-large', { params: { limit: maxBytes } });
  }
}
