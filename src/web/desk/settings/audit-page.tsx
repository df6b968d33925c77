import type { Context } from 'hono';
import { isRole } from '../../../domain/role.ts';
import { RETENTION_KEYS, THRESHOLD_KEYS } from '../../../domain/settings.ts';
import { type AuditEntry, type AuditFilter, listAudit } from '../../../store/audit.ts';
import { ACCOUNT_EVENTS } from '../../../store/users.ts';
import { ACT_TYPES } from '../claim-view.tsx';
import { deskText } from '../desk-page.tsx';
import type { DeskRouter, DeskVisit } from '../desk-router.ts';
import { shareText } from './matching-page.tsx';
import { SETTINGS_PAGES, SettingsPage, settingsText } from './settings-page.tsx';

const PATH = SETTINGS_PAGES.audit;
const PAGE_SIZE = 50;
const MOST_PAGES = 1_000;
/** Lines of a CSV file. */
const MOST_ROWS = 50_000;
/** Read from the database at a time. */
const CSV_STEP = 25_000;

/** Who did what, when and from where. */
export function addAuditRoutes(router: DeskRouter): void {
  router.get(PATH, 'admin', showAudit).get(`${PATH}.csv`, 'admin', sendCsv);
}

function filterOf(c: Context): AuditFilter {
  const who = (c.req.query('who') ?? '').replace(/\0/gu, '').trim().slice(0, 100);
  const type = c.req.query('what');
  const known: readonly string[] = [...ACCOUNT_EVENTS, ...ACT_TYPES];
  return { who: who || null, type: type !== undefined && known.includes(type) ? type : null };
}

async function showAudit(c: Context, visit: DeskVisit): Promise<Response> {
  const filter = filterOf(c);
  const page = Math.min(Math.max(1, Number.parseInt(c.req.query('page') ?? '1', 10) || 1), MOST_PAGES);
  const { prisma } = visit.room.desk.database;
  const [entries, users] = await Promise.all([
    listAudit(prisma, filter, { limit: PAGE_SIZE + 1, offset: (page - 1) * PAGE_SIZE }),
    visit.room.desk.accounts.list(),
  ]);
  return c.html(
    <SettingsPage c={c} visit={visit} page="audit">
      <Filters visit={visit} filter={filter} names={users.map(({ name }) => name)} />
      <p>
        <a href={`${PATH}.csv?${query(filter)}`}>{settingsText(visit, 'audit.csv')}</a>
      </p>
      {entries.length === 0 ? (
        <p role="status">{settingsText(visit, 'audit.nothing')}</p>
      ) : (
        <Entries visit={visit} entries={entries.slice(0, PAGE_SIZE)} />
      )}
      <nav class="pager">
        {page > 1 && (
          <a class="button" rel="prev" href={`${PATH}?${query(filter, page - 1)}`}>
            {deskText(visit, 'queue.previous')}
          </a>
        )}
        {entries.length > PAGE_SIZE && (
          <a class="button" rel="next" href={`${PATH}?${query(filter, page + 1)}`}>
            {deskText(visit, 'queue.next')}
          </a>
        )}
      </nav>
    </SettingsPage>,
  );
}

const query = ({ who, type }: AuditFilter, page = 1): URLSearchParams =>
  new URLSearchParams({
    ...(who === null ? {} : { who }),
    ...(type === null ? {} : { what: type }),
    ...(page > 1 ? { page: String(page) } : {}),
  });

