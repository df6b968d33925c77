import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Accounts } from './accounts/accounts.ts';
import { keepSecretKey } from './accounts/secret-key.ts';
import type { Config } from './config.ts';
import { Fingerprinter } from './fingerprint/fingerprint-file.ts';
import { MediaLibrary } from './fingerprint/media-library.ts';
import { OcrEngine } from './fingerprint/ocr-engine.ts';
import { ShortLinks } from './fingerprint/short-links.ts';
import { TextReader } from './fingerprint/text-reader.ts';
import type { Log } from './log.ts';
import { type ArchiveIndex, createArchiveIndex, createClaimIndex } from './match/archive-index.ts';
import type { LiveIndex } from './match/live-index.ts';
import { MediaSearch } from './match/media-search.ts';
import { BlobStore } from './media/blob-store.ts';
import { Ffmpeg, findFfmpeg } from './media/ffmpeg.ts';
import { FilmPreviews } from './media/film-previews.ts';
import { SafeFetcher } from './media/safe-fetch.ts';
import { PROJECT_ROOT } from './project-root.ts';
import { Database } from './store/database.ts';
import { openEmbeddedPostgres } from './store/embedded-postgres.ts';
import { loadWords, type Words } from './words.ts';

/** Of one file that a person or an archive sends. */
const MAX_FILE_BYTES = 200 * 1024 * 1024;
const DOWNLOAD_MS = 120_000;

/** Everything below the conversation: database, files, fingerprints, indexes. Commands work with it too. */
export interface Core {
  config: Config;
  log: Log;
  words: Words;
  databaseUrl: string;
  /** Of the embedded PostgreSQL; null with a server of one's own. */
  databaseFolder: string | null;
  database: Database;
  blobs: BlobStore;
  filmPreviews: FilmPreviews;
  ffmpeg: Ffmpeg;
  fingerprinter: Fingerprinter;
  library: MediaLibrary;
  media: MediaSearch;
  ocr: OcrEngine;
  shortLinks: ShortLinks;
  archive: ArchiveIndex;
  claimIndex: LiveIndex;
  /** Who may use the desk. */
  accounts: Accounts;
  maxFileBytes: number;
  /** Of the newsroom: IANA name. */
  timeZone: string;
  /** A file store that is gone when `work` has ended. */
  withScratch<T>(work: (store: BlobStore) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

export async function openCore(
  config: Config,
  log: Log,
  fetcher: SafeFetcher = new SafeFetcher(),
): Promise<Core> {
  const words = await loadWords(config.locale);
  const ffmpeg = new Ffmpeg(await findFfmpeg(config.ffmpegPath ?? undefined));
  const server = config.databaseUrl
    ? { url: config.databaseUrl, folder: null, release: async () => undefined }
    : await openEmbeddedPostgres(config.dataFolder, log.child({ room: 'store' }));
  try {
    const migrations = join(PROJECT_ROOT, 'prisma', 'migrations');
    const database = await Database.open(server.url, migrations, log.child({ room: 'store' }));
    const blobs = await BlobStore.open(join(config.dataFolder, 'media'));
    const fingerprinter = new Fingerprinter({ ffmpeg, log });
    const media = new MediaSearch(server.url, log.child({ index: 'media' }));
    const ocr = new OcrEngine({ log });
    const reader = new TextReader({ ffmpeg, engine: ocr });
    const limits = { maxBytes: MAX_FILE_BYTES, timeoutMs: DOWNLOAD_MS };
    return {
      config,
      log,
      words,
      databaseUrl: server.url,
      databaseFolder: server.folder,
      database,
      blobs,
      filmPreviews: new FilmPreviews({ blobs, ffmpeg }),
      ffmpeg,
      fingerprinter,
      media,
      ocr,
      archive: createArchiveIndex(database, media, log),
      claimIndex: createClaimIndex(database, media, log),
      library: new MediaLibrary({
        ...{ database, blobs, ffmpeg, fingerprinter, reader, limits, fetcher },
        log: log.child({ room: 'fingerprint' }),
      }),
      accounts: new Accounts({
        database,
        secretKey: async () => config.secretKey ?? keepSecretKey(config.dataFolder),
        baseUrl: config.publicUrl ?? `http://localhost:${config.port}`,
        log: log.child({ room: 'accounts' }),
      }),
      shortLinks: new ShortLinks(fetcher),
      maxFileBytes: MAX_FILE_BYTES,
      timeZone: config.timeZone,
      withScratch: (work) => withScratch(config.dataFolder, work),
      close: async () => {
        await Promise.all([media.close(), ocr.close()]);
        await database.close();
        await server.release();
      },
    };
  } catch (error) {
    await server.release();
    throw error;
  }
}

async function withScratch<T>(dataFolder: string, work: (store: BlobStore) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(dataFolder, 'scratch-'));
  try {
    return await work(await BlobStore.open(folder));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
