import { setTimeout as delay } from 'node:timers/promises';
import whatsapp, { type Client, type MessageSendOptions } from 'whatsapp-web.js';
import { AppError } from '../../errors.ts';
import { isChat } from './page-questions.ts';
import type { OrderOf } from './protocol.ts';
import { reasonOf } from './reason.ts';
import { type SessionTiming, within } from './timing.ts';

/**
 * Writes to somebody who wrote before, as a person would: "typing…" first. Resolves with the id of the message once
 * WhatsApp has taken it. Throws `send-window-closed` when there is no chat with them, `send-unreachable`.
 */
export async function sendMessage(
  client: Client,
  order: OrderOf<'send'>,
  timing: SessionTiming,
): Promise<string> {
  const { conversation, text, quote, picture, isPreviewed, typingMs } = order;
  if (!(await isChat(client, conversation, timing))) throw new AppError('send-window-closed');
  if (typingMs > 0) {
    await showTyping(client, conversation, timing);
    await delay(typingMs);
  }
  const state = await within(timing.answerMs, 'state', client.getState());
  // The page would keep it and send it when WhatsApp is back, and so would we.
  if (String(state) !== 'CONNECTED')
    throw new AppError('send-unreachable', { cause: new Error(`state ${state}`) });
  const options: MessageSendOptions & { waitUntilMsgSent: boolean } = {
    linkPreview: isPreviewed,
    // What was not stored yet must stay unread.
    sendSeen: false,
    waitUntilMsgSent: true,
    parseVCards: false,
    ...(quote === undefined ? {} : { quotedMessageId: quote }),
    ...(picture ? { caption: text } : {}),
  };
  const content = picture ? mediaOf(picture) : text;
  const sent = await within(timing.sendMs, 'send', client.sendMessage(conversation, content, options));
  const ack = sent?.ack as number | undefined;
  if (!sent || ack === -1)
    throw new AppError('send-unreachable', { cause: new Error('WhatsApp did not take it') });
  return sent.id._serialized;
}

const mediaOf = ({ bytes, mime }: NonNullable<OrderOf<'send'>['picture']>) =>
  new whatsapp.MessageMedia(mime, Buffer.from(bytes).toString('base64'), `picture.${mime.split('/')[1]}`);

/** Never throws: nothing depends on it. */
export async function showTyping(
  client: Client,
  conversation: string,
  { answerMs }: SessionTiming,
): Promise<void> {
  const type = async () => (await client.getChatById(conversation))?.sendStateTyping();
  await within(answerMs, 'typing', type()).catch(() => undefined);
}

/** As `Adapter.send` promises; what the page says is no reason to give a message up. */
export const toSendError = (error: unknown): AppError =>
  error instanceof AppError ? error : new AppError('send-unreachable', { cause: new Error(reasonOf(error)) });
