import type { Context } from 'hono';
import { AppError, isAppError } from '../../errors.ts';
import type { Decision } from '../../review/claim-changes.ts';
import { listDeskQueue } from '../../store/desk-queue.ts';
import { dropDraft, putDraft } from '../../store/verdict-drafts.ts';
import { readSubmission } from '../submission.ts';
import { addressOf } from './attempt-limit.ts';
import type { Typed } from './claim-forms.tsx';
import { claimIdOf, draftOf } from './claim-id.ts';
import { showClaim } from './claim-page.tsx';
import type { DeskDependencies } from './desk-dependencies.ts';
import type { DeskRouter, DeskVisit } from './desk-router.ts';
import { deskText } from './desk-text.ts';
import { sendFile, sendPreview } from './media-route.ts';
import { showPreview } from './preview-page.tsx';
import { EVERYTHING } from './queue-filter.tsx';
import { showQueue } from './queue-page.tsx';
import { teamOf } from './work-view.tsx';

/** The queue, each claim, and what may be done with it by whom. */
export function addClaimRoutes(router: DeskRouter): void {
  router
    .get('/desk', 'viewer', showQueue)
    .get('/desk/claims/:id', 'viewer', (c, visit) => showClaim(c, visit))
    .get('/desk/media/:sha256', 'viewer', sendFile)
    .get('/desk/media/:sha256/preview', 'viewer', sendPreview);
  router
    .post('/desk/claims/:id/typed', 'reviewer', showTyped)
    .post('/desk/claims/:id/draft', 'publisher', saveDraft)
    .post('/desk/claims/:id/draft/drop', 'publisher', dropOwnDraft);
  for (const form of ['publish', 'link', 'not-checkable', 'correct', 'ask'] as const) {
    router.post(`/desk/claims/:id/${form}/preview`, 'publisher', (c, visit) =>
      submit(c, visit, form, async ({ decision, fields }) =>
        showPreview(c, visit, { decision, fields, form }),
      ),
    );
  }
  const publisher = acts(router, 'publisher');
  publisher('publish', ({ decisions }, decision, fields) => decisions.publish(decision, draftOf(fields)));
  publisher('correct', ({ decisions }, decision, fields) => decisions.correct(decision, draftOf(fields)));
  publisher('link', ({ decisions }, decision, fields) =>
    decisions.link(decision, fields.get('factCheck') ?? ''),
  );
  publisher('not-checkable', ({ decisions }, decision) => decisions.notCheckable(decision));
  publisher('approve', ({ decisions }, decision) => decisions.approve(decision));
  publisher('send-back', ({ decisions }, decision, fields) =>
    decisions.sendBack(decision, fields.get('text') ?? ''),
  );
  publisher('undo', ({ decisions }, decision) => decisions.undo(decision));
  publisher('ask', ({ work }, decision, fields) => work.askAskers(decision, fields.get('question') ?? ''));
  const reviewer = acts(router, 'reviewer');
  reviewer('spam', ({ decisions }, decision) => decisions.spam(decision));
  reviewer('merge', ({ decisions }, decision, fields) =>
    decisions.merge(decision, numberIn(fields.get('other'))),
  );
  reviewer('note', ({ work }, decision, fields) => work.note(decision, fields.get('text') ?? ''));
  reviewer('tag', ({ work }, decision, fields) => work.tag(decision, fields.get('tag') ?? ''));
  reviewer('untag', ({ work }, decision, fields) => work.untag(decision, fields.get('tag') ?? ''));
  reviewer('assign', async ({ work, accounts }, decision, fields) => {
    const to = fields.get('take') ? decision.actor : fields.get('to')?.trim() || null;
    if (to !== null && !teamOf(await accounts.list()).includes(to)) {
      throw new AppError('moderator-unknown', { params: { what: to.slice(0, 60) } });
    }
    await work.assign(decision, to);
  });
}

type Act = (desk: DeskDependencies, decision: Decision, fields: Typed) => Promise<void>;

const acts = (router: DeskRouter, role: 'reviewer' | 'publisher') => (form: string, act: Act) => {
  router.post(`/desk/claims/:id/${form}`, role, (c, visit) =>
    submit(c, visit, form, async ({ decision, fields }) => {
      await act(visit.room.desk, decision, fields);
      if (isVerdict(form)) await dropDraft(visit.room.desk.database.prisma, decision.claimId, decision.actor);
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
  // Whatever comes of it, what was typed is kept.
  if (isVerdict(form))
    await putDraft(visit.room.desk.database.prisma, claimId, decision.actor, { ...draftOf(fields) });
  try {
    return await work({ decision, fields });
  } catch (error) {
    if (!isAppError(error) || error.retryable || (error.code === 'not-found' && form !== 'link')) throw error;
    return showClaim(c, visit, { error, form, typed: fields });
  }
}

const isVerdict = (form: string): boolean => form === 'publish' || form === 'correct';

/** A form that went through the sign-in, open and with everything in it. */
async function showTyped(c: Context, visit: DeskVisit): Promise<Response> {
  const { fields: typed } = await readSubmission(c, visit.room);
  return showClaim(c, visit, { error: null, form: typed.get('form') ?? '', typed });
}

/** Unchecked and as it is; the script that saves while people type hears when it was. */
async function saveDraft(c: Context, visit: DeskVisit): Promise<Response> {
  const { room, language, moderator } = visit;
  const claimId = claimIdOf(c);
  const { fields } = await readSubmission(c, room);
  const savedAt = await putDraft(room.desk.database.prisma, claimId, moderator.name, { ...draftOf(fields) });
  if (!savedAt) throw new AppError('not-found');
  const saved = deskText(visit, 'draft.saved', { date: room.words.dateTime(language, savedAt) });
  if (c.req.header('accept') === 'application/json') return c.json({ saved });
  return c.redirect(`/desk/claims/${claimId}#verdict`, 303);
}

async function dropOwnDraft(c: Context, { room, moderator }: DeskVisit): Promise<Response> {
  const claimId = claimIdOf(c);
  await dropDraft(room.desk.database.prisma, claimId, moderator.name);
  return c.redirect(`/desk/claims/${claimId}`, 303);
}

/** Of so many one that nobody else has open is looked for. */
const NEXT = 20;

/** "Submit and next": the most wanted other claim that waits, if it can be one that nobody else looks at. */
async function nextPlace(
  { room, moderator }: DeskVisit,
  { claimId }: Decision,
  fields: Typed,
): Promise<string> {
  if (!fields.get('next')) return `/desk/claims/${claimId}`;
  const { rows } = await listDeskQueue(room.desk.database.prisma, EVERYTHING, { limit: NEXT, offset: 0 });
  const others = rows.filter(({ id }) => id !== claimId);
  const free = others.find(({ id }) => room.presence.othersAt(id, moderator.name).length === 0);
  const next = free ?? others[0];
  return next ? `/desk/claims/${next.id}` : '/desk';
}

/** Digits of any script; 0 without any. */
function numberIn(text = ''): number {
  const latin = text.replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660));
  const digits = /\d{1,9}/u.exec(latin)?.[0];
  return digits ? Number(digits) : 0;
}
