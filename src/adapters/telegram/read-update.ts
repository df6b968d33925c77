import type { InboundMessage, UnsupportedKind } from '../../domain/message.ts';
import { AppError } from '../../errors.ts';
import { type IsOwnName, mentions, readCommand, withoutMentions } from './addressed-text.ts';
import { originOf } from './message-origin.ts';
import { remoteFilesOf } from './remote-files.ts';
import {
  type CallbackQueryShape,
  type MessageShape,
  type MessageWithReplyShape,
  updateShape,
} from './update-shape.ts';

/** Who the bot is, as far as reading needs to know it. */
export interface Self {
  id: number;
  isOwnName: IsOwnName;
}

/** `null`: nothing in it to answer. Throws `message-malformed`. */
export function readUpdate(payload: unknown, self: Self): InboundMessage | null {
  const result = updateShape.safeParse(payload);
  if (!result.success) {
    const field = result.error.issues[0]?.path.join('.') || 'update';
    throw new AppError('message-malformed', { params: { field } });
  }
  const { message, edited_message, callback_query } = result.data;
  if (callback_query) return readPress(callback_query);
  if (message) return readMessage(message, self);
  if (edited_message) return readEdit(edited_message, self);
  return null;
}

function readPress({ id, from, message, data }: CallbackQueryShape): InboundMessage | null {
  if (data === undefined || message?.chat.type === 'channel') return null;
  return {
    conversation: String(message?.chat.id ?? from.id),
    ...(message ? { quote: String(message.message_id) } : {}),
    ...(message && message.chat.type !== 'private' ? { isGroup: true as const } : {}),
    sender: senderOf(from),
    files: [],
    press: { token: data, acknowledge: id },
  };
}

function readEdit(message: MessageWithReplyShape, self: Self): InboundMessage | null {
  const read = readMessage(message, self);
  // Telegram also calls it an edit when a shared location moves or a poll gets votes.
  return read && !read.unsupported ? { ...read, edited: true } : null;
}

function readMessage(message: MessageWithReplyShape, self: Self): InboundMessage | null {
  if (message.chat.type === 'private') return readContent(message, message);
  if (message.chat.type !== 'group' && message.chat.type !== 'supergroup') return null;
  return readInGroup(message, self);
}

/** In a group the bot speaks only when spoken to. */
function readInGroup(message: MessageWithReplyShape, self: Self): InboundMessage | null {
  const { reply_to_message: original } = message;
  const written = message.text ?? message.caption ?? '';
  const isReplyToUs = original?.from?.id === self.id;
  const isMention = mentions(written, self.isOwnName);
  if (!isReplyToUs && !isMention) return readOverheard(message);

  const text = withoutMentions(written, self.isOwnName);
  const asked = { ...message, text, caption: undefined };
  // "@bot is this true?" under somebody's video asks about the video.
  const subject = isMention && original && !isReplyToUs && remoteFilesOf(message).length === 0;
  if (!subject) return inGroup(readContent(message, asked));
  const words = text || original.text || original.caption;
  const about = { ...original, text: words, caption: undefined, media_group_id: undefined };
  return inGroup(readContent(message, about));
}

/** A picture, film or sound that somebody forwards to a group, without a word to us. */
function readOverheard(message: MessageShape): InboundMessage | null {
  const isForwardedFile = message.forward_origin !== undefined && remoteFilesOf(message).length > 0;
  const read = isForwardedFile ? inGroup(readContent(message, message)) : null;
  return read && { ...read, isOverheard: true };
}

const inGroup = (read: InboundMessage | null): InboundMessage | null => read && { ...read, isGroup: true };

/** @param message who asks and where. @param content what is asked about. */
function readContent(message: MessageWithReplyShape, content: MessageShape): InboundMessage | null {
  if (!message.from && message.chat.type !== 'private') return null;
  const base = {
    conversation: String(message.chat.id),
    quote: String(message.message_id),
    sender: senderOf(message.from ?? message.chat),
    ...(message.reply_to_message ? { replyTo: String(message.reply_to_message.message_id) } : {}),
    ...(content.forward_origin ? { origin: originOf(content.forward_origin) } : {}),
  };
  const text = content.text ?? content.caption;
  const files = remoteFilesOf(content);
  const command = files.length === 0 && text !== undefined ? readCommand(text) : null;
  if (command) {
    return { ...base, files: [], command: { name: command.name, argument: command.argument } };
  }
  const hasContent = files.length > 0 || text !== undefined;
  if (!hasContent && isService(content)) return null;
  return {
    ...base,
    ...(text === undefined ? {} : { text }),
    files,
    ...(content.media_group_id === undefined ? {} : { groupKey: content.media_group_id }),
    ...(hasContent ? {} : { unsupported: unsupportedKindOf(content) }),
  };
}

function senderOf(from: { id: number; language_code?: string }): InboundMessage['sender'] {
  const language = from.language_code;
  const isTag = language !== undefined && /^[a-z]{2,8}(?:[-_][a-z0-9]{1,8})*$/iu.test(language);
  return { externalId: String(from.id), ...(isTag ? { language } : {}) };
}

function unsupportedKindOf(message: MessageShape): UnsupportedKind {
  // A venue comes with a location, a game or a story with neither.
  const kinds = ['sticker', 'location', 'contact', 'poll'] as const;
  return kinds.find((kind) => message[kind] !== undefined) ?? 'other';
}

/**
 * Messages that Telegram writes about the chat itself (Bot API, "Message"). What is in no list was written by the
 * person, perhaps in a way that is newer than this code, and gets an answer.
 */
const SERVICE_KEYS = [
  'new_chat_members',
  'left_chat_member',
  'new_chat_title',
  'new_chat_photo',
  'delete_chat_photo',
  'group_chat_created',
  'supergroup_chat_created',
  'channel_chat_created',
  'message_auto_delete_timer_changed',
  'migrate_to_chat_id',
  'migrate_from_chat_id',
  'pinned_message',
  'successful_payment',
  'refunded_payment',
  'users_shared',
  'user_shared',
  'chat_shared',
  'connected_website',
  'write_access_allowed',
  'passport_data',
  'proximity_alert_triggered',
  'boost_added',
  'chat_background_set',
  'forum_topic_created',
  'forum_topic_edited',
  'forum_topic_closed',
  'forum_topic_reopened',
  'general_forum_topic_hidden',
  'general_forum_topic_unhidden',
  'giveaway_created',
  'giveaway_completed',
  'video_chat_scheduled',
  'video_chat_started',
  'video_chat_ended',
  'video_chat_participants_invited',
  'web_app_data',
  'paid_message_price_changed',
  'direct_message_price_changed',
  'gift',
  'unique_gift',
  'gift_upgrade_sent',
  'checklist_tasks_done',
  'checklist_tasks_added',
  'suggested_post_approved',
  'suggested_post_approval_failed',
  'suggested_post_declined',
  'suggested_post_paid',
  'suggested_post_refunded',
] as const;

const isService = (message: MessageShape): boolean => SERVICE_KEYS.some((key) => message[key] !== undefined);
