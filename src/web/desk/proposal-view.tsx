import { mayActAs } from '../../domain/role.ts';
import { isAppError } from '../../errors.ts';
import type { Notice } from '../../notify/notices.ts';
import { type PendingProposal, pendingProposal, returnedProposal } from '../../review/proposals.ts';
import type { StoredEvent } from '../../store/claim-history.ts';
import type { Typed } from './claim-forms.tsx';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { NoticeView, noticeOf } from './preview-page.tsx';

interface Props {
  visit: DeskVisit;
  claimId: number;
  events: readonly StoredEvent[];
  /** The last decisive event on the page. */
  seen: number;
  /** How many people would be told. */
  reachable: number;
}

/** What waits for another publisher, as people would read it; empty when nothing does. */
export async function ProposalView({ visit, claimId, events, seen, reachable }: Props) {
  const proposal = pendingProposal(events);
  if (!proposal) return null;
  const { room, language, moderator } = visit;
  const notice = await noticeIfAny(visit, claimId, proposal);
  const isOwn = proposal.actor === moderator.name;
  const mayDecide = mayActAs(moderator.role, 'publisher');
  return (
    <section class="proposal">
      <h3>{deskText(visit, 'fourEyes.waits')}</h3>
      <p>
        {deskText(visit, `decide.${proposal.form}.title`)} · <bdi>{proposal.actor}</bdi>{' '}
        <time class="quiet" datetime={proposal.at.toISOString()}>
          {room.words.dateTime(language, proposal.at)}
        </time>
      </p>
      {notice && <NoticeView visit={visit} notice={notice} />}
      <p class="quiet">{deskText(visit, 'fourEyes.nobodyYet')}</p>
      {mayDecide && !isOwn && notice && (
        <form method="post" action={`/desk/claims/${claimId}/approve`}>
          <input type="hidden" name="seen" value={seen} />
          <p class="told">{deskText(visit, 'preview.told', { count: reachable })}</p>
          <button class="button primary" type="submit">
            {deskText(visit, 'fourEyes.approve')}
          </button>
        </form>
      )}
      {mayDecide && (
        <form method="post" action={`/desk/claims/${claimId}/send-back`}>
          <input type="hidden" name="seen" value={seen} />
          {!isOwn && (
            <label>
              {deskText(visit, 'fourEyes.why')}
              <textarea name="text" rows={2} maxlength={5000} dir="auto" required />
            </label>
          )}
          <button class="button" type="submit">
            {deskText(visit, isOwn ? 'fourEyes.takeBack' : 'fourEyes.sendBack')}
          </button>
        </form>
      )}
    </section>
  );
}

/** Null when the fact-check it is about is gone from the archive. */
async function noticeIfAny(
  visit: DeskVisit,
  claimId: number,
  { form, fields }: PendingProposal,
): Promise<Notice | null> {
  try {
    return await noticeOf(visit, claimId, new Map(Object.entries(fields)), form);
  } catch (error) {
    if (isAppError(error, 'not-found')) return null;
    throw error;
  }
}

/** What was sent back stands in its form again. */
export function typedBefore(events: readonly StoredEvent[]): { form: string; typed: Typed } | null {
  const returned = returnedProposal(events);
  return returned && { form: returned.form, typed: new Map(Object.entries(returned.fields)) };
}
