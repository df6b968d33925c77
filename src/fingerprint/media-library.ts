import type { TimeSpan } from '../domain/evidence.ts';
import type {
  CloserLook,
  MediaFingerprint,
  MediaKind,
  NearMiss,
  QueryMediaFingerprint,
} from '../domain/fingerprint.ts';
import type { FileLocation } from '../domain/message.ts';
import { type AppError, type ErrorCode, isAppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Blob, BlobStore } from '../media/blob-store.ts';
import { type FetchLimits, fetchToBlob } from '../media/download.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import type { SafeFetcher } from '../media/safe-fetch.ts';
import { sniff } from '../media/sniff.ts';
import { reviseClaimsWith } from '../store/claims.ts';
import type { Database } from '../store/database.ts';
import {
  findMediaByIds,
  findMediaBySha256,
  findMediaIdByAlias,
  type MediaWithFingerprints,
  nameMedia,
  saveFingerprint,
  saveMedia,
} from '../store/media.ts';
import type { CloserFrames } from './closer-frames.ts';
import { decodeFingerprint, decodeWriting, encodeFingerprint, encodeWriting } from './encoding.ts';
import type { Fingerprinter } from './fingerprint-file.ts';
import { turnsOfHash } from './pdq.ts';
import { Remembered } from './remembered.ts';
import type { TextReader } from './text-reader.ts';

/** A file whose content is stored and whose fingerprint, if one can be made, is too. */
export interface KnownMedia {
  /** Row id; null for a file that was only looked at. */
  id: number | null;
  sha256: string;
  kind: MediaKind;
  /** Null when none can be made: `failure` says why. */
  fingerprint: QueryMediaFingerprint | null;
  failure: ErrorCode | null;
  /** Words in the picture or film; empty: none; null: not read (yet). */
  writing: string | null;
}

export interface MediaLibraryParts {
  database: Database;
  blobs: BlobStore;
  ffmpeg: Ffmpeg;
  fingerprinter: Fingerprinter;
  reader: TextReader;
  limits: FetchLimits;
  fetcher: SafeFetcher;
  log: Log;
}

/** So many closer looks are remembered; one has up to a few thousand hashes. */
const CLOSER_LOOKS = 40;
/** Frames of so many files wait for a closer look; those of one are at most 8 MB. */
const FRAMES_KEPT = 4;
/** Files that many people send, ready to be looked up. */
const RECALLED = 50;
/** Writing of files that are not stored. */
const READINGS = 200;

/** Brings files in, makes each fingerprint once, and finds it again by content. */
export class MediaLibrary {
  readonly #parts: MediaLibraryParts;
  /** By sha256 or messenger's id: many people may send the same new file at once. */
  readonly #underWay = new Map<string, Promise<KnownMedia>>();
  /** By `framesKey`, the newest at the end: of films decoded a moment ago. */
  readonly #frames = new Map<string, CloserFrames>();
  readonly #closerLooks = new Remembered<CloserLook | null>(CLOSER_LOOKS);
  readonly #registered = new WeakMap<readonly NearMiss[], Promise<CloserLook>>();
  /** By row id, of files with a fingerprint. */
  readonly #recalled = new Remembered<KnownMedia | null>(RECALLED, (known) => known?.fingerprint != null);
  #made = 0;
  readonly #readings = new Remembered<string | null>(READINGS, (writing) => writing !== null);

  constructor(parts: MediaLibraryParts) {
    this.#parts = parts;
  }

  /** How many fingerprints were made and stored in this process. */
  get made(): number {
    return this.#made;
  }

  /** For the archive. @throws as `fetchToBlob`, and `internal` for what is no fault of the file */
  learn(location: FileLocation): Promise<KnownMedia> {
    return this.#learn(location, false);
  }

