import { z } from 'zod';

/** The parts of Telegram's updates that are read. Everything else may be there and is left alone. */

const id = z.number().int();
const fileId = z.string().min(1);
const chat = z.object({
  id,
  type: z.string(),
  title: z.string().optional(),
  username: z.string().optional(),
});
const user = z.object({ id, language_code: z.string().optional() });

const file = z.object({
  file_id: fileId,
  file_unique_id: fileId,
  file_size: z.number().int().nonnegative().optional(),
});
const photoSize = file.extend({ width: z.number(), height: z.number() });
const mediaFile = file.extend({ mime_type: z.string().optional(), thumbnail: photoSize.optional() });

const forwardOrigin = z.object({
  type: z.string(),
  /** Of a group that somebody writes for without a name. */
  sender_chat: chat.optional(),
  /** Of a channel. */
  chat: chat.optional(),
  message_id: id.optional(),
});

/** Keeps the keys it does not know: they tell what else a message is. */
const message = z.looseObject({
  message_id: id,
  chat,
  from: user.optional(),
  text: z.string().optional(),
  caption: z.string().optional(),
  media_group_id: z.string().min(1).optional(),
  forward_origin: forwardOrigin.optional(),
  photo: z.array(photoSize).min(1).optional(),
  video: mediaFile.optional(),
  video_note: mediaFile.optional(),
  animation: mediaFile.optional(),
  document: mediaFile.optional(),
  audio: mediaFile.optional(),
  voice: mediaFile.optional(),
});

const messageWithReply = message.extend({ reply_to_message: message.optional() });

const callbackQuery = z.object({
  id: z.string().min(1),
  from: user,
  message: z.object({ message_id: id, chat }).optional(),
  data: z.string().optional(),
});

const inlineQuery = z.object({
  id: z.string().min(1),
  from: user,
  query: z.string(),
  offset: z.string(),
});

export const updateShape = z.object({
  update_id: id,
  message: messageWithReply.optional(),
  edited_message: messageWithReply.optional(),
  callback_query: callbackQuery.optional(),
  inline_query: inlineQuery.optional(),
});

export type PhotoSizeShape = z.infer<typeof photoSize>;
export type MediaFileShape = z.infer<typeof mediaFile>;
export type MessageShape = z.infer<typeof message>;
export type MessageWithReplyShape = z.infer<typeof messageWithReply>;
export type ForwardOriginShape = z.infer<typeof forwardOrigin>;
export type InlineQueryShape = z.infer<typeof inlineQuery>;
export type CallbackQueryShape = z.infer<typeof callbackQuery>;
