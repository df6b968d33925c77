import type { Accounts } from '../../accounts/accounts.ts';
import type { AdapterHealth } from '../../domain/adapter.ts';
import type { Channel } from '../../domain/channel.ts';
import type { MessagePreview } from '../../domain/message-preview.ts';
import type { Pairing } from '../../domain/pairing.ts';
import type { MediaLibrary } from '../../fingerprint/media-library.ts';
import type { ArchiveIndex } from '../../match/archive-index.ts';
import type { LiveIndex } from '../../match/live-index.ts';
import type { BlobStore } from '../../media/blob-store.ts';
import type { Ffmpeg } from '../../media/ffmpeg.ts';
import type { FilmPreviews } from '../../media/film-previews.ts';
import type { NoticeWriter } from '../../notify/notices.ts';
import type { ClaimWork } from '../../review/claim-work.ts';
import type { Decisions } from '../../review/decisions.ts';
import type { Database } from '../../store/database.ts';

export interface MessengerState {
  channel: Channel;
  health: AdapterHealth;
  /** Code of what keeps messages from being sent; null when nothing does. */
  trouble: string | null;
}

/** What the moderators' pages need from the rest of the program. */
export interface DeskDependencies {
  accounts: Accounts;
  decisions: Decisions;
  work: ClaimWork;
  notices: Pick<NoticeWriter, 'compose'>;
  /** How messengers will show what is sent. */
  previews: readonly MessagePreview[];
  database: Database;
  archive: ArchiveIndex;
  claimIndex: LiveIndex;
  ffmpeg: Ffmpeg;
  blobs: Pick<BlobStore, 'has' | 'path'>;
  filmPreviews: Pick<FilmPreviews, 'of'>;
  library: MediaLibrary;
  /** Of one file. */
  maxFileBytes: number;
  /** A file store that is gone when `work` has ended. */
  withScratch<T>(work: (store: BlobStore) => Promise<T>): Promise<T>;
  /** Of the newsroom: IANA name. */
  timeZone: string;
  /** How the messengers are that are on. */
  messengers: () => MessengerState[];
  /** Linking the newsroom's own WhatsApp number; null when that is off. */
  pairing: Pairing | null;
}
