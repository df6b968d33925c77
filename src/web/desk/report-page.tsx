import type { Context } from 'hono';
import type { Language, Words } from '../../words.ts';
import { Isolated } from '../rich-text-view.tsx';
import { Bar, ColumnChart, Legend, LineChart } from './charts.tsx';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { type ColumnKind, loadReports, percentOf, type Report, type Reports } from './report-data.ts';
import { type ChosenPeriod, PRESETS, periodOf, unitOf } from './report-period.ts';

/** How the tip line does in a period, which the address holds. */
export async function showReports(c: Context, visit: DeskVisit): Promise<Response> {
  const { database, timeZone } = visit.room.desk;
  const period = periodOf(c, timeZone);
  const unit = unitOf(period);
  const reports = await loadReports(visit, database.prisma, period, unit);
  const { language, room } = visit;
  const day = (date: string) => room.words.date(language, date);
  return c.html(
    <DeskPage {...visit} url={c.req.url} title={deskText(visit, 'nav.reports')} current="reports">
      <main class="page wide reports">
        <h1>{deskText(visit, 'nav.reports')}</h1>
        <PeriodForm visit={visit} period={period} />
        <p class="quiet">
          {deskText(visit, 'reports.period', { from: day(period.from), to: day(period.to) })}{' '}
          {deskText(visit, `reports.by.${unit}`)} {deskText(visit, 'reports.zone', { zone: timeZone })}
        </p>
        <Figures visit={visit} reports={reports} />
        <div class="report-grid">
          {reports.list.map((report) => (
            <ReportPanel {...{ visit, report, period }} />
          ))}
        </div>
      </main>
    </DeskPage>,
  );
}

function PeriodForm({ visit, period }: { visit: DeskVisit; period: ChosenPeriod }) {
  return (
    <>
      <nav class="views" aria-label={deskText(visit, 'reports.periods')}>
        {PRESETS.map((days) => (
          <a href={`/desk/reports?days=${days}`} aria-current={days === period.preset ? 'page' : undefined}>
            {deskText(visit, 'reports.lastDays', { count: days })}
          </a>
        ))}
      </nav>
      <form class="filter-bar" method="get" action="/desk/reports">
        <label>
          {deskText(visit, 'reports.from')}
          <input type="date" name="from" value={period.from} required />
        </label>
        <label>
          {deskText(visit, 'reports.to')}
          <input type="date" name="to" value={period.to} required />
        </label>
        <button class="button" type="submit">
          {deskText(visit, 'queue.show')}
        </button>
      </form>
    </>
  );
}

/** The whole period in a few numbers. */
function Figures({ visit, reports }: { visit: DeskVisit; reports: Reports }) {
  const { totals, verdicts } = reports;
  const { room, language } = visit;
  const show = (kind: ColumnKind, value: number | null) => shown(room.words, language, kind, value);
  const hours = (seconds: number | undefined) => (seconds === undefined ? null : seconds / 3_600);
  const said = totals.helped + totals.complaints;
  const figures = {
    tips: show('count', totals.tips),
    answeredShare: show('percent', percentOf(totals.answered, totals.tips)),
    helpedShare: show('percent', percentOf(totals.helped, said)),
    median: show('hours', hours(verdicts?.median)),
    p90: show('hours', hours(verdicts?.p90)),
  };
  return (
    <dl class="report-figures panel">
      {REPORT_FIGURES.map((name) => (
        <div>
          <dt>{deskText(visit, `reports.figure.${name}`)}</dt>
          <dd>{figures[name]}</dd>
        </div>
      ))}
    </dl>
  );
}

export const REPORT_FIGURES = ['tips', 'answeredShare', 'helpedShare', 'median', 'p90'] as const;

interface PanelProps {
  visit: DeskVisit;
  report: Report;
  period: ChosenPeriod;
}

function ReportPanel({ visit, report, period }: PanelProps) {
  const { name, chart, rows } = report;
  const isEmpty = !rows.some((row) => chart.drawn.some((place) => Number(row[place] ?? 0) > 0));
  const range = new URLSearchParams({ from: period.from, to: period.to });
  return (
    <section class={`panel report report-${name}`} aria-labelledby={`report-${name}`}>
      <h2 id={`report-${name}`}>{deskText(visit, `reports.title.${name}`)}</h2>
      <p class="hint">{deskText(visit, `reports.hint.${name}`)}</p>
      {isEmpty ? (
        <p class="quiet nothing">{deskText(visit, 'reports.nothing')}</p>
      ) : chart.kind === 'bars' ? (
        <ReportTable visit={visit} report={report} />
      ) : (
        <>
          <Drawing visit={visit} report={report} />
          <details class="chart-table">
            <summary>{deskText(visit, 'reports.asTable')}</summary>
            <ReportTable visit={visit} report={report} />
          </details>
        </>
      )}
      <p class="download">
        <a href={`/desk/reports/${name}.csv?${range}`} download>
          {deskText(visit, 'reports.download')}
          <span class="hidden"> {deskText(visit, `reports.title.${name}`)}</span>
        </a>
      </p>
    </section>
  );
}

