import type { FactCheckDraft } from '../domain/fact-check.ts';
import type { RejectReason, Repair } from './reasons.ts';

/** Where a row stands in the import. */
export interface RowSource {
  /** Path below the imported folder, or the name of the imported file. */
  file: string;
  /** Line the row begins on, from 1. */
  line?: number;
  /** Position inside one JSON document that holds several fact-checks, from 1. */
  item?: number;
}

/** What a format reader makes of one fact-check. */
export type DraftResult =
  | { ok: true; draft: FactCheckDraft; repairs: Repair[] }
  | { ok: false; reason: RejectReason; detail?: string };

/** One fact-check of an import, or the reason why it is none. `repeat`: the run had this very row before. */
export type ImportRow =
  | { ok: true; source: RowSource; draft: FactCheckDraft; repairs: Repair[]; repeat?: true }
  | { ok: false; source: RowSource; reason: RejectReason; detail?: string };

/** What every format reader is told about the file it reads. */
export interface ReadContext {
  /** Folder of the import file: media paths are relative to it. */
  directory: string;
  /** For rows that name no publisher. */
  publisher: string | null;
  /** ISO day; later dates are taken for mistakes. */
  today: string;
}

export const rejected = (reason: RejectReason, detail?: string): DraftResult =>
  detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };
