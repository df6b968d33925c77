import { ReplyComposer } from '../../reply/compose.ts';
import { setLanguage, setNotify } from '../../store/senders.ts';
import { unfollowTip } from '../../store/tips.ts';
import { LANGUAGES } from '../../words.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';
import { ownTip, respondOld } from './own-tip.ts';

export const languageMenu = (_parts: IntakeParts, turn: Turn): Promise<Settled> =>
  respond(turn, turn.composer.languageMenu(), { state: 'language' });

/** By its name, its tag, or its place in the menu. */
export async function chooseLanguage(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const { event, sender, tx } = turn;
  const byPlace = event.number === undefined ? undefined : LANGUAGES[event.number - 1];
  const language = byPlace ?? LANGUAGES.find((known) => known === event.language);
  if (!language) return event.name === 'number' ? languageMenu(parts, turn) : respondOld(turn, null);
  await setLanguage(tx, sender.id, language);
  const composer = new ReplyComposer(parts.words, language);
  return respond(turn, composer.text('command.languageSet'), { state: 'free' });
}

/** No word about the verdict of this one question. */
export async function unfollow(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  const tip = await ownTip(turn);
  if (!tip) return respondOld(turn, null);
  await unfollowTip(turn.tx, tip.id);
  return respond(turn, turn.composer.text('notify.unfollowed'));
}

/** No word about any verdict. */
export async function stop(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  await setNotify(turn.tx, turn.sender.id, false);
  return respond(turn, turn.composer.stopped());
}

export async function resume(_parts: IntakeParts, turn: Turn): Promise<Settled> {
  await setNotify(turn.tx, turn.sender.id, true);
  return respond(turn, turn.composer.text('notify.resumed'));
}
