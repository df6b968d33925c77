import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { OwnIds } from './incoming.ts';

/** Times in seconds since 1970, as WhatsApp counts. */
export interface Remembered {
  isLinked: boolean;
  /** Ids of the number that is linked, or was last. */
  own: OwnIds;
  /** When this number was first linked: what came before is not for us. */
  linkedAt: number | null;
  /** When everything that had come in was last known to be stored. */
  storedUntil: number | null;
}

const NOTHING: Remembered = { isLinked: false, own: [], linkedAt: null, storedUntil: null };

/** What a session remembers between runs, in one small file. */
export class SessionMemory {
  readonly #path: string;
  #remembered: Remembered;
  #writing: Promise<void> = Promise.resolve();
  /** Begins after the one under way, and writes what is remembered by then. */
  #next: Promise<void> | null = null;

  private constructor(path: string, remembered: Remembered) {
    this.#path = path;
    this.#remembered = remembered;
  }

  /** An unreadable file is as good as none: unread messages are found without it. */
  static async open(folder: string): Promise<SessionMemory> {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const path = join(folder, 'session.json');
    const text = await readFile(path, 'utf8').catch(() => '{}');
    return new SessionMemory(path, parse(text));
  }

  get current(): Remembered {
    return this.#remembered;
  }

  /** Resolves once it is on the disk. What came while the link of this very number was ended is still for us. */
  noteLinked(own: OwnIds, now: number): Promise<void> {
    const { isLinked, own: before, linkedAt } = this.#remembered;
    const isSameNumber = isLinked || before.some((id) => own.includes(id));
    const isKnown = isSameNumber && linkedAt !== null;
    return this.#note({ isLinked: true, own, ...(isKnown ? {} : { linkedAt: now, storedUntil: null }) });
  }

  /** Resolves once it is on the disk. */
  noteUnlinked(): Promise<void> {
    return this.#note({ isLinked: false });
  }

  /** Resolves once it is on the disk. */
  noteStored(until: number): Promise<void> {
    return this.#note({ storedUntil: until });
  }

  #note(news: Partial<Remembered>): Promise<void> {
    this.#remembered = { ...this.#remembered, ...news };
    this.#next ??= this.#writing.then(() => {
      this.#next = null;
      const written = this.#write();
      this.#writing = written.catch(() => undefined);
      return written;
    });
    return this.#next;
  }

  async #write(): Promise<void> {
    const temporary = `${this.#path}.new`;
    await writeFile(temporary, JSON.stringify(this.#remembered), { mode: 0o600 });
    await rename(temporary, this.#path);
  }
}

function parse(text: string): Remembered {
  try {
    const { isLinked, own, linkedAt, storedUntil } = JSON.parse(text) as Partial<
      Record<keyof Remembered, unknown>
    >;
    return {
      isLinked: isLinked === true,
      own: Array.isArray(own) ? own.filter((id) => typeof id === 'string') : [],
      linkedAt: timeOf(linkedAt),
      storedUntil: timeOf(storedUntil),
    };
  } catch {
    // As above.
    return NOTHING;
  }
}

const timeOf = (value: unknown): number | null =>
  typeof value === 'number' && Number.isFinite(value) ? value : null;
