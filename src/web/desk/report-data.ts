import { CHANNELS } from '../../domain/channel.ts';
import { withoutPersonal } from '../../domain/without-personal.ts';
import { CLAIM_STATES } from '../../review/claim-state.ts';
import type { Tx } from '../../store/database.ts';
import {
  type DailyTips,
  findSpan,
  listDailyTips,
  listTopClaims,
  listVerdictTimes,
  type ReportUnit,
  type TopClaim,
  type VerdictTimes,
} from '../../store/reports.ts';
import { type DeskReader, deskText } from './desk-page.tsx';
import { type ChosenPeriod, stretchesOf, stretchOf } from './report-period.ts';

export const REPORTS = [
  'tips',
  'answered',
  'bands',
  'quality',
  'feedback',
  'verdict-time',
  'claims',
] as const;
export type ReportName = (typeof REPORTS)[number];

/** `percent`: 0 to 100; `hours`: a length of time; `day`: an ISO date. */
export type ColumnKind = 'day' | 'count' | 'percent' | 'hours' | 'text' | 'claim';

export interface Report {
  name: ReportName;
  columns: { label: string; kind: ColumnKind }[];
  rows: (string | number | null)[][];
  /** Which columns are drawn, and how. */
  chart: { kind: 'columns' | 'lines' | 'bars'; drawn: number[]; most?: number };
}

export interface Reports {
  list: Report[];
  /** Of the whole period. */
  totals: Totals;
  verdicts: VerdictTimes | null;
}

type Totals = Omit<DailyTips, 'day' | 'channel'>;

const TOP_CLAIMS = 20;
const HOUR_SECONDS = 3_600;

/** Everything the page and its downloads tell of a period, in stretches of `unit`. */
export async function loadReports(
  reader: DeskReader,
  tx: Tx,
  period: ChosenPeriod,
  unit: ReportUnit,
): Promise<Reports> {
  const span = await findSpan(tx, period);
  const [daily, times, claims] = await Promise.all([
    listDailyTips(tx, span),
    listVerdictTimes(tx, span, unit),
    listTopClaims(tx, span, TOP_CLAIMS),
  ]);
  const stretches = stretchesOf(period, unit);
  const sums = sumUp(daily, unit);
  const rows = stretches.map((begins) => ({ begins, sum: totalOf(sums.get(begins) ?? []) }));
  return {
    list: [
      tipsReport(reader, stretches, sums),
      answeredReport(reader, rows),
      bandsReport(reader, rows),
      qualityReport(reader, rows),
      feedbackReport(reader, rows),
      verdictReport(reader, stretches, times),
      claimsReport(reader, claims),
    ],
    totals: totalOf(daily),
    verdicts: times.find(({ begins }) => begins === null) ?? null,
  };
}

interface Stretch {
  begins: string;
  sum: Totals;
}

function sumUp(daily: DailyTips[], unit: ReportUnit): Map<string, DailyTips[]> {
  const sums = new Map<string, DailyTips[]>();
  for (const row of daily) {
    const begins = stretchOf(row.day, unit);
    const rows = sums.get(begins);
    if (rows) rows.push(row);
    else sums.set(begins, [row]);
  }
  return sums;
}

const COUNTED = ['tips', 'answered', 'offered', 'chosen', 'unknown', 'helped', 'complaints'] as const;

const totalOf = (rows: DailyTips[]): Totals =>
  Object.fromEntries(
    COUNTED.map((what) => [what, rows.reduce((sum, row) => sum + row[what], 0)]),
  ) as unknown as Totals;

/** To one decimal; null of nothing. */
export const percentOf = (part: number, whole: number): number | null =>
  whole === 0 ? null : Math.round((1_000 * part) / whole) / 10;

const column = (reader: DeskReader, name: (typeof REPORT_COLUMNS)[number], kind: ColumnKind) => ({
  label: deskText(reader, `reports.column.${name}`),
  kind,
});

export const REPORT_COLUMNS = [
  'begins',
  'tips',
  'answered',
  'answeredShare',
  'offeredShare',
  'unknownShare',
  'otherShare',
  'complaintsPer100',
  'chosenShare',
  'helped',
  'complaints',
  'decided',
  'median',
  'p90',
  'claim',
  'words',
  'state',
  'people',
] as const;

