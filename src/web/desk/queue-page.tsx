import type { Context } from 'hono';
import { shorten } from '../../domain/rich-text.ts';
import { withoutPersonal } from '../../domain/without-personal.ts';
import { listDeskQueue, type QueueRow, timeNow } from '../../store/desk-queue.ts';
import { Isolated } from '../rich-text-view.tsx';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { Lookers, NewsLine, newsPath } from './live-routes.tsx';
import { CLAIM_KINDS, Filters, filterOf } from './queue-filter.tsx';
import { stillPath } from './still-route.ts';

const kindOf = (kind: string) => CLAIM_KINDS.find((known) => known === kind) ?? 'text';
const PAGE_SIZE = 25;

/** Everything that waits, most wanted first; the address holds what is chosen. */
export async function showQueue(c: Context, visit: DeskVisit): Promise<Response> {
  const filter = filterOf(c, visit);
  const page = Math.min(Math.max(1, Number.parseInt(c.req.query('page') ?? '1', 10) || 1), 10_000);
  const { prisma } = visit.room.desk.database;
  // Before the list is read: what comes meanwhile is news rather than lost.
  const at = await timeNow(prisma);
  const found = await listDeskQueue(prisma, filter, { limit: PAGE_SIZE, offset: (page - 1) * PAGE_SIZE });
  const ids = found.rows.map(({ id }) => id);
  const count = deskText(visit, 'queue.count', { count: found.total });
  return c.html(
    <DeskPage {...visit} url={c.req.url} title={deskText(visit, 'nav.queue')} current="queue">
      <main class="page wide queue">
        <h1>{deskText(visit, 'nav.queue')}</h1>
        <Filters visit={visit} filter={filter} />
        <div class="queue-head">
          <p class="count" role="status">
            {found.total === 0 ? deskText(visit, 'queue.empty') : count}
          </p>
          <label class="reveal">
            <input type="checkbox" id="reveal" data-act="reveal" autocomplete="off" />{' '}
            {deskText(visit, 'queue.reveal')}
          </label>
        </div>
        <div data-poll={newsPath(c.req.url, at, ids)} data-every="10">
          <NewsLine visit={visit} url={c.req.url} news={0} />
        </div>
        <ol class="plain claims">
          {found.rows.map((row) => (
            <li>
              <ClaimCard visit={visit} row={row} />
            </li>
          ))}
        </ol>
        <Pager visit={visit} url={c.req.url} page={page} isMore={page * PAGE_SIZE < found.total} />
      </main>
    </DeskPage>,
  );
}

function ClaimCard({ visit, row }: { visit: DeskVisit; row: QueueRow }) {
  const { room, language } = visit;
  const title = row.text?.trim() || deskText(visit, 'queue.wordless', { id: row.id });
  return (
    <article class="claim-card">
      <p class="demand">
        <strong>{room.words.number(language, row.demand)}</strong>
        <span>{deskText(visit, 'queue.askers', { count: row.demand })}</span>
      </p>
      <div class="claim-words">
        <h2 dir="auto">
          <a href={`/desk/claims/${row.id}`}>
            <Isolated text={shorten(withoutPersonal(title), 240)} />
          </a>
        </h2>
        <ul class="facts">
          {row.recent > 0 && <li class="hot">{deskText(visit, 'queue.recent', { count: row.recent })}</li>}
          {row.isViral && <li class="hot">{deskText(visit, 'queue.viral')}</li>}
          {row.kinds.map((kind) => (
            <li>{deskText(visit, `kind.${kindOf(kind)}`)}</li>
          ))}
          {row.awaitsApproval && <li class="hot">{deskText(visit, 'fourEyes.waits')}</li>}
          {row.closest && <li>{deskText(visit, 'queue.hasNear')}</li>}
          {row.answers > 0 && <li class="hot">{deskText(visit, 'queue.answers', { count: row.answers })}</li>}
          {row.assignee && (
            <li>
              <bdi>{row.assignee}</bdi>
            </li>
          )}
          {row.tags.map((tag) => (
            <li dir="auto">#{tag}</li>
          ))}
          <li class="quiet">
            <time datetime={row.lastSeenAt.toISOString()}>
              {room.words.dateTime(language, row.lastSeenAt)}
            </time>
          </li>
        </ul>
        <Lookers visit={visit} id={row.id} shownIn={row.state} state={row.state} />
      </div>
      {row.picture && (
        <img class="thumb" src={stillPath(row.picture)} alt="" loading="lazy" width="96" height="72" />
      )}
    </article>
  );
}

function Pager(props: { visit: DeskVisit; url: string; page: number; isMore: boolean }) {
  const { visit, url, page, isMore } = props;
  if (page === 1 && !isMore) return null;
  const at = (number: number) => {
    const { searchParams } = new URL(url);
    searchParams.set('page', String(number));
    return `/desk?${searchParams}`;
  };
  return (
    <nav class="pager">
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
