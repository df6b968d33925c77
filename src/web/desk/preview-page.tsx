import type { Context } from 'hono';
import { AppError } from '../../errors.ts';
import type { Notice } from '../../notify/notices.ts';
import type { Decision } from '../../review/claim-changes.ts';
import { toFactCheck } from '../../review/verdict-draft.ts';
import { findFactChecks } from '../../store/fact-checks.ts';
import { countAudience } from '../../store/notices.ts';
import { readSettings } from '../../store/settings.ts';
import { LANGUAGES } from '../../words.ts';
import type { Typed } from './claim-forms.tsx';
import { draftOf } from './claim-id.ts';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';
import { MessageBubbles } from './message-bubbles.tsx';

export type PreviewForm = 'publish' | 'link' | 'not-checkable' | 'correct' | 'ask';

/** The message as people will read it, and how many of them, before anything is sent. */
export async function showPreview(
  c: Context,
  visit: DeskVisit,
  { decision, fields, form }: { decision: Decision; fields: Typed; form: PreviewForm },
): Promise<Response> {
  const { desk } = visit.room;
  const { claimId } = decision;
  const { prisma } = desk.database;
  const [notice, { reachable }, { fourEyes }] = await Promise.all([
    noticeOf(visit, claimId, fields, form),
    countAudience(prisma, claimId),
    readSettings(prisma),
  ]);
  const isProposed = fourEyes && form !== 'ask';
  const title = deskText(visit, `decide.${form}.title`);
  return c.html(
    <DeskPage
      {...visit}
      url={`${new URL(c.req.url).origin}/desk/claims/${claimId}`}
      title={title}
      current="queue"
    >
      <main class="page preview">
        <h1>{title}</h1>
        <p class="told" role="status">
          {deskText(visit, 'preview.told', { count: reachable })}
        </p>
        {isProposed && <p class="told">{deskText(visit, 'fourEyes.hint')}</p>}
        <NoticeView visit={visit} notice={notice} />
        <form method="post" action={`/desk/claims/${claimId}/${form}`} class="actions">
          {[...fields].map(
            ([name, value]) => name !== 'next' && <input type="hidden" name={name} value={value} />,
          )}
          <button class="button primary" type="submit" name="next" value="1" data-act="send">
            {deskText(visit, isProposed ? 'fourEyes.proposeAndNext' : 'preview.sendAndNext')}
          </button>
          <button class="button" type="submit">
            {deskText(visit, isProposed ? 'fourEyes.propose' : 'preview.send')}
          </button>
          <button
            class="button"
            type="submit"
            name="form"
            value={form}
            formaction={`/desk/claims/${claimId}/typed`}
          >
            {deskText(visit, 'preview.back')}
          </button>
        </form>
      </main>
    </DeskPage>,
  );
}

/** A message as people will read it, in each language and on each messenger that is set up; on all when none is. */
export function NoticeView({ visit, notice }: { visit: DeskVisit; notice: Notice }) {
  const { desk, words } = visit.room;
  const own = new Set(desk.messengers().map(({ channel }) => channel));
  const ownPreviews = desk.previews.filter(({ channel }) => own.has(channel));
  const previews = ownPreviews.length > 0 ? ownPreviews : desk.previews;
  return (
    <>
      {LANGUAGES.map((language) => {
        const message = desk.notices.compose(notice, language);
        return (
          <section lang={language}>
            <h2 class="quiet">{words.t(language, 'reply:command.languageName')}</h2>
            <div class="bubbles">
              {previews.map((preview) => (
                <MessageBubbles {...{ visit, preview, message, language }} isReply />
              ))}
            </div>
          </section>
        );
      })}
    </>
  );
}

export async function noticeOf(
  visit: DeskVisit,
  claimId: number,
  fields: Typed,
  form: PreviewForm,
): Promise<Notice> {
  const { desk, words } = visit.room;
  switch (form) {
    case 'publish':
    case 'correct': {
      const today = new Date().toISOString().slice(0, 10);
      const factCheck = toFactCheck(draftOf(fields), `desk-${claimId}`, words.language, today);
      return { kind: 'fact-check', factCheck, isCorrection: form === 'correct' };
    }
    case 'link': {
      const id = fields.get('factCheck') ?? '';
      const factCheck = (await findFactChecks(desk.database.prisma, [id])).get(id);
      if (!factCheck) throw new AppError('not-found');
      return { kind: 'fact-check', factCheck, isCorrection: false };
    }
    case 'not-checkable':
      return { kind: 'not-checkable' };
    case 'ask': {
      const text = fields.get('question')?.trim();
      if (!text) throw new AppError('text-empty');
      return { kind: 'question', text };
    }
  }
}
