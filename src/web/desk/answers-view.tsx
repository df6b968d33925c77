import { withoutPersonal } from '../../domain/without-personal.ts';
import type { ClaimAnswer } from '../../store/claim-answers.ts';
import { Isolated } from '../rich-text-view.tsx';
import type { DeskVisit } from './desk-router.ts';
import { deskText } from './desk-text.ts';
import { stillPath } from './still-route.ts';

/** What askers answered to one question of the team; of nobody it is told who answered. */
export function Answers({ visit, answers }: { visit: DeskVisit; answers: ClaimAnswer[] }) {
  if (answers.length === 0) return null;
  const { room, language } = visit;
  return (
    <ul class="plain answers" aria-label={deskText(visit, 'claim.answers')}>
      {answers.map(({ text, at, files }) => (
        <li>
          {text && (
            <blockquote dir="auto">
              <Isolated text={withoutPersonal(text)} />
            </blockquote>
          )}
          {files.map(({ sha256, kind }) => (
            <AnswerFile visit={visit} sha256={sha256} kind={kind} />
          ))}
          <time class="quiet" datetime={at.toISOString()}>
            {room.words.dateTime(language, at)}
          </time>
        </li>
      ))}
    </ul>
  );
}

/** Veiled as all that strangers send. */
function AnswerFile({ visit, sha256, kind }: { visit: DeskVisit; sha256: string; kind: string }) {
  return (
    <figure class="file-view answer-file">
      {kind !== 'audio' && (
        <div class={`veil veil-${kind}`}>
          <img class="still" src={stillPath(sha256, kind === 'video' ? 0 : null)} alt="" loading="lazy" />
          <label class="lift">
            <input type="checkbox" autocomplete="off" />
            <span class="when-veiled">{deskText(visit, 'claim.lift')}</span>
            <span class="when-lifted">{deskText(visit, 'claim.veil')}</span>
          </label>
        </div>
      )}
      <a class="quiet" href={`/desk/media/${sha256}`} target="_blank" rel="noopener">
        {deskText(visit, 'claim.openFile')}
      </a>
    </figure>
  );
}
