import type { MediaLibrary } from '../fingerprint/media-library.ts';
import type { Log } from '../log.ts';
import type { Database } from '../store/database.ts';
import {
  forgetExpired,
  forgetFiles,
  forgetLog,
  forgetSilentSender,
  forgetTexts,
  listSilentSenders,
} from '../store/retention.ts';
import { readSettings } from '../store/settings.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;
/** Each person is forgotten in a transaction of its own: nobody waits for thousands. */
const SENDERS_AT_A_TIME = 500;

interface CleaningParts {
  database: Database;
  library: Pick<MediaLibrary, 'discard'>;
  log: Log;
}

/** Deletes what the settings say is kept no longer. May be cut off anywhere: the next run goes on. */
export async function cleanDaily({ database, library, log }: CleaningParts, now: Date): Promise<void> {
  const { prisma } = database;
  const { filesDays, textsDays, sendersDays, logDays } = await readSettings(prisma);
  const before = (days: number): Date => new Date(now.getTime() - days * DAY_MS);
  await forgetExpired(prisma, now);
  const done = { senders: 0, files: 0, texts: 0, log: 0 };
  if (sendersDays !== null) {
    const limit = before(sendersDays);
    let silent = await listSilentSenders(prisma, limit, SENDERS_AT_A_TIME);
    while (silent.length > 0) {
      for (const id of silent) {
        await library.discard(await database.transaction((tx) => forgetSilentSender(tx, id, limit)));
      }
      done.senders += silent.length;
      silent =
        silent.length < SENDERS_AT_A_TIME ? [] : await listSilentSenders(prisma, limit, SENDERS_AT_A_TIME);
    }
  }
  if (filesDays !== null) {
    const files = await database.transaction((tx) => forgetFiles(tx, before(filesDays)));
    await library.discard(files);
    done.files = files.length;
  }
  if (textsDays !== null) done.texts = await forgetTexts(database, before(textsDays));
  if (logDays !== null) done.log = await forgetLog(prisma, before(logDays));
  log.info(done, 'what is kept no longer is deleted');
}
