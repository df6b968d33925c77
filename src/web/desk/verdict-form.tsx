import { RATINGS } from '../../domain/rating.ts';
import { mayActAs } from '../../domain/role.ts';
import { withoutPersonal } from '../../domain/without-personal.ts';
import { DRAFT_FIELDS } from '../../review/verdict-draft.ts';
import { Fold, type FormProps } from './claim-forms.tsx';
import { deskText } from './desk-text.ts';

/** What a form of the verdict says: what was typed, else what was begun, else what is published, else what is known. */
function valuesOf({ refused, draft, factCheck, claim, publisher }: FormProps): (field: string) => string {
  if (refused && isVerdict(refused.form)) return (field) => refused.typed.get(field) ?? '';
  if (draft) return (field) => draft.fields[field] ?? '';
  const { rating = '', title = '', summary = '', url = '', appearances = [], sources = [] } = factCheck ?? {};
  const known: Record<string, string> = {
    ...{ rating, title, url, summary: summary ?? '' },
    claim: factCheck?.claim ?? withoutPersonal(claim.text?.slice(0, 1000) ?? ''),
    publisher: factCheck?.publisher ?? publisher,
    appearances: appearances.join('\n'),
    sources: sources.join('\n'),
  };
  return (field) => known[field] ?? '';
}

const isVerdict = (form: string): boolean => form === 'publish' || form === 'correct';

/** Publishing and correcting share what was typed: who comes second finds it in the form for a correction. */
export function VerdictForm(props: FormProps & { form: 'publish' | 'correct' }) {
  const { visit, claim, draft, refused } = props;
  const { room, language } = visit;
  const value = valuesOf(props);
  const draftPath = `/desk/claims/${claim.id}/draft`;
  const isTyped = refused !== null && isVerdict(refused.form);
  return (
    <Fold
      {...props}
      preview
      isOpen={draft !== null || isTyped}
      draftPath={draftPath}
      foot={<DraftLine {...props} path={draftPath} />}
    >
      <fieldset class="ratings">
        <legend>{deskText(visit, 'verdict.rating')}</legend>
        {RATINGS.map((rating) => (
          <label class="tick">
            <input type="radio" name="rating" value={rating} checked={value('rating') === rating} required />
            <span class={`rating rating-${rating}`}>{room.words.t(language, `ratings:${rating}`)}</span>
          </label>
        ))}
      </fieldset>
      <label>
        {deskText(visit, 'verdict.claim')}
        <textarea name="claim" rows={3} dir="auto" maxlength={5000} required>
          {value('claim')}
        </textarea>
      </label>
      <label>
        {deskText(visit, 'verdict.title')}
        <input name="title" dir="auto" maxlength={300} value={value('title')} required />
      </label>
      <label>
        {deskText(visit, 'verdict.summary')}
        <textarea name="summary" rows={3} dir="auto" maxlength={1000}>
          {value('summary')}
        </textarea>
      </label>
      <label>
        {deskText(visit, 'verdict.url')}
        <input name="url" type="url" dir="ltr" placeholder="https://" value={value('url')} />
      </label>
      <label>
        {deskText(visit, 'verdict.sources')}
        <textarea name="sources" rows={3} dir="ltr" placeholder="https://">
          {value('sources')}
        </textarea>
      </label>
      <label>
        {deskText(visit, 'verdict.publisher')}
        <input name="publisher" dir="auto" maxlength={100} value={value('publisher')} />
      </label>
      <label>
        {deskText(visit, 'verdict.appearances')}
        <textarea name="appearances" rows={2} dir="ltr">
          {value('appearances')}
        </textarea>
      </label>
    </Fold>
  );
}

function DraftLine({ visit, draft, path }: FormProps & { path: string }) {
  const { room, language } = visit;
  return (
    <p class="draft-line">
      <button class="button small" type="submit" formaction={path} formnovalidate>
        {deskText(visit, 'draft.save')}
      </button>
      {draft && (
        <button class="button small" type="submit" formaction={`${path}/drop`} formnovalidate>
          {deskText(visit, 'draft.drop')}
        </button>
      )}
      <span class="quiet draft-status" role="status" data-failed={deskText(visit, 'draft.failed')}>
        {draft && deskText(visit, 'draft.saved', { date: room.words.dateTime(language, draft.savedAt) })}
      </span>
    </p>
  );
}

/** Words whose form is not on the page any more, as somebody else decided meanwhile: to be read and copied. */
export function LostWords({ visit, refused, status }: FormProps) {
  if (!refused) return null;
  const isOpen = status.state === 'open';
  const hasForm = isVerdict(refused.form)
    ? (isOpen || status.verdict > 0) && mayActAs(visit.moderator.role, 'publisher')
    : isOpen || ['ask', 'note', 'tag', 'assign', 'undo', 'untag'].includes(refused.form);
  const words = [...DRAFT_FIELDS, 'factCheck', 'other', 'question'].flatMap(
    (field) => refused.typed.get(field) || [],
  );
  if (hasForm || words.length === 0) return null;
  return (
    <label>
      {deskText(visit, 'draft.lost')}
      <textarea rows={6} dir="auto" readonly>
        {words.join('\n')}
      </textarea>
    </label>
  );
}
