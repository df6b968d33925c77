import type { InboundMessage, OutboundMessage } from '../domain/message.ts';
import { enqueueMessage } from '../notify/outbox.ts';
import type { ReplyComposer } from '../reply/compose.ts';
import type { OpenQuestion } from '../store/claim-answers.ts';
import type { Tx } from '../store/database.ts';
import type { About, StoredDialogue } from '../store/dialogues.ts';
import type { StoredMessage } from '../store/messages.ts';
import type { StoredSender } from '../store/senders.ts';
import type { State } from './conversation.ts';
import type { Event } from './events.ts';

/** One message with who sent it and what it is, in the transaction that settles it. */
export interface Turn {
  stored: StoredMessage;
  message: InboundMessage;
  sender: StoredSender;
  dialogue: StoredDialogue & { state: State };
  event: Event;
  /** What the team asked, in the state `asked`. */
  question: OpenQuestion | null;
  composer: ReplyComposer;
  tx: Tx;
}

/** What came of a turn. */
export interface Settled {
  /** The tip the message became or joined. */
  tipId?: number;
  /** What is expected from now on; without it, what was. */
  next?: { state: State; about?: About };
  /** Nothing of the message is kept. */
  isUnkept?: boolean;
  /** Digests of stored files that nothing needs any more. */
  discard?: string[];
}

/** Where the answer to a message goes. */
export const entryOf = ({ stored, sender }: Turn) => ({
  key: `message:${stored.id}`,
  channel: stored.channel,
  conversation: stored.conversation,
  senderId: sender.id,
});

/** Answers the message itself. */
export async function respond(turn: Turn, answer: OutboundMessage, next?: Settled['next']): Promise<Settled> {
  const { message } = turn;
  const quoting = message.quote && !message.press ? { ...answer, quote: message.quote } : answer;
  await enqueueMessage(turn.tx, { ...entryOf(turn), message: quoting });
  return next ? { next } : {};
}
