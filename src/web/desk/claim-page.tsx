import type { Context } from 'hono';
import { shorten } from '../../domain/rich-text.ts';
import { mayActAs } from '../../domain/role.ts';
import { withoutPersonal } from '../../domain/without-personal.ts';
import { AppError, isAppError } from '../../errors.ts';
import { toKnownMedia } from '../../fingerprint/media-library.ts';
import { findNear } from '../../intake/near-claim.ts';
import { statusOf } from '../../review/claim-changes.ts';
import { isDecisive } from '../../review/claim-state.ts';
import { DRAFT_FIELDS } from '../../review/verdict-draft.ts';
import { listClaimAnswers } from '../../store/claim-answers.ts';
import { listActs } from '../../store/claim-history.ts';
import { findClaimDetails, findClaimTexts } from '../../store/claim-page.ts';
import { findFactChecks } from '../../store/fact-checks.ts';
import { countAudience, countNotices } from '../../store/notices.ts';
import { findDraft, listOtherAuthors } from '../../store/verdict-drafts.ts';
import { statusOf as httpStatusOf, wordsOf } from '../problem.tsx';
import { Isolated } from '../rich-text-view.tsx';
import type { Typed } from './claim-forms.tsx';
import { claimIdOf } from './claim-id.ts';
import { History, Origins, Spread, StateLine, Wordings } from './claim-view.tsx';
import { DecisionForms } from './decision-forms.tsx';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { Candidates, SimilarClaims } from './evidence-view.tsx';
import { ClaimNews } from './live-routes.tsx';
import { VeiledFile } from './player-view.tsx';
import { ProposalView, typedBefore } from './proposal-view.tsx';
import { teamOf, Work } from './work-view.tsx';

/** Of the words a claim is headed by; all of them stand below. */
const TITLE_LENGTH = 200;

interface Refusal {
  /** Null: nothing was refused, the form only came a long way. */
  error: AppError | null;
  form: string;
  typed: Typed;
}

