import { REVISION_TYPES } from '../../archive/revise.ts';
import type { FactCheckEvent } from '../../store/archive-desk.ts';
import { EDITED_FIELDS } from '../../store/archive-edits.ts';
import { Isolated } from '../rich-text-view.tsx';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';

const LONGEST = 300;

/** What was done with it, newest first, with who did it and when. */
export function ArchiveHistory({ visit, events }: { visit: DeskVisit; events: FactCheckEvent[] }) {
  const { room, language } = visit;
  return (
    <section class="panel">
      <h2>{deskText(visit, 'claim.history')}</h2>
      {events.length === 0 && <p class="quiet">{deskText(visit, 'archive.noHistory')}</p>}
      <ol class="plain history">
        {[...events].reverse().map((event) => (
          <li>
            <p>
              <strong>{deskText(visit, `archive.event.${typeOf(event)}`)}</strong> <bdi>{event.actor}</bdi>
            </p>
            {typeof event.data.text === 'string' && event.data.text !== '' && (
              <p class="own-text" dir="auto">
                <Isolated text={event.data.text} />
              </p>
            )}
            {changesOf(event).map((change) => (
              <Change visit={visit} change={change} />
            ))}
            <time class="quiet" datetime={event.at.toISOString()}>
              {room.words.dateTime(language, event.at)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  );
}

const typeOf = ({ type }: FactCheckEvent) => REVISION_TYPES.find((known) => known === type) ?? 'edited';

interface FieldChange {
  field: (typeof EDITED_FIELDS)[number];
  from: string;
  to: string;
}

function changesOf({ data }: FactCheckEvent): FieldChange[] {
  if (!Array.isArray(data.changes)) return [];
  return data.changes.flatMap(({ field, from, to }: Record<string, unknown>) => {
    const known = EDITED_FIELDS.find((one) => one === field);
    return known ? [{ field: known, from: written(from), to: written(to) }] : [];
  });
}

const written = (value: unknown): string =>
  Array.isArray(value) ? value.join(' ') : typeof value === 'string' ? value : '';

function Change({ visit, change }: { visit: DeskVisit; change: FieldChange }) {
  const { room, language } = visit;
  const show = (value: string) =>
    (change.field === 'rating' ? room.words.t(language, `ratings:${value}`) : value.slice(0, LONGEST)) ||
    deskText(visit, 'archive.empty');
  return (
    <div class="change">
      <span class="quiet">{deskText(visit, `archive.field.${change.field}`)}</span>
      <del dir="auto">
        <Isolated text={show(change.from)} />
      </del>
      <ins dir="auto">
        <Isolated text={show(change.to)} />
      </ins>
    </div>
  );
}