  /**
   * As `learn`, and the messenger's id stands for the file from now on. However many ask for one file, at
   * the same time or later and in whatever process, it is fetched once.
   */
  learnAs(channel: string, fileKey: string, locate: () => Promise<FileLocation>): Promise<KnownMedia> {
    const find = () => this.findAs(channel, fileKey);
    return this.#onceEverywhere(`${channel}:${fileKey}`, find, async () => {
      const media = await this.#learn(await locate(), true);
      if (media.id !== null) await nameMedia(this.#parts.database.prisma, channel, fileKey, media.id);
      return media;
    });
  }

  async #learn(location: FileLocation, isQuestion: boolean): Promise<KnownMedia> {
    const { blobs, limits, fetcher } = this.#parts;
    const blob = await fetchToBlob(location, blobs, limits, fetcher);
    const find = () => this.find(blob.sha256);
    return this.#onceEverywhere(blob.sha256, find, () => this.#fingerprint(blob, isQuestion));
  }

  /** By the messenger's id, before any download. */
  async findAs(channel: string, fileKey: string): Promise<KnownMedia | null> {
    const { prisma } = this.#parts.database;
    const id = await findMediaIdByAlias(prisma, channel, fileKey);
    if (id === null) return null;
    return this.#recalled.once(String(id), async () => {
      const [row] = await findMediaByIds(prisma, [id]);
      return row ? this.#recall(row) : null;
    });
  }

  /** By content, when it was learned before. */
  async find(sha256: string): Promise<KnownMedia | null> {
    const row = await findMediaBySha256(this.#parts.database.prisma, sha256);
    return row ? this.#recall(row) : null;
  }

  /** A stored row with its fingerprint; one of an older algorithm is made anew from the stored file. */
  async #recall(row: MediaWithFingerprints): Promise<KnownMedia> {
    const known = toKnownMedia(row);
    if (known.fingerprint || known.failure) return known;
    const { blobs } = this.#parts;
    if (!(await blobs.has(row.sha256))) return { ...known, failure: 'file-gone' };
    const blob = { sha256: row.sha256, bytes: row.bytes, path: blobs.path(row.sha256), isNew: false };
    const anew = await this.#fingerprint(blob, false);
    return { ...anew, writing: known.writing };
  }

  /** Looks at a file without storing anything; a known content is not decoded again. */
  async inspect(path: string, sha256: string): Promise<KnownMedia> {
    const known = await this.find(sha256);
    if (known) return known;
    return this.#once(sha256, async () => ({
      id: null,
      sha256,
      ...(await this.#measure(path, sha256, true)).media,
      writing: null,
    }));
  }

  /**
   * Many more hashes of a picture or film whose fingerprint found nothing sure; null for sound, and for what
   * cannot be read (any more). Of the files asked about last they are remembered: however many people send
   * an unknown file, it is decoded once.
   * @param stretches what of a long film is worth it; none: all of it
   * @param path where the file lies when it is not stored
   */
  lookCloser(media: KnownMedia, stretches: TimeSpan[], path?: string): Promise<CloserLook | null> {
    const key = framesKey(media.sha256, stretches);
    return this.#closerLooks.once(key, () => this.#lookCloser(media, stretches, path));
  }

  /**
   * A closer look with further hashes, of the views that come nearest to what it nearly found. The same `misses`, as an
   * index that has not changed answers, give the same look.
   */
  register(
    media: KnownMedia,
    look: CloserLook,
    misses: readonly NearMiss[],
    path?: string,
  ): Promise<CloserLook> {
    if (misses.length === 0) return Promise.resolve(look);
    const known = this.#registered.get(misses);
    if (known) return known;
    const registered = this.#register(media, look, misses, path);
    this.#registered.set(misses, registered);
    registered.catch(() => this.#registered.delete(misses));
    return registered;
  }

  async #register(
    media: KnownMedia,
    look: CloserLook,
    misses: readonly NearMiss[],
    path?: string,
  ): Promise<CloserLook> {
    const { blobs, fingerprinter } = this.#parts;
    if (path === undefined && !(await blobs.has(media.sha256))) return look;
    try {
      const frames = this.#frames.get(framesKey(media.sha256, look.stretches)) ?? null;
      return await fingerprinter.register(path ?? blobs.path(media.sha256), look, misses, frames);
    } catch (error) {
      // As above: it was looked at already.
      if (!isFileFault(error)) throw error;
      return look;
    }
  }

  async #lookCloser(media: KnownMedia, stretches: TimeSpan[], path?: string): Promise<CloserLook | null> {
    const { blobs, fingerprinter } = this.#parts;
    if (!media.fingerprint || media.kind === 'audio') return null;
    const key = framesKey(media.sha256, stretches);
    let frames = this.#frames.get(key) ?? null;
    if (!frames && path === undefined && !(await blobs.has(media.sha256))) return null;
    const source = path ?? blobs.path(media.sha256);
    try {
      if (!frames && media.kind === 'video') {
        frames = await fingerprinter.closerFrames(source, stretches);
        this.#keepFrames(key, frames);
      }
      return await fingerprinter.lookCloser(source, media.kind, frames);
    } catch (error) {
      // What can be made of it was looked up before; that the rest cannot be read is no news.
      if (!isFileFault(error)) throw error;
      this.#logFault(error, media.sha256, 'a file cannot be looked at more closely');
      return null;
    }
  }

  #logFault({ code, cause }: AppError, sha256: string, what: string): void {
    const reason = cause instanceof Error ? cause.message : undefined;
    this.#parts.log.info({ sha256, code, reason }, what);
  }

  /**
   * The words in a picture or film; null for sound, for what cannot be read (any more), and where the
   * recogniser failed. A stored file's words are stored with it: however many people send it, it is read once.
   * @param path where the file lies when it is not stored
   */
  async readWriting(media: KnownMedia, path?: string): Promise<string | null> {
    if (media.writing !== null) return media.writing;
    return this.#readings.once(media.sha256, async () => {
      const writing = await this.#readWriting(media, path);
      if (writing !== null && media.id !== null) {
        const { id } = media;
        await this.#parts.database.transaction(async (tx) => {
          await saveFingerprint(tx, id, encodeWriting(writing));
          await reviseClaimsWith(tx, id);
        });
        this.#recalled.forget(String(id));
      }
      return writing;
    });
  }

  async #readWriting({ fingerprint, kind, sha256 }: KnownMedia, path?: string): Promise<string | null> {
    const { blobs, reader } = this.#parts;
    if (!fingerprint || kind === 'audio') return null;
    if (path === undefined && !(await blobs.has(sha256))) return null;
    try {
      const { text, isComplete } = await reader.read(path ?? blobs.path(sha256), kind);
      // What was cut short without a word may have some.
      return isComplete || text !== '' ? text : null;
    } catch (error) {
      // As above: it was looked at already.
      if (!isFileFault(error)) throw error;
      return null;
    }
  }

  /** What is not known is worked on by one process, and the others find it. */
  #onceEverywhere(
    key: string,
    find: () => Promise<KnownMedia | null>,
    work: () => Promise<KnownMedia>,
  ): Promise<KnownMedia> {
    const { locks } = this.#parts.database;
    return this.#once(
      key,
      async () => (await find()) ?? locks.hold(`media:${key}`, async () => (await find()) ?? work()),
    );
  }

  /** Deletes stored files that nothing in the database needs any more. */
  async discard(sha256s: string[]): Promise<void> {
    await Promise.all(sha256s.map((sha256) => this.#parts.blobs.remove(sha256)));
  }

  #once(key: string, work: () => Promise<KnownMedia>): Promise<KnownMedia> {
    const running = this.#underWay.get(key);
    if (running) return running;
    const started = work().finally(() => this.#underWay.delete(key));
    this.#underWay.set(key, started);
    return started;
  }

  async #fingerprint(blob: Blob, isQuestion: boolean): Promise<KnownMedia> {
    const { media, mime } = await this.#measure(blob.path, blob.sha256, isQuestion);
    const id = await saveMedia(
      this.#parts.database.prisma,
      {
        sha256: blob.sha256,
        kind: media.kind,
        mime,
        bytes: blob.bytes,
        ...(media.failure ? { failure: media.failure } : {}),
      },
      media.fingerprint ? encodeFingerprint(media.fingerprint) : [],
    );
    if (media.fingerprint) this.#made += 1;
    return { id, sha256: blob.sha256, ...media, writing: null };
  }

  /** Frames of a question's film are kept for a closer look, which then needs no second decode. */
  async #fingerprintOf(
    path: string,
    sha256: string,
    kind: MediaKind,
    isQuestion: boolean,
  ): Promise<QueryMediaFingerprint> {
    const { fingerprinter } = this.#parts;
    if (!isQuestion) return fingerprinter.fingerprintQuery(path, kind);
    const { fingerprint, frames } = await fingerprinter.fingerprintQuestion(path, kind);
    if (frames) this.#keepFrames(framesKey(sha256, []), frames);
    return fingerprint;
  }

  #keepFrames(key: string, frames: CloserFrames): void {
    this.#frames.set(key, frames);
    const [oldest] = this.#frames.keys();
    if (this.#frames.size > FRAMES_KEPT && oldest !== undefined) this.#frames.delete(oldest);
  }

  /** A file that no fingerprint can be made of is known by its content all the same. */
  async #measure(
    path: string,
    sha256: string,
    isQuestion: boolean,
  ): Promise<{ media: Measured; mime: string }> {
    let found: { kind: MediaKind; mime: string } = { kind: 'video', mime: 'application/octet-stream' };
    try {
      found = await sniff(path, this.#parts.ffmpeg);
      const fingerprint = await this.#fingerprintOf(path, sha256, found.kind, isQuestion);
      return { media: { kind: fingerprint.kind, fingerprint, failure: null }, mime: found.mime };
    } catch (error) {
      if (!isFileFault(error)) throw error;
      this.#logFault(error, sha256, 'no fingerprint can be made of a file');
      return { media: { kind: found.kind, fingerprint: null, failure: error.code }, mime: found.mime };
    }
  }
}

