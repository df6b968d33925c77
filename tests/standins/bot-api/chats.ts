import type { Entity } from './html-entities.ts';
import type { KeyboardButton } from './outbound-checks.ts';
import { badRequest, Refusal } from './refusal.ts';
import type { Params } from './request-params.ts';

/** A message the bot sent, as the person sees it. */
export interface SentMessage {
  chatId: number;
  messageId: number;
  /** What is read, without markup. */
  text: string;
  /** What was sent. */
  raw: string;
  entities: Entity[];
  keyboard: KeyboardButton[][];
  /** Message it quotes. */
  replyTo: number | null;
  linkPreview: Params | undefined;
  /** A picture, of which `text` is the caption. */
  photo?: { uniqueId: string; bytes: Uint8Array; isUpload: boolean };
  /** Milliseconds since 1970. */
  at: number;
}

export type ChatType = 'private' | 'group' | 'supergroup' | 'channel';

export interface Chat {
  id: number;
  type: ChatType;
  state: 'open' | 'blocked' | 'deactivated';
  /** Id of the supergroup it became. */
  migratedTo: number | null;
  messageIds: Set<number>;
}

/** Chats exist for the bot once somebody wrote in them. */
export class Chats {
  readonly #chats = new Map<number, Chat>();
  #lastMessageId = 0;
  readonly sent: SentMessage[] = [];

  open(id: number, type: ChatType): Chat {
    const known = this.#chats.get(id);
    if (known) return known;
    const chat: Chat = { id, type, state: 'open', migratedTo: null, messageIds: new Set() };
    this.#chats.set(id, chat);
    return chat;
  }

  newMessageId(chat: Chat): number {
    this.#lastMessageId += 1;
    chat.messageIds.add(this.#lastMessageId);
    return this.#lastMessageId;
  }

  /** The chat a bot may write to; throws what Telegram answers when it may not. */
  writable(chatId: unknown): Chat {
    if (chatId === undefined || chatId === '') throw badRequest('chat_id is empty');
    const chat = this.#chats.get(Number(chatId));
    if (!chat) throw badRequest('chat not found');
    if (chat.migratedTo !== null) {
      throw new Refusal(400, 'Bad Request: group chat was upgraded to a supergroup chat', {
        migrate_to_chat_id: chat.migratedTo,
      });
    }
    if (chat.state === 'blocked') throw new Refusal(403, 'Forbidden: bot was blocked by the user');
    if (chat.state === 'deactivated') throw new Refusal(403, 'Forbidden: user is deactivated');
    return chat;
  }
}
