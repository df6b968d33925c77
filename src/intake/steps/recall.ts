import type { OutboundMessage } from '../../domain/message.ts';
import { latestTip, type StoredTip } from '../../store/tips.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';
import { matchOf } from './offered.ts';

/** "Is this true?" so long after what was asked still means that. */
const RECENT_MS = 30 * 60_000;

/** "Is this true?" alone is no question of its own: it belongs to what was sent before. */
export async function recall(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { stored, sender, composer, tx } = turn;
  const tip = await latestTip(tx, sender.id, stored.conversation);
  const isRecent = tip && stored.receivedAt.getTime() - tip.createdAt.getTime() <= RECENT_MS;
  if (!tip || !isRecent) return respond(turn, composer.unsupported('empty'));
  // Written while the answer was on its way, or above it: the answer is the answer.
  const isAnswered = tip.outcome === null || !tip.answeredAt || stored.receivedAt <= tip.answeredAt;
  if (isAnswered) return { tipId: tip.id };
  await respond(turn, await recallOf(turn, tip));
  return { tipId: tip.id };
}

/** What became of a question, in short. */
export async function recallOf(turn: Turn, tip: StoredTip): Promise<OutboundMessage> {
  const { composer } = turn;
  if (tip.outcome === null) return composer.text('recall.open');
  const sent = tip.answers.filter((answer) => answer.sent);
  const matches = (await Promise.all(sent.map((offered) => matchOf(turn, offered)))).flatMap(
    (match) => match ?? [],
  );
  if (tip.outcome === 'answered' && matches.length > 0) return composer.answer(matches);
  if (tip.outcome === 'choices' && matches.length > 0) return composer.choices(tip.id, matches);
  return composer.text(tip.claimId === null ? 'recall.nothing' : 'recall.waiting');
}
