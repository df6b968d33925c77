import { mayActAs } from '../../domain/role.ts';
import type { ClaimStatus } from '../../review/claim-state.ts';
import type { StoredUser } from '../../store/users.ts';
import type { Typed } from './claim-forms.tsx';
import type { DeskVisit } from './desk-router.ts';
import { deskText } from './desk-text.ts';

interface Props {
  visit: DeskVisit;
  id: number;
  status: ClaimStatus;
  refused: { form: string; typed: Typed } | null;
  /** User names of those who may be given the claim. */
  team: string[];
}

/** Who may look into claims. */
export const teamOf = (users: readonly StoredUser[]): string[] =>
  users
    .filter(({ role, disabledAt }) => disabledAt === null && mayActAs(role, 'reviewer'))
    .map(({ name }) => name);

/** Small steps that close nothing. */
export function Work({ visit, id, status, refused, team }: Props) {
  const typed = (form: string, field: string) =>
    refused?.form === form ? (refused.typed.get(field) ?? '') : '';
  return (
    <div class="work">
      <Assignment {...{ visit, id, status, team }} />
      <form method="post" action={`/desk/claims/${id}/tag`} class="row">
        <label class="grow">
          <span class="hidden">{deskText(visit, 'work.tag')}</span>
          <input
            name="tag"
            data-act="tag"
            maxlength={40}
            dir="auto"
            placeholder={deskText(visit, 'work.tag')}
            value={typed('tag', 'tag')}
            required
          />
        </label>
        <button class="button small" type="submit">
          {deskText(visit, 'work.add')}
        </button>
      </form>
      {status.tags.length > 0 && (
        <div class="tags">
          {status.tags.map((tag) => (
            <form method="post" action={`/desk/claims/${id}/untag`}>
              <input type="hidden" name="tag" value={tag} />
              <button class="tag" type="submit" aria-label={deskText(visit, 'work.untag', { tag })}>
                <bdi>#{tag}</bdi> ×
              </button>
            </form>
          ))}
        </div>
      )}
      <form method="post" action={`/desk/claims/${id}/note`}>
        <label>
          <span class="hidden">{deskText(visit, 'work.note')}</span>
          <textarea
            name="text"
            data-act="note"
            rows={2}
            maxlength={5000}
            dir="auto"
            placeholder={deskText(visit, 'work.note')}
            required
          >
            {typed('note', 'text')}
          </textarea>
        </label>
        <button class="button small" type="submit">
          {deskText(visit, 'work.addNote')}
        </button>
      </form>
    </div>
  );
}

/** A press takes the claim; anybody else of the team can be chosen, or nobody. */
function Assignment({ visit, id, status, team }: Omit<Props, 'refused'>) {
  const own = visit.moderator.name;
  return (
    <form method="post" action={`/desk/claims/${id}/assign`} class="row">
      <label class="grow">
        <span class="hidden">{deskText(visit, 'work.assignee')}</span>
        <select name="to" data-act="assign" autocomplete="off">
          <option value="">{deskText(visit, 'work.nobody')}</option>
          {team.map((name) => (
            <option value={name} selected={name === status.assignee}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <button class="button small" type="submit">
        {deskText(visit, 'work.assign')}
      </button>
      {status.assignee !== own && (
        <button class="button small" type="submit" name="take" value="1">
          {deskText(visit, 'work.take')}
        </button>
      )}
    </form>
  );
}