function tipsReport(reader: DeskReader, stretches: string[], sums: Map<string, DailyTips[]>): Report {
  const seen = new Set([...sums.values()].flat().map(({ channel }) => channel));
  const channels = CHANNELS.filter((channel) => seen.has(channel));
  const { words } = reader.room;
  return {
    name: 'tips',
    columns: [
      column(reader, 'begins', 'day'),
      column(reader, 'tips', 'count'),
      ...channels.map((channel) => ({
        label: words.t(reader.language, `cli:start.name.${channel}`),
        kind: 'count' as const,
      })),
    ],
    rows: stretches.map((begins) => {
      const rows = sums.get(begins) ?? [];
      const of = (channel: string) => totalOf(rows.filter((row) => row.channel === channel)).tips;
      return [begins, totalOf(rows).tips, ...channels.map(of)];
    }),
    chart: { kind: 'columns', drawn: channels.map((_, place) => place + 2) },
  };
}

const answeredReport = (reader: DeskReader, stretches: Stretch[]): Report => ({
  name: 'answered',
  columns: [
    column(reader, 'begins', 'day'),
    column(reader, 'tips', 'count'),
    column(reader, 'answered', 'count'),
    column(reader, 'answeredShare', 'percent'),
  ],
  rows: stretches.map(({ begins, sum }) => [
    begins,
    sum.tips,
    sum.answered,
    percentOf(sum.answered, sum.tips),
  ]),
  chart: { kind: 'lines', drawn: [3], most: 100 },
});

const bandsReport = (reader: DeskReader, stretches: Stretch[]): Report => ({
  name: 'bands',
  columns: [
    column(reader, 'begins', 'day'),
    column(reader, 'answeredShare', 'percent'),
    column(reader, 'offeredShare', 'percent'),
    column(reader, 'unknownShare', 'percent'),
    column(reader, 'otherShare', 'percent'),
  ],
  rows: stretches.map(({ begins, sum }) => {
    const { tips, answered, offered, unknown } = sum;
    const others = tips - answered - offered - unknown;
    return [begins, ...[answered, offered, unknown, others].map((count) => percentOf(count, tips))];
  }),
  chart: { kind: 'columns', drawn: [1, 2, 3, 4], most: 100 },
});

/** Answers are those given at once and those that were chosen: only they can be complained about. */
const qualityReport = (reader: DeskReader, stretches: Stretch[]): Report => ({
  name: 'quality',
  columns: [
    column(reader, 'begins', 'day'),
    column(reader, 'complaintsPer100', 'percent'),
    column(reader, 'chosenShare', 'percent'),
  ],
  rows: stretches.map(({ begins, sum }) => [
    begins,
    percentOf(sum.complaints, sum.answered + sum.chosen),
    percentOf(sum.chosen, sum.offered),
  ]),
  chart: { kind: 'lines', drawn: [1, 2], most: 100 },
});

const feedbackReport = (reader: DeskReader, stretches: Stretch[]): Report => ({
  name: 'feedback',
  columns: [
    column(reader, 'begins', 'day'),
    column(reader, 'helped', 'count'),
    column(reader, 'complaints', 'count'),
  ],
  rows: stretches.map(({ begins, sum }) => [begins, sum.helped, sum.complaints]),
  chart: { kind: 'columns', drawn: [1, 2] },
});

function verdictReport(reader: DeskReader, stretches: string[], times: VerdictTimes[]): Report {
  const hours = (seconds: number | undefined) =>
    seconds === undefined ? null : Math.round((100 * seconds) / HOUR_SECONDS) / 100;
  return {
    name: 'verdict-time',
    columns: [
      column(reader, 'begins', 'day'),
      column(reader, 'decided', 'count'),
      column(reader, 'median', 'hours'),
      column(reader, 'p90', 'hours'),
    ],
    rows: stretches.map((begins) => {
      const row = times.find((one) => one.begins === begins);
      return [begins, row?.claims ?? 0, hours(row?.median), hours(row?.p90)];
    }),
    chart: { kind: 'lines', drawn: [2, 3] },
  };
}

function claimsReport(reader: DeskReader, claims: TopClaim[]): Report {
  const known = (state: string) => CLAIM_STATES.find((one) => one === state) ?? 'open';
  return {
    name: 'claims',
    columns: [
      column(reader, 'claim', 'claim'),
      column(reader, 'words', 'text'),
      column(reader, 'people', 'count'),
      column(reader, 'tips', 'count'),
      column(reader, 'state', 'text'),
    ],
    rows: claims.map(({ id, text, state, people, tips }) => [
      id,
      (text && withoutPersonal(text).trim()) || null,
      people,
      tips,
      deskText(reader, `state.${known(state)}`),
    ]),
    chart: { kind: 'bars', drawn: [2] },
  };
}
