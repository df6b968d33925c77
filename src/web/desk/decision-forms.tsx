import { mayActAs } from '../../domain/role.ts';
import { Fold, type FormProps, typed } from './claim-forms.tsx';
import { deskText } from './desk-text.ts';
import { LostWords, VerdictForm } from './verdict-form.tsx';

/** All that may be done with the claim, each form behind its own heading. */
export function DecisionForms(props: FormProps) {
  const { visit, status } = props;
  const { role } = visit.moderator;
  if (!mayActAs(role, 'reviewer')) return <p class="quiet">{deskText(visit, 'decide.onlyLooking')}</p>;
  const mayPublish = mayActAs(role, 'publisher');
  const isOpen = status.state === 'open';
  return (
    <div class="decisions">
      <LostWords {...props} />
      {isOpen && mayPublish && <VerdictForm {...props} form="publish" />}
      {isOpen && mayPublish && <LinkForm {...props} />}
      {isOpen && mayPublish && <Fold {...props} form="not-checkable" preview />}
      {isOpen && (
        <Fold {...props} form="merge">
          <label>
            {deskText(visit, 'decide.other')}
            <input
              name="other"
              inputmode="numeric"
              pattern="[0-9٠-٩#]+"
              dir="ltr"
              value={typed(props, 'merge', 'other')}
              required
            />
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
