import type { FactCheck } from '../domain/fact-check.ts';
import type { Prisma, Tx } from './database.ts';
import { toFactCheck } from './fact-checks.ts';
import { type MediaWithFingerprints, withFingerprints } from './media.ts';

/** A fact-check with everything the desk knows of it. */
export interface DeskFactCheck {
  factCheck: FactCheck;
  retiredAt: Date | null;
  updatedAt: Date;
  files: {
    media: MediaWithFingerprints;
    removedAt: Date | null;
    fromDesk: boolean;
    claimId: number | null;
  }[];
  events: FactCheckEvent[];
}

export interface FactCheckEvent {
  id: number;
  type: string;
  /** User name. */
  actor: string;
  data: Record<string, unknown>;
  at: Date;
}

/** Null also for one that an import or a decision took out. */
export async function findDeskFactCheck(tx: Tx, id: string): Promise<DeskFactCheck | null> {
  const row = await tx.factCheck.findFirst({
    where: { id, deletedAt: null },
    include: {
      media: { include: { media: { include: withFingerprints } }, orderBy: { mediaId: 'asc' } },
      events: { orderBy: { id: 'asc' } },
    },
  });
  if (!row) return null;
  const { retiredAt, updatedAt, media, events } = row;
  return {
    ...{ factCheck: toFactCheck(row), retiredAt, updatedAt },
    files: media.map(({ media, removedAt, fromDesk, claimId }) => ({ media, removedAt, fromDesk, claimId })),
    events: events.map(({ data, ...event }) => ({ ...event, data: data as FactCheckEvent['data'] })),
  };
}

/** A row of a list of fact-checks. */
export interface ListedFactCheck extends FactCheck {
  retiredAt: Date | null;
  /** Complaints nobody looked into, and the answers of the same time. */
  complaints: number;
  answers: number;
}

type Listed = Prisma.FactCheckGetPayload<object> & { complaints: number; answers: number; total: number };

/** Of the normal distribution: 95 % lie within. */
const Z = 1.96;

/**
 * Those that people said did not answer them, since somebody last looked into it. First come those of which a large
 * share is sure: by the lower end of Wilson's interval (JASA 22, 1927), so that one of one counts less than ten of
 * twelve.
 */
export async function listNeedsLook(
  tx: Tx,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; rows: ListedFactCheck[] }> {
  const rows = await tx.$queryRaw<Listed[]>`
    WITH complained AS (
      SELECT t.answered_with AS id, count(*)::int AS complaints
      FROM tips t JOIN fact_checks f ON f.id = t.answered_with
      WHERE t.feedback = 'no' AND t.feedback_at > COALESCE(f.looked_at, '-infinity')
        AND f.deleted_at IS NULL AND f.retired_at IS NULL
      GROUP BY 1
    ), counted AS (
      SELECT c.*, greatest(c.complaints, (SELECT count(*)::int FROM tips t JOIN fact_checks f ON f.id = c.id
        WHERE t.answered_with = c.id AND (t.created_at > COALESCE(f.looked_at, '-infinity')
          OR (t.feedback = 'no' AND t.feedback_at > f.looked_at)))) AS answers
      FROM complained c
    ), ordered AS (
      SELECT *, count(*) OVER ()::int AS total, complaints::float8 / answers AS share FROM counted
    )
    SELECT f.id, f.url, f.title, f.claim, f.rating, f.rating_label AS "ratingLabel", f.summary, NULL AS body, f.publisher,
      f.date_published AS "datePublished", f.language, f.appearances, f.sources, f.is_example AS "isExample",
      f.retired_at AS "retiredAt", o.complaints, o.answers, o.total
    FROM ordered o JOIN fact_checks f ON f.id = o.id
    ORDER BY (o.share + ${Z * Z}::float8 / (2 * o.answers)
        - ${Z}::float8 * sqrt((o.share * (1 - o.share) + ${(Z * Z) / 4}::float8 / o.answers) / o.answers))
      / (1 + ${Z * Z}::float8 / o.answers) DESC, o.complaints DESC, f.id
    LIMIT ${limit} OFFSET ${offset}`;
  return { total: rows[0]?.total ?? 0, rows: rows.map(toListed) };
}

/** What nobody is answered with any more, the latest first. */
export async function listRetired(
  tx: Tx,
  { limit, offset }: { limit: number; offset: number },
): Promise<{ total: number; rows: ListedFactCheck[] }> {
  const where = { deletedAt: null, retiredAt: { not: null } };
  const [total, rows] = await Promise.all([
    tx.factCheck.count({ where }),
    tx.factCheck.findMany({
      where,
      orderBy: [{ retiredAt: 'desc' }, { id: 'asc' }],
      take: limit,
      skip: offset,
    }),
  ]);
  return { total, rows: rows.map((row) => toListed({ ...row, complaints: 0, answers: 0, total })) };
}

const toListed = (row: Listed): ListedFactCheck => ({
  ...toFactCheck(row),
  retiredAt: row.retiredAt,
  complaints: row.complaints,
  answers: row.answers,
});

