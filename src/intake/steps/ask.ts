import { addWords, findTipByQuote, latestTip, type StoredTip } from '../../store/tips.ts';
import type { IntakeParts } from '../parts.ts';
import type { Settled, Turn } from '../respond.ts';
import { openTip } from './open-tip.ts';

/** A few words so soon after a file are about it. */
const FOLLOW_UP_MS = 3 * 60_000;

/** Something to check: a tip of its own, a further part of an album, or words about what was sent just before. */
export async function ask(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const before = await tipBefore(turn);
  const words = turn.message.text;
  if (!before || !words) return { tipId: await openTip(parts, turn), next: { state: 'free' } };
  await addWords(turn.tx, before.id, words);
  return { tipId: before.id, next: { state: 'free' } };
}

/** The tip that a few words belong to: what they reply to, or a file without words sent just before. */
async function tipBefore({ event, message, stored, sender, tx }: Turn): Promise<StoredTip | null> {
  if (event.name !== 'words') return null;
  const { channel, conversation } = stored;
  if (message.replyTo !== undefined) {
    const replied = await findTipByQuote(tx, { channel, conversation, quote: message.replyTo });
    // It may be an answer of ours that is replied to.
    if (replied) return replied.senderId === sender.id && isWordless(replied) ? replied : null;
  }
  const latest = await latestTip(tx, sender.id, conversation);
  if (!latest || !isWordless(latest)) return null;
  return stored.receivedAt.getTime() - latest.createdAt.getTime() <= FOLLOW_UP_MS ? latest : null;
}

const isWordless = ({ files, text }: StoredTip): boolean => files.length > 0 && text === null;
