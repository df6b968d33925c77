import type { Closest } from '../domain/evidence.ts';
import type { Tx } from './database.ts';
import { Prisma } from './database.ts';

export interface QueueFilter {
  state: string;
  channel: string | null;
  /** text, link, image, video, audio. */
  kind: string | null;
  /** Of what people wrote: see `CLAIM_SCRIPTS`. */
  script: string | null;
  /** User name. */
  assignee: string | null;
  /** Only those to which the archive has something near. */
  hasSuggestion: boolean;
  /** Only those where a decision waits for another publisher, whatever their state. */
  awaitsApproval: boolean;
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
  awaitsApproval: boolean;
  tags: string[];
  /** How often somebody answered a question of the team. */
  answers: number;
  firstSeenAt: Date;
  lastSeenAt: Date;
  closest: Closest | null;
  /** Sha256 of a picture or film that somebody sent. */
  picture: string | null;
}

/** Letters that most of the words have; `none`: nothing was written. */
export const CLAIM_SCRIPTS = ['arabic', 'latin', 'other', 'none'] as const;
export type ClaimScript = (typeof CLAIM_SCRIPTS)[number];

/** What one asker in the last hour counts beside those of any time, and what the messenger's mark counts. */
const RECENT_WEIGHT = 5;
const VIRAL_WEIGHT = 10;
const MOST_WORDS = 10;
/** Letters that people write in several forms, and the one form they are compared in; marks and stretching fall away. */
const FORMS = 'أإآٱىةؤئًٌٍَُِّْـ';
const FORMS_AS = 'اااايهوي';

/** Claims by demand and speed, and how many there are. */
export async function listDeskQueue(
  tx: Tx,
  filter: QueueFilter,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; rows: QueueRow[] }> {
  const rows = await tx.$queryRaw<(QueueRow & { total: number })[]>`
    WITH recent AS MATERIALIZED (
      SELECT claim_id, count(DISTINCT sender_id)::int AS askers FROM tips
      WHERE created_at > now() - interval '1 hour' AND claim_id IS NOT NULL GROUP BY claim_id
    ), page AS (
      SELECT c.*, COALESCE(r.askers, 0) AS recent, count(*) OVER ()::int AS total,
        row_number() OVER (ORDER BY c.demand + ${RECENT_WEIGHT}::int * COALESCE(r.askers, 0)
          + CASE WHEN c.is_viral THEN ${VIRAL_WEIGHT}::int ELSE 0 END DESC, c.last_seen_at DESC, c.id) AS place
      FROM claims c LEFT JOIN recent r ON r.claim_id = c.id
      WHERE ${conditionsOf(filter)}
      ORDER BY place LIMIT ${limit} OFFSET ${offset})
    SELECT p.id, p.state, left(p.text, 500) AS text, p.demand, p.recent, p.channels, p.kinds, p.is_viral AS "isViral",
      p.assignee, p.awaits_approval AS "awaitsApproval", p.tags, p.first_seen_at AS "firstSeenAt", p.last_seen_at AS "lastSeenAt", p.closest, p.total,
      (SELECT count(*)::int FROM notices n JOIN claim_answers a ON a.notice_id = n.id WHERE n.claim_id = p.id) AS answers,
      (SELECT m.sha256 FROM tips t JOIN tip_files f ON f.tip_id = t.id JOIN media m ON m.id = f.media_id
        WHERE t.claim_id = p.id AND m.kind IN ('image', 'video') AND m.failure IS NULL LIMIT 1) AS picture
    FROM page p ORDER BY p.place`;
  return { total: rows[0]?.total ?? 0, rows: rows.map(({ total: _, ...row }) => row) };
}

/** By the beginning: links and numbers say nothing of the language. */
const scriptOf = Prisma.sql`(
  SELECT CASE WHEN w.text IS NULL OR w.letters = 0 THEN 'none' WHEN w.arabic * 2 >= w.letters THEN 'arabic'
    WHEN w.latin * 2 >= w.letters THEN 'latin' ELSE 'other' END
  FROM (SELECT p.text, length(p.text) AS letters,
      length(regexp_replace(p.text, '[^\u0620-\u06ff]', '', 'g')) AS arabic,
      length(regexp_replace(p.text, '[^A-Za-z\u00c0-\u024f]', '', 'g')) AS latin
    FROM (SELECT regexp_replace(left(c.text, 400), 'https?://[^[:space:]]+|[^[:alpha:]]', '', 'g') AS text) AS p) AS w)`;

/**
 * Only those that are asked for: with all of them behind "is null or", PostgreSQL expects next to no rows, and joins
 * ten thousand of them one by one.
 */
function conditionsOf(filter: QueueFilter): Prisma.Sql {
  const { state, channel, kind, script, assignee, hasSuggestion, since, query } = filter;
  const words = query.split(/\s+/u).filter(Boolean).slice(0, MOST_WORDS);
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/gu, '\\$&')}%`);
  return Prisma.join(
    [
      filter.awaitsApproval ? Prisma.sql`c.awaits_approval` : Prisma.sql`c.state = ${state}`,
      ...(channel === null ? [] : [Prisma.sql`${channel}::text = ANY(c.channels)`]),
      ...(kind === null ? [] : [Prisma.sql`${kind}::text = ANY(c.kinds)`]),
      ...(script === null ? [] : [Prisma.sql`${scriptOf} = ${script}`]),
      ...(assignee === null ? [] : [Prisma.sql`c.assignee = ${assignee}`]),
      ...(hasSuggestion ? [Prisma.sql`c.closest IS NOT NULL`] : []),
      ...(since === null ? [] : [Prisma.sql`c.last_seen_at >= ${since}::text::date`]),
      ...patterns.map(
        (pattern) => Prisma.sql`translate(c.text, ${FORMS}::text, ${FORMS_AS}::text)
          ILIKE translate(${pattern}::text, ${FORMS}::text, ${FORMS_AS}::text)`,
      ),
    ],
    ' AND ',
  );
}

/** The time at the database: what is news is told by its clock alone. */
export async function timeNow(tx: Tx): Promise<Date> {
  const [row] = await tx.$queryRaw<{ now: Date }[]>`SELECT now() AS now`;
  return row?.now ?? new Date();
}

/** How many claims of a view were asked about after a time. */
export async function countNews(tx: Tx, filter: QueueFilter, after: Date): Promise<number> {
  const [row] = await tx.$queryRaw<{ news: number }[]>`
    SELECT count(*)::int AS news FROM claims c WHERE ${conditionsOf(filter)} AND c.last_seen_at > ${after}`;
  return row?.news ?? 0;
}

/** Where claims stand now that a page shows. */
export const listStates = (tx: Tx, ids: number[]): Promise<{ id: number; state: string }[]> =>
  tx.claim.findMany({ where: { id: { in: ids } }, select: { id: true, state: true } });
