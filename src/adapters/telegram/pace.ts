import type { SendingPace } from '../../domain/sending-pace.ts';

/**
 * What Telegram asks of bots: one message a second in a chat, 20 a minute in a group, about 30 a second in all
 * (https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this).
 */
export const telegramPace = (messagesPerSecond: number): SendingPace => ({
  overall: [{ messages: messagesPerSecond, inMs: 1_000 }],
  conversation: [{ messages: 1, inMs: 1_000 }],
  group: [{ messages: 20, inMs: 60_000 }],
  // Ids of people are positive, those of groups and channels negative.
  isGroup: (conversation) => conversation.startsWith('-'),
});
