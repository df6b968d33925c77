import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../errors.ts';
import { type ArchiveFile, archiveFiles } from './archive-files.ts';
import { readArticle } from './formats/article.ts';
import { readClaimReview } from './formats/claimreview.ts';
import { FORMATS, type Format, formatOf, type Layout, layoutOf } from './formats/detect.ts';
import { readGoogle } from './formats/google.ts';
import { readNative } from './formats/jsonl.ts';
import { jsonLdBlocks } from './formats/page.ts';
import {
  type DraftResult,
  type ImportRow,
  type ReadContext,
  type RowSource,
  rejected,
} from './import-row.ts';
import { type JsonValue, jsonDocuments, jsonLines } from './json-values.ts';
import { SeenIds } from './seen-ids.ts';
import { decodeLegacy, readHead, textChunks } from './text-chunks.ts';

export type { Format } from './formats/detect.ts';

export interface ReadArchiveOptions {
  /** `auto`: told by the content of each file and each value. */
  format?: 'auto' | Format;
  /** For rows that name no publisher. */
  publisher?: string | null;
  /** Later days are taken for mistakes. */
  now?: Date;
  /** Told as the reading goes on: bytes read so far and in all files. */
  onBytes?: (read: number, total: number) => void;
}

/** Bytes an article or a page may have. */
const MAX_TEXT_BYTES = 16 * 1024 * 1024;

interface Run {
  options: ReadArchiveOptions;
  today: string;
  /** Whether a file of an unknown format is one row among many, not the end of the import. */
  isFolder: boolean;
  read: (bytes: number) => void;
}

interface Reading {
  file: ArchiveFile;
  format: 'auto' | Format;
  context: ReadContext;
  chunks: () => AsyncIterable<string>;
}

/**
 * Reads the fact-checks of a file, or of every file below a folder, one after the other; nothing is
 * written. JSON lines are read line by line, whatever the size of the file. A row that cannot be imported
 * comes with its reason and the rest goes on. Of two rows with one id the first wins.
 *
 * Throws `file-not-found`, `file-unreadable`, `import-nothing-found` (a folder without any), and
 * `import-format-unknown` (one file was named and holds none of the formats, or the format is none).
 */
export async function* readArchive(
  path: string,
  options: ReadArchiveOptions = {},
): AsyncGenerator<ImportRow> {
  const { format = 'auto' } = options;
  if (format !== 'auto' && !FORMATS.includes(format)) {
    throw new AppError('import-format-unknown', { params: { file: path } });
  }
  const { files, isFolder } = await archiveFiles(path);
  const total = files.reduce((sum, file) => sum + file.bytes, 0);
  let bytes = 0;
  const run: Run = {
    options,
    isFolder,
    today: (options.now ?? new Date()).toISOString().slice(0, 10),
    read: (count) => {
      bytes += count;
      options.onBytes?.(bytes, total);
    },
  };
  const seen = new SeenIds();
  for (const file of files) {
    for await (const row of readFileRows(file, run)) yield row.ok ? admitted(row, seen) : row;
  }
}

function admitted(row: Extract<ImportRow, { ok: true }>, seen: SeenIds): ImportRow {
  const admission = seen.admit(row.draft);
  if (admission === 'first') return row;
  if (admission === 'repeat') return { ...row, repeat: true };
  return { ok: false, source: row.source, reason: 'doubled-id', detail: row.draft.id };
}

async function* readFileRows(file: ArchiveFile, run: Run): AsyncGenerator<ImportRow> {
  const { format = 'auto', publisher = null } = run.options;
  const reading: Reading = {
    file,
    format,
    context: { directory: dirname(file.path), publisher, today: run.today },
    chunks: () => textChunks(file.path, run.read),
  };
  try {
    if (file.bytes === 0) {
      yield rowOf({ file: file.name }, rejected('file-empty'));
      return;
    }
    const head = await readHead(file.path);
    const found = layoutOf(head, file.name);
    const layout = format === 'auto' || head.binary ? found : layoutFor(format, found);
    if (layout === 'unknown' && !run.isFolder) {
      throw new AppError('import-format-unknown', { params: { file: file.name } });
    }
    yield* rowsOf(reading, layout);
  } catch (cause) {
    if (!isSystemError(cause)) throw cause;
    if (!run.isFolder) throw new AppError('file-unreadable', { cause, params: { file: file.name } });
    yield rowOf({ file: file.name }, rejected('file-unreadable'));
  }
}

