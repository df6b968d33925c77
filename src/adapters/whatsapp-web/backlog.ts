import type { Client } from 'whatsapp-web.js';
import { chatsWaiting } from './page-questions.ts';
import { reasonOf } from './reason.ts';
import { type SessionTiming, within } from './timing.ts';

/** So many unread messages of one chat are read; who wrote more gets the latest answered. */
const MOST_OF_A_CHAT = 500;
/** What came while another message of the chat was marked as read counts as read. */
const LEAST_OF_A_CHAT = 10;

export interface Backlog {
  /** As the library has them, oldest first. */
  messages: unknown[];
  /** Chats that could not be read, and why the last one could not. */
  failed: number;
  reason: string | null;
}

/**
 * What came while nobody listened: unread messages, which nobody is told of, and everything that came in the last
 * moments before, which may have been on its way. A chat that cannot be read holds up no other.
 * @param since nothing before is read: the number was linked later. Seconds since 1970
 * @param lookedUntil all that came before was told and taken, seconds since 1970
 */
export async function readBacklog(
  client: Client,
  { since, lookedUntil }: { since: number; lookedUntil: number },
  timing: SessionTiming,
): Promise<Backlog> {
  const found: { t: number; data: unknown }[] = [];
  let [failed, reason]: [number, string | null] = [0, null];
  const chats = await chatsWaiting(client, lookedUntil, timing);
  for (const { id, unread } of chats) {
    try {
      const limit = Math.min(Math.max(unread, LEAST_OF_A_CHAT), MOST_OF_A_CHAT);
      const latest = await latestOf(client, id, { limit, fromMe: false }, timing);
      const inOrder = latest.sort((a, b) => a.timestamp - b.timestamp);
      for (const [i, { timestamp, rawData }] of inOrder.entries()) {
        const isNews = i >= inOrder.length - unread || timestamp >= lookedUntil;
        if (isNews && timestamp >= since) found.push({ t: timestamp, data: rawData });
      }
    } catch (error) {
      failed += 1;
      reason = reasonOf(error);
    }
  }
  if (failed > 0 && failed === chats.length) throw new Error(reason ?? '');
  return { messages: found.sort((a, b) => a.t - b.t).map(({ data }) => data), failed, reason };
}

/** The latest messages of a chat, those of others or our own. */
export async function latestOf(
  client: Client,
  conversation: string,
  which: { limit: number; fromMe: boolean },
  { answerMs, fetchMs }: SessionTiming,
) {
  const chat = await within(answerMs, 'chat', client.getChatById(conversation));
  return within(fetchMs, 'messages', chat.fetchMessages(which));
}
