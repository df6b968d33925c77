import type { TimeSpan } from '../domain/evidence.ts';
import type {
  CloserLook,
  NearMiss,
  QueryMediaFingerprint,
  QueryVideoFingerprint,
} from '../domain/fingerprint.ts';
import type { MediaIndexSize, MediaMatch } from './media-index.ts';

/** The media of fact-checks and those of open claims are two indexes: neither makes the other's frames common. */
export type IndexName = 'archive' | 'claims';

export interface MediaQuery {
  fingerprint: QueryMediaFingerprint;
  /** When the fingerprint alone found nothing sure. */
  closer: CloserLook | null;
}

/** What the thread is started with. */
export interface MediaWorkerData {
  databaseUrl: string;
}

/** To the thread, which takes them in the order they were sent: a look-up sees every change before it. */
export type MediaRequest =
  /** By sha256: true for a file that is shown from now on, false for one that is not any more. */
  | { kind: 'change'; index: IndexName; shown: Map<string, boolean> }
  | { kind: 'look-up'; call: number; index: IndexName; query: MediaQuery }
  | { kind: 'likely-stretches'; call: number; index: IndexName; film: QueryVideoFingerprint }
  | { kind: 'near-misses'; call: number; index: IndexName; look: CloserLook }
  /** Answered once everything before is done. */
  | { kind: 'settle'; call: number };

/** What calls are answered with. */
export interface MediaResults {
  'look-up': MediaMatch[];
  'likely-stretches': TimeSpan[];
  'near-misses': NearMiss[];
  settle: Record<IndexName, MediaIndexSize>;
}

/** From the thread. */
export type MediaReport =
  | { kind: 'done'; call: number; result: MediaResults[keyof MediaResults] }
  | { kind: 'failed'; call: number; error: unknown }
  /** Nothing is lost by it: for the log. */
  | { kind: 'trouble'; what: string; error: unknown };
