import { MAX_PAGE } from '../match/keyword-search.ts';
import { readToken } from '../reply/button-tokens.ts';
import { ReplyComposer } from '../reply/compose.ts';
import { findFactChecks } from '../store/fact-checks.ts';
import { findMessage } from '../store/messages.ts';
import { setLanguage } from '../store/senders.ts';
import { findTip, type StoredTip, setTipOutcome } from '../store/tips.ts';
import { LANGUAGES } from '../words.ts';
import { sendResults } from './commands.ts';
import { toMatch, toQueryParts, withKnownLinks } from './look-up.ts';
import type { IntakeParts } from './parts.ts';
import { type Incoming, respond } from './respond.ts';
import { questionOf } from './tip-files.ts';

/** Outcomes that leave the question open: no other answer has a button that leads to the team. */
const NOT_FOUND: (string | null)[] = ['choices', 'unknown'];

/** A pressed button. Its token came from outside: it counts only on a tip or message of the same person. */
export async function handlePress(parts: IntakeParts, incoming: Incoming, token: string): Promise<null> {
  const read = readToken(token);
  if (read?.kind === 'language') return chooseLanguage(parts, incoming, read.language);
  if (read?.kind === 'more') return showMore(parts, incoming, read.messageId, read.page);
  const tip = read ? await findTip(incoming.tx, read.tipId) : null;
  if (!read || !tip || tip.senderId !== incoming.sender.id) return respondOld(incoming);
  return read.kind === 'pick' ? pick(incoming, tip, read.choice) : toTeam(parts, incoming, tip, read.kind);
}

const respondOld = (incoming: Incoming): Promise<null> =>
  respond(incoming, incoming.composer.text('button.old'));

async function chooseLanguage(parts: IntakeParts, incoming: Incoming, chosen: string): Promise<null> {
  const language = LANGUAGES.find((known) => known === chosen);
  if (!language) return respondOld(incoming);
  await setLanguage(incoming.tx, incoming.sender.id, language);
  return respond(incoming, new ReplyComposer(parts.words, language).text('command.languageSet'));
}

/** The next page of a search: what was searched for stands in the stored message. */
async function showMore(
  parts: IntakeParts,
  incoming: Incoming,
  messageId: number,
  page: number,
): Promise<null> {
  const { channel, conversation } = incoming.stored;
  const asked = page >= 2 && page <= MAX_PAGE ? await findMessage(incoming.tx, messageId) : null;
  if (!asked || asked.channel !== channel || asked.conversation !== conversation) return respondOld(incoming);
  const message = parts.adapterOf(channel)?.read(asked.payload);
  const isOwn = message?.sender.externalId === incoming.message.sender.externalId;
  const words = message?.command?.name === 'search' ? message.command.argument.trim() : '';
  if (!isOwn || !words) return respondOld(incoming);
  return sendResults(parts, incoming, { messageId, words, page });
}

async function pick(incoming: Incoming, tip: StoredTip, choice: number): Promise<null> {
  const offered = tip.answers.filter(({ sent }) => sent)[choice];
  if (!offered) return respondOld(incoming);
  const ids = [offered.factCheckId, ...(offered.sameAs ?? [])];
  const factChecks = await findFactChecks(incoming.tx, ids);
  const match = toMatch(
    offered,
    ids.flatMap((id) => factChecks.get(id) ?? []),
  );
  return match ? respond(incoming, incoming.composer.answer([match])) : respondOld(incoming);
}

async function toTeam(
  parts: IntakeParts,
  incoming: Incoming,
  tip: StoredTip,
  kind: 'none' | 'queue',
): Promise<null> {
  const { tx, composer } = incoming;
  if (!NOT_FOUND.includes(tip.outcome)) return respondOld(incoming);
  if (tip.claimId === null) {
    const question = await questionOf(tx, tip);
    await parts.claims.enqueue(tx, {
      id: tip.id,
      text: tip.text,
      parts: toQueryParts(withKnownLinks(question, parts.shortLinks)),
      closest: tip.closest,
    });
    await setTipOutcome(tx, tip.id, 'unknown');
  }
  return respond(incoming, composer.text(kind === 'none' ? 'button.noneThanks' : 'button.sentThanks'));
}