/** How many fact-checks wait for another look. */
export async function countNeedsLook(tx: Tx): Promise<number> {
  const [row] = await tx.$queryRaw<{ count: number }[]>`
    SELECT count(DISTINCT f.id)::int AS count FROM tips t JOIN fact_checks f ON f.id = t.answered_with
    WHERE t.feedback = 'no' AND t.feedback_at > COALESCE(f.looked_at, '-infinity')
      AND f.deleted_at IS NULL AND f.retired_at IS NULL`;
  return row?.count ?? 0;
}

/** How people met a fact-check: answered with it at once, chose it, or were offered it and chose nothing. */
export const MATCH_BANDS = ['answered', 'chosen', 'offered'] as const;
export type MatchBand = (typeof MATCH_BANDS)[number];

export interface MatchedWeek {
  /** ISO date of its first day. */
  from: string;
  counts: Record<MatchBand, number>;
}

const WEEKS = 26;
const WORDINGS = 12;
const WORDINGS_READ = 400;

/** Tips of the last half year, by weeks of the newsroom's days; weeks without any too. */
export async function listMatchedWeeks(tx: Tx, id: string, timeZone: string): Promise<MatchedWeek[]> {
  const rows = await tx.$queryRaw<({ week: string } & Record<MatchBand, number>)[]>`
    WITH weeks AS (
      SELECT (date_trunc('week', now() AT TIME ZONE ${timeZone}) - n * interval '1 week') AS begins
      FROM generate_series(0, ${WEEKS - 1}::int) AS n
    ), met AS (
      SELECT created_at, CASE outcome WHEN 'answered' THEN 'answered' ELSE 'chosen' END AS band FROM tips
      WHERE answered_with = ${id} AND created_at > now() - ${WEEKS}::int * interval '1 week'
      UNION ALL
      SELECT created_at, 'offered' FROM tips
      WHERE outcome = 'choices' AND answered_with IS NULL AND created_at > now() - ${WEEKS}::int * interval '1 week'
        AND jsonb_path_query_array(answers, '$[*] ? (@.sent == true).factCheckId') @> to_jsonb(${id}::text)
    ), counted AS (
      SELECT date_trunc('week', created_at AT TIME ZONE ${timeZone}) AS begins, band, count(*)::int AS tips
      FROM met GROUP BY 1, 2)
    SELECT to_char(w.begins, 'YYYY-MM-DD') AS week,
      COALESCE(sum(c.tips) FILTER (WHERE c.band = 'answered'), 0)::int AS answered,
      COALESCE(sum(c.tips) FILTER (WHERE c.band = 'chosen'), 0)::int AS chosen,
      COALESCE(sum(c.tips) FILTER (WHERE c.band = 'offered'), 0)::int AS offered
    FROM weeks w LEFT JOIN counted c ON c.begins = w.begins GROUP BY w.begins ORDER BY w.begins`;
  return rows.map(({ week, answered, chosen, offered }) => ({
    from: week,
    counts: { answered, chosen, offered },
  }));
}

export interface MatchedTips {
  /** People answered with it, ever; what they said of it; complaints nobody looked into. */
  answers: number;
  helped: number;
  complaints: number;
  openComplaints: number;
  /** What was wrong, in our reasons or people's own words, the newest first. */
  reasons: string[];
  /** What people wrote, the commonest first. */
  wordings: { text: string; people: number }[];
}

export async function findMatchedTips(tx: Tx, id: string): Promise<MatchedTips> {
  const [[counts], reasons, wordings] = await Promise.all([
    tx.$queryRaw<Pick<MatchedTips, 'answers' | 'helped' | 'complaints' | 'openComplaints'>[]>`
      SELECT count(*)::int AS answers, count(*) FILTER (WHERE feedback = 'yes')::int AS helped,
        count(*) FILTER (WHERE feedback = 'no')::int AS complaints,
        count(*) FILTER (WHERE feedback = 'no' AND feedback_at > COALESCE(
          (SELECT looked_at FROM fact_checks WHERE id = ${id}), '-infinity'))::int AS "openComplaints"
      FROM tips WHERE answered_with = ${id}`,
    tx.$queryRaw<{ complaint: string }[]>`
      SELECT complaint FROM tips WHERE answered_with = ${id} AND feedback = 'no' AND complaint IS NOT NULL
      ORDER BY feedback_at DESC LIMIT ${WORDINGS}`,
    tx.$queryRaw<MatchedTips['wordings']>`
      SELECT left(text, 500) AS text, count(DISTINCT sender_id)::int AS people
      FROM (SELECT text, sender_id FROM tips WHERE answered_with = ${id} AND text IS NOT NULL
        ORDER BY created_at DESC LIMIT ${WORDINGS_READ}) AS latest
      GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ${WORDINGS}`,
  ]);
  const none = { answers: 0, helped: 0, complaints: 0, openComplaints: 0 };
  return { ...none, ...counts, reasons: reasons.map(({ complaint }) => complaint), wordings };
}
