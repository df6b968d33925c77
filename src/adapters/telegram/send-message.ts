import type { InlineKeyboardMarkup, Opts } from 'telegraf/types';
import type { SendReceipt } from '../../domain/adapter.ts';
import type { OutboundMessage } from '../../domain/message.ts';
import type { MessagePreview } from '../../domain/message-preview.ts';
import { fit as keepWithin, plainText, type RichText } from '../../domain/rich-text.ts';
import { AppError } from '../../errors.ts';
import { createLog } from '../../log.ts';
import { isBlank, prepared, TEXT_LIMIT, visibleLength } from '../visible-text.ts';
import { webUrl } from '../web-url.ts';
import {
  callForChat,
  chatIdOf,
  isRejected,
  replyTo,
  type Sending,
  toReceipt,
  toSendError,
} from './chat-call.ts';
import { toHtml } from './html.ts';
import { inlineKeyboard } from './keyboard.ts';

type SendPayload = Opts<'sendMessage'>;

const fitted = (text: RichText): RichText => keepWithin(text, TEXT_LIMIT, visibleLength);

export const telegramPreview: MessagePreview = {
  channel: 'telegram',
  markup: 'html',
  shownOf: (message) => {
    const keyboard = inlineKeyboard(message.buttons, createLog('silent'))?.inline_keyboard ?? [];
    const buttons = keyboard.map((row) => row.map(({ text }) => text));
    return [{ text: toHtml(fitted(prepared(message))), buttons }];
  },
};

/** Throws what `Adapter.send` promises, and `text-empty`. */
export async function sendMessage(
  sending: Sending,
  conversation: string,
  message: OutboundMessage,
): Promise<SendReceipt> {
  const chatId = chatIdOf(conversation);
  const text = prepared(message);
  if (isBlank(text)) throw new AppError('text-empty');
  const keyboard = inlineKeyboard(message.buttons, sending.log);
  try {
    return await send(sending, richPayload(chatId, text, message.quote, keyboard));
  } catch (error) {
    if (!isRejected(error)) throw toSendError(error);
    sending.log.error({ description: error.description }, 'Telegram refused the form of a message');
  }
  try {
    return await send(sending, plainPayload(chatId, text, keyboard));
  } catch (error) {
    throw toSendError(error);
  }
}

const send = async (sending: Sending, payload: SendPayload): Promise<SendReceipt> =>
  toReceipt(await callForChat(sending, 'sendMessage', payload));

function richPayload(
  chatId: number,
  text: RichText,
  quote: string | undefined,
  keyboard: InlineKeyboardMarkup | undefined,
): SendPayload {
  const fits = fitted(text);
  const reply = replyTo(quote);
  return {
    chat_id: chatId,
    text: toHtml(fits),
    parse_mode: 'HTML',
    link_preview_options: previewOf(fits),
    ...(keyboard ? { reply_markup: keyboard } : {}),
    ...(reply ? { reply_parameters: reply } : {}),
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