/** Everything about one claim: the case first, its history beside it. */
export async function showClaim(
  c: Context,
  visit: DeskVisit,
  refused: Refusal | null = null,
): Promise<Response> {
  const { desk, words } = visit.room;
  const { prisma } = desk.database;
  const id = claimIdOf(c);
  const claim = await findClaimDetails(prisma, id);
  if (!claim) throw new AppError('not-found');
  const [near, events, notices, audience, publisher, draft, others, answers, users] = await Promise.all([
    findNear(desk, claim),
    listActs(prisma, id),
    countNotices(prisma, id),
    countAudience(prisma, id),
    ownName(visit),
    findDraft(prisma, id, visit.moderator.name),
    listOtherAuthors(prisma, id, visit.moderator.name),
    listClaimAnswers(prisma, id),
    desk.accounts.list(),
  ]);
  const similar = await findClaimTexts(prisma, near?.similar.map((other) => other.id) ?? []);
  const status = statusOf(events);
  visit.room.presence.opened(id, visit.moderator.name);
  const factCheck = status.factCheckId
    ? ((await findFactChecks(prisma, [status.factCheckId])).get(status.factCheckId) ?? null)
    : null;
  const seen = events.findLast(({ type }) => isDecisive(type))?.id ?? 0;
  const title = deskText(visit, 'claim.title', { id });
  const { language } = visit;
  // Also where a form was posted to another address.
  const url = new URL(`/desk/claims/${id}`, c.req.url).href;
  return c.html(
    <DeskPage {...visit} url={url} title={title} current="queue">
      <main class="page wide claim-page">
        <header class="claim-head">
          <p class="quiet">
            <a href="/desk">{deskText(visit, 'nav.queue')}</a> · {title}
          </p>
          <StateLine visit={visit} status={status} />
          <h1 dir="auto">
            <Isolated text={claim.text ? shorten(withoutPersonal(claim.text), TITLE_LENGTH) : title} />
          </h1>
          <ul class="facts">
            <li>{deskText(visit, 'claim.asked', { count: audience.askers })}</li>
            {status.state === 'open' && (
              <li>{deskText(visit, 'claim.waiting', { count: audience.reachable })}</li>
            )}
            {claim.isViral && <li class="hot">{deskText(visit, 'queue.viral')}</li>}
            {claim.channels.map((channel) => (
              <li>{words.t(language, `cli:start.name.${channel}`)}</li>
            ))}
          </ul>
          <div
            data-poll={`/desk/claims/${id}/looking?seen=${seen}`}
            data-method="POST"
            data-every="15"
            data-leave={`/desk/claims/${id}/left`}
          >
            <ClaimNews visit={visit} id={id} isChanged={false} changedBy={null} />
          </div>
        </header>
        {refused?.error && (
          <p class="alert" role="alert">
            {refusalWords(visit, refused.error)}
          </p>
        )}
        <div class="claim-columns">
          <div class="claim-main">
            {claim.files.length > 0 && (
              <section class="panel">
                <h2>{deskText(visit, 'claim.media')}</h2>
                <div class="file-views">
                  {claim.files.map((file) => (
                    <VeiledFile visit={visit} file={toKnownMedia(file)} mime={file.mime} />
                  ))}
                </div>
              </section>
            )}
            <section class="panel">
              <h2>{deskText(visit, 'claim.wordings')}</h2>
              <Wordings visit={visit} claim={claim} />
              {claim.origins.length > 0 && (
                <>
                  <h3>{deskText(visit, 'claim.origins')}</h3>
                  <Origins visit={visit} claim={claim} />
                </>
              )}
            </section>
            {claim.demand > 1 && (
              <section class="panel">
                <h2>{deskText(visit, 'claim.spread')}</h2>
                <Spread visit={visit} claim={claim} />
              </section>
            )}
            <section class="panel near">
              <h2>{deskText(visit, 'claim.near')}</h2>
              {near && near.matches.length > 0 && (
                <>
                  <label class="reveal">
                    <input type="checkbox" autocomplete="off" /> {deskText(visit, 'queue.reveal')}
                  </label>
                  <Candidates
                    {...{ visit, near, id, seen, text: claim.text }}
                    isOpen={status.state === 'open'}
                  />
                </>
              )}
              {near && near.matches.length === 0 && <p class="quiet">{deskText(visit, 'near.nothing')}</p>}
              {!near && <p class="quiet">{deskText(visit, 'near.notNow')}</p>}
            </section>
            {near && near.similar.length > 0 && (
              <section class="panel">
                <h2>{deskText(visit, 'near.similar')}</h2>
                <SimilarClaims
                  {...{ visit, near, id, seen, texts: similar }}
                  isOpen={status.state === 'open'}
                />
              </section>
            )}
          </div>
          <aside class="claim-side">
            <section class="panel">
              <h2>{deskText(visit, 'claim.decision')}</h2>
              <ProposalView {...{ visit, claimId: id, events, seen, reachable: audience.reachable }} />
              {others.map((name) => (
                <p class="quiet">{deskText(visit, 'draft.others', { name })}</p>
              ))}
              <DecisionForms
                {...{
                  visit,
                  claim,
                  status,
                  seen,
                  publisher,
                  refused: refused ?? (draft ? null : typedBefore(events)),
                  draft,
                  factCheck,
                }}
              />
            </section>
            <section class="panel">
              <h2>{deskText(visit, 'claim.history')}</h2>
              {mayActAs(visit.moderator.role, 'reviewer') && (
                <Work {...{ visit, id, status, refused }} team={teamOf(users)} />
              )}
              <History {...{ visit, claim, events, notices, answers }} />
            </section>
          </aside>
        </div>
      </main>
    </DeskPage>,
    refused?.error ? httpStatusOf(refused.error) : 200,
  );
}

/** Who publishes most of the archive is the newsroom itself; nobody of the fictional archive is. */
async function ownName({ room }: DeskVisit): Promise<string> {
  const [publisher = ''] = (await room.isExampleArchive?.()) ? [] : await room.desk.archive.publishers();
  return publisher;
}

/** Fields are named as the form names them. */
function refusalWords(visit: DeskVisit, error: AppError): string {
  const field = DRAFT_FIELDS.find((known) => known === error.params.what);
  if (!isAppError(error, 'verdict-incomplete') || !field) return wordsOf(visit.room, visit.language, error);
  const what = deskText(visit, `verdict.${field}`);
  return visit.room.words.t(visit.language, 'errors:verdict-incomplete', { what });
}
