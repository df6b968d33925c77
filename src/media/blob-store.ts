import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { AppError } from '../errors.ts';

export interface Blob {
  /** Hex digest of the content. */
  sha256: string;
  bytes: number;
  /** Where it lies. */
  path: string;
  /** False when the store had it already. */
  isNew: boolean;
}

export interface PutOptions {
  /** More than this is refused with `file-too-large`. */
  maxBytes: number;
  /** Hex digest the content must have; another is refused with `file-altered`, and nothing is stored. */
  sha256?: string;
}

const TEMPORARY = /^incoming-[0-9a-f-]{36}$/u;
/** Another process may be writing: only what is older than any download can last is left over. */
const LEFT_OVER_AFTER_MS = 6 * 3600 * 1000;

/** Files by the sha256 of their content, in one folder with 256 subfolders. Several processes may share it. */
export class BlobStore {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the folder where it is missing and removes what crashed processes left half written. */
  static async open(folder: string): Promise<BlobStore> {
    await mkdir(folder, { recursive: true });
    for (const name of await readdir(folder)) {
      if (!TEMPORARY.test(name)) continue;
      const path = join(folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > LEFT_OVER_AFTER_MS) await rm(path, { force: true });
    }
    return new BlobStore(folder);
  }

  path(sha256: string): string {
    if (!/^[0-9a-f]{64}$/u.test(sha256)) throw new RangeError('not a sha256');
    return join(this.#folder, sha256.slice(0, 2), sha256);
  }

  /** Where a small copy of it lies that browsers play, when one was made; it goes with the file. */
  previewPath(sha256: string): string {
    return `${this.path(sha256)}.preview`;
  }

  async has(sha256: string): Promise<boolean> {
    return stat(this.path(sha256)).then(
      (found) => found.isFile(),
      () => false,
    );
  }

  /** One that is not there is as good as removed. */
  async remove(sha256: string): Promise<void> {
    await unlink(this.path(sha256)).catch(ignoreMissing);
    await unlink(this.previewPath(sha256)).catch(ignoreMissing);
  }

  /** Where something may be written that a later `open` removes, should this process die. */
  draftPath(): string {
    return join(this.#folder, `incoming-${randomUUID()}`);
  }

  /**
   * Stores the content of a stream, of the file at a path, or of bytes. It appears under its name only
   * when it is whole and on the disk.
   *
   * @throws `file-too-large`, `file-empty`, `file-altered`; for a path also `file-not-found`, `file-unreadable`
   */
  async put(
    source: Readable | string | Uint8Array,
    { maxBytes, sha256: announced }: PutOptions,
  ): Promise<Blob> {
    const stream = await streamOf(source, maxBytes);
    const temporary = this.draftPath();
    try {
      const { sha256, bytes } = await writeTo(temporary, stream, maxBytes);
      if (announced !== undefined && announced !== sha256) throw new AppError('file-altered');
      const path = this.path(sha256);
      const isNew = !(await this.has(sha256));
      if (isNew) {
        await mkdir(join(path, '..'), { recursive: true });
        await rename(temporary, path);
        await syncFolder(join(path, '..'));
      }
      return { sha256, bytes, path, isNew };
    } finally {
      stream.destroy();
      await unlink(temporary).catch(ignoreMissing);
    }
  }
}

async function streamOf(source: Readable | string | Uint8Array, maxBytes: number): Promise<Readable> {
  if (source instanceof Readable) return source;
  if (typeof source !== 'string') return Readable.from([source]);
  const found = await stat(source).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ENOENT'
      ? new AppError('file-not-found', { params: { file: source }, cause: error })
      : new AppError('file-unreadable', { cause: error });
  });
  // Reading a device or a named pipe might never end.
  if (!found.isFile()) throw new AppError('file-unreadable');
  if (found.size > maxBytes) throw new AppError('file-too-large', { params: { limit: maxBytes } });
  return createReadStream(source);
}

async function writeTo(
  path: string,
  stream: Readable,
  maxBytes: number,
): Promise<{ sha256: string; bytes: number }> {
  const file: FileHandle = await open(path, 'wx', 0o600);
  try {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const chunk of stream as AsyncIterable<Uint8Array>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw new AppError('file-too-large', { params: { limit: maxBytes } });
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    if (bytes === 0) throw new AppError('file-empty');
    await file.sync();
    return { sha256: hash.digest('hex'), bytes };
  } finally {
    await file.close();
  }
}

async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r');
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}
