import { listensIn, setListening } from '../../store/groups.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';

/** Switches whether we answer in a group without being asked. Only for those who run it. */
export async function listen(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { stored, message, event, composer, tx } = turn;
  const { channel, conversation } = stored;
  if (!message.isGroup) return respond(turn, composer.text('group.onlyThere'));
  const adapter = parts.adapterOf(channel);
  const isAdmin = await adapter?.isGroupAdmin?.(conversation, message.sender.externalId);
  if (!isAdmin) return respond(turn, composer.text('group.onlyAdmins'));
  const wanted = SWITCHES.get(event.argument?.toLowerCase() ?? '');
  const listens = wanted ?? !(await listensIn(tx, channel, conversation));
  await setListening(tx, channel, conversation, listens);
  return respond(turn, composer.text(listens ? 'group.listens' : 'group.silent'));
}

const SWITCHES = new Map([
  ['on', true],
  ['off', false],
]);
