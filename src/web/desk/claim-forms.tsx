import type { Child } from 'hono/jsx';
import type { FactCheck } from '../../domain/fact-check.ts';
import type { ClaimStatus } from '../../review/claim-state.ts';
import type { ClaimDetails } from '../../store/claim-page.ts';
import type { StoredDraft } from '../../store/verdict-drafts.ts';
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
  /** What this moderator has begun to write. */
  draft: StoredDraft | null;
  /** What was published about it. */
  factCheck: FactCheck | null;
}

export const typed = ({ refused }: FormProps, form: string, field: string): string =>
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

interface FoldProps extends FormProps {
  form: FoldName;
  preview?: boolean;
  isOpen?: boolean;
  /** Where the script saves what is typed. */
  draftPath?: string;
  /** Below the buttons: whoever presses Enter in a field presses the first button. */
  foot?: Child;
  children?: Child;
}

export function Fold(props: FoldProps) {
  const { visit, claim, seen, form, preview = false, refused, isOpen = false, draftPath } = props;
  const path = `/desk/claims/${claim.id}/${form === 'split' ? 'undo' : form}`;
  return (
    <details class="fold" open={isOpen || refused?.form === form} id={draftPath ? 'verdict' : undefined}>
      <summary data-act={form === 'split' ? 'undo' : form}>{deskText(visit, `decide.${form}.title`)}</summary>
      <form method="post" action={preview ? `${path}/preview` : path} data-draft={draftPath}>
        <p class="hint">{deskText(visit, `decide.${form}.hint`)}</p>
        <input type="hidden" name="seen" value={seen} />
        {props.children}
        <p class="actions">
          <button class="button primary" type="submit">
            {preview ? deskText(visit, 'decide.preview') : deskText(visit, `decide.${form}.title`)}
          </button>
          {!preview && form !== 'undo' && form !== 'split' && (
            <button class="button" type="submit" name="next" value="1">
              {deskText(visit, 'decide.andNext')}
            </button>
          )}
        </p>
        {props.foot}
      </form>
    </details>
  );
}
