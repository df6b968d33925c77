import type { Tx } from './database.ts';

/** Whole days of the newsroom, the last one included. */
export interface ReportPeriod {
  /** ISO dates. */
  from: string;
  to: string;
  /** IANA name. */
  timeZone: string;
}

export const REPORT_UNITS = ['day', 'week', 'month'] as const;
export type ReportUnit = (typeof REPORT_UNITS)[number];

/** What was asked on one day by one messenger, and how it ended. */
export interface DailyTips {
  day: string;
  channel: string;
  tips: number;
  answered: number;
  /** Several were offered to choose from. */
  offered: number;
  /** One of those was what the person meant. */
  chosen: number;
  unknown: number;
  helped: number;
  complaints: number;
}

/** When a period begins and ends: the first moment of its first day, and that after its last one. */
export interface ReportSpan extends ReportPeriod {
  begins: Date;
  ends: Date;
}

/** Apart from what is counted in it: as part of a query it would be reckoned anew for each row. */
export async function findSpan(tx: Tx, period: ReportPeriod): Promise<ReportSpan> {
  const { from, to, timeZone } = period;
  const [span] = await tx.$queryRaw<{ begins: Date; ends: Date }[]>`
    SELECT ${from}::text::date::timestamp AT TIME ZONE ${timeZone} AS begins,
      (${to}::text::date + 1)::timestamp AT TIME ZONE ${timeZone} AS ends`;
  if (!span) throw new Error('no span');
  return { ...period, ...span };
}

/** Without those who only follow somebody else's question, of whom no look-up was made. */
export const listDailyTips = (tx: Tx, period: ReportSpan): Promise<DailyTips[]> =>
  tx.$queryRaw`
    SELECT day::text AS day, channel, count(*)::int AS tips,
      count(*) FILTER (WHERE outcome = 'answered')::int AS answered,
      count(*) FILTER (WHERE outcome = 'choices')::int AS offered,
      count(*) FILTER (WHERE outcome = 'choices' AND answered_with IS NOT NULL)::int AS chosen,
      count(*) FILTER (WHERE outcome = 'unknown')::int AS unknown,
      count(*) FILTER (WHERE feedback = 'yes')::int AS helped,
      count(*) FILTER (WHERE feedback = 'no')::int AS complaints
    FROM (SELECT (created_at AT TIME ZONE ${period.timeZone})::date AS day, channel, outcome, answered_with, feedback
      FROM tips WHERE created_at >= ${period.begins} AND created_at < ${period.ends}
        AND NOT (outcome = 'unknown' AND ms IS NULL)) AS asked
    GROUP BY asked.day, channel`;

/** How long claims waited for their first verdict, by when they had it. */
export interface VerdictTimes {
  /** ISO date of the first day; null: the whole period. */
  begins: string | null;
  claims: number;
  /** Seconds. */
  median: number;
  /** Seconds; nine of ten waited no longer. */
  p90: number;
}

export const listVerdictTimes = (tx: Tx, period: ReportSpan, unit: ReportUnit): Promise<VerdictTimes[]> =>
  tx.$queryRaw`
    WITH verdicts AS (
      SELECT e.at, extract(epoch FROM e.at - c.first_seen_at)::float8 AS seconds
      FROM review_events e JOIN claims c ON c.id = e.claim_id
      WHERE e.type IN ('published', 'linked', 'not-checkable')
        AND e.at >= ${period.begins} AND e.at < ${period.ends}
        AND NOT EXISTS (SELECT 1 FROM review_events b WHERE b.claim_id = e.claim_id AND b.id < e.id
          AND b.type IN ('published', 'linked', 'not-checkable'))
    ), dated AS (
      SELECT date_trunc(${unit}, at AT TIME ZONE ${period.timeZone})::date::text AS begins, seconds FROM verdicts)
    SELECT begins, count(*)::int AS claims,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds) AS median,
      percentile_cont(0.9) WITHIN GROUP (ORDER BY seconds) AS p90
    FROM dated GROUP BY GROUPING SETS ((begins), ()) HAVING count(*) > 0`;

export interface TopClaim {
  id: number;
  text: string | null;
  state: string;
  people: number;
  tips: number;
}

/** What most people asked about. */
export const listTopClaims = (tx: Tx, period: ReportSpan, limit: number): Promise<TopClaim[]> =>
  tx.$queryRaw`
    WITH asked AS (
      -- Twice, because to count different people within one statement PostgreSQL sorts them all.
      SELECT claim_id, count(*)::int AS people, sum(tips)::int AS tips
      FROM (SELECT claim_id, sender_id, count(*) AS tips FROM tips
        WHERE created_at >= ${period.begins} AND created_at < ${period.ends} AND claim_id IS NOT NULL
        GROUP BY claim_id, sender_id) AS askers
      GROUP BY claim_id ORDER BY 2 DESC, claim_id LIMIT ${limit})
    SELECT c.id, left(c.text, 300) AS text, c.state, a.people, a.tips
    FROM asked a JOIN claims c ON c.id = a.claim_id ORDER BY a.people DESC, c.id`;
