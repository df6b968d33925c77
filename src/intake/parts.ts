import type { Adapter } from '../domain/adapter.ts';
import type { MediaLibrary } from '../fingerprint/media-library.ts';
import type { ShortLinks } from '../fingerprint/short-links.ts';
import type { Log } from '../log.ts';
import type { ArchiveIndex } from '../match/archive-index.ts';
import type { Reassurance } from '../notify/reassurance.ts';
import type { ClaimQueue } from '../review/claim-queue.ts';
import type { Database } from '../store/database.ts';
import type { Words } from '../words.ts';
import type { Listener } from './heard.ts';

/** What intake works with. */
export interface IntakeParts {
  database: Database;
  archive: ArchiveIndex;
  claims: ClaimQueue;
  library: MediaLibrary;
  shortLinks: ShortLinks;
  words: Words;
  reassurance: Reassurance;
  /** Further tips of one sender within an hour are answered later; 0: no limit. */
  tipsPerHour: number;
  listener: Listener;
  log: Log;
  /** Null for a messenger that is off now. */
  adapterOf(channel: string): Adapter | null;
}
