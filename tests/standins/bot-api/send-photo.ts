import type { SentMessage } from './chats.ts';
import type { World } from './methods.ts';
import { captionText, inlineKeyboard, replyParameters } from './outbound-checks.ts';
import { badRequest } from './refusal.ts';
import { type Params, text } from './request-params.ts';

/** "The photo must be at most 10 MB in size" (Bot API, sendPhoto). */
const LARGEST_PHOTO = 10 * 1024 * 1024;

/** A photo is uploaded as a part of a form, or named by the `file_id` of one that is here already. */
export function sendPhoto({ chats, files, flood }: World, params: Params) {
  const { text: caption, entities } = captionText(params);
  const keyboard = inlineKeyboard(params);
  const reply = replyParameters(params);
  const chat = chats.writable(params.chat_id);
  const isThere = reply !== null && chat.messageIds.has(reply.messageId);
  if (reply && !isThere && !reply.optional) throw badRequest('message to be replied not found');
  const file = Buffer.isBuffer(params.photo) ? uploaded(params.photo) : files.known(text(params, 'photo'));
  flood.count(chat.id);
  const shelved = file instanceof Uint8Array ? files.add(file, { width: 800, height: 600 }) : file;
  const photo = [90, 320, 800].map((width) => ({
    file_id: files.announce(shelved),
    file_unique_id: shelved.uniqueId,
    file_size: shelved.size,
    width,
    height: Math.round((width * 3) / 4),
  }));
  const sent: SentMessage = {
    chatId: chat.id,
    messageId: chats.newMessageId(chat),
    text: caption,
    raw: text(params, 'caption'),
    entities,
    keyboard,
    replyTo: reply && isThere ? reply.messageId : null,
    linkPreview: undefined,
    photo: { uniqueId: shelved.uniqueId, bytes: shelved.bytes, isUpload: file instanceof Uint8Array },
    at: Date.now(),
  };
  chats.sent.push(sent);
  return {
    message_id: sent.messageId,
    date: Math.floor(sent.at / 1000),
    chat: { id: chat.id, type: chat.type },
    photo,
    ...(caption ? { caption, caption_entities: entities } : {}),
  };
}

function uploaded(bytes: Buffer): Uint8Array {
  if (bytes.length === 0) throw badRequest('file must be non-empty');
  if (bytes.length > LARGEST_PHOTO) throw badRequest('file is too big for a photo');
  const [first, second] = bytes;
  const isPicture = (first === 0xff && second === 0xd8) || bytes.subarray(1, 4).toString() === 'PNG';
  if (!isPicture) throw badRequest('IMAGE_PROCESS_FAILED');
  return bytes;
}
