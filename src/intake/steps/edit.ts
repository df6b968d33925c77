import { findTipByQuote, replaceWords } from '../../store/tips.ts';
import { hasWords } from '../look-up.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';
import { openTip } from './open-tip.ts';

/** New words of a message: they count as long as it is not answered. */
export async function edit(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { message, stored, sender, composer, tx } = turn;
  const { channel, conversation } = stored;
  const quote = message.quote;
  const tip = quote === undefined ? null : await findTipByQuote(tx, { channel, conversation, quote });
  // What it was before was no question.
  if (!tip) return hasWords(message.text) ? { tipId: await openTip(parts, turn) } : {};
  if (tip.senderId !== sender.id) return {};
  if (tip.outcome !== null) {
    // Telegram also calls it an edit when a preview is added: the words are the same.
    return tip.text === (message.text ?? null) ? {} : respond(turn, composer.text('edited'));
  }
  await replaceWords(tx, tip.id, message.text ?? null);
  return { tipId: tip.id };
}
