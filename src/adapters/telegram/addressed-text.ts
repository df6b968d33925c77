import type { InboundMessage } from '../../domain/message.ts';

const COMMAND = /^\/([a-z0-9_]{1,32})(?:@([a-z0-9_]{3,32}))?(?:\s+|$)/iu;
const MENTION = /(?<![\w@/.])@([a-z][a-z0-9_]{3,31})\b/giu;

/** Whether a user name written in a message is the bot's own. */
export type IsOwnName = (name: string) => boolean;

/** `/search@the_bot words` -> name `search`, argument `words`, addressee `the_bot`. */
export function readCommand(
  text: string,
): (NonNullable<InboundMessage['command']> & { addressee?: string }) | null {
  const [head, name, addressee] = COMMAND.exec(text) ?? [];
  if (head === undefined || name === undefined) return null;
  const command = { name: name.toLowerCase(), argument: text.slice(head.length).trim() };
  return addressee === undefined ? command : { ...command, addressee };
}

export function mentions(text: string, isOwnName: IsOwnName): boolean {
  const addressee = readCommand(text)?.addressee;
  if (addressee !== undefined && isOwnName(addressee)) return true;
  return [...text.matchAll(MENTION)].some(([, name = '']) => isOwnName(name));
}

/** The text without the bot's own name: it is how one speaks to the bot, not part of what is asked. */
export function withoutMentions(text: string, isOwnName: IsOwnName): string {
  return text
    .replace(MENTION, (mention, name: string) => (isOwnName(name) ? '' : mention))
    .replace(/[^\S\n]{2,}/gu, ' ')
    .trim();
}
