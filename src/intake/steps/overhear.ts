import { listensIn } from '../../store/groups.ts';
import type { IntakeParts } from '../parts.ts';
import type { Settled, Turn } from '../respond.ts';
import { openTip } from './open-tip.ts';

/** A file forwarded in a group without asking us is looked up in silence, unless the group wants none of that. */
export async function overhear(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { stored, message, tx } = turn;
  const isWanted = message.files.length > 0 && (await listensIn(tx, stored.channel, stored.conversation));
  return isWanted ? { tipId: await openTip(parts, turn) } : { isUnkept: true };
}
