import type { InboundMessage, OutboundMessage } from '../domain/message.ts';
import { enqueueMessage } from '../notify/outbox.ts';
import type { ReplyComposer } from '../reply/compose.ts';
import type { Tx } from '../store/database.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { StoredSender } from '../store/senders.ts';

/** One message with who sent it, in the transaction that settles it. */
export interface Incoming {
  stored: StoredMessage;
  message: InboundMessage;
  sender: StoredSender;
  composer: ReplyComposer;
  tx: Tx;
}

/** Answers the message itself; no tip is opened. */
export async function respond(
  { stored, message, sender, tx }: Incoming,
  answer: OutboundMessage,
): Promise<null> {
  await enqueueMessage(tx, {
    key: `message:${stored.id}`,
    channel: stored.channel,
    conversation: stored.conversation,
    senderId: sender.id,
    message: message.quote && !message.press ? { ...answer, quote: message.quote } : answer,
  });
  return null;
}
