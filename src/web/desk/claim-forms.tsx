import type { Child } from 'hono/jsx';
import { RATINGS } from '../../domain/rating.ts';
import { mayActAs } from '../../domain/role.ts';
import type { ClaimStatus } from '../../review/claim-state.ts';
import type { ClaimDetails } from '../../store/claim-page.ts';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';

/** What was typed into a form, to be shown again. */
export type Typed = ReadonlyMap<string, string>;

export interface FormProps {
  visit: DeskVisit;
  claim: ClaimDetails;
  status: ClaimStatus;
  /** The last decisive event on the page. */
  seen: number;
  /** The form that was refused, and what was in it. */
  refused: { form: string; typed: Typed } | null;
  publisher: string;
}

/** All that may be done with the claim, each form behind its own heading. */
export function DecisionForms(props: FormProps) {
  const { visit, status } = props;
  const { role } = visit.moderator;
  if (!mayActAs(role, 'reviewer')) return <p class="quiet">{deskText(visit, 'decide.onlyLooking')}</p>;
  const mayPublish = mayActAs(role, 'publisher');
  const isOpen = status.state === 'open';
  return (
    <div class="decisions">
      {isOpen && mayPublish && <VerdictForm {...props} form="publish" />}
      {isOpen && mayPublish && <LinkForm {...props} />}
      {isOpen && mayPublish && <Fold {...props} form="not-checkable" preview />}
      {isOpen && (
        <Fold {...props} form="merge">
          <label>
            {deskText(visit, 'decide.other')}
            <input name="other" inputmode="numeric" pattern="[0-9٠-٩#]+" dir="ltr" required />
          </label>
        </Fold>
      )}
      {isOpen && <Fold {...props} form="spam" />}
      {!isOpen && mayPublish && status.verdict > 0 && <VerdictForm {...props} form="correct" />}
      {!isOpen && mayPublish && status.state !== 'duplicate' && <Fold {...props} form="undo" />}
      {!isOpen && mayPublish && status.state === 'duplicate' && <Fold {...props} form="split" />}
      {mayPublish && (
        <Fold {...props} form="ask" preview>
          <label>
            {deskText(visit, 'decide.question')}
            <textarea name="question" rows={3} maxlength={500} dir="auto" required>
              {typed(props, 'ask', 'question')}
            </textarea>
          </label>
        </Fold>
      )}
    </div>
  );
}

const typed = ({ refused }: FormProps, form: string, field: string): string =>
  refused?.form === form ? (refused.typed.get(field) ?? '') : '';

export const DECISION_FORMS = [
  'publish',
  'link',
  'not-checkable',
  'merge',
  'spam',
  'correct',
  'undo',
  'split',
  'ask',
] as const;
type FoldName = (typeof DECISION_FORMS)[number];

function Fold(props: FormProps & { form: FoldName; preview?: boolean; children?: Child }) {
  const { visit, claim, seen, form, preview = false, refused } = props;
  const path = `/desk/claims/${claim.id}/${form === 'split' ? 'undo' : form}`;
  return (
    <details class="fold" open={refused?.form === form}>
      <summary>{deskText(visit, `decide.${form}.title`)}</summary>
      <form method="post" action={preview ? `${path}/preview` : path}>
        <p class="hint">{deskText(visit, `decide.${form}.hint`)}</p>
        <input type="hidden" name="seen" value={seen} />
        {props.children}
        <button class="button primary" type="submit">
          {preview ? deskText(visit, 'decide.preview') : deskText(visit, `decide.${form}.title`)}
        </button>
      </form>
    </details>
  );
}

function LinkForm(props: FormProps) {
  const { visit } = props;
  return (
    <Fold {...props} form="link" preview>
      <label>
        {deskText(visit, 'decide.factCheck')}
        <input
          name="factCheck"
          dir="auto"
          value={typed(props, 'link', 'factCheck')}
          maxlength={500}
          required
        />
      </label>
      <p class="hint">
        <a href="/search" target="_blank" rel="noopener">
          {deskText(visit, 'decide.findFactCheck')}
        </a>
      </p>
    </Fold>
  );
}

function VerdictForm(props: FormProps & { form: 'publish' | 'correct' }) {
  const { visit, claim, form, publisher } = props;
  const { room, language } = visit;
  const value = (field: string, first = '') =>
    props.refused?.form === form ? typed(props, form, field) : first;
  return (
    <Fold {...props} preview>
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
          {value('claim', claim.text?.slice(0, 1000) ?? '')}
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
        {deskText(visit, 'verdict.publisher')}
        <input name="publisher" dir="auto" maxlength={100} value={value('publisher', publisher)} />
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
