import { createHash } from 'node:crypto';
import type { FactCheck } from '../domain/fact-check.ts';
import { isRating } from '../domain/rating.ts';
import { AppError } from '../errors.ts';
import type { MediaLibrary } from '../fingerprint/media-library.ts';
import {
  addDeskMedia,
  appendFactCheckEvent,
  EDITED_FIELDS,
  type EditedFields,
  openFactCheck,
  removeDeskMedia,
  saveEdit,
  setLookedInto,
  setRetired,
} from '../store/archive-edits.ts';
import type { Database, Tx } from '../store/database.ts';
import { changeArchive } from '../store/fact-checks.ts';
import { draftOf, ratingOf } from './draft.ts';
import type { RejectReason, Repair } from './reasons.ts';

export interface ReviseParts {
  database: Database;
  library: Pick<MediaLibrary, 'learn'>;
}

/** Which fact-check, and who changes it. */
export interface Revision {
  id: string;
  /** User name. */
  actor: string;
}

/** Of the fields as they were typed; addresses of appearances one a line. */
export type TypedFactCheck = Record<(typeof EDITED_FIELDS)[number], string>;

export const REVISION_TYPES = [
  'edited',
  'media-added',
  'media-removed',
  'retired',
  'restored',
  'looked-into',
  'imported',
] as const;

/** What an import mends in silence and a person is asked to mend. */
const REFUSED_REPAIRS = [
  'title-from-claim',
  'claim-from-title',
  'rating-missing',
  'bad-date',
  'future-date',
  'bad-language',
  'label-too-long',
  'text-cut',
  'appearance-dropped',
] as const satisfies readonly Repair[];

/** Why typed fields are refused. */
export const REFUSALS = ['no-claim-and-no-title', 'no-url', 'bad-url', ...REFUSED_REPAIRS] as const;

const NOTE_LENGTH = 2_000;

/** What a form was filled with: another digest later means that somebody changed it meanwhile. */
export function digestOf(factCheck: FactCheck): string {
  const fields = EDITED_FIELDS.map((field) => factCheck[field]);
  return createHash('sha256').update(JSON.stringify(fields)).digest('hex').slice(0, 32);
}

/**
 * Puts typed fields in place of those a fact-check has; its index follows at the next look-up.
 * @param seen `digestOf` what the form was filled with
 * @throws `not-found`, `fact-check-changed`, `fact-check-refused` with `what`: a rejection or a repair of an import
 */
export function editFactCheck(
  { database }: ReviseParts,
  { id, actor }: Revision,
  typed: TypedFactCheck,
  seen: string,
): Promise<void> {
  return revise(database, id, async (tx, factCheck) => {
    if (digestOf(factCheck) !== seen) throw new AppError('fact-check-changed');
    await save(tx, factCheck, actor, readTyped(typed, factCheck));
  });
}

/** Adds an address where the claim was seen. @throws `not-found`, `fact-check-refused` */
export function addAppearance(
  { database }: ReviseParts,
  { id, actor }: Revision,
  link: string,
): Promise<void> {
  return revise(database, id, async (tx, factCheck) => {
    const appearances = [...factCheck.appearances, link].join('\n');
    await save(tx, factCheck, actor, readTyped({ ...toTyped(factCheck), appearances }, factCheck));
  });
}

/** Files people send are matched by it from now on. @throws `not-found`, and why no fingerprint can be made */
export async function addMedia(
  { database, library }: ReviseParts,
  { id, actor }: Revision,
  path: string,
): Promise<void> {
  const media = await library.learn({ path });
  if (media.failure) throw new AppError(media.failure);
  const { id: mediaId, sha256, kind } = media;
  if (mediaId === null) throw new AppError('internal');
  await revise(database, id, async (tx) => {
    if (await addDeskMedia(tx, id, mediaId)) {
      await appendFactCheckEvent(tx, id, actor, { type: 'media-added', sha256, kind });
    }
  });
}

/** Files people send are matched by it no more. @throws `not-found` */
export function removeMedia(
  { database }: ReviseParts,
  { id, actor }: Revision,
  sha256: string,
): Promise<void> {
  return revise(database, id, async (tx) => {
    if (!(await removeDeskMedia(tx, id, sha256))) throw new AppError('not-found');
    await appendFactCheckEvent(tx, id, actor, { type: 'media-removed', sha256 });
  });
}

