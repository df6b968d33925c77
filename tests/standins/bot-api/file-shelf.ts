import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { badRequest, Refusal } from './refusal.ts';

/** "The maximum file size to download is 20 MB" (Bot API, getFile). */
const DOWNLOAD_LIMIT = 20 * 1024 * 1024;

/** A file on Telegram's side; forwards share it and its `uniqueId`, every message has a `file_id` of its own. */
export interface ShelvedFile {
  uniqueId: string;
  bytes: Uint8Array;
  /** What Telegram says its size is. */
  size: number;
  mime?: string;
  name?: string;
  thumbnail?: ShelvedFile;
  width?: number;
  height?: number;
}

export type FileAbout = Partial<Omit<ShelvedFile, 'bytes' | 'uniqueId' | 'thumbnail'>> & {
  thumbnail?: Uint8Array | ShelvedFile;
};

export class FileShelf {
  readonly #byFileId = new Map<string, ShelvedFile>();
  readonly #byPath = new Map<string, ShelvedFile>();
  readonly #gone = new Set<string>();
  /** Folder of a local Bot API server; paths are then absolute and sizes unlimited. */
  readonly #localFolder: string | undefined;

  constructor(localFolder?: string) {
    this.#localFolder = localFolder;
  }

  add(bytes: Uint8Array, { thumbnail, ...about }: FileAbout = {}): ShelvedFile {
    const still =
      thumbnail instanceof Uint8Array ? this.add(thumbnail, { width: 320, height: 180 }) : thumbnail;
    return {
      uniqueId: `AQAD${randomBytes(8).toString('base64url')}`,
      bytes,
      size: bytes.length,
      ...about,
      ...(still ? { thumbnail: still } : {}),
    };
  }

  /** A new `file_id`, as every message gets one. */
  announce(file: ShelvedFile): string {
    const id = `BAACAgQAAxkB${randomBytes(24).toString('base64url')}`;
    this.#byFileId.set(id, file);
    return id;
  }

  /** Telegram forgets the file. */
  forget(file: ShelvedFile): void {
    this.#gone.add(file.uniqueId);
  }

  /** The file that a message named by its `file_id`. */
  known(fileId: string): ShelvedFile {
    const file = this.#byFileId.get(fileId);
    if (!file || this.#gone.has(file.uniqueId)) {
      throw badRequest('wrong file identifier/HTTP URL specified');
    }
    return file;
  }

  /** `getFile` */
  describe(fileId: string) {
    const file = this.#byFileId.get(fileId);
    if (!file || this.#gone.has(file.uniqueId)) {
      throw badRequest('wrong file_id or the file is temporarily unavailable');
    }
    if (!this.#localFolder && file.size > DOWNLOAD_LIMIT) throw badRequest('file is too big');
    const path = `documents/file_${file.uniqueId}`;
    this.#byPath.set(path, file);
    const described = { file_id: fileId, file_unique_id: file.uniqueId, file_size: file.size };
    return { ...described, file_path: this.#localFolder ? writeLocal(this.#localFolder, path, file) : path };
  }

  download(path: string): Uint8Array {
    const file = this.#byPath.get(path);
    if (!file || this.#localFolder) throw new Refusal(404, 'Not Found');
    return file.bytes;
  }
}

function writeLocal(folder: string, path: string, file: ShelvedFile): string {
  const absolute = join(folder, path);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, file.bytes);
  return absolute;
}
