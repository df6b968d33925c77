import { shorten } from '../../domain/rich-text.ts';
import { withoutPersonal } from '../../domain/without-personal.ts';
import type { ClaimStatus } from '../../review/claim-state.ts';
import type { ClaimAnswer } from '../../store/claim-answers.ts';
import type { StoredEvent } from '../../store/claim-history.ts';
import type { ClaimDetails } from '../../store/claim-page.ts';
import type { NoticeCounts } from '../../store/notices.ts';
import { Isolated, OutsideLink } from '../rich-text-view.tsx';
import { Answers } from './answers-view.tsx';
import { ColumnChart } from './charts.tsx';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { Told } from './told-view.tsx';

/** How many people asked, from the first to the last. */
export function Spread({ visit, claim }: { visit: DeskVisit; claim: ClaimDetails }) {
  const { room, language } = visit;
  const when = (date: Date) => room.words.dateTime(language, date);
  const points = claim.spread.map(({ from, people }) => ({
    label: when(from),
    title: `${when(from)}: ${room.words.number(language, people)}`,
    values: [people],
  }));
  return (
    <>
      <ColumnChart points={points} caption={deskText(visit, 'claim.spread')} height={72} />
      <p class="ends quiet">
        <time dir={room.words.direction(language)} datetime={claim.firstSeenAt.toISOString()}>
          {when(claim.firstSeenAt)}
        </time>
        <time dir={room.words.direction(language)} datetime={claim.lastSeenAt.toISOString()}>
          {when(claim.lastSeenAt)}
        </time>
      </p>
    </>
  );
}

/** So many at once; the others behind a press. */
const FIRST = 5;
const LONG = 500;
const LONGEST = 10_000;

export function Wordings({ visit, claim }: { visit: DeskVisit; claim: ClaimDetails }) {
  const { wordings } = claim;
  if (wordings.length === 0) return <p class="quiet">{deskText(visit, 'claim.noWords')}</p>;
  const rest = wordings.slice(FIRST);
  return (
    <>
      <WordingList visit={visit} wordings={wordings.slice(0, FIRST)} />
      {rest.length > 0 && (
        <details class="more">
          <summary>{deskText(visit, 'claim.moreWordings', { count: rest.length })}</summary>
          <WordingList visit={visit} wordings={rest} />
        </details>
      )}
    </>
  );
}

function WordingList({ visit, wordings }: { visit: DeskVisit; wordings: ClaimDetails['wordings'] }) {
  return (
    <ul class="plain wordings">
      {wordings.map(({ text, people }) => (
        <li>
          <Wording visit={visit} text={withoutPersonal(text)} />
          <span class="quiet">{deskText(visit, 'claim.people', { count: people })}</span>
        </li>
      ))}
    </ul>
  );
}

function Wording({ visit, text }: { visit: DeskVisit; text: string }) {
  const whole = (
    <blockquote dir="auto">
      <Isolated text={shorten(text, LONGEST)} />
    </blockquote>
  );
  if (text.length <= LONG) return whole;
  return (
    <>
      <blockquote dir="auto">
        <Isolated text={shorten(text, LONG)} />
      </blockquote>
      <details class="more">
        <summary>{deskText(visit, 'claim.wholeText')}</summary>
        {whole}
      </details>
    </>
  );
}

export function Origins({ visit, claim }: { visit: DeskVisit; claim: ClaimDetails }) {
  return (
    <ul class="plain origins">
      {claim.origins.map(({ kind, title, link, people }) => (
        <li>
          {title && link ? (
            <OutsideLink href={link} text={nameOf(title)} />
          ) : (
            <Isolated text={title ? nameOf(title) : deskText(visit, `origin.${originKey(kind)}`)} />
          )}{' '}
          <span class="quiet">{deskText(visit, 'claim.people', { count: people })}</span>
        </li>
      ))}
    </ul>
  );
}

/** Whatever a channel may call itself. */
const nameOf = (title: string) => shorten(withoutPersonal(title), 120);

export const ORIGIN_KINDS = ['person', 'hidden', 'group', 'channel'] as const;
const originKey = (kind: string) => ORIGIN_KINDS.find((known) => known === kind) ?? 'hidden';

export const ACT_TYPES = [
  'published',
  'linked',
  'not-checkable',
  'spam',
  'merged',
  'corrected',
  'reopened',
  'asked',
  'proposed',
  'approved',
  'sent-back',
  'assigned',
  'noted',
  'tagged',
  'untagged',
  'absorbed',
  'released',
] as const;

const actOf = ({ type }: StoredEvent) => ACT_TYPES.find((known) => known === type) ?? 'noted';

/** What was done, newest first, with who did it and when. */
export function History(props: {
  visit: DeskVisit;
  claim: ClaimDetails;
  events: StoredEvent[];
  notices: NoticeCounts[];
  answers: ClaimAnswer[];
}) {
  const { visit, claim, events, notices, answers } = props;
  const { room, language } = visit;
  return (
    <ol class="plain history">
      {[...events].reverse().map((event) => (
        <li>
          <p>
            <strong>{deskText(visit, `act.${actOf(event)}`)}</strong> <bdi>{event.actor}</bdi>
          </p>
          <Detail event={event} />
          <Told visit={visit} notice={notices.find(({ version }) => version === event.data.notice)} />
          <Answers visit={visit} answers={answers.filter(({ version }) => version === event.data.notice)} />
          <time class="quiet" datetime={event.at.toISOString()}>
            {room.words.dateTime(language, event.at)}
          </time>
        </li>
      ))}
      <li>
        <p>
          <strong>{deskText(visit, 'act.opened')}</strong>
        </p>
        <time class="quiet" datetime={claim.firstSeenAt.toISOString()}>
          {room.words.dateTime(language, claim.firstSeenAt)}
        </time>
      </li>
    </ol>
  );
}

function Detail({ event }: { event: StoredEvent }) {
  const { text, question, tag, to, into, claim } = event.data;
  const other = Number(into ?? claim);
  if (other > 0) return <a href={`/desk/claims/${other}`}>#{other}</a>;
  const words = [text, question, tag, to].find((value) => typeof value === 'string');
  if (typeof words !== 'string') return null;
  return (
    <p class="own-text" dir="auto">
      <Isolated text={words} />
    </p>
  );
}

/** Short words on what became of the claim. */
export function StateLine({ visit, status }: { visit: DeskVisit; status: ClaimStatus }) {
  return (
    <p class={`state state-${status.state}`}>
      {deskText(visit, `state.${status.state}`)}
      {status.mergedInto !== null && (
        <>
          {' '}
          <a href={`/desk/claims/${status.mergedInto}`}>#{status.mergedInto}</a>
        </>
      )}
    </p>
  );
}