/** Nobody is answered with it any more. @throws `not-found`, `text-too-long` */
export function retire({ database }: ReviseParts, { id, actor }: Revision, note: string): Promise<void> {
  const text = noted(note);
  return revise(database, id, async (tx, _, retiredAt) => {
    if (retiredAt !== null) return;
    await setRetired(tx, id, new Date());
    await appendFactCheckEvent(tx, id, actor, { type: 'retired', text });
  });
}

/** @throws `not-found` */
export function restore({ database }: ReviseParts, { id, actor }: Revision): Promise<void> {
  return revise(database, id, async (tx, _, retiredAt) => {
    if (retiredAt === null) return;
    await setRetired(tx, id, null);
    await appendFactCheckEvent(tx, id, actor, { type: 'restored' });
  });
}

/** Complaints up to now were looked into. @throws `not-found`, `text-empty`, `text-too-long` */
export function lookInto({ database }: ReviseParts, { id, actor }: Revision, note: string): Promise<void> {
  const text = noted(note);
  if (!text) throw new AppError('text-empty');
  return revise(database, id, async (tx) => {
    await setLookedInto(tx, id);
    await appendFactCheckEvent(tx, id, actor, { type: 'looked-into', text });
  });
}

export const toTyped = (factCheck: FactCheck): TypedFactCheck =>
  Object.fromEntries(
    EDITED_FIELDS.map((field) => {
      const value = factCheck[field];
      return [field, Array.isArray(value) ? value.join('\n') : (value ?? '')];
    }),
  ) as TypedFactCheck;

const revise = (
  database: Database,
  id: string,
  work: (tx: Tx, factCheck: FactCheck, retiredAt: Date | null) => Promise<void>,
): Promise<void> =>
  changeArchive(database, async (tx) => {
    const opened = await openFactCheck(tx, id);
    if (!opened) throw new AppError('not-found');
    await work(tx, opened.factCheck, opened.retiredAt);
  });

async function save(tx: Tx, before: FactCheck, actor: string, after: EditedFields): Promise<void> {
  const changes = changesBetween(before, after);
  if (changes.length === 0) return;
  await saveEdit(tx, before.id, after);
  await appendFactCheckEvent(tx, before.id, actor, { type: 'edited', changes });
}

/** Both wordings of each field that differs. */
export const changesBetween = (before: EditedFields, after: EditedFields) =>
  EDITED_FIELDS.flatMap((field) => {
    const [from, to] = [before[field], after[field]];
    return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ field, from, to }];
  });

/** Checked as a row of an import is, but what would be lost is refused. */
function readTyped(typed: TypedFactCheck, before: FactCheck): EditedFields {
  if (!isRating(typed.rating)) throw refused('rating-missing');
  const rating = ratingOf(typed.rating, typed.ratingLabel);
  const result = draftOf(
    {
      idPrefix: '',
      ...{ id: before.id, url: typed.url, title: typed.title, claim: typed.claim, rating },
      // A verdict of the desk may have no article yet.
      urlOptional: before.url === '',
      ...{ summary: typed.summary, body: typed.body, publisher: typed.publisher, date: typed.datePublished },
      ...{ language: typed.language, appearances: typed.appearances.split(/\s+/u) },
    },
    { directory: '', publisher: null, today: new Date().toISOString().slice(0, 10) },
  );
  if (!result.ok) throw refused(result.reason);
  const lost = REFUSED_REPAIRS.find((repair) => result.repairs.includes(repair));
  if (lost) throw refused(lost);
  const { draft } = result;
  return Object.fromEntries(EDITED_FIELDS.map((field) => [field, draft[field]])) as unknown as EditedFields;
}

const refused = (what: RejectReason | Repair) => new AppError('fact-check-refused', { params: { what } });

function noted(note: string): string {
  const text = note.trim();
  if (text.length > NOTE_LENGTH) throw new AppError('text-too-long', { params: { limit: NOTE_LENGTH } });
  return text;
}
