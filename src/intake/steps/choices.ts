import { type StoredTip, setPicked, setTipOutcome } from '../../store/tips.ts';
import { toQueryParts, withKnownLinks } from '../look-up.ts';
import type { IntakeParts } from '../parts.ts';
import { entryOf, respond, type Settled, type Turn } from '../respond.ts';
import { shareCard } from '../share-card.ts';
import { questionOf } from '../tip-files.ts';
import { matchOf } from './offered.ts';
import { ownTip, respondOld } from './own-tip.ts';

/** Outcomes that leave the question open: no other answer has a button that leads to the team. */
const NOT_FOUND: (string | null)[] = ['choices', 'unknown'];

/** One of the offered fact-checks is what the person means. */
export async function pick(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const tip = await ownTip(turn);
  if (!tip) return respondOld(turn, null);
  // "Yes" to the only one that was offered.
  const offered = tip.answers.filter(({ sent }) => sent)[(turn.event.number ?? 1) - 1];
  const match = offered ? await matchOf(turn, offered) : null;
  if (!match) return respondOld(turn, tip);
  const answers = tip.answers.map(({ picked: _, ...answer }) =>
    answer.factCheckId === offered?.factCheckId ? { ...answer, picked: true as const } : answer,
  );
  await setPicked(turn.tx, tip.id, answers);
  const about = { tipId: tip.id };
  const answer = turn.composer.answer([match], tip.id);
  const settled = await respond(turn, answer, { state: 'feedback', about });
  await shareCard(parts, turn.tx, turn.composer, match, entryOf(turn));
  return settled;
}

/** None of the offered fact-checks is it. */
export const none = (parts: IntakeParts, turn: Turn): Promise<Settled> =>
  bringToTeam(parts, turn, 'button.noneThanks');

/** Words that found nothing are a rumour after all. */
export const toTeam = (parts: IntakeParts, turn: Turn): Promise<Settled> =>
  bringToTeam(parts, turn, 'button.sentThanks');

async function bringToTeam(
  parts: IntakeParts,
  turn: Turn,
  thanks: 'button.noneThanks' | 'button.sentThanks',
): Promise<Settled> {
  const tip = await ownTip(turn);
  if (!tip || !NOT_FOUND.includes(tip.outcome)) return respondOld(turn, tip);
  if (tip.claimId === null) {
    await queueTip(parts, turn, tip);
    await setTipOutcome(turn.tx, tip.id, 'unknown');
  }
  return respond(turn, turn.composer.text(thanks), { state: 'free' });
}

/** Puts a tip before the moderators that was not there yet. */
export async function queueTip(parts: IntakeParts, { tx }: Turn, tip: StoredTip): Promise<number> {
  const question = await questionOf(tx, tip);
  const { claimId } = await parts.claims.enqueue(tx, {
    id: tip.id,
    text: tip.text,
    parts: toQueryParts(withKnownLinks(question, parts.shortLinks)),
    closest: tip.closest,
  });
  return claimId;
}

/** What was offered is not wanted. */
export const decline = (_parts: IntakeParts, turn: Turn): Promise<Settled> =>
  respond(turn, turn.composer.text('declined'), { state: 'free' });