/** A named format is believed. */
function layoutFor(format: Format, found: Layout): Layout {
  if (format === 'article') return 'article';
  if (format === 'claimreview' && found === 'page') return found;
  return found === 'documents' ? 'documents' : 'lines';
}

async function* rowsOf(reading: Reading, layout: Layout): AsyncGenerator<ImportRow> {
  switch (layout) {
    case 'unknown':
      yield rowOf({ file: reading.file.name }, rejected('unknown-format'));
      return;
    case 'article':
      yield rowOf({ file: reading.file.name }, await articleOf(reading));
      return;
    case 'page':
      yield* pageRows(reading);
      return;
    case 'lines':
      yield* valueRows(jsonLines(reading.chunks()), reading);
      return;
    case 'documents':
      yield* valueRows(jsonDocuments(reading.chunks()), reading);
  }
}

async function articleOf({ file, context }: Reading): Promise<DraftResult> {
  if (file.bytes > MAX_TEXT_BYTES) return rejected('unknown-format');
  const { text, converted } = decodeLegacy(await readFile(file.path));
  return readArticle(text, context, converted);
}

async function* pageRows({ file, context }: Reading): AsyncGenerator<ImportRow> {
  const source = { file: file.name };
  const html = file.bytes > MAX_TEXT_BYTES ? '' : decodeLegacy(await readFile(file.path)).text;
  let count = 0;
  for (const block of jsonLdBlocks(html)) {
    for await (const { value } of asValues(jsonDocuments(once(block)))) {
      for (const result of readClaimReview(value, context)) {
        // A page holds blocks about its site as well.
        if (!result.ok && result.reason === 'no-claim-review') continue;
        count++;
        yield rowOf({ ...source, item: count }, result);
      }
    }
  }
  if (count === 0) yield rowOf(source, rejected('no-claim-review'));
}

async function* valueRows(values: AsyncIterable<JsonValue>, reading: Reading): AsyncGenerator<ImportRow> {
  for await (const found of values) {
    const source = { file: reading.file.name, line: found.line };
    if ('problem' in found) yield rowOf(source, rejected(found.problem));
    else {
      let item = 0;
      for (const result of readValue(found.value, reading.format, reading.context)) {
        item++;
        yield rowOf(item === 1 ? source : { ...source, item }, result);
      }
    }
  }
}

/** One JSON value can hold one fact-check or thousands. */
function* readValue(value: unknown, format: 'auto' | Format, context: ReadContext): Generator<DraftResult> {
  if (format === 'google') yield* readGoogle(value, context);
  else if (format === 'claimreview') yield* readClaimReview(value, context);
  else if (Array.isArray(value)) for (const item of value) yield* readItem(item, format, context);
  else yield* readItem(value, format, context);
}

function* readItem(value: unknown, format: 'auto' | Format, context: ReadContext): Generator<DraftResult> {
  const kind = format === 'auto' ? formatOf(value) : format;
  if (kind === 'google') yield* readGoogle(value, context);
  else if (kind === 'claimreview') yield* readClaimReview(value, context);
  else yield readNative(value, context);
}

async function* asValues(values: AsyncIterable<JsonValue>): AsyncGenerator<{ value: unknown }> {
  for await (const found of values) if ('value' in found) yield found;
}

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}

const rowOf = (source: RowSource, result: DraftResult): ImportRow =>
  result.ok ? { ok: true, source, draft: result.draft, repairs: result.repairs } : { ...result, source };

const isSystemError = (error: unknown): error is NodeJS.ErrnoException =>
  error instanceof Error && 'syscall' in error && !(error instanceof AppError);
