import type { InlineKeyboardMarkup, Opts } from 'telegraf/types';
import type { OutboundMessage } from '../../domain/message.ts';
import { fit as keepWithin, plainText, type RichText } from '../../domain/rich-text.ts';
import { AppError } from '../../errors.ts';
import type { Log } from '../../log.ts';
import { type BotApi, BotApiRefusal } from './bot-api.ts';
import { toHtml, webUrl } from './html.ts';
import { inlineKeyboard } from './keyboard.ts';
import { isBlank, prepared, TEXT_LIMIT, visibleLength } from './visible-text.ts';

type SendPayload = Opts<'sendMessage'>;

interface Sending {
  api: BotApi;
  log: Log;
  timeoutMs: number;
}

/** Throws what `Adapter.send` promises, and `text-empty`, `send-rejected` for a message that can never be sent. */
export async function sendMessage(
  sending: Sending,
  conversation: string,
  message: OutboundMessage,
): Promise<{ externalId: string }> {
  const chatId = chatIdOf(conversation);
  const text = prepared(message);
  if (isBlank(text)) throw new AppError('text-empty');
  const keyboard = inlineKeyboard(message.buttons, sending.log);
  try {
    return await sendToChat(sending, richPayload(chatId, text, message.quote, keyboard));
  } catch (error) {
    if (!isRejected(error)) throw toSendError(error);
    sending.log.error({ description: error.description }, 'Telegram refused the form of a message');
  }
  try {
    return await sendToChat(sending, plainPayload(chatId, text, keyboard));
  } catch (error) {
    throw toSendError(error);
  }
}

function chatIdOf(conversation: string): number {
  const id = Number(conversation);
  if (!/^-?\d+$/u.test(conversation) || !Number.isSafeInteger(id)) throw new AppError('send-refused');
  return id;
}

async function sendToChat({ api, timeoutMs }: Sending, payload: SendPayload) {
  try {
    return externalIdOf(await api.call('sendMessage', payload, { timeoutMs }));
  } catch (error) {
    if (!(error instanceof BotApiRefusal) || error.migratedTo === undefined) throw error;
    const moved = { ...payload, chat_id: error.migratedTo };
    return externalIdOf(await api.call('sendMessage', moved, { timeoutMs }));
  }
}

const externalIdOf = ({ message_id }: { message_id: number }) => ({ externalId: String(message_id) });

function richPayload(
  chatId: number,
  text: RichText,
  quote: string | undefined,
  keyboard: InlineKeyboardMarkup | undefined,
): SendPayload {
  const fitted = keepWithin(text, TEXT_LIMIT, visibleLength);
  const quoted = Number(quote);
  return {
    chat_id: chatId,
    text: toHtml(fitted),
    parse_mode: 'HTML',
    link_preview_options: previewOf(fitted),
    ...(keyboard ? { reply_markup: keyboard } : {}),
    ...(Number.isSafeInteger(quoted) && quoted > 0
      ? { reply_parameters: { message_id: quoted, allow_sending_without_reply: true } }
      : {}),
  };
}

/** What is left when Telegram takes offence at markup, links or the quoted message: the words and the answers to them. */
function plainPayload(
  chatId: number,
  text: RichText,
  keyboard: InlineKeyboardMarkup | undefined,
): SendPayload {
  const rows = keyboard?.inline_keyboard.map((row) => row.filter((button) => 'callback_data' in button));
  const answers = rows?.filter((row) => row.length > 0) ?? [];
  return {
    chat_id: chatId,
    text: plainText(keepWithin(text, TEXT_LIMIT, (candidate) => plainText(candidate).length)),
    link_preview_options: { is_disabled: true },
    ...(answers.length > 0 ? { reply_markup: { inline_keyboard: answers } } : {}),
  };
}

/** One link is the fact-check itself and may show its picture, small; of several, the first would look like the answer. */
function previewOf(text: RichText): SendPayload['link_preview_options'] {
  const links = new Set(text.flat().flatMap((span) => webUrl(span.href) ?? []));
  return links.size === 1 ? { prefer_small_media: true } : { is_disabled: true };
}

/** The words Telegram has for "this chat takes no messages from you", all with code 400. */
const REFUSED_FOR_GOOD =
  /chat not found|user not found|deactivated|PEER_ID_INVALID|chat_id is empty|not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|CHAT_RESTRICTED|need administrator rights|TOPIC_CLOSED|bot was kicked/iu;

const isRefusedForGood = ({ status, description }: BotApiRefusal): boolean =>
  status === 403 || (status === 400 && REFUSED_FOR_GOOD.test(description));

/** Telegram does not like the message itself. */
const isRejected = (error: unknown): error is BotApiRefusal =>
  error instanceof BotApiRefusal &&
  !isRefusedForGood(error) &&
  (error.status === 400 || error.status === 413 || error.status === 414);

function toSendError(error: unknown): AppError {
  if (!(error instanceof BotApiRefusal)) return new AppError('send-unreachable', { cause: error });
  if (error.status === 429) {
    return new AppError('send-rate-limited', { cause: error, retryAfterMs: error.retryAfterMs });
  }
  if (isRefusedForGood(error)) return new AppError('send-refused', { cause: error });
  if (isRejected(error)) return new AppError('send-rejected', { cause: error });
  return new AppError('send-unreachable', { cause: error });
}
