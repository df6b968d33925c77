import type { Context } from 'hono';
import { AppError } from '../../errors.ts';
import { toCsv } from '../csv.ts';
import type { DeskRouter, DeskVisit } from './desk-router.ts';
import { loadReports, REPORTS } from './report-data.ts';
import { showReports } from './report-page.tsx';
import { periodOf } from './report-period.ts';

/** How the tip line does, on a page and as files for a spreadsheet. */
export function addReportRoutes(router: DeskRouter): void {
  router.get('/desk/reports', 'viewer', showReports).get('/desk/reports/:file', 'viewer', sendCsv);
}

/** One report, by days whatever the length of the period. */
async function sendCsv(c: Context, visit: DeskVisit): Promise<Response> {
  const name = REPORTS.find((known) => `${known}.csv` === c.req.param('file'));
  if (!name) throw new AppError('not-found');
  const { database, timeZone } = visit.room.desk;
  const period = periodOf(c, timeZone);
  const { list } = await loadReports(visit, database.prisma, period, 'day');
  const report = list.find((one) => one.name === name);
  const header = report?.columns.map(({ label, kind }) => (kind === 'hours' ? `${label} (h)` : label)) ?? [];
  return c.body(toCsv([header, ...(report?.rows ?? [])]), 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': `attachment; filename="${name}-${period.from}-${period.to}.csv"`,
    'X-Content-Type-Options': 'nosniff',
  });
}
