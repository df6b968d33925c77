import type { FileLocation } from '../../domain/message.ts';
import { AppError } from '../../errors.ts';
import type { GraphApi } from './graph-api.ts';
import { toFileError } from './graph-errors.ts';

interface Asking {
  api: GraphApi;
  phoneId: string;
  timeoutMs: number;
}

/**
 * Asks Meta where a file is; the address holds for five minutes and wants the token. Throws `file-gone` (ids of what
 * people sent expire after seven days), or `download-failed` when Meta could not be asked.
 */
export async function locateFile(
  { api, phoneId, timeoutMs }: Asking,
  mediaId: string,
): Promise<FileLocation> {
  const answer = await api
    .call({
      what: 'media',
      method: 'GET',
      path: `${encodeURIComponent(mediaId)}?phone_number_id=${phoneId}`,
      timeoutMs,
    })
    .catch((error: unknown) => {
      throw toFileError(error);
    });
  if (typeof answer.url !== 'string' || !URL.canParse(answer.url)) throw new AppError('file-gone');
  const url = new URL(answer.url);
  const isOwn = api.isOwn(url);
  // The token goes nowhere in the open but to the server the operator named.
  if (!isOwn && url.protocol !== 'https:') throw new AppError('download-refused');
  return { url: url.href, headers: api.authorization, ...(isOwn ? { isConfigured: true } : {}) };
}
