import type { InboundMessage } from '../domain/message.ts';

/** `/search words`, in the form Telegram defines for commands. */
export function readCommand(text: string): InboundMessage['command'] {
  const found = /^\/([a-z0-9_]{1,32})(?:\s+|$)/iu.exec(text.trim());
  if (!found?.[1]) return undefined;
  return { name: found[1].toLowerCase(), argument: text.trim().slice(found[0].length).trim() };
}
