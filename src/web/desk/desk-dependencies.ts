import type { Accounts } from '../../accounts/accounts.ts';
import type { MessagePreview } from '../../domain/message-preview.ts';
import type { ArchiveIndex } from '../../match/archive-index.ts';
import type { LiveIndex } from '../../match/live-index.ts';
import type { BlobStore } from '../../media/blob-store.ts';
import type { Ffmpeg } from '../../media/ffmpeg.ts';
import type { NoticeWriter } from '../../notify/notices.ts';
import type { Decisions } from '../../review/decisions.ts';
import type { Database } from '../../store/database.ts';

/** What the moderators' pages need from the rest of the program. */
export interface DeskDependencies {
  accounts: Accounts;
  decisions: Decisions;
  notices: Pick<NoticeWriter, 'compose'>;
  /** How messengers will show what is sent. */
  previews: readonly MessagePreview[];
  database: Database;
  archive: ArchiveIndex;
  claimIndex: LiveIndex;
  ffmpeg: Ffmpeg;
  blobs: Pick<BlobStore, 'has' | 'path'>;
}
