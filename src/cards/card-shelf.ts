import { randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface ShelfLimits {
  /** Of all cards together. */
  maxBytes: number;
}

/** Some 1,500 cards. */
const MAX_BYTES = 256 * 1024 * 1024;
const CARD = /^([0-9a-f]{32})\.jpg$/u;

/** Drawn cards by their key, in a folder; when they get too many, those go that were not wanted for longest. */
export class CardShelf {
  readonly #folder: string;
  readonly #maxBytes: number;
  /** Bytes by key, the one longest unused first. */
  readonly #sizes = new Map<string, number>();
  #bytes = 0;

  private constructor(folder: string, { maxBytes = MAX_BYTES }: Partial<ShelfLimits>) {
    this.#folder = folder;
    this.#maxBytes = maxBytes;
  }

  /** Makes the folder where it is missing; what was left half written is removed. */
  static async open(folder: string, limits: Partial<ShelfLimits> = {}): Promise<CardShelf> {
    await mkdir(folder, { recursive: true });
    const shelf = new CardShelf(folder, limits);
    const found: { key: string; bytes: number; used: number }[] = [];
    for (const name of await readdir(folder)) {
      const key = CARD.exec(name)?.[1];
      const path = join(folder, name);
      if (!key) await rm(path, { recursive: true, force: true });
      else {
        const { size, mtimeMs } = await stat(path);
        found.push({ key, bytes: size, used: mtimeMs });
      }
    }
    for (const { key, bytes } of found.sort((a, b) => a.used - b.used)) shelf.#note(key, bytes);
    await shelf.#clear();
    return shelf;
  }

  /** Null: it is not there. */
  async get(key: string): Promise<Buffer | null> {
    if (!this.#sizes.has(key)) return null;
    const path = this.#pathOf(key);
    const jpeg = await readFile(path).catch(ignoreMissing);
    if (!jpeg) {
      this.#forget(key);
      return null;
    }
    this.#note(key, jpeg.length);
    // The order survives a restart; that it may fail loses no more than the place in it.
    await utimes(path, new Date(), new Date()).catch(ignoreMissing);
    return jpeg;
  }

  async put(key: string, jpeg: Uint8Array): Promise<void> {
    const temporary = join(this.#folder, `incoming-${randomUUID()}`);
    try {
      await writeFile(temporary, jpeg, { mode: 0o600 });
      await rename(temporary, this.#pathOf(key));
    } finally {
      await rm(temporary, { force: true });
    }
    this.#note(key, jpeg.length);
    await this.#clear();
  }

  #pathOf(key: string): string {
    if (!CARD.test(`${key}.jpg`)) throw new RangeError('not a key of a card');
    return join(this.#folder, `${key}.jpg`);
  }

  /** As the one used last. */
  #note(key: string, bytes: number): void {
    this.#forget(key);
    this.#sizes.set(key, bytes);
    this.#bytes += bytes;
  }

  #forget(key: string): void {
    this.#bytes -= this.#sizes.get(key) ?? 0;
    this.#sizes.delete(key);
  }

  async #clear(): Promise<void> {
    for (const key of this.#sizes.keys()) {
      if (this.#bytes <= this.#maxBytes) return;
      this.#forget(key);
      await rm(this.#pathOf(key), { force: true });
    }
  }
}

function ignoreMissing(error: NodeJS.ErrnoException): null {
  if (error.code !== 'ENOENT') throw error;
  return null;
}