const framesKey = (sha256: string, stretches: readonly TimeSpan[]): string =>
  [sha256, ...stretches.map(({ from, to }) => `${from}-${to}`)].join(' ');

type Measured = Pick<KnownMedia, 'kind' | 'fingerprint' | 'failure'>;

/** What can be wrong with a file itself: asking again with the same one is of no use. */
export const FILE_FAULTS: readonly ErrorCode[] = [
  'file-empty',
  'file-type-unsupported',
  'file-unreadable',
  'media-codec-unsupported',
  'media-timeout',
  'media-too-big-to-decode',
  'media-without-content',
];

const isFileFault = (error: unknown): error is AppError =>
  isAppError(error) && FILE_FAULTS.includes(error.code);

/** What the database knows of a file, ready for a look-up. */
export function toKnownMedia(row: MediaWithFingerprints): KnownMedia {
  const kind = row.kind as MediaKind;
  const fingerprint = decodeFingerprint(row.fingerprints, kind);
  return {
    id: row.id,
    sha256: row.sha256,
    kind,
    fingerprint: fingerprint ? withTurned(fingerprint) : null,
    failure: row.failure as ErrorCode | null,
    writing: decodeWriting(row.fingerprints),
  };
}

/** What is stored lacks the hashes of the turned pictures; they follow from the hash itself. */
function withTurned(fingerprint: MediaFingerprint): QueryMediaFingerprint {
  if (fingerprint.kind === 'audio') return fingerprint;
  if (fingerprint.kind === 'image') {
    const { kind, pdq, quality } = fingerprint;
    return { kind, pdq, quality, turned: turnsOfHash(pdq) };
  }
  const frames = fingerprint.frames.map((frame) => ({ ...frame, turned: turnsOfHash(frame.pdq) }));
  return { ...fingerprint, frames };
}