function Filters({ visit, filter, names }: { visit: DeskVisit; filter: AuditFilter; names: string[] }) {
  const all = filter.who === null || names.includes(filter.who) ? names : [...names, filter.who];
  return (
    <form class="filter-bar" method="get" action={PATH}>
      <label>
        {settingsText(visit, 'audit.who')}
        <select name="who">
          <option value="">{deskText(visit, 'queue.any')}</option>
          {all.map((name) => (
            <option value={name} selected={name === filter.who}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {settingsText(visit, 'audit.what')}
        <select name="what">
          <option value="">{deskText(visit, 'queue.any')}</option>
          <optgroup label={settingsText(visit, 'audit.accounts')}>
            {ACCOUNT_EVENTS.map((type) => (
              <option value={type} selected={type === filter.type}>
                {settingsText(visit, `event.${type}`)}
              </option>
            ))}
          </optgroup>
          <optgroup label={deskText(visit, 'nav.queue')}>
            {ACT_TYPES.map((type) => (
              <option value={type} selected={type === filter.type}>
                {deskText(visit, `act.${type}`)}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <button class="button primary" type="submit">
        {deskText(visit, 'queue.show')}
      </button>
    </form>
  );
}

function Entries({ visit, entries }: { visit: DeskVisit; entries: AuditEntry[] }) {
  const { room, language } = visit;
  return (
    <div class="table-frame">
      <table class="table log">
        <thead>
          <tr>
            {(['when', 'who', 'what', 'whom', 'from'] as const).map((column) => (
              <th scope="col">{settingsText(visit, `audit.${column}`)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {entries.map((entry) => (
            <tr>
              <td>
                <time datetime={entry.at.toISOString()}>{room.words.dateTime(language, entry.at)}</time>
              </td>
              <td>
                <bdi>{whoOf(visit, entry)}</bdi>
              </td>
              <td>
                {whatOf(visit, entry)} <span class="quiet">{changeOf(visit, entry)}</span>
              </td>
              <td>
                {entry.claimId === null ? (
                  <bdi>{entry.about === entry.actor ? '' : entry.about}</bdi>
                ) : (
                  <a href={`/desk/claims/${entry.claimId}`}>
                    {deskText(visit, 'claim.title', { id: entry.claimId })}
                  </a>
                )}
              </td>
              <td>
                <bdi dir="ltr">{entry.origin}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Whoever tries to sign in is nobody yet; everything else without a name was done on the command line. */
const UNKNOWN_ACTORS = ['sign-in-failed', 'sign-in-closed', 'code-failed', 'locked'];

function whoOf(visit: DeskVisit, { actor, type }: AuditEntry): string {
  if (actor !== null) return actor;
  return settingsText(visit, UNKNOWN_ACTORS.includes(type) ? 'audit.nobody' : 'audit.commandLine');
}

function whatOf(visit: DeskVisit, { type, claimId }: AuditEntry): string {
  const act = ACT_TYPES.find((one) => one === type);
  if (claimId !== null) return act ? deskText(visit, `act.${act}`) : type;
  const event = ACCOUNT_EVENTS.find((one) => one === type);
  return event ? settingsText(visit, `event.${event}`) : type;
}

/** What it was and what it is now, in words. */
function changeOf(visit: DeskVisit, { detail }: AuditEntry): string {
  if (!detail) return '';
  const { setting, from, to } = detail;
  const isThreshold = THRESHOLD_KEYS.some((key) => key === setting);
  const word = (value: unknown) => (isThreshold ? placeOf(visit, value) : wordOf(visit, value));
  const change =
    from === undefined ? word(to) : settingsText(visit, 'audit.change', { from: word(from), to: word(to) });
  return setting === undefined ? change : `${nameOf(visit, setting)}: ${change}`;
}

function nameOf(visit: DeskVisit, setting: string): string {
  const key = RETENTION_KEYS.find((one) => one === setting);
  if (key) return settingsText(visit, `keeping.${key}`);
  const threshold = THRESHOLD_KEYS.find((one) => one === setting);
  if (threshold) return settingsText(visit, `matching.${threshold}`);
  return settingsText(visit, setting === 'fourEyes' ? 'general.fourEyes' : 'general.factor');
}

/** Of a threshold. */
const placeOf = (visit: DeskVisit, value: unknown): string =>
  value === null ? settingsText(visit, 'matching.default') : shareText(visit, Number(value));

function wordOf(visit: DeskVisit, value: unknown): string {
  if (isRole(value)) return deskText(visit, `role.${value}`);
  if (Array.isArray(value))
    return value.length > 0
      ? value.map((one) => wordOf(visit, one)).join('، ')
      : settingsText(visit, 'audit.none');
  if (typeof value === 'boolean') return settingsText(visit, value ? 'audit.on' : 'audit.off');
  if (value === null) return settingsText(visit, 'keeping.always');
  return visit.room.words.number(visit.language, Number(value));
}

async function sendCsv(c: Context, visit: DeskVisit): Promise<Response> {
  const filter = filterOf(c);
  const { prisma } = visit.room.desk.database;
  const rows = [
    (['when', 'who', 'what', 'whom', 'from'] as const).map((name) => settingsText(visit, `audit.${name}`)),
  ];
  for (let offset = 0; offset < MOST_ROWS; offset += CSV_STEP) {
    const entries = await listAudit(prisma, filter, { limit: CSV_STEP, offset });
    rows.push(...entries.map((entry) => lineOf(visit, entry)));
    if (entries.length < CSV_STEP) break;
  }
  // The mark at the beginning tells spreadsheets that this is UTF-8.
  const text = `\ufeff${rows.map((cells) => cells.map(cell).join(',')).join('\r\n')}\r\n`;
  return c.body(text, 200, {
    'Content-Type': 'text/csv; charset=utf-8',
    'Content-Disposition': 'attachment; filename="tabayyan-log.csv"',
  });
}

const lineOf = (visit: DeskVisit, entry: AuditEntry): string[] => [
  entry.at.toISOString(),
  whoOf(visit, entry),
  [whatOf(visit, entry), changeOf(visit, entry)].filter(Boolean).join(' '),
  entry.claimId === null ? (entry.about ?? '') : `#${entry.claimId}`,
  entry.origin ?? '',
];

/** What begins like a formula would be one in a spreadsheet. */
const cell = (text: string): string => `"${text.replace(/^[=+\-@\t\r]/u, "'$&").replaceAll('"', '""')}"`;
