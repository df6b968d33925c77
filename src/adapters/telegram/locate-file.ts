import { isAbsolute } from 'node:path';
import type { FileLocation } from '../../domain/message.ts';
import { AppError } from '../../errors.ts';
import { type BotApi, BotApiRefusal } from './bot-api.ts';

/** Throws `file-too-large`, `file-gone`, or `download-failed` when Telegram could not be asked. */
export async function locateFile(api: BotApi, fileId: string, timeoutMs: number): Promise<FileLocation> {
  const path = await filePath(api, fileId, timeoutMs);
  if (!path) throw new AppError('file-gone');
  // A Bot API server on this machine in local mode has the file on its disk.
  return isAbsolute(path) ? { path } : { url: api.fileUrl(path), isConfigured: true };
}

async function filePath(api: BotApi, fileId: string, timeoutMs: number): Promise<string | undefined> {
  try {
    return (await api.call('getFile', { file_id: fileId }, { timeoutMs })).file_path;
  } catch (error) {
    throw toFileError(error);
  }
}

function toFileError(error: unknown): AppError {
  if (error instanceof BotApiRefusal) {
    const { status, description, retryAfterMs } = error;
    if (status === 400 && /too big/iu.test(description))
      return new AppError('file-too-large', { cause: error });
    if (status === 400) return new AppError('file-gone', { cause: error });
    return new AppError('download-failed', { cause: error, retryAfterMs });
  }
  return new AppError('download-failed', { cause: error });
}
