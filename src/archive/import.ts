import { createHash } from 'node:crypto';
import type { FactCheck, FactCheckDraft } from '../domain/fact-check.ts';
import type { FileLocation } from '../domain/message.ts';
import { type ErrorCode, isAppError } from '../errors.ts';
import type { MediaLibrary } from '../fingerprint/media-library.ts';
import type { Log } from '../log.ts';
import { appendFactCheckEvent, listEdited } from '../store/archive-edits.ts';
import type { Database, Tx } from '../store/database.ts';
import {
  changeArchive,
  listFactCheckMedia,
  removeExamples,
  setFactCheckMedia,
  type Written,
  writeFactChecks,
} from '../store/fact-checks.ts';
import type { ImportRow, RowSource } from './import-row.ts';
import { type ReadArchiveOptions, readArchive } from './read-archive.ts';
import type { RejectReason, Repair } from './reasons.ts';
import { changesBetween } from './revise.ts';

export interface ImportParts {
  database: Database;
  library: MediaLibrary;
  log: Log;
}

export interface ImportOptions extends ReadArchiveOptions {
  /** The fictional archive of a new installation: the first real import takes it out. */
  asExamples?: boolean;
}

export interface RejectedRow {
  source: RowSource;
  reason: RejectReason;
  detail?: string;
}

/** A media file of a fact-check that was imported without it. */
export interface MediaProblem {
  source: RowSource;
  id: string;
  code: ErrorCode;
}

export interface ImportReport {
  created: number;
  updated: number;
  unchanged: number;
  rejected: number;
  rejections: RejectedRow[];
  /** How often each thing was mended in rows that were imported. */
  repairs: Partial<Record<Repair, number>>;
  mediaProblems: MediaProblem[];
}

const BATCH = 500;
/** Files of one batch under work at a time; how many decode at once is ffmpeg's own limit. */
const MEDIA_AT_ONCE = 8;

type GoodRow = Extract<ImportRow, { ok: true }>;

/**
 * Reads a file or folder into the archive. Media are fingerprinted before the row that holds them is
 * written, so that whatever is in the archive can be matched; cut off in the middle, the same import goes
 * on where it was. Running it again changes nothing.
 *
 * @throws as `readArchive`
 */
export async function importArchive(
  parts: ImportParts,
  path: string,
  options: ImportOptions,
): Promise<ImportReport> {
  const report: ImportReport = {
    created: 0,
    updated: 0,
    unchanged: 0,
    rejected: 0,
    rejections: [],
    repairs: {},
    mediaProblems: [],
  };
  let batch: GoodRow[] = [];
  for await (const row of readArchive(path, options)) {
    if (!row.ok) reject(report, row);
    else if (row.repeat) report.unchanged += 1;
    else batch.push(row);
    if (batch.length >= BATCH) {
      await importBatch(parts, batch, options, report);
      batch = [];
    }
  }
  await importBatch(parts, batch, options, report);
  return report;
}

function reject(report: ImportReport, { source, reason, detail }: Extract<ImportRow, { ok: false }>): void {
  report.rejected += 1;
  report.rejections.push(detail === undefined ? { source, reason } : { source, reason, detail });
}

async function importBatch(
  parts: ImportParts,
  rows: GoodRow[],
  { asExamples = false }: ImportOptions,
  report: ImportReport,
): Promise<void> {
  if (rows.length === 0) return;
  const media = await learnMedia(parts, rows, report);
  const written = await changeArchive(parts.database, async (tx) => {
    if (!asExamples) await removeExamples(tx);
    const edited = await listEdited(
      tx,
      rows.map(({ draft }) => draft.id),
    );
    const result = await writeFactChecks(
      tx,
      rows.map(({ draft }) => toRow(draft, media.get(draft.id) ?? [], asExamples)),
    );
    for (const { draft } of rows) {
      const ids = (media.get(draft.id) ?? []).map(({ id }) => id);
      const state = result.get(draft.id);
      if (state === 'updated' || (state === 'created' && ids.length > 0)) {
        await setFactCheckMedia(tx, draft.id, ids);
      }
    }
    await recordOverwritten(tx, edited, rows, result);
    return result;
  });
  count(report, rows, written);
}

/** The publisher's own row has taken the place of an edit at the desk: its history keeps both wordings. */
async function recordOverwritten(
  tx: Tx,
  edited: FactCheck[],
  rows: GoodRow[],
  written: Map<string, Written>,
): Promise<void> {
  const drafts = new Map(rows.map(({ draft }) => [draft.id, draft]));
  for (const before of edited) {
    const draft = drafts.get(before.id);
    if (!draft || written.get(before.id) !== 'updated') continue;
    const changes = changesBetween(before, draft);
    if (changes.length > 0) await appendFactCheckEvent(tx, before.id, '', { type: 'imported', changes });
  }
}

function count(report: ImportReport, rows: GoodRow[], written: Map<string, Written>): void {
  for (const { draft, repairs } of rows) {
    report[written.get(draft.id) ?? 'unchanged'] += 1;
    for (const repair of repairs) report.repairs[repair] = (report.repairs[repair] ?? 0) + 1;
  }
}

function toRow({ media: _, ...draft }: FactCheckDraft, media: HeldMedia[], isExample: boolean) {
  const hashed = [draft, media.map(({ sha256 }) => sha256).sort(), isExample];
  const contentHash = createHash('sha256').update(JSON.stringify(hashed)).digest('hex');
  return { ...draft, isExample, contentHash };
}

/** A stored file of a fact-check. */
interface HeldMedia {
  id: number;
  sha256: string;
}

async function learnMedia(
  parts: ImportParts,
  rows: GoodRow[],
  report: ImportReport,
): Promise<Map<string, HeldMedia[]>> {
  const wanted = rows.flatMap((row) => row.draft.media.map((path) => ({ row, path })));
  const learned = new Map<string, HeldMedia[]>();
  const workers = Array.from({ length: MEDIA_AT_ONCE }, async () => {
    for (let next = wanted.pop(); next; next = wanted.pop()) {
      const { row, path } = next;
      const media = await learnOne(parts, row, path, report);
      const all = [...(learned.get(row.draft.id) ?? []), ...media];
      learned.set(row.draft.id, [...new Map(all.map((held) => [held.sha256, held])).values()]);
    }
  });
  await Promise.all(workers);
  return learned;
}

/**
 * A file that cannot be had now is reported; its fact-check keeps the files it holds already. One that
 * cannot be read is reported too, and known by its content.
 */
async function learnOne(
  { database, library, log }: ImportParts,
  { source, draft }: GoodRow,
  path: string,
  report: ImportReport,
): Promise<HeldMedia[]> {
  const location: FileLocation = /^https?:\/\//iu.test(path) ? { url: path } : { path };
  try {
    const { id, sha256, failure } = await library.learn(location);
    if (failure) report.mediaProblems.push({ source, id: draft.id, code: failure });
    return id === null ? [] : [{ id, sha256 }];
  } catch (error) {
    if (!isAppError(error)) throw error;
    log.warn({ err: error, factCheck: draft.id }, 'a media file was left out');
    report.mediaProblems.push({ source, id: draft.id, code: error.code });
    return listFactCheckMedia(database.prisma, draft.id);
  }
}
