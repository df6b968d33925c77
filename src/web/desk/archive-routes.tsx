import type { Context } from 'hono';
import {
  addAppearance,
  addMedia,
  editFactCheck,
  lookInto,
  type Revision,
  removeMedia,
  restore,
  retire,
  type TypedFactCheck,
} from '../../archive/revise.ts';
import { AppError, isAppError } from '../../errors.ts';
import { EDITED_FIELDS } from '../../store/archive-edits.ts';
import { readSubmission, type Submission } from '../submission.ts';
import { showArchiveEdit } from './archive-edit-page.tsx';
import { showArchiveItem } from './archive-item-page.tsx';
import { showArchive } from './archive-list-page.tsx';
import { archivePath, factCheckIdOf } from './archive-path.ts';
import type { DeskRouter, DeskVisit } from './desk-router.ts';

/** The archive for those who keep it: looked through by all, changed by publishers. */
export function addArchiveRoutes(router: DeskRouter): void {
  router
    .get('/desk/archive', 'viewer', showArchive)
    .get('/desk/archive/:id', 'viewer', (c, visit) => showArchiveItem(c, visit))
    .get('/desk/archive/:id/edit', 'publisher', (c, visit) => showArchiveEdit(c, visit))
    .post('/desk/archive/:id/edit', 'publisher', saveEdit);
  const publisher = acts(router, 'publisher');
  publisher('appearance', (room, revision, { fields }) =>
    addAppearance(room, revision, (fields.get('appearance') ?? '').trim()),
  );
  publisher('media', async (room, revision, { files }) => {
    if (files.length === 0) throw new AppError('file-empty');
    for (const { path } of files) await addMedia(room, revision, path);
  });
  publisher('media-removal', (room, revision, { fields }) =>
    removeMedia(room, revision, fields.get('sha256') ?? ''),
  );
  publisher('retirement', (room, revision, { fields }) => retire(room, revision, fields.get('text') ?? ''));
  publisher('restoration', (room, revision) => restore(room, revision));
  acts(router, 'reviewer')('look', (room, revision, { fields }) =>
    lookInto(room, revision, fields.get('text') ?? ''),
  );
}

type Desk = DeskVisit['room']['desk'];
type Act = (desk: Desk, revision: Revision, submission: Submission) => Promise<void>;

/** What is refused is shown above the page, with what was typed. */
const acts = (router: DeskRouter, role: 'reviewer' | 'publisher') => (form: string, act: Act) => {
  router.post(`/desk/archive/:id/${form}`, role, (c, visit) => {
    const { desk } = visit.room;
    const id = factCheckIdOf(c);
    return desk.withScratch(async (uploads) => {
      const submission = await readSubmission(c, { uploads, maxUploadBytes: desk.maxFileBytes });
      try {
        await act(desk, { id, actor: visit.moderator.name }, submission);
      } catch (error) {
        if (!isAppError(error) || error.retryable || error.code === 'not-found') throw error;
        return showArchiveItem(c, visit, { error, form, typed: submission.fields });
      }
      return c.redirect(archivePath(id), 303);
    });
  });
};

async function saveEdit(c: Context, visit: DeskVisit): Promise<Response> {
  const id = factCheckIdOf(c);
  const { fields } = await readSubmission(c, visit.room);
  const typed = Object.fromEntries(
    EDITED_FIELDS.map((field) => [field, fields.get(field) ?? '']),
  ) as TypedFactCheck;
  const revision = { id, actor: visit.moderator.name };
  try {
    await editFactCheck(visit.room.desk, revision, typed, fields.get('seen') ?? '');
  } catch (error) {
    if (!isAppError(error) || error.retryable || error.code === 'not-found') throw error;
    return showArchiveEdit(c, visit, { error, typed });
  }
  return c.redirect(archivePath(id), 303);
}
