import type { Adapter } from '../domain/adapter.ts';
import type { InboundMessage } from '../domain/message.ts';
import type { Tx } from '../store/database.ts';
import type { StoredMessage } from '../store/messages.ts';
import { latestButtons } from '../store/outbox.ts';
import type { Listener } from './heard.ts';

/** Buttons stay under a message; what was offered longer ago nobody has before their eyes. */
const OFFERED_MS = 24 * 3_600_000;

/** Where buttons are numbered in the text, a number alone presses the button in that place; other messages stay as they are. */
export async function withPressedNumber(
  tx: Tx,
  adapter: Pick<Adapter, 'numbersButtons'>,
  listener: Listener,
  stored: StoredMessage,
  message: InboundMessage,
): Promise<InboundMessage> {
  const { text, files, origin, isOverheard, edited } = message;
  if (!adapter.numbersButtons || !text || files.length > 0 || origin || isOverheard || edited) return message;
  const heard = listener.hear(text);
  if (heard?.kind !== 'number') return message;
  const { channel, conversation, receivedAt } = stored;
  const since = new Date(receivedAt.getTime() - OFFERED_MS);
  const rows = await latestButtons(tx, { channel, conversation, since });
  const tokens = rows.flat().flatMap((button) => ('token' in button ? [button.token] : []));
  const token = tokens[heard.number - 1];
  return token === undefined ? message : { ...message, press: { token } };
}
