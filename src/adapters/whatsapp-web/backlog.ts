import type { Client } from 'whatsapp-web.js';
import { type SessionTiming, within } from './timing.ts';

/** So many unread messages of one chat are read; who wrote more gets the latest answered. */
const MOST_OF_A_CHAT = 500;

interface Waiting {
  id: string;
  unread: number;
}

/**
 * What came while nobody listened, oldest first: unread messages, which nobody is told of, and everything that came
 * in the last moments before, which may have been on its way.
 * @param since nothing before is read: the number was linked later. Seconds since 1970
 * @param lookedUntil all that came before was told and taken, seconds since 1970
 */
export async function readBacklog(
  client: Client,
  { since, lookedUntil }: { since: number; lookedUntil: number },
  { answerMs, fetchMs }: SessionTiming,
): Promise<unknown[]> {
  const found: { t: number; data: unknown }[] = [];
  for (const { id, unread } of await chatsWaiting(client, lookedUntil, answerMs)) {
    const chat = await within(answerMs, 'chat', client.getChatById(id));
    const limit = Math.min(Math.max(unread, 1), MOST_OF_A_CHAT);
    const messages = await within(fetchMs, 'messages', chat.fetchMessages({ limit, fromMe: false }));
    for (const { timestamp, rawData } of messages) {
      if (timestamp >= since) found.push({ t: timestamp, data: rawData });
    }
  }
  return found.sort((a, b) => a.t - b.t).map(({ data }) => data);
}

/** The library's list of chats asks WhatsApp about every group; few have anything new. */
async function chatsWaiting(client: Client, lookedUntil: number, answerMs: number): Promise<Waiting[]> {
  const list = `window.require('WAWebCollections').Chat.getModelsArray()
    .filter((chat) => /@(?:c\\.us|lid|g\\.us)$/.test(chat.id._serialized))
    .filter((chat) => chat.unreadCount > 0 || chat.t >= ${lookedUntil})
    .map((chat) => ({ id: chat.id._serialized, unread: chat.unreadCount ?? 0 }))`;
  const chats = await within(answerMs, 'chats', Promise.resolve(client.pupPage?.evaluate(list)));
  return (chats as Waiting[] | undefined) ?? [];
}
