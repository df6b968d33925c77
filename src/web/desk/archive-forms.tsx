import type { Child } from 'hono/jsx';
import { mayActAs } from '../../domain/role.ts';
import type { DeskFactCheck } from '../../store/archive-desk.ts';
import { archivePath } from './archive-path.ts';
import type { RefusedForm } from './archive-refusal.ts';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';

interface FormsProps {
  visit: DeskVisit;
  found: DeskFactCheck;
  refused: RefusedForm | null;
  openComplaints: number;
}

export const ARCHIVE_FORMS = ['look', 'media', 'appearance', 'retirement', 'restoration'] as const;
type FormName = (typeof ARCHIVE_FORMS)[number];

/** What may be done with a fact-check, besides changing its words. */
export function ArchiveForms(props: FormsProps) {
  const { visit, found, openComplaints } = props;
  const { role } = visit.moderator;
  if (!mayActAs(role, 'reviewer')) return null;
  const mayPublish = mayActAs(role, 'publisher');
  const isRetired = found.retiredAt !== null;
  if (!mayPublish && (openComplaints === 0 || isRetired)) return null;
  return (
    <section class="panel decisions">
      <h2>{deskText(visit, 'archive.actions')}</h2>
      {openComplaints > 0 && !isRetired && (
        <Fold {...props} form="look" isOpen>
          <Note {...props} form="look" required />
        </Fold>
      )}
      {mayPublish && (
        <>
          <Fold {...props} form="media" files>
            <label>
              {deskText(visit, 'archive.file')}
              <input type="file" name="files" accept="image/*,video/*,audio/*" multiple required />
            </label>
          </Fold>
          <Fold {...props} form="appearance">
            <label>
              {deskText(visit, 'archive.link')}
              <input
                name="appearance"
                type="url"
                dir="ltr"
                placeholder="https://"
                maxlength={4_000}
                value={typed(props, 'appearance', 'appearance')}
                required
              />
            </label>
          </Fold>
          {isRetired ? (
            <Fold {...props} form="restoration" />
          ) : (
            <Fold {...props} form="retirement">
              <Note {...props} form="retirement" />
            </Fold>
          )}
        </>
      )}
    </section>
  );
}

const typed = ({ refused }: FormsProps, form: FormName, field: string): string =>
  refused?.form === form ? (refused.typed.get(field) ?? '') : '';

function Fold(props: FormsProps & { form: FormName; isOpen?: boolean; files?: boolean; children?: Child }) {
  const { visit, found, form, refused, isOpen = false, files = false } = props;
  return (
    <details class="fold" open={isOpen || refused?.form === form}>
      <summary>{deskText(visit, `archive.form.${form}.title`)}</summary>
      <form
        method="post"
        action={`${archivePath(found.factCheck.id)}/${form}`}
        enctype={files ? 'multipart/form-data' : undefined}
      >
        <p class="hint">{deskText(visit, `archive.form.${form}.hint`)}</p>
        {props.children}
        <button class="button primary" type="submit">
          {deskText(visit, `archive.form.${form}.title`)}
        </button>
      </form>
    </details>
  );
}

function Note(props: FormsProps & { form: FormName; required?: boolean }) {
  return (
    <label>
      {deskText(props.visit, 'archive.note')}
      <textarea name="text" rows={2} maxlength={2_000} dir="auto" required={props.required}>
        {typed(props, props.form, 'text')}
      </textarea>
    </label>
  );
}
