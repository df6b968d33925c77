import type { SendReceipt } from '../domain/adapter.ts';
import type { Clock } from '../domain/clock.ts';
import { isAppError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { isInvited, lastHeardAt, WINDOW_CLOSED } from '../store/invitations.ts';
import type { DueEntry } from '../store/outbox.ts';
import type { Messenger } from './messenger.ts';

/** What became of a message that had its turn. */
export type Attempt =
  | { kind: 'sent'; receipt: SendReceipt }
  /** It is kept until the person writes; `invitation` asked for that, null: an earlier one did. */
  | { kind: 'kept'; invitation: SendReceipt | null }
  /** Its time has passed. */
  | { kind: 'dropped' };

/**
 * Sends a message where the messenger lets us; a person whose window is closed is asked once to write. Of when people
 * wrote we know only what reached us: what the messenger says counts more. Throws as `Adapter.send`.
 */
export async function sendWithinWindow(
  { database, messenger, clock }: { database: Database; messenger: Messenger; clock: Clock },
  entry: DueEntry,
): Promise<Attempt> {
  const { conversation, message, priority } = entry;
  if (!messenger.invite) return { kind: 'sent', receipt: await messenger.send(conversation, message) };
  const address = { channel: messenger.channel, conversation };
  const { windowMs = Number.POSITIVE_INFINITY } = messenger;
  const heardAt = await lastHeardAt(database.prisma, address);
  const isClosed = entry.error === WINDOW_CLOSED || (heardAt && clock.now() - heardAt.getTime() >= windowMs);
  if (!isClosed) {
    try {
      return { kind: 'sent', receipt: await messenger.send(conversation, message) };
    } catch (error) {
      if (!isAppError(error, WINDOW_CLOSED)) throw error;
    }
  }
  if (priority === 'courtesy') return { kind: 'dropped' };
  if (await isInvited(database.prisma, address)) return { kind: 'kept', invitation: null };
  return { kind: 'kept', invitation: await messenger.invite(conversation) };
}
