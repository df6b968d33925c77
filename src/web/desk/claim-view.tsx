import type { FactCheck } from '../../domain/fact-check.ts';
import { mayActAs } from '../../domain/role.ts';
import type { ClaimStatus } from '../../review/claim-state.ts';
import type { StoredEvent } from '../../store/claim-history.ts';
import type { ClaimDetails, ClaimFile } from '../../store/claim-page.ts';
import type { NoticeCounts } from '../../store/notices.ts';
import type { OfferedAnswer } from '../../store/tips.ts';
import { labelOf, Source } from '../fact-check-parts.tsx';
import { Isolated, OutsideLink, RatingLabel } from '../rich-text-view.tsx';
import { factCheckPath } from '../room.ts';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';

/** A file behind a veil that a click or the space bar lifts; nothing makes a sound by itself. */
export function VeiledFile({ visit, file, words }: { visit: DeskVisit; file: ClaimFile; words: string }) {
  const address = `/desk/media/${file.sha256}`;
  const kind = file.kind === 'image' || file.kind === 'video' ? file.kind : 'audio';
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

export interface Candidate {
  factCheck: FactCheck;
  answer: OfferedAnswer;
}

/** Fact-checks that came near, with what they have in common with the claim. */
export function Candidates(props: {
  visit: DeskVisit;
  candidates: Candidate[];
  id: number;
  seen: number;
  isOpen: boolean;
}) {
  const { visit, candidates, id, seen, isOpen } = props;
  const mayLink = isOpen && mayActAs(visit.moderator.role, 'publisher');
  return (
    <ul class="cards">
      {candidates.map(({ factCheck, answer }) => (
        <li>
          <article class={`card edge-${factCheck.rating}`} dir="auto">
            <RatingLabel rating={factCheck.rating} text={labelOf({ ...visit, factCheck })} />
            <h3>
              <a href={factCheckPath(factCheck.id)} target="_blank" rel="noopener">
                <Isolated text={factCheck.title} />
              </a>
            </h3>
            <p>
              <Isolated text={factCheck.claim} />
            </p>
            <EvidenceList visit={visit} answer={answer} />
            <Source {...visit} factCheck={factCheck} />
            {mayLink && (
              <form method="post" action={`/desk/claims/${id}/link/preview`}>
                <input type="hidden" name="seen" value={seen} />
                <input type="hidden" name="factCheck" value={factCheck.id} />
                <button class="button small" type="submit">
                  {deskText(visit, 'decide.thisOne')}
                </button>
              </form>
            )}
          </article>
        </li>
      ))}
    </ul>
  );
}

export const EVIDENCE_KINDS = ['exact', 'image', 'video', 'audio', 'text', 'ocr', 'link'] as const;
export const SURENESS = ['high', 'middle', 'low'] as const;

function EvidenceList({ visit, answer }: { visit: DeskVisit; answer: OfferedAnswer }) {
  const { confidence } = answer;
  const sure = confidence > 0.8 ? 'high' : confidence > 0.4 ? 'middle' : 'low';
  return (
    <ul class="facts">
      <li>{deskText(visit, `sure.${sure}`)}</li>
      {answer.evidence.slice(0, 4).map(({ kind, words = [] }) => (
        <li>
          {deskText(visit, `evidence.${kind}`)}
          {words.length > 0 && ': '}
          {words.slice(0, 6).map((word, index) => (
            <>
              {index > 0 && ' '}
              <mark>{word}</mark>
            </>
          ))}
        </li>
      ))}
    </ul>
  );
}

export const ACT_TYPES = [
  'published',
  'linked',
  'not-checkable',
  'spam',
  'merged',
  'corrected',
  'reopened',
  'asked',
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
