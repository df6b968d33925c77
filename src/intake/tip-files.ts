import type { Adapter } from '../domain/adapter.ts';
import type { RemoteFile } from '../domain/message.ts';
import { type AppError, isAppError } from '../errors.ts';
import { type KnownMedia, type MediaLibrary, toKnownMedia } from '../fingerprint/media-library.ts';
import type { Tx } from '../store/database.ts';
import { findMediaByIds } from '../store/media.ts';
import type { StoredTip, StoredTipFile } from '../store/tips.ts';
import type { Question } from './look-up.ts';
import type { FileProblem } from './verdict.ts';

export type FileSource = Pick<Adapter, 'channel' | 'locate'>;

/** What became of one file of a tip. */
export interface FetchedFile {
  position: number;
  media: KnownMedia | null;
  problem: FileProblem | null;
}

/** The file without any download: by the messenger's id, or by the content it announced. */
export async function findKnown(
  library: MediaLibrary,
  channel: string,
  remote: RemoteFile,
): Promise<KnownMedia | null> {
  const known = await library.findAs(channel, remote.fileKey);
  return known ?? (remote.sha256 ? library.find(remote.sha256) : null);
}

/**
 * The file with its fingerprint: known, else fetched; where it cannot be fetched, its small still.
 * @throws what may go well when it is tried again
 */
export async function fetchTipFile(
  library: MediaLibrary,
  source: FileSource,
  { position, remote }: StoredTipFile,
): Promise<FetchedFile> {
  try {
    const known = await findKnown(library, source.channel, remote);
    const media = known ?? (await fetchByKey(library, source, remote));
    const problem = media.failure ? { position, code: media.failure, viaThumbnail: false } : null;
    return { position, media, problem };
  } catch (error) {
    if (!isAppError(error) || error.retryable) throw error;
    return fetchThumbnail(library, source, position, remote, error);
  }
}

async function fetchThumbnail(
  library: MediaLibrary,
  source: FileSource,
  position: number,
  remote: RemoteFile,
  { code }: AppError,
): Promise<FetchedFile> {
  if (!remote.thumbnail) return { position, media: null, problem: { position, code, viaThumbnail: false } };
  try {
    const media = await fetchByKey(library, source, remote.thumbnail);
    const viaThumbnail = media.fingerprint !== null;
    return { position, media: viaThumbnail ? media : null, problem: { position, code, viaThumbnail } };
  } catch (error) {
    if (!isAppError(error) || error.retryable) throw error;
    return { position, media: null, problem: { position, code, viaThumbnail: false } };
  }
}

const fetchByKey = (
  library: MediaLibrary,
  source: FileSource,
  file: Pick<RemoteFile, 'fileKey' | 'fetchKey' | 'sha256'>,
): Promise<KnownMedia> =>
  library.learnAs(source.channel, file.fileKey, async () => ({
    ...(await source.locate(file)),
    ...(file.sha256 ? { sha256: file.sha256 } : {}),
  }));

/** What a tip asked, from what is stored of it. */
export async function questionOf(tx: Tx, tip: StoredTip): Promise<Question> {
  const positions = new Map(tip.files.map(({ position, mediaId }) => [mediaId, position]));
  const rows = await findMediaByIds(
    tx,
    tip.files.flatMap(({ mediaId }) => (mediaId === null ? [] : [mediaId])),
  );
  const files = rows.map((row) => ({ position: positions.get(row.id) ?? 0, media: toKnownMedia(row) }));
  return { text: tip.text, files };
}
