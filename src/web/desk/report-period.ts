import type { Context } from 'hono';
import type { ReportPeriod, ReportUnit } from '../../store/reports.ts';

/** Days that can be chosen at once. */
export const PRESETS = [7, 30, 90, 365] as const;
const USUAL_DAYS = 30;
const MOST_DAYS = 5 * 366;
const DAY_MS = 86_400_000;

export interface ChosenPeriod extends ReportPeriod {
  /** One of `PRESETS`; null: chosen freely. */
  preset: number | null;
  days: number;
}

/** Reads `days`, or `from` and `to`, from the address. What cannot be read counts as not said. */
export function periodOf(c: Context, timeZone: string, now = new Date()): ChosenPeriod {
  const today = dayIn(timeZone, now);
  const asked = [isoDay(c.req.query('from')), isoDay(c.req.query('to'))];
  if (asked[0] || asked[1]) {
    const [first = today, second = today] = asked.map((day) => day ?? undefined);
    const [from, to] = first <= second ? [first, second] : [second, first];
    const earliest = addDays(to, 1 - MOST_DAYS);
    const begin = from < earliest ? earliest : from;
    return { from: begin, to, timeZone, preset: null, days: daysBetween(begin, to) };
  }
  const days = PRESETS.find((preset) => String(preset) === c.req.query('days')) ?? USUAL_DAYS;
  return { from: addDays(today, 1 - days), to: today, timeZone, preset: days, days };
}

/** So that a chart has at most some sixty columns. */
export function unitOf({ days }: ChosenPeriod): ReportUnit {
  if (days <= 62) return 'day';
  return days <= 400 ? 'week' : 'month';
}

/** The first days of all stretches that a period touches. */
export function stretchesOf({ from, to }: ReportPeriod, unit: ReportUnit): string[] {
  const found: string[] = [];
  for (let day = from; day <= to; day = addDays(day, 1)) {
    const first = stretchOf(day, unit);
    if (found.at(-1) !== first) found.push(first);
  }
  return found;
}

/** The first day of the stretch a day lies in; weeks begin on Monday, as PostgreSQL's do. */
export function stretchOf(day: string, unit: ReportUnit): string {
  if (unit === 'day') return day;
  if (unit === 'month') return `${day.slice(0, 7)}-01`;
  const weekday = (new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7;
  return addDays(day, -weekday);
}

function isoDay(text: string | undefined): string | null {
  if (!text || !/^\d{4}-\d{2}-\d{2}$/u.test(text)) return null;
  const date = new Date(`${text}T00:00:00Z`);
  const isReal = !Number.isNaN(date.getTime()) && date.toISOString().slice(0, 10) === text;
  return isReal && text >= '1970-01-01' ? text : null;
}

const addDays = (day: string, count: number): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10);

const daysBetween = (from: string, to: string): number =>
  Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / DAY_MS) + 1;

/** Which day it is there. */
function dayIn(timeZone: string, now: Date): string {
  const parts = new Intl.DateTimeFormat('en-u-ca-gregory-nu-latn', {
    ...{ timeZone, year: 'numeric', month: '2-digit', day: '2-digit' },
  }).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}
