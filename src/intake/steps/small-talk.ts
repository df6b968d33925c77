import { noteWarning } from '../../store/senders.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';
import { respondOld } from './own-tip.ts';

/** One polite line in so long; abuse meanwhile is ignored. */
const WARNED_MS = 24 * 3_600_000;

export const help = (_parts: IntakeParts, turn: Turn): Promise<Settled> =>
  respond(turn, turn.composer.text('command.help'));

export const unknownCommand = (_parts: IntakeParts, turn: Turn): Promise<Settled> =>
  respond(turn, turn.composer.text('command.unknown'));

export const greet = (_parts: IntakeParts, turn: Turn): Promise<Settled> =>
  respond(turn, turn.composer.text('talk.greeting'));

export const thank = (_parts: IntakeParts, turn: Turn): Promise<Settled> =>
  respond(turn, turn.composer.text('talk.thanks'));

export async function warn(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { sender, stored, composer, tx } = turn;
  const since = sender.warnedAt ? stored.receivedAt.getTime() - sender.warnedAt.getTime() : Infinity;
  if (since < WARNED_MS) return {};
  await noteWarning(tx, sender.id);
  return respond(turn, composer.text('talk.abuse'));
}

/** A short answer to nothing we asked, or a button that we never made. */
export async function lost(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  if (turn.event.name === 'press:unknown') return respondOld(turn, null);
  return respond(turn, turn.composer.text('talk.lost'));
}

export const unsupported = (_parts: IntakeParts, turn: Turn): Promise<Settled> =>
  respond(turn, turn.composer.unsupported(turn.message.unsupported ?? 'empty'));
