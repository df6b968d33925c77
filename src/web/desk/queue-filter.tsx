import type { Context } from 'hono';
import { CHANNELS } from '../../domain/channel.ts';
import { CLAIM_STATES } from '../../review/claim-state.ts';
import { CLAIM_SCRIPTS, type QueueFilter } from '../../store/desk-queue.ts';
import type { DeskVisit } from './desk-router.ts';
import { deskText } from './desk-text.ts';

export const CLAIM_KINDS = ['text', 'link', 'image', 'video', 'audio'] as const;
const MAX_QUERY = 200;

/** What the address of a view asks for; nonsense is left out. */
export function filterOf(c: Context, { moderator }: DeskVisit): QueueFilter {
  const oneOf = (name: string, known: readonly string[]) =>
    known.find((one) => one === c.req.query(name)) ?? null;
  const since = c.req.query('since') ?? '';
  return {
    state: oneOf('state', CLAIM_STATES) ?? 'open',
    channel: oneOf('channel', CHANNELS),
    kind: oneOf('kind', CLAIM_KINDS),
    script: oneOf('script', CLAIM_SCRIPTS),
    assignee: c.req.query('mine') ? moderator.name : null,
    hasSuggestion: Boolean(c.req.query('near')),
    awaitsApproval: Boolean(c.req.query('approval')),
    since: /^\d{4}-\d{2}-\d{2}$/u.test(since) && !Number.isNaN(Date.parse(since)) ? since : null,
    query: (c.req.query('q') ?? '').replace(/\0/gu, '').slice(0, MAX_QUERY),
  };
}

export function Filters({ visit, filter }: { visit: DeskVisit; filter: QueueFilter }) {
  const { room, language } = visit;
  return (
    <form class="filter-bar" method="get" action="/desk">
      <label class="grow">
        {deskText(visit, 'queue.search')}
        <input
          type="search"
          name="q"
          data-act="search"
          value={filter.query}
          dir="auto"
          maxlength={MAX_QUERY}
        />
      </label>
      <label class="tick folds-filters">
        <input type="checkbox" autocomplete="off" checked={isNarrowed(filter)} />
        {deskText(visit, 'queue.filters')}
      </label>
      <div class="filter-rest">
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
          {deskText(visit, 'queue.script')}
          <select name="script">
            <option value="">{deskText(visit, 'queue.any')}</option>
            {CLAIM_SCRIPTS.map((script) => (
              <option value={script} selected={script === filter.script}>
                {deskText(visit, `script.${script}`)}
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
      </div>
      <button class="button primary" type="submit">
        {deskText(visit, 'queue.show')}
      </button>
    </form>
  );
}

/** Everything that waits. */
export const EVERYTHING: QueueFilter = {
  state: 'open',
  channel: null,
  kind: null,
  script: null,
  assignee: null,
  hasSuggestion: false,
  awaitsApproval: false,
  since: null,
  query: '',
};

/** Whether anything but words narrows a view. */
function isNarrowed(filter: QueueFilter): boolean {
  const names = Object.keys(EVERYTHING) as (keyof QueueFilter)[];
  return names.some((name) => name !== 'query' && filter[name] !== EVERYTHING[name]);
}
