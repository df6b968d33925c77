import type { Message, Opts } from 'telegraf/types';
import type { SendReceipt } from '../../domain/adapter.ts';
import { AppError, toAppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type BotApi, BotApiRefusal, BotApiUnreachable } from './bot-api.ts';

export interface Sending {
  api: BotApi;
  log: Log;
  timeoutMs: number;
}

type SendMethod = 'sendMessage' | 'sendPhoto';

/** What came of a call that sends: the message as Telegram has it, and the chat's new id if it has one. */
export interface Delivered<M extends SendMethod> {
  message: M extends 'sendPhoto' ? Message.PhotoMessage : Message.TextMessage;
  movedTo?: string;
}

/** @throws `send-refused` for what is no chat at all */
export function chatIdOf(conversation: string): number {
  const id = Number(conversation);
  if (!/^-?\d+$/u.test(conversation) || !Number.isSafeInteger(id)) throw new AppError('send-refused');
  return id;
}

/** Sends to a chat; when the group has become a supergroup, once to that. Throws as `BotApi.call`. */
export async function callForChat<M extends SendMethod>(
  { api, timeoutMs }: Sending,
  method: M,
  payload: Opts<M>,
): Promise<Delivered<M>> {
  try {
    return { message: (await api.call(method, payload, { timeoutMs })) as Delivered<M>['message'] };
  } catch (error) {
    if (!(error instanceof BotApiRefusal) || error.migratedTo === undefined) throw error;
    const moved = { ...payload, chat_id: error.migratedTo };
    const message = (await api.call(method, moved, { timeoutMs })) as Delivered<M>['message'];
    return { message, movedTo: String(error.migratedTo) };
  }
}

export const toReceipt = ({ message, movedTo }: Delivered<SendMethod>): SendReceipt => ({
  externalId: String(message.message_id),
  ...(movedTo === undefined ? {} : { movedTo }),
});

/** A message that may go without the one it answers. */
export const replyTo = (
  quote: string | undefined,
): { message_id: number; allow_sending_without_reply: true } | null => {
  const id = Number(quote);
  return Number.isSafeInteger(id) && id > 0 ? { message_id: id, allow_sending_without_reply: true } : null;
};

/** The words Telegram has for "this chat takes no messages from you", all with code 400. */
const REFUSED_FOR_GOOD =
  /chat not found|user not found|deactivated|PEER_ID_INVALID|chat_id is empty|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED|need administrator rights|TOPIC_CLOSED|bot was kicked/iu;

const isRefusedForGood = ({ status, description }: BotApiRefusal): boolean =>
  status === 403 || (status === 400 && REFUSED_FOR_GOOD.test(description));

/** Telegram does not like the message itself. */
export const isRejected = (error: unknown): error is BotApiRefusal =>
  error instanceof BotApiRefusal &&
  !isRefusedForGood(error) &&
  (error.status === 400 || error.status === 413 || error.status === 414);

export function toSendError(error: unknown): AppError {
  if (error instanceof BotApiUnreachable) return new AppError('send-unreachable', { cause: error });
  if (!(error instanceof BotApiRefusal)) return toAppError(error);
  if (error.status === 429) {
    return new AppError('send-rate-limited', { cause: error, retryAfterMs: error.retryAfterMs });
  }
  if (isRefusedForGood(error)) return new AppError('send-refused', { cause: error });
  if (isRejected(error)) return new AppError('send-rejected', { cause: error });
  return new AppError('send-unreachable', { cause: error });
}
