import type { Client } from 'whatsapp-web.js';
import type { OwnIds } from './incoming.ts';
import { type SessionTiming, within } from './timing.ts';

/** What the library cannot be asked, and the page can. All reject with `LateError` when the page does not answer. */

type AnswerLimit = Pick<SessionTiming, 'answerMs'>;

/** @param expression JavaScript for the page */
const ask = (
  { pupPage }: Client,
  what: string,
  expression: string,
  { answerMs }: AnswerLimit,
): Promise<unknown> => within(answerMs, what, Promise.resolve(pupPage?.evaluate(expression)));

/** Ours: that of the number, and the one that hides it. */
export async function ownIds(client: Client, limit: AnswerLimit): Promise<OwnIds> {
  const expression = `(() => {
    const { getMaybeMePnUser, getMaybeMeLidUser } = window.require('WAWebUserPrefsMeUser');
    return [getMaybeMePnUser(), getMaybeMeLidUser()].filter(Boolean).map((wid) => wid._serialized.replace(/:\\d+(?=@)/, ''));
  })()`;
  return ((await ask(client, 'own ids', expression, limit)) as string[] | undefined) ?? [];
}

/** Chats come into being by what people write. */
export async function isChat(client: Client, conversation: string, limit: AnswerLimit): Promise<boolean> {
  const expression = `(() => {
    const wid = window.require('WAWebWidFactory').createWid(${JSON.stringify(conversation)});
    return Boolean(window.require('WAWebCollections').Chat.get(wid));
  })()`;
  return (await ask(client, 'chat', expression, limit)) === true;
}

export interface WaitingChat {
  id: string;
  /** Messages; 0: none, but there was something in it lately. */
  unread: number;
}

/**
 * Chats with unread messages, or with anything since a moment. The library's own list asks WhatsApp about every group.
 * @param since seconds since 1970
 */
export async function chatsWaiting(
  client: Client,
  since: number,
  limit: AnswerLimit,
): Promise<WaitingChat[]> {
  const expression = `window.require('WAWebCollections').Chat.getModelsArray()
    .filter((chat) => /@(?:c\\.us|lid|g\\.us)$/.test(chat.id._serialized))
    .filter((chat) => chat.unreadCount > 0 || chat.t >= ${since})
    .map((chat) => ({ id: chat.id._serialized, unread: chat.unreadCount ?? 0 }))`;
  return ((await ask(client, 'chats', expression, limit)) as WaitingChat[] | undefined) ?? [];
}

export async function askForCode(client: Client, limit: AnswerLimit): Promise<void> {
  await ask(client, 'code', "window.require('WAWebCmd').Cmd.refreshQR()", limit);
}

/** Whether the page is done with its start and the library has moved in, which tells nobody of what was before. */
export async function wasSyncedUnheard(client: Client, limit: AnswerLimit): Promise<boolean> {
  const expression = `window.require('WAWebSocketModel').Socket.hasSynced === true
    && typeof window.onAppStateHasSyncedEvent === 'function'`;
  return (await ask(client, 'synced', expression, limit)) === true;
}

/** As the page does once it is synced. */
export async function tellSynced(client: Client, limit: AnswerLimit): Promise<void> {
  await ask(client, 'synced', 'void window.onAppStateHasSyncedEvent()', limit);
}
