import type { Context } from 'hono';
import { CHANNELS } from '../../domain/channel.ts';
import { CLAIM_STATES } from '../../review/claim-state.ts';
import { listDeskQueue, type QueueFilter, type QueueRow } from '../../store/desk-queue.ts';
import { Isolated } from '../rich-text-view.tsx';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { stillPath } from './still-route.ts';

export const CLAIM_KINDS = ['text', 'link', 'image', 'video', 'audio'] as const;
const kindOf = (kind: string) => CLAIM_KINDS.find((known) => known === kind) ?? 'text';
const PAGE_SIZE = 25;
const MAX_QUERY = 200;

/** Everything that waits, most wanted first; the address holds what is chosen. */
export async function showQueue(c: Context, visit: DeskVisit): Promise<Response> {
  const filter = filterOf(c, visit);
  const page = Math.min(Math.max(1, Number.parseInt(c.req.query('page') ?? '1', 10) || 1), 10_000);
  const found = await listDeskQueue(visit.room.desk.database.prisma, filter, {
    limit: PAGE_SIZE,
    offset: (page - 1) * PAGE_SIZE,
  });
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
            <input type="checkbox" id="reveal" autocomplete="off" /> {deskText(visit, 'queue.reveal')}
          </label>
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

function filterOf(c: Context, { moderator }: DeskVisit): QueueFilter {
  const oneOf = (name: string, known: readonly string[]) =>
    known.find((one) => one === c.req.query(name)) ?? null;
  const since = c.req.query('since') ?? '';
  return {
    state: oneOf('state', CLAIM_STATES) ?? 'open',
    channel: oneOf('channel', CHANNELS),
    kind: oneOf('kind', CLAIM_KINDS),
    assignee: c.req.query('mine') ? moderator.name : null,
    hasSuggestion: Boolean(c.req.query('near')),
    awaitsApproval: Boolean(c.req.query('approval')),
    since: /^\d{4}-\d{2}-\d{2}$/u.test(since) && !Number.isNaN(Date.parse(since)) ? since : null,
    query: (c.req.query('q') ?? '').replace(/\0/gu, '').slice(0, MAX_QUERY),
  };
}

function Filters({ visit, filter }: { visit: DeskVisit; filter: QueueFilter }) {
  const { room, language } = visit;
  return (
    <form class="filter-bar" method="get" action="/desk">
      <label class="grow">
        {deskText(visit, 'queue.search')}
        <input type="search" name="q" value={filter.query} dir="auto" maxlength={MAX_QUERY} />
      </label>
      <label>
        {deskText(visit, 'queue.state')}
        <select name="state">
          {CLAIM_STATES.map((state) => (
            <option value={state} selected={state === filter.state}>
              {deskText(visit, `state.${state}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {deskText(visit, 'queue.kind')}
        <select name="kind">
          <option value="">{deskText(visit, 'queue.any')}</option>
          {CLAIM_KINDS.map((kind) => (
            <option value={kind} selected={kind === filter.kind}>
              {deskText(visit, `kind.${kind}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {deskText(visit, 'queue.channel')}
        <select name="channel">
          <option value="">{deskText(visit, 'queue.any')}</option>
          {CHANNELS.filter((channel) => channel !== 'memory').map((channel) => (
            <option value={channel} selected={channel === filter.channel}>
              {room.words.t(language, `cli:start.name.${channel}`)}
            </option>
          ))}
        </select>
      </label>
      <label>
        {deskText(visit, 'queue.since')}
        <input type="date" name="since" value={filter.since ?? ''} />
      </label>
      <label class="tick">
        <input type="checkbox" name="mine" value="1" checked={filter.assignee !== null} />
        {deskText(visit, 'queue.mine')}
      </label>
      <label class="tick">
        <input type="checkbox" name="near" value="1" checked={filter.hasSuggestion} />
        {deskText(visit, 'queue.near')}
      </label>
      <label class="tick">
        <input type="checkbox" name="approval" value="1" checked={filter.awaitsApproval} />
        {deskText(visit, 'fourEyes.waits')}
      </label>
      <button class="button primary" type="submit">
        {deskText(visit, 'queue.show')}
      </button>
    </form>
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
            <Isolated text={title.slice(0, 240)} />
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
