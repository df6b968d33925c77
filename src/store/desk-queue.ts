import type { Closest } from '../domain/evidence.ts';
import type { Tx } from './database.ts';

export interface QueueFilter {
  state: string;
  channel: string | null;
  /** text, link, image, video, audio. */
  kind: string | null;
  /** User name. */
  assignee: string | null;
  /** Only those to which the archive has something near. */
  hasSuggestion: boolean;
  /** ISO date: asked about since. */
  since: string | null;
  /** Words that are all in what people wrote, in any form of their letters. */
  query: string;
}

export interface QueueRow {
  id: number;
  state: string;
  text: string | null;
  /** How many people asked. */
  demand: number;
  /** How many of them in the last hour. */
  recent: number;
  channels: string[];
  kinds: string[];
  isViral: boolean;
  assignee: string | null;
  tags: string[];
  firstSeenAt: Date;
  lastSeenAt: Date;
  closest: Closest | null;
  /** Sha256 of a picture or film that somebody sent. */
  picture: string | null;
}

/** What one asker in the last hour counts beside those of any time, and what the messenger's mark counts. */
const RECENT_WEIGHT = 5;
const VIRAL_WEIGHT = 10;
const MOST_WORDS = 10;

/** Claims by demand and speed, and how many there are. */
export async function listDeskQueue(
  tx: Tx,
  filter: QueueFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; rows: QueueRow[] }> {
  const words = filter.query.split(/\s+/u).filter(Boolean).slice(0, MOST_WORDS);
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/gu, '\\$&')}%`);
  const rows = await tx.$queryRaw<(QueueRow & { total: number })[]>`
    WITH recent AS MATERIALIZED (
      SELECT claim_id, count(DISTINCT sender_id)::int AS askers FROM tips
      WHERE created_at > now() - interval '1 hour' AND claim_id IS NOT NULL GROUP BY claim_id
    ), page AS (
      SELECT c.*, COALESCE(r.askers, 0) AS recent, count(*) OVER ()::int AS total,
        row_number() OVER (ORDER BY c.demand + ${RECENT_WEIGHT}::int * COALESCE(r.askers, 0)
          + CASE WHEN c.is_viral THEN ${VIRAL_WEIGHT}::int ELSE 0 END DESC, c.last_seen_at DESC, c.id) AS place
      FROM claims c LEFT JOIN recent r ON r.claim_id = c.id
      WHERE c.state = ${filter.state}
        AND (${filter.channel}::text IS NULL OR ${filter.channel}::text = ANY(c.channels))
        AND (${filter.kind}::text IS NULL OR ${filter.kind}::text = ANY(c.kinds))
        AND (${filter.assignee}::text IS NULL OR c.assignee = ${filter.assignee}::text)
        AND (NOT ${filter.hasSuggestion}::boolean OR c.closest IS NOT NULL)
        AND (${filter.since}::text IS NULL OR c.last_seen_at >= ${filter.since}::text::date)
        AND (${patterns.length}::int = 0 OR
          translate(c.text, 'أإآٱىةؤئًٌٍَُِّْـ', 'اااايهوي') ILIKE ALL (
            SELECT translate(pattern, 'أإآٱىةؤئًٌٍَُِّْـ', 'اااايهوي') FROM unnest(${patterns}::text[]) AS pattern))
      ORDER BY place LIMIT ${limit} OFFSET ${offset})
    SELECT p.id, p.state, left(p.text, 500) AS text, p.demand, p.recent, p.channels, p.kinds, p.is_viral AS "isViral",
      p.assignee, p.tags, p.first_seen_at AS "firstSeenAt", p.last_seen_at AS "lastSeenAt", p.closest, p.total,
      (SELECT m.sha256 FROM tips t JOIN tip_files f ON f.tip_id = t.id JOIN media m ON m.id = f.media_id
        WHERE t.claim_id = p.id AND m.kind IN ('image', 'video') AND m.failure IS NULL LIMIT 1) AS picture
    FROM page p ORDER BY p.place`;
  return { total: rows[0]?.total ?? 0, rows: rows.map(({ total: _, ...row }) => row) };
}
