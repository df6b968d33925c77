import { createHash } from 'node:crypto';
import pg from 'pg';
import type { Pdq } from '../../src/domain/fingerprint.ts';
import { encodeFingerprint } from '../../src/fingerprint/encoding.ts';

const BATCH = 500;
/** A frame a second. */
const QUALITY = 100;

/** The fingerprint of a film of which one frame a second was hashed. */
export const filmOf = (hashes: Pdq[]) => ({
  kind: 'video' as const,
  duration: hashes.length,
  frames: hashes.map((pdq, t) => ({ t, quality: QUALITY, pdq })),
  parts: [],
  audio: null,
});

/** Writes films into the tables as an import would leave them: one fact-check for each. */
export async function fillArchive(databaseUrl: string, films: Iterable<Pdq[]>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    let [batch, done]: [Pdq[][], number] = [[], 0];
    const flush = async () => {
      await insert(client, batch, done);
      done += batch.length;
      batch = [];
    };
    for (const film of films) {
      batch.push(film);
      if (batch.length === BATCH) await flush();
    }
    await flush();
    await client.query('ANALYZE');
  } finally {
    await client.end();
  }
}

async function insert(client: pg.Client, films: Pdq[][], first: number): Promise<void> {
  const names = films.map((_, i) => `film-${first + i}`);
  const sha256s = names.map((name) => createHash('sha256').update(name).digest('hex'));
  const rows = films.map((film) => encodeFingerprint(filmOf(film))[0]);
  await client.query(
    `WITH given AS (
       SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[], $4::int[]) AS g(id, sha256, data, version)
     ), files AS (
       INSERT INTO media (sha256, kind, mime, bytes) SELECT sha256, 'video', 'video/mp4', 1 FROM given
       RETURNING id, sha256
     ), prints AS (
       INSERT INTO fingerprints (media_id, kind, version, data)
       SELECT f.id, 'frames', g.version, g.data FROM files f JOIN given g USING (sha256)
     ), checks AS (
       INSERT INTO fact_checks (id, url, title, claim, rating, language, appearances, content_hash)
       SELECT id, 'https://checks.example/' || id, id, id, 'false', 'ar', '{}', sha256 FROM given
       RETURNING id
     )
     INSERT INTO fact_check_media (fact_check_id, media_id)
     SELECT c.id, f.id FROM checks c JOIN given g USING (id) JOIN files f USING (sha256)`,
    [names, sha256s, rows.map((row) => Buffer.from(row?.data ?? [])), rows.map((row) => row?.version ?? 0)],
  );
}
