import type { Context } from 'hono';
import { RATINGS } from '../../domain/rating.ts';
import type { KeywordQuery } from '../../match/keyword-index.ts';
import { findByKeywords } from '../../match/keyword-search.ts';
import { MAX_SEARCH } from '../../match/search-query.ts';
import {
  countNeedsLook,
  type ListedFactCheck,
  listNeedsLook,
  listRetired,
} from '../../store/archive-desk.ts';
import { labelOf, Source } from '../fact-check-parts.tsx';
import { factCheckQuery } from '../fact-check-query.ts';
import { Isolated, RatingLabel } from '../rich-text-view.tsx';
import { archivePath } from './archive-path.ts';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';

const PAGE_SIZE = 25;
const MOST_PUBLISHERS = 300;

type View = 'all' | 'needs-look' | 'retired';

interface List {
  total: number;
  rows: ListedFactCheck[];
  /** Nothing has all the words. */
  isPartly: boolean;
}

/** All fact-checks, newest first, or what a search finds; the address holds what is chosen. */
export async function showArchive(c: Context, visit: DeskVisit): Promise<Response> {
  const { desk } = visit.room;
  const view: View = c.req.query('needs-look') ? 'needs-look' : c.req.query('retired') ? 'retired' : 'all';
  const query = factCheckQuery(c, PAGE_SIZE);
  const page = query.page ?? 1;
  const [list, publishers, waiting] = await Promise.all([
    findList(visit, view, { ...query, limit: PAGE_SIZE }),
    desk.archive.publishers(),
    countNeedsLook(desk.database.prisma),
  ]);
  return c.html(
    <DeskPage {...visit} url={c.req.url} title={deskText(visit, 'nav.archive')} current="archive">
      <main class="page wide archive">
        <h1>{deskText(visit, 'nav.archive')}</h1>
        <nav class="views" aria-label={deskText(visit, 'archive.views')}>
          <ViewLink visit={visit} view="all" current={view} href="/desk/archive" />
          <ViewLink
            {...{ visit, view: 'needs-look', current: view, count: waiting }}
            href="/desk/archive?needs-look=1"
          />
          <ViewLink visit={visit} view="retired" current={view} href="/desk/archive?retired=1" />
        </nav>
        {view === 'all' && <Filters visit={visit} query={query} publishers={publishers} />}
        {view === 'needs-look' && <p class="hint">{deskText(visit, 'archive.needsLookHint')}</p>}
        <p class="count" role="status">
          {deskText(visit, 'archive.count', { count: list.total })}
        </p>
        {list.isPartly && <p class="example-note">{visit.room.words.t(visit.language, 'web:search.some')}</p>}
        <ol class="plain">
          {list.rows.map((row) => (
            <li>
              <ArchiveCard visit={visit} row={row} />
            </li>
          ))}
        </ol>
        <Pager visit={visit} url={c.req.url} page={page} isMore={page * PAGE_SIZE < list.total} />
      </main>
    </DeskPage>,
  );
}

async function findList({ room }: DeskVisit, view: View, query: KeywordQuery): Promise<List> {
  const { archive, database } = room.desk;
  if (view === 'all') {
    const found = await findByKeywords(archive, database, query);
    const rows = found.items.map((item) => ({ ...item, retiredAt: null, complaints: 0, answers: 0 }));
    return { total: found.total, rows, isPartly: found.matched === 'some' && found.total > 0 };
  }
  const range = { limit: query.limit, offset: ((query.page ?? 1) - 1) * query.limit };
  const list = view === 'retired' ? listRetired : listNeedsLook;
  return { ...(await list(database.prisma, range)), isPartly: false };
}

function ViewLink(props: { visit: DeskVisit; view: View; current: View; href: string; count?: number }) {
  const { visit, view, current, href, count = 0 } = props;
  return (
    <a href={href} aria-current={view === current ? 'page' : undefined}>
      {deskText(visit, `archive.view.${view}`)}
      {count > 0 && <span class="badge">{visit.room.words.number(visit.language, count)}</span>}
    </a>
  );
}

export const ARCHIVE_VIEWS: readonly View[] = ['all', 'needs-look', 'retired'];

/** As reporters have them on the public page. */
function Filters(props: { visit: DeskVisit; query: KeywordQuery; publishers: string[] }) {
  const { visit, query, publishers } = props;
  const { room, language } = visit;
  const t = (key: string) => room.words.t(language, `web:search.${key}`);
  const names = publishers.slice(0, MOST_PUBLISHERS);
  if (query.publisher && !names.includes(query.publisher)) names.push(query.publisher);
  return (
    <form class="filter-bar" method="get" action="/desk/archive">
      <label class="grow">
        {t('query')}
        <input type="search" name="q" value={query.text} dir="auto" maxlength={MAX_SEARCH} />
      </label>
      <label>
        {t('rating')}
        <select name="rating">
          <option value="">{t('anyRating')}</option>
          {RATINGS.map((rating) => (
            <option value={rating} selected={rating === query.rating}>
              {room.words.t(language, `ratings:${rating}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('publisher')}
        <select name="publisher">
          <option value="">{t('anyPublisher')}</option>
          {names.map((name) => (
            <option value={name} selected={name === query.publisher}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t('since')}
        <input type="date" name="since" value={query.since ?? ''} />
      </label>
      <label>
        {t('until')}
        <input type="date" name="until" value={query.until ?? ''} />
      </label>
      <button class="button primary" type="submit">
        {deskText(visit, 'queue.show')}
      </button>
    </form>
  );
}

function ArchiveCard({ visit, row }: { visit: DeskVisit; row: ListedFactCheck }) {
  const { room, language } = visit;
  const reader = { room, language, factCheck: row };
  const share = row.answers > 0 ? Math.round((100 * row.complaints) / row.answers) : 0;
  return (
    <article class={`archive-card edge-${row.rating}`}>
      <RatingLabel rating={row.rating} text={labelOf(reader)} />
      <h2 dir="auto">
        <a href={archivePath(row.id)}>
          <Isolated text={row.title} />
        </a>
      </h2>
      {row.claim !== row.title && (
        <p class="quiet" dir="auto">
          <Isolated text={row.claim.slice(0, 240)} />
        </p>
      )}
      {row.complaints > 0 && (
        <p class="complained">
          {deskText(visit, 'archive.complained', { count: row.complaints, answers: row.answers, share })}
        </p>
      )}
      <Source {...reader} />
    </article>
  );
}

function Pager(props: { visit: DeskVisit; url: string; page: number; isMore: boolean }) {
  const { visit, url, page, isMore } = props;
  if (page === 1 && !isMore) return null;
  const at = (number: number) => {
    const { searchParams } = new URL(url);
    const kept = [...searchParams].filter(([name, value]) => name !== 'page' && value !== '');
    return `/desk/archive?${new URLSearchParams([...kept, ['page', String(number)]])}`;
  };
  return (
    <nav class="pager" aria-label={visit.room.words.t(visit.language, 'web:search.pages')}>
      {page > 1 && (
        <a class="button" rel="prev" href={at(page - 1)}>
          {deskText(visit, 'queue.previous')}
        </a>
      )}
      {isMore && (
        <a class="button" rel="next" href={at(page + 1)}>
          {deskText(visit, 'queue.next')}
        </a>
      )}
    </nav>
  );
}