function Drawing({ visit, report }: Pick<PanelProps, 'visit' | 'report'>) {
  const { words } = visit.room;
  const { columns, rows, chart, name } = report;
  const series = chart.drawn.map((place) => columns[place]?.label ?? '');
  const kind = columns[chart.drawn[0] ?? 0]?.kind ?? 'count';
  const show = (value: number | null) => shown(words, visit.language, kind, value);
  const points = rows.map((row) => {
    const values = chart.drawn.map((place) => numberAt(row, place));
    const label = shown(words, visit.language, 'day', row[0] ?? null);
    return {
      label,
      title: [label, ...values.map((value, key) => `${series[key]}: ${show(value)}`)].join('\n'),
      values,
    };
  });
  const caption = deskText(visit, `reports.title.${name}`);
  const props = { caption, points, series, format: show, ...(chart.most ? { most: chart.most } : {}) };
  return (
    <>
      {series.length > 1 && <Legend series={series} />}
      {chart.kind === 'lines' ? <LineChart {...props} /> : <ColumnChart {...props} />}
    </>
  );
}

const numberAt = (row: Report['rows'][number], place: number): number | null => {
  const value = row[place];
  return typeof value === 'number' ? value : null;
};

/** The newest first; what is drawn as bars stands in its own order, the bars in the rows. */
function ReportTable({ visit, report }: Pick<PanelProps, 'visit' | 'report'>) {
  const { columns, rows, chart } = report;
  const drawn = chart.kind === 'bars' ? (chart.drawn[0] ?? -1) : -1;
  const most = Math.max(1, ...rows.map((row) => numberAt(row, drawn) ?? 0));
  const ordered = chart.kind === 'bars' ? rows : [...rows].reverse();
  return (
    <section class="table-scroll" tabindex={0} aria-label={deskText(visit, 'reports.asTable')}>
      <table>
        <thead>
          <tr>
            {columns.map(({ label, kind }) => (
              <th scope="col" class={`is-${kind}`}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {ordered.map((row) => (
            <tr>
              {row.map((value, place) => (
                <Cell {...{ visit, value, kind: columns[place]?.kind ?? 'text', isFirst: place === 0 }}>
                  {place === drawn && <Bar share={Number(value) / most} />}
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface CellProps {
  visit: DeskVisit;
  value: string | number | null;
  kind: ColumnKind;
  isFirst: boolean;
  children?: unknown;
}

function Cell({ visit, value, kind, isFirst, children }: CellProps) {
  const text = shown(visit.room.words, visit.language, kind, value);
  const content =
    kind === 'claim' ? (
      <a href={`/desk/claims/${value}`}>#{text}</a>
    ) : kind === 'text' ? (
      <Isolated text={text} />
    ) : (
      text
    );
  if (isFirst) {
    return (
      <th scope="row" class={`is-${kind}`}>
        {content}
      </th>
    );
  }
  return (
    <td class={`is-${kind}`} dir={kind === 'text' ? 'auto' : undefined}>
      {content}
      {children}
    </td>
  );
}

const NOTHING = '–';
const DAY_HOURS = 24;

/** As people read it; a length of time in the unit that fits it. */
function shown(words: Words, language: Language, kind: ColumnKind, value: string | number | null): string {
  if (value === null) return NOTHING;
  const locale = words.localeOf(language);
  if (kind === 'day') {
    const form = new Intl.DateTimeFormat(locale, {
      day: 'numeric',
      month: 'short',
      year: 'numeric',
      timeZone: 'UTC',
    });
    return form.format(new Date(`${value}T00:00:00Z`));
  }
  if (typeof value === 'string' || kind === 'text') return String(value);
  if (kind === 'percent') {
    return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 }).format(value / 100);
  }
  if (kind !== 'hours') return words.number(language, value);
  const [amount, unit] =
    value < 1 ? [value * 60, 'minute'] : value < 2 * DAY_HOURS ? [value, 'hour'] : [value / DAY_HOURS, 'day'];
  const form = { style: 'unit', unit, unitDisplay: 'long', maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale, form).format(amount);
}
