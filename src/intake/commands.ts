import { findByKeywords } from '../match/keyword-search.ts';
import type { IntakeParts } from './parts.ts';
import { type Incoming, respond } from './respond.ts';

const SEARCH_RESULTS = 5;

/** Runs a command and answers it. Commands open no tip. */
export async function runCommand(
  parts: IntakeParts,
  incoming: Incoming,
  { name, argument }: { name: string; argument: string },
): Promise<null> {
  const { composer } = incoming;
  switch (name) {
    case 'start':
      return respond(incoming, composer.text('command.start'));
    case 'help':
      return respond(incoming, composer.text('command.help'));
    case 'language':
      return respond(incoming, composer.languageMenu());
    case 'search':
      return search(parts, incoming, argument.trim());
    default:
      return respond(incoming, composer.text('command.unknown'));
  }
}

async function search(parts: IntakeParts, incoming: Incoming, words: string): Promise<null> {
  if (!words) return respond(incoming, incoming.composer.text('search.empty'));
  return sendResults(parts, incoming, { messageId: incoming.stored.id, words, page: 1 });
}

/** One page of a search, with a button to the next. `messageId`: the message that asked for the search. */
export async function sendResults(
  parts: IntakeParts,
  incoming: Incoming,
  { messageId, words, page }: { messageId: number; words: string; page: number },
): Promise<null> {
  const query = { text: words, page, limit: SEARCH_RESULTS };
  const found = await findByKeywords(parts.archive, parts.database, query);
  return respond(incoming, incoming.composer.searchResults(messageId, found));
}
