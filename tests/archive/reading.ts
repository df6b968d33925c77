import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { ImportRow } from '../../src/archive/import-row.ts';
import { type ReadArchiveOptions, readArchive } from '../../src/archive/read-archive.ts';
import type { FactCheckDraft } from '../../src/domain/fact-check.ts';

/** A folder with these files, gone after the test. */
export async function folderWith(files: Record<string, string | Uint8Array>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'archive-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), content);
  }
  return folder;
}

export async function rowsOf(path: string, options: ReadArchiveOptions = {}): Promise<ImportRow[]> {
  const rows: ImportRow[] = [];
  for await (const row of readArchive(path, { now: new Date('2025-06-15T12:00:00Z'), ...options }))
    rows.push(row);
  return rows;
}

/** Rows of one file with this content. */
export async function read(
  content: string | Uint8Array,
  options: ReadArchiveOptions = {},
  name = 'archive.jsonl',
): Promise<ImportRow[]> {
  return rowsOf(join(await folderWith({ [name]: content }), name), options);
}

/** The row, which must have been accepted. */
export function accepted(row: ImportRow | undefined): Extract<ImportRow, { ok: true }> {
  if (!row?.ok) throw new Error(`not accepted: ${JSON.stringify(row)}`);
  return row;
}

export const draft = (row: ImportRow | undefined): FactCheckDraft => accepted(row).draft;

/** What became of each row: its repairs, or the reason it was rejected for. */
export const fates = (rows: ImportRow[]): (string | readonly string[])[] =>
  rows.map((row) => (row.ok ? row.repairs : row.reason));
