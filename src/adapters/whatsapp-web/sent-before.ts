import type { Client } from 'whatsapp-web.js';
import { latestOf } from './backlog.ts';
import { isChat } from './page-questions.ts';
import type { OrderOf } from './protocol.ts';
import type { SessionTiming } from './timing.ts';

/** So many of our latest messages in a chat are looked at. */
const LOOKED_AT = 5;
/** The same words without a message that they answer may well be said again later, seconds. */
const LATELY_S = 600;
/** WhatsApp has not taken it, and does not try any more. */
const FAILED = -1;

/**
 * The id of the message if an earlier try has brought it into the chat, though nobody was told: when the browser or a
 * process died, or WhatsApp answered too late. What the page still has to send it sends by itself. Else null.
 */
export async function sentBefore(
  client: Client,
  { conversation, text, quote }: OrderOf<'send'>,
  timing: SessionTiming,
): Promise<string | null> {
  // Asking for its messages would make one.
  if (!(await isChat(client, conversation, timing))) return null;
  const earliest = Date.now() / 1000 - LATELY_S;
  const latest = await latestOf(client, conversation, { limit: LOOKED_AT, fromMe: true }, timing);
  const same = latest.find((message) => {
    const { quotedStanzaID } = message.rawData as { quotedStanzaID?: unknown };
    const isSame = message.body.trim() === text.trim() && quotedStanzaID === (quote && stanzaOf(quote));
    return (
      isSame && (message.ack as number) !== FAILED && (quote !== undefined || message.timestamp >= earliest)
    );
  });
  return same?.id._serialized ?? null;
}

/** `false_CHAT_STANZA` or `false_CHAT_STANZA_PERSON`: what a quote keeps of the id of a message. */
const stanzaOf = (id: string): string | undefined => id.split('_')[2];
