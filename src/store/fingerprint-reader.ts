import pg from 'pg';
import { APPLICATION_NAME } from './embedded-postgres.ts';
import type { PackedFingerprint } from './media.ts';

export interface FileFingerprints {
  sha256: string;
  /** image, video, audio. */
  kind: string;
  fingerprints: PackedFingerprint[];
}

/** A database that says nothing for so long is as good as gone. */
const LONGEST_MS = 30_000;
/** Without questions the connection is given back. */
const IDLE_MS = 10_000;

/** Reads fingerprints on a connection of its own: for a thread that needs nothing else of the database. */
export class FingerprintReader {
  readonly #pool: pg.Pool;

  constructor(databaseUrl: string) {
    this.#pool = new pg.Pool({
      connectionString: databaseUrl,
      application_name: APPLICATION_NAME,
      max: 1,
      idleTimeoutMillis: IDLE_MS,
      connectionTimeoutMillis: LONGEST_MS,
      query_timeout: LONGEST_MS,
    });
    // The next read connects anew, and tells when it cannot.
    this.#pool.on('error', () => undefined);
  }

  /** Of those that are stored and have any, in no order. */
  async read(sha256s: string[]): Promise<FileFingerprints[]> {
    const { rows } = await this.#pool.query<PackedFingerprint & { sha256: string; mediaKind: string }>(
      `SELECT m.sha256, m.kind AS "mediaKind", f.kind, f.version, f.data
       FROM media m JOIN fingerprints f ON f.media_id = m.id
       WHERE m.sha256 = ANY($1::bpchar[])`,
      [sha256s],
    );
    const files = new Map<string, FileFingerprints>();
    for (const { sha256, mediaKind, kind, version, data } of rows) {
      const file = files.get(sha256) ?? { sha256, kind: mediaKind, fingerprints: [] };
      file.fingerprints.push({ kind, version, data });
      files.set(sha256, file);
    }
    return [...files.values()];
  }

  close(): Promise<void> {
    return this.#pool.end();
  }
}
