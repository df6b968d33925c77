import type { Adapter } from '../domain/adapter.ts';
import { ReplyComposer } from '../reply/compose.ts';
import type { Database } from '../store/database.ts';
import { listClosingWindows } from '../store/invitations.ts';
import { languageOf, type Words } from '../words.ts';
import { enqueueMessages } from './outbox.ts';

/** People are told in the last hour of their window; later than this before its end would be too late. */
const BEFORE_END_MS = 3_600_000;
const LATEST_MS = 5 * 60_000;

/**
 * People who wait for a result and cannot be written to much longer hear so, once for each window, while we still may
 * write: whoever wants to hear of it goes on by writing anything.
 */
export async function tellClosingWindows(
  { database, words }: { database: Database; words: Words },
  messengers: readonly Pick<Adapter, 'channel' | 'windowMs'>[],
  now: Date,
): Promise<void> {
  for (const { channel, windowMs } of messengers) {
    if (windowMs === undefined) continue;
    const closing = await listClosingWindows(database.prisma, {
      channel,
      after: new Date(now.getTime() - windowMs + LATEST_MS),
      until: new Date(now.getTime() - windowMs + BEFORE_END_MS),
    });
    const entries = closing.map(({ conversation, senderId, language, messageId }) => ({
      key: `window:${channel}:${messageId}`,
      ...{ channel, conversation, senderId },
      message: new ReplyComposer(words, language ? languageOf(language) : words.language).text(
        'window.closing',
      ),
      priority: 'courtesy' as const,
    }));
    if (entries.length > 0) await database.transaction((tx) => enqueueMessages(tx, entries));
  }
}
