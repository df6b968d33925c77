import type { Context } from 'hono';
import { isAppError } from '../../errors.ts';
import type { Decision } from '../../review/decisions.ts';
import { listDeskQueue } from '../../store/desk-queue.ts';
import { readSubmission } from '../submission.ts';
import { addressOf } from './attempt-limit.ts';
import type { Typed } from './claim-forms.tsx';
import { claimIdOf, draftOf } from './claim-id.ts';
import { showClaim } from './claim-page.tsx';
import type { DeskRouter, DeskVisit } from './desk-router.ts';
import { sendFile } from './media-route.ts';
import { showPreview } from './preview-page.tsx';
import { showQueue } from './queue-page.tsx';

/** The queue, each claim, and what may be done with it by whom. */
export function addClaimRoutes(router: DeskRouter): void {
  router
    .get('/desk', 'viewer', showQueue)
    .get('/desk/claims/:id', 'viewer', (c, visit) => showClaim(c, visit))
    .get('/desk/media/:sha256', 'viewer', sendFile);
  for (const form of ['publish', 'link', 'not-checkable', 'correct', 'ask'] as const) {
    router.post(`/desk/claims/:id/${form}/preview`, 'publisher', (c, visit) =>
      submit(c, visit, form, async ({ decision, fields }) =>
        showPreview(c, visit, { decision, fields, form }),
      ),
    );
  }
  const publisher = acts(router, 'publisher');
  publisher('publish', (d, decision, fields) => d.publish(decision, draftOf(fields)));
  publisher('correct', (d, decision, fields) => d.correct(decision, draftOf(fields)));
  publisher('link', (d, decision, fields) => d.link(decision, fields.get('factCheck') ?? ''));
  publisher('not-checkable', (d, decision) => d.notCheckable(decision));
  publisher('approve', (d, decision) => d.approve(decision));
  publisher('send-back', (d, decision, fields) => d.sendBack(decision, fields.get('text') ?? ''));
  publisher('undo', (d, decision) => d.undo(decision));
  publisher('ask', (d, decision, fields) => d.askAskers(decision, fields.get('question') ?? ''));
  const reviewer = acts(router, 'reviewer');
  reviewer('spam', (d, decision) => d.spam(decision));
  reviewer('merge', (d, decision, fields) => d.merge(decision, numberIn(fields.get('other'))));
  reviewer('note', (d, decision, fields) => d.note(decision, fields.get('text') ?? ''));
  reviewer('tag', (d, decision, fields) => d.tag(decision, fields.get('tag') ?? ''));
  reviewer('untag', (d, decision, fields) => d.untag(decision, fields.get('tag') ?? ''));
  reviewer('assign', (d, decision, fields) => d.assign(decision, fields.get('take') ? decision.actor : null));
}

type Decisions = DeskVisit['room']['desk']['decisions'];
type Act = (decisions: Decisions, decision: Decision, fields: Typed) => Promise<void>;

const acts = (router: DeskRouter, role: 'reviewer' | 'publisher') => (form: string, act: Act) => {
  router.post(`/desk/claims/:id/${form}`, role, (c, visit) =>
    submit(c, visit, form, async ({ decision, fields }) => {
      await act(visit.room.desk.decisions, decision, fields);
      return c.redirect(await nextPlace(visit, decision, fields), 303);
    }),
  );
};

interface Submitted {
  decision: Decision;
  fields: Typed;
}

/** What is refused is shown again with everything that was typed. */
async function submit(
  c: Context,
  visit: DeskVisit,
  form: string,
  work: (submitted: Submitted) => Promise<Response>,
): Promise<Response> {
  const claimId = claimIdOf(c);
  const { fields } = await readSubmission(c, visit.room);
  const decision = {
    claimId,
    actor: visit.moderator.name,
    origin: addressOf(c),
    seen: numberIn(fields.get('seen')),
  };
  try {
    return await work({ decision, fields });
  } catch (error) {
    if (!isAppError(error) || error.retryable || (error.code === 'not-found' && form !== 'link')) throw error;
    return showClaim(c, visit, { error, form, typed: fields });
  }
}

/** "Submit and next": the most wanted claim that waits. */
async function nextPlace({ room }: DeskVisit, { claimId }: Decision, fields: Typed): Promise<string> {
  if (!fields.get('next')) return `/desk/claims/${claimId}`;
  const everything = {
    state: 'open',
    channel: null,
    kind: null,
    assignee: null,
    hasSuggestion: false,
    awaitsApproval: false,
    since: null,
  };
  const { rows } = await listDeskQueue(
    room.desk.database.prisma,
    { ...everything, query: '' },
    { limit: 1, offset: 0 },
  );
  return rows[0] ? `/desk/claims/${rows[0].id}` : '/desk';
}

/** Digits of any script; 0 without any. */
function numberIn(text = ''): number {
  const latin = text.replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660));
  const digits = /\d{1,9}/u.exec(latin)?.[0];
  return digits ? Number(digits) : 0;
}
