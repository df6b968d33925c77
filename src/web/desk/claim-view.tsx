import type { KnownMedia } from '../../fingerprint/media-library.ts';
import { formatClock } from '../../reply/fact-check-card.ts';
import type { ClaimStatus } from '../../review/claim-state.ts';
import type { StoredEvent } from '../../store/claim-history.ts';
import type { ClaimDetails } from '../../store/claim-page.ts';
import type { NoticeCounts } from '../../store/notices.ts';
import { Isolated, OutsideLink } from '../rich-text-view.tsx';
import { BarChart } from './bar-chart.tsx';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { stillPath } from './still-route.ts';

/** A file behind a veil that a click or the space bar lifts; nothing makes a sound by itself. */
export function VeiledFile({ visit, file }: { visit: DeskVisit; file: KnownMedia }) {
  const address = `/desk/media/${file.sha256}`;
  const { kind } = file;
  const words = file.writing ?? '';
  return (
    <figure class="file-view">
      <div class={`veil veil-${kind}`}>
        {kind === 'image' && <img src={address} alt={words} loading="lazy" />}
        {kind === 'video' && <video src={address} controls muted playsinline preload="metadata" />}
        {/* biome-ignore lint/a11y/useMediaCaption: what strangers send has no captions. */}
        {kind === 'audio' && <audio src={address} controls preload="none" />}
        {kind !== 'audio' && (
          <label class="lift">
            <input type="checkbox" autocomplete="off" />
            <span>{deskText(visit, 'claim.lift')}</span>
          </label>
        )}
      </div>
      {kind === 'video' && <FilmStrip visit={visit} file={file} />}
      <figcaption>
        {words && (
          <>
            <span class="quiet">{deskText(visit, 'claim.writing')}</span>
            <blockquote dir="auto">
              <Isolated text={words} />
            </blockquote>
          </>
        )}
        <a class="quiet" href={address} target="_blank" rel="noopener">
          {deskText(visit, 'claim.openFile')}
        </a>
      </figcaption>
    </figure>
  );
}

const STRIP = 5;

/** Moments of a film, which show what is in it also where a browser cannot play it. */
function FilmStrip({ visit, file }: { visit: DeskVisit; file: KnownMedia }) {
  if (file.fingerprint?.kind !== 'video') return null;
  const { duration } = file.fingerprint;
  const moments = Array.from({ length: STRIP }, (_, place) => (duration * (place + 0.5)) / STRIP);
  return (
    <ol class="film-strip" aria-label={deskText(visit, 'claim.filmStrip')}>
      {moments.map((at) => (
        <li>
          <img class="still" src={stillPath(file.sha256, at)} alt="" loading="lazy" />
          <span class="quiet">{formatClock(visit.room.words, visit.language, at)}</span>
        </li>
      ))}
    </ol>
  );
}

/** How many people asked, from the first to the last. */
export function Spread({ visit, claim }: { visit: DeskVisit; claim: ClaimDetails }) {
  const { room, language } = visit;
  const when = (date: Date) => room.words.dateTime(language, date);
  const bars = claim.spread.map(({ from, people }) => ({
    count: people,
    label: `${when(from)}: ${room.words.number(language, people)}`,
  }));
  return (
    <>
      <BarChart bars={bars} caption={deskText(visit, 'claim.spread')} />
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

export function Wordings({ visit, claim }: { visit: DeskVisit; claim: ClaimDetails }) {
  if (claim.wordings.length === 0) return <p class="quiet">{deskText(visit, 'claim.noWords')}</p>;
  return (
    <ul class="plain wordings">
      {claim.wordings.map(({ text, people }) => (
        <li>
          <blockquote dir="auto">
            <Isolated text={text} />
          </blockquote>
          <span class="quiet">{deskText(visit, 'claim.people', { count: people })}</span>
        </li>
      ))}
    </ul>
  );
}

export function Origins({ visit, claim }: { visit: DeskVisit; claim: ClaimDetails }) {
  return (
    <ul class="plain origins">
      {claim.origins.map(({ kind, title, link, people }) => (
        <li>
          {title && link ? (
            <OutsideLink href={link} text={title} />
          ) : (
            <Isolated text={title ?? deskText(visit, `origin.${originKey(kind)}`)} />
          )}{' '}
          <span class="quiet">{deskText(visit, 'claim.people', { count: people })}</span>
        </li>
      ))}
    </ul>
  );
}

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
}) {
  const { visit, claim, events, notices } = props;
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

function Told({ visit, notice }: { visit: DeskVisit; notice: NoticeCounts | undefined }) {
  if (!notice) return null;
  const { people, sent, failed, isDone, isCancelled } = notice;
  return (
    <p class="quiet">
      {deskText(visit, 'told.sent', { sent, count: people })}
      {failed > 0 && ` ${deskText(visit, 'told.failed', { count: failed })}`}
      {!isDone && !isCancelled && ` ${deskText(visit, 'told.underWay')}`}
      {isCancelled && ` ${deskText(visit, 'told.cancelled')}`}
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
