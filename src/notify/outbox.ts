import type { Tx } from '../store/database.ts';
import { type NewOutboxEntry, putOutbox, withdrawOutbox } from '../store/outbox.ts';

/** Stores a message for a person in the transaction of what it tells; it is sent as soon as that is committed. */
export const enqueueMessage = (tx: Tx, entry: NewOutboxEntry): Promise<void> => putOutbox(tx, [entry]);

/** The same for many people at once. */
export const enqueueMessages = (tx: Tx, entries: readonly NewOutboxEntry[]): Promise<void> =>
  putOutbox(tx, entries);

/** Takes back a message whose time has passed, if it was not sent yet. */
export const withdrawMessage = (tx: Tx, key: string): Promise<void> => withdrawOutbox(tx, key);
