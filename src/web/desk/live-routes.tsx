import type { Context } from 'hono';
import { isDecisive } from '../../review/claim-state.ts';
import { listActs } from '../../store/claim-history.ts';
import { countNews, listStates } from '../../store/desk-queue.ts';
import { isolate } from '../../words.ts';
import { claimIdOf } from './claim-id.ts';
import type { DeskRouter, DeskVisit } from './desk-router.ts';
import { deskText } from './desk-text.ts';
import { filterOf } from './queue-filter.tsx';

/** On one page of the queue; more are not asked for. */
const MOST_IDS = 50;

/**
 * What has happened since a page was made, as pieces that `desk.js` puts in the places of those with the same id. The
 * page itself stays as it is: nothing moves under the hand.
 */
export function addLiveRoutes(router: DeskRouter): void {
  router
    .get('/desk/news', 'viewer', showNews)
    .post('/desk/claims/:id/looking', 'viewer', (c, visit) => {
      const id = claimIdOf(c);
      visit.room.presence.beat(id, visit.moderator.name);
      return showClaimNews(c, visit, id);
    })
    .post('/desk/claims/:id/left', 'viewer', (c, visit) => {
      visit.room.presence.left(claimIdOf(c), visit.moderator.name);
      return c.body(null, 204);
    });
}

/** Where a page of the queue asks for its news. */
export function newsPath(url: string, at: Date, ids: number[]): string {
  const { searchParams } = new URL(url);
  searchParams.delete('lang');
  searchParams.set('at', at.toISOString());
  searchParams.set('ids', ids.join(' '));
  return `/desk/news?${searchParams}`;
}

async function showNews(c: Context, visit: DeskVisit): Promise<Response> {
  const { prisma } = visit.room.desk.database;
  const filter = filterOf(c, visit);
  const at = new Date(c.req.query('at') ?? '');
  const ids = (c.req.query('ids') ?? '').split(' ').filter((id) => /^\d{1,9}$/u.test(id));
  const shown = ids.slice(0, MOST_IDS).map(Number);
  const [news, claims] = await Promise.all([
    Number.isNaN(at.getTime()) ? 0 : countNews(prisma, filter, at),
    listStates(prisma, shown),
  ]);
  return c.html(
    <>
      <NewsLine visit={visit} url={c.req.url} news={news} />
      {claims.map(({ id, state }) => (
        <Lookers visit={visit} id={id} shownIn={filter.state} state={state} />
      ))}
    </>,
  );
}

/** Says how much is new, and leads to it; who reads the list decides when. */
export function NewsLine({ visit, url, news }: { visit: DeskVisit; url: string; news: number }) {
  const { searchParams } = new URL(url);
  for (const name of ['at', 'ids', 'page', 'lang']) searchParams.delete(name);
  return (
    <p class="news" id="news" role="status">
      {news > 0 && (
        <a class="button" href={`/desk?${searchParams}`} data-act="fresh">
          {deskText(visit, 'queue.news', { count: news })}
        </a>
      )}
    </p>
  );
}

interface LookersProps {
  visit: DeskVisit;
  id: number;
  /** The state of the claims in the list. */
  shownIn: string;
  state: string;
}

/** Below a claim of the queue: who else has it open, and what became of it since the list was made. */
export function Lookers({ visit, id, shownIn, state }: LookersProps) {
  return (
    <p class="lookers" id={`lookers-${id}`}>
      {state !== shownIn && <strong>{deskText(visit, `state.${state}`)}</strong>}
      <Names visit={visit} id={id} />
    </p>
  );
}

function Names({ visit, id }: { visit: DeskVisit; id: number }) {
  const names = visit.room.presence.othersAt(id, visit.moderator.name);
  if (names.length === 0) return null;
  const form = new Intl.ListFormat(visit.room.words.localeOf(visit.language), { type: 'conjunction' });
  const said = form.format(names.map(isolate));
  return (
    <span class="looking">{deskText(visit, 'queue.looking', { names: said, count: names.length })}</span>
  );
}

async function showClaimNews(c: Context, visit: DeskVisit, id: number): Promise<Response> {
  const events = await listActs(visit.room.desk.database.prisma, id);
  const seen = Number(c.req.query('seen') ?? '0');
  const latest = events.findLast((event) => isDecisive(event.type) && event.id > seen);
  return c.html(
    <ClaimNews visit={visit} id={id} changedBy={latest?.actor ?? null} isChanged={Boolean(latest)} />,
  );
}

interface ClaimNewsProps {
  visit: DeskVisit;
  id: number;
  isChanged: boolean;
  changedBy: string | null;
}

/** On the page of a claim: who else has it open, and that somebody decided while it was open here. */
export function ClaimNews({ visit, id, isChanged, changedBy }: ClaimNewsProps) {
  return (
    <div class="claim-news" id="claim-news" role="status">
      <Names visit={visit} id={id} />
      {isChanged && (
        <p class="alert">
          {deskText(visit, 'claim.changed', { name: changedBy ?? '' })}{' '}
          <a href={`/desk/claims/${id}`}>{deskText(visit, 'claim.reload')}</a>
        </p>
      )}
    </div>
  );
}
