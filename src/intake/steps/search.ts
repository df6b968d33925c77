import { findByKeywords, MAX_PAGE } from '../../match/keyword-search.ts';
import { findMessage } from '../../store/messages.ts';
import { eventOf } from '../events.ts';
import type { IntakeParts } from '../parts.ts';
import { respond, type Settled, type Turn } from '../respond.ts';
import { respondOld } from './own-tip.ts';

const SEARCH_RESULTS = 5;

/** Looks words up in the archive; opens no tip. */
export async function search(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const words = turn.event.argument ?? '';
  if (!words) return respond(turn, turn.composer.text('search.empty'), { state: 'free' });
  return sendResults(parts, turn, { messageId: turn.stored.id, words, page: 1 });
}

/** The next page of a search: what was searched for stands in the stored message. */
export async function more(parts: IntakeParts, turn: Turn): Promise<Settled> {
  const about = turn.event.about ?? turn.dialogue.about;
  if (!about || !('messageId' in about)) return respondOld(turn, null);
  const { messageId, page } = about;
  const { channel, conversation } = turn.stored;
  const asked = page >= 2 && page <= MAX_PAGE ? await findMessage(turn.tx, messageId) : null;
  if (!asked || asked.channel !== channel || asked.conversation !== conversation) {
    return respondOld(turn, null);
  }
  const message = parts.adapterOf(channel)?.read(asked.payload);
  const isOwn = message?.sender.externalId === turn.message.sender.externalId;
  const { name, argument: words = '' } = message ? eventOf(message, parts.listener) : {};
  const isSearch = name === 'search' || name === 'command:search';
  if (!isOwn || !isSearch || !words) return respondOld(turn, null);
  return sendResults(parts, turn, { messageId, words, page });
}

async function sendResults(
  parts: IntakeParts,
  turn: Turn,
  { messageId, words, page }: { messageId: number; words: string; page: number },
): Promise<Settled> {
  const query = { text: words, page, limit: SEARCH_RESULTS };
  const found = await findByKeywords(parts.archive, parts.database, query);
  const next: Settled['next'] =
    found.nextPage === null
      ? { state: 'free' }
      : { state: 'searching', about: { messageId, page: found.nextPage } };
  return respond(turn, turn.composer.searchResults(messageId, found), next);
}
