import type { Context } from 'hono';
import { LIMITS } from '../../archive/clean-text.ts';
import { digestOf, type TypedFactCheck, toTyped } from '../../archive/revise.ts';
import { RATINGS } from '../../domain/rating.ts';
import { AppError, isAppError } from '../../errors.ts';
import { findDeskFactCheck } from '../../store/archive-desk.ts';
import type { EDITED_FIELDS } from '../../store/archive-edits.ts';
import { statusOf } from '../problem.tsx';
import { Isolated } from '../rich-text-view.tsx';
import { archivePath, factCheckIdOf } from './archive-path.ts';
import { refusalOf } from './archive-refusal.ts';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';

type Field = (typeof EDITED_FIELDS)[number];

interface Refused {
  error: AppError;
  typed: TypedFactCheck;
}

/** All that can be said of a fact-check, to be changed. What was typed survives a refusal and another's edit. */
export async function showArchiveEdit(
  c: Context,
  visit: DeskVisit,
  refused: Refused | null = null,
): Promise<Response> {
  const found = await findDeskFactCheck(visit.room.desk.database.prisma, factCheckIdOf(c));
  if (!found) throw new AppError('not-found');
  const { factCheck } = found;
  const now = toTyped(factCheck);
  const typed = refused?.typed ?? now;
  const isChanged = refused !== null && isAppError(refused.error, 'fact-check-changed');
  const props = { visit, typed, others: isChanged ? now : null };
  const title = deskText(visit, 'archive.edit');
  return c.html(
    <DeskPage {...visit} url={c.req.url} title={title} current="archive">
      <main class="page wide archive-edit">
        <p class="quiet">
          <a href="/desk/archive">{deskText(visit, 'nav.archive')}</a> ·{' '}
          <a href={archivePath(factCheck.id)} dir="auto">
            <Isolated text={factCheck.title.slice(0, 80)} />
          </a>
        </p>
        <h1>{title}</h1>
        {refused && (
          <p class="alert" role="alert">
            {refusalOf(visit, refused.error)}
          </p>
        )}
        <form class="panel edit-form" method="post" action={`${archivePath(factCheck.id)}/edit`}>
          <input type="hidden" name="seen" value={digestOf(factCheck)} />
          <Text {...props} field="title" most={LIMITS.title} required />
          <Text {...props} field="claim" most={LIMITS.claim} rows={3} required />
          <div class="pair">
            <Rating {...props} />
            <Text {...props} field="ratingLabel" most={LIMITS.label} hint />
          </div>
          <Text {...props} field="summary" most={LIMITS.summary} rows={2} hint />
          <Text {...props} field="url" most={4_096} ltr required={factCheck.url !== ''} />
          <div class="pair">
            <Text {...props} field="publisher" most={LIMITS.publisher} />
            <Text {...props} field="datePublished" most={40} type="date" />
            <Text {...props} field="language" most={35} ltr hint />
          </div>
          <Text {...props} field="appearances" most={50_000} rows={3} ltr hint />
          <Text {...props} field="body" most={LIMITS.body} rows={8} hint />
          <div class="row">
            <button class="button primary" type="submit">
              {deskText(visit, 'archive.save')}
            </button>
            <a class="button" href={archivePath(factCheck.id)}>
              {deskText(visit, 'archive.cancel')}
            </a>
          </div>
        </form>
      </main>
    </DeskPage>,
    refused ? statusOf(refused.error) : 200,
  );
}

interface FieldProps {
  visit: DeskVisit;
  typed: TypedFactCheck;
  /** What stands there now, when somebody else changed it. */
  others: TypedFactCheck | null;
}

interface TextProps extends FieldProps {
  field: Field;
  most: number;
  /** More than one line. */
  rows?: number;
  type?: 'date';
  ltr?: boolean;
  hint?: boolean;
  required?: boolean;
}

function Text(props: TextProps) {
  const { visit, field, typed, most, rows, ltr = false, hint = false, required = false } = props;
  const shared = {
    id: `field-${field}`,
    name: field,
    maxlength: most,
    required,
    dir: ltr ? 'ltr' : 'auto',
    'aria-describedby': hint ? `hint-${field}` : undefined,
  };
  // A date that no calendar field holds was typed by hand: it must not get lost.
  const type = props.type === 'date' && /^(?:\d{4}-\d{2}-\d{2})?$/u.test(typed[field]) ? 'date' : 'text';
  return (
    <div class="field">
      <label for={`field-${field}`}>
        {deskText(visit, `archive.field.${field}`)}
        {rows ? (
          // The first line break behind the tag is dropped by browsers.
          <textarea {...shared} rows={rows}>{`\n${typed[field]}`}</textarea>
        ) : (
          <input {...shared} type={type} value={typed[field]} />
        )}
      </label>
      {hint && (
        <p class="hint" id={`hint-${field}`}>
          {deskText(visit, `archive.fieldHint.${field}`)}
        </p>
      )}
      <Others {...props} />
    </div>
  );
}

export const HINTED_FIELDS = ['ratingLabel', 'summary', 'language', 'appearances', 'body'] as const;

function Rating(props: FieldProps) {
  const { visit, typed } = props;
  const { room, language } = visit;
  return (
    <div class="field">
      <label>
        {deskText(visit, 'archive.field.rating')}
        <select name="rating" required>
          {RATINGS.map((rating) => (
            <option value={rating} selected={rating === typed.rating}>
              {room.words.t(language, `ratings:${rating}`)}
            </option>
          ))}
        </select>
      </label>
      <Others {...props} field="rating" />
    </div>
  );
}

/** What somebody else put there meanwhile, where it is another. */
function Others({ visit, typed, others, field }: FieldProps & { field: Field }) {
  if (others === null || others[field] === typed[field].trim()) return null;
  const { room, language } = visit;
  const value = field === 'rating' ? room.words.t(language, `ratings:${others.rating}`) : others[field];
  return (
    <p class="others">
      <strong>{deskText(visit, 'archive.nowThere')}</strong>{' '}
      <span dir="auto">
        <Isolated text={value.slice(0, 500) || deskText(visit, 'archive.empty')} />
      </span>
    </p>
  );
}
