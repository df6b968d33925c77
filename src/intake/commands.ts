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
  const { composer } = incoming;
  if (!words) return respond(incoming, composer.text('search.empty'));
  const { total, items } = await findByKeywords(parts.archive, parts.database, {
    text: words,
    limit: SEARCH_RESULTS,
  });
  return respond(incoming, composer.searchResults(items, total));
}
