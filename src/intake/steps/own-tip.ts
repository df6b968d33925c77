import { plainText } from '../../domain/rich-text.ts';
import { findTip, type StoredTip } from '../../store/tips.ts';
import { respond, type Settled, type Turn } from '../respond.ts';
import { recallOf } from './recall.ts';

/** The tip that is talked about, if it is this person's: tokens come from outside. */
export async function ownTip({ event, dialogue, sender, tx }: Turn): Promise<StoredTip | null> {
  const about = event.about ?? dialogue.about;
  const tip = about && 'tipId' in about ? await findTip(tx, about.tipId) : null;
  return tip?.senderId === sender.id ? tip : null;
}

/** A button that fits no more: says so, and what became of the question it belongs to. */
export async function respondOld(turn: Turn, tip: StoredTip | null): Promise<Settled> {
  const old = turn.composer.text('button.old');
  const recalled = tip ? await recallOf(turn, tip) : null;
  if (!recalled || plainText(recalled.text) === '')
    return respond(turn, turn.composer.text('button.oldAlone'));
  return respond(turn, turn.composer.joined(old, recalled));
}
