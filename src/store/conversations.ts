import type { Tx } from './database.ts';

/**
 * A conversation goes on under another address, as a group does that grew: what waits for it, and whatever its
 * questions lead to later, goes there.
 */
export async function moveConversation(tx: Tx, channel: string, from: string, to: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE outbox SET conversation = ${to}
    WHERE channel = ${channel} AND conversation = ${from} AND state = 'waiting'`;
  // The parts of an album all came to one of the two addresses.
  await tx.$executeRaw`
    UPDATE tips AS t SET conversation = ${to}
    WHERE t.channel = ${channel} AND t.conversation = ${from} AND NOT EXISTS (
      SELECT 1 FROM tips AS o WHERE o.channel = t.channel AND o.conversation = ${to} AND o.group_key = t.group_key)`;
  await tx.$executeRaw`
    UPDATE dialogues AS d SET conversation = ${to} FROM senders AS s
    WHERE s.id = d.sender_id AND s.channel = ${channel} AND d.conversation = ${from} AND NOT EXISTS (
      SELECT 1 FROM dialogues AS o WHERE o.sender_id = d.sender_id AND o.conversation = ${to})`;
  await tx.$executeRaw`
    UPDATE groups AS g SET conversation = ${to}
    WHERE g.channel = ${channel} AND g.conversation = ${from} AND NOT EXISTS (
      SELECT 1 FROM groups AS o WHERE o.channel = g.channel AND o.conversation = ${to})`;
}
