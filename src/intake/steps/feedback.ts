import { REASONS } from '../../reply/button-tokens.ts';
import { recordEvent } from '../../store/claims.ts';
import { setTipFeedback } from '../../store/tips.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';
import { queueTip } from './choices.ts';
import { ownTip, respondOld } from './own-tip.ts';

/** Of a person's own words about an answer. */
const COMPLAINT_LENGTH = 500;

/** The answer helped. */
export async function helped(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  const tip = await ownTip(turn);
  if (!tip || tip.outcome === null) return respondOld(turn, tip);
  await setTipFeedback(turn.tx, tip.id, { feedback: 'yes', complaint: null });
  return respond(turn, turn.composer.text('feedback.glad'), { state: 'free' });
}

/** The answer did not help: it goes to the team with the question, and the person is asked why. */
export async function notHelped(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const tip = await ownTip(turn);
  if (!tip || tip.outcome === null) return respondOld(turn, tip);
  const claimId = tip.claimId ?? (await queueTip(parts, turn, tip));
  if (tip.feedback !== 'no') {
    const [sent] = tip.answers.filter((answer) => answer.sent);
    await setTipFeedback(turn.tx, tip.id, { feedback: 'no' });
    await recordEvent(turn.tx, claimId, 'unhelped', {
      tipId: tip.id,
      factCheckId: sent?.factCheckId ?? null,
    });
  }
  return respond(turn, turn.composer.askReason(tip.id), { state: 'reason', about: { tipId: tip.id } });
}

/** Why it did not: one of our reasons, or the person's own words. */
export async function explain(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { event, message, composer, tx } = turn;
  const tip = await ownTip(turn);
  if (tip?.feedback !== 'no') return respondOld(turn, tip);
  const complaint =
    event.number === undefined ? message.text?.trim().slice(0, COMPLAINT_LENGTH) : REASONS[event.number - 1];
  if (!complaint) return respond(turn, composer.askReason(tip.id));
  await setTipFeedback(tx, tip.id, { complaint });
  if (tip.claimId !== null) await recordEvent(tx, tip.claimId, 'explained', { tipId: tip.id });
  const next = { state: 'free' as const };
  return { ...(await respond(turn, composer.text('feedback.noted'), next)), tipId: tip.id };
}
