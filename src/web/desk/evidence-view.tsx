import type { Evidence, Match, TimeSpan } from '../../domain/evidence.ts';
import { shorten } from '../../domain/rich-text.ts';
import { mayActAs } from '../../domain/role.ts';
import { withoutPersonal } from '../../domain/without-personal.ts';
import { stemWord } from '../../fingerprint/arabic-stem.ts';
import type { ComparedFile, NearClaim } from '../../intake/near-claim.ts';
import { highlight, type Range } from '../../match/highlights.ts';
import { formatClock } from '../../reply/fact-check-card.ts';
import { labelOf, Source } from '../fact-check-parts.tsx';
import { Isolated, RatingLabel } from '../rich-text-view.tsx';
import { factCheckPath } from '../room.ts';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { stillPath } from './still-route.ts';

export const EVIDENCE_KINDS = ['exact', 'image', 'video', 'audio', 'text', 'ocr', 'link'] as const;
export const SURENESS = ['high', 'middle', 'low'] as const;

export const surenessOf = (confidence: number): (typeof SURENESS)[number] =>
  confidence > 0.8 ? 'high' : confidence > 0.4 ? 'middle' : 'low';

interface Props {
  visit: DeskVisit;
  near: NearClaim;
  id: number;
  /** The last decisive event on the page. */
  seen: number;
  isOpen: boolean;
  /** What people wrote. */
  text: string | null;
}

/** The closest fact-checks, each beside what was sent. */
export function Candidates(props: Props) {
  return (
    <ul class="cards">
      {props.near.matches.map((match) => (
        <li>
          <Candidate {...props} match={match} />
        </li>
      ))}
    </ul>
  );
}

function Candidate(props: Props & { match: Match }) {
  const { visit, id, seen, isOpen, match, text } = props;
  const { factCheck, evidence, confidence, relation } = match;
  const mayLink = isOpen && mayActAs(visit.moderator.role, 'publisher');
  const asked = shorten(withoutPersonal(text ?? '…'), 600);
  const shared = evidence.flatMap(({ words = [] }) => words);
  return (
    <article class={`card edge-${factCheck.rating}`} dir="auto">
      <RatingLabel rating={factCheck.rating} text={labelOf({ ...visit, factCheck })} />
      <h3>
        <a href={factCheckPath(factCheck.id)} target="_blank" rel="noopener">
          <Isolated text={factCheck.title} />
        </a>
      </h3>
      <ul class="facts">
        <li>{deskText(visit, `sure.${surenessOf(confidence)}`)}</li>
        {relation === 'related' && <li>{deskText(visit, 'near.otherWords')}</li>}
        {evidence.slice(0, 4).map(({ kind }) => (
          <li>{deskText(visit, `evidence.${kind}`)}</li>
        ))}
      </ul>
      <div class="side-by-side">
        <p>
          <span class="quiet">{deskText(visit, 'near.asked')}</span>
          <Isolated text={asked} marks={marksIn(asked, shared)} />
        </p>
        <p>
          <span class="quiet">{deskText(visit, 'near.checked')}</span>
          <Isolated text={factCheck.claim} marks={marksIn(factCheck.claim, shared)} />
        </p>
      </div>
      {evidence.filter(isOfMedia).map((item) => (
        <MediaEvidence {...props} item={item} />
      ))}
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
  );
}

const marksIn = (text: string, words: string[]): Range[] =>
  highlight(text, { terms: new Set(words.map(stemWord)), phrases: [] });

const isOfMedia = ({ archive }: Evidence): boolean => archive?.media !== undefined;

/** Two moments next to each other, and where they stand in each of the two. */
function MediaEvidence({ visit, near, item }: Props & { item: Evidence }) {
  const asked = near.files[item.query?.file ?? 0];
  const checked = near.archived.get(item.archive?.media ?? '');
  if (!asked || !checked) return null;
  return (
    <div class="side-by-side">
      <Side visit={visit} file={asked} span={item.query} caption={deskText(visit, 'near.asked')} />
      <Side visit={visit} file={checked} span={item.archive} caption={deskText(visit, 'near.checked')} />
    </div>
  );
}

interface SideProps {
  visit: DeskVisit;
  file: ComparedFile;
  span: Partial<TimeSpan> | undefined;
  caption: string;
}

function Side({ visit, file, span, caption }: SideProps) {
  const middle = ((span?.from ?? 0) + (span?.to ?? span?.from ?? 0)) / 2;
  const at = file.kind === 'video' ? middle : null;
  return (
    <figure class="side">
      {file.kind !== 'audio' && <img class="still" src={stillPath(file.sha256, at)} alt="" loading="lazy" />}
      <figcaption class="quiet">
        {caption}
        {file.duration !== null && span?.from !== undefined && (
          <TimeLine visit={visit} duration={file.duration} from={span.from} to={span.to ?? span.from} />
        )}
      </figcaption>
    </figure>
  );
}

/** In units of the drawing; its width is set by the page. */
const LINE = { width: 200, height: 8, least: 3 };

function TimeLine(props: { visit: DeskVisit; duration: number; from: number; to: number }) {
  const { visit, duration, from, to } = props;
  const { room, language } = visit;
  const scale = LINE.width / Math.max(duration, to, 0.01);
  const clock = (seconds: number) => formatClock(room.words, language, seconds);
  const words = deskText(visit, 'near.seconds', { from: clock(from), to: clock(to), all: clock(duration) });
  return (
    <>
      <svg class="time-line" viewBox={`0 0 ${LINE.width} ${LINE.height}`} role="img" aria-label={words}>
        <rect class="whole" width={LINE.width} height={LINE.height} rx="4" />
        <rect
          class="part"
          x={from * scale}
          width={Math.max((to - from) * scale, LINE.least)}
          height={LINE.height}
          rx="2"
        />
      </svg>
      <span>{words}</span>
    </>
  );
}

/** Claims that wait and may be the same; merging one into the other is a press away. */
export function SimilarClaims(props: {
  visit: DeskVisit;
  near: NearClaim;
  id: number;
  seen: number;
  isOpen: boolean;
  texts: ReadonlyMap<number, string | null>;
}) {
  const { visit, near, id, seen, isOpen, texts } = props;
  const mayMerge = isOpen && mayActAs(visit.moderator.role, 'reviewer');
  return (
    <ul class="plain similar">
      {near.similar.map(({ id: other, confidence }) => (
        <li>
          <p>
            <a href={`/desk/claims/${other}`} dir="auto">
              <Isolated
                text={shorten(
                  withoutPersonal(texts.get(other) ?? deskText(visit, 'queue.wordless', { id: other })),
                  200,
                )}
              />
            </a>{' '}
            <span class="quiet">{deskText(visit, `sure.${surenessOf(confidence)}`)}</span>
          </p>
          {mayMerge && (
            <form method="post" action={`/desk/claims/${id}/merge`}>
              <input type="hidden" name="seen" value={seen} />
              <input type="hidden" name="other" value={other} />
              <button class="button small" type="submit">
                {deskText(visit, 'near.merge')}
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  );
}
