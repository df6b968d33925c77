import { factCheckIdOf } from '../../reply/deep-links.ts';
import { findFactChecks } from '../../store/fact-checks.ts';
import { followClaim } from '../../store/tips.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';

const CLAIM = /^c_(\d{1,9})$/u;

/** Who we are; or, behind a link, a fact-check or a claim to follow. */
export async function start(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { event, stored, sender, composer, tx } = turn;
  const target = event.argument ?? '';
  const factCheckId = factCheckIdOf(target);
  if (factCheckId !== null) {
    const factCheck = (await findFactChecks(tx, [factCheckId])).get(factCheckId);
    return respond(turn, factCheck ? composer.factCheck(factCheck) : composer.text('link.gone'));
  }
  const claimId = CLAIM.exec(target)?.[1];
  if (claimId === undefined) return respond(turn, composer.welcome(), { state: 'free' });
  const { channel, conversation } = stored;
  const tipId = await followClaim(tx, {
    claimId: Number(claimId),
    senderId: sender.id,
    channel,
    conversation,
  });
  return tipId === null
    ? respond(turn, composer.text('link.gone'))
    : { ...(await respond(turn, composer.following(tipId))), tipId };
}
