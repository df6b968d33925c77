import type { Chats, SentMessage } from './chats.ts';
import type { FileShelf } from './file-shelf.ts';
import type { FloodControl } from './flood-control.ts';
import type { InlineQueries } from './inline-queries.ts';
import {
  botCommands,
  type Command,
  formattedText,
  inlineKeyboard,
  linkPreviewOptions,
  replyParameters,
} from './outbound-checks.ts';
import { badRequest, Refusal } from './refusal.ts';
import { integer, type Params, structure, text } from './request-params.ts';
import { sendPhoto } from './send-photo.ts';
import type { Update, UpdateQueue } from './update-queue.ts';
import type { WebhookDelivery } from './webhook-delivery.ts';

/** Everything the methods work on. */
export interface World {
  bot: { id: number; username: string };
  queue: UpdateQueue;
  webhook: WebhookDelivery;
  chats: Chats;
  files: FileShelf;
  flood: FloodControl;
  /** Presses that wait to be confirmed. */
  callbackQueries: Set<string>;
  inlineQueries: InlineQueries;
  /** Who runs which group, as `chat user`. */
  admins: Set<string>;
  /** By language code; `''` is for everybody. */
  commands: Map<string, Command[]>;
  /** `typing` and so on, in order. */
  actions: { chatId: number; action: string }[];
  allowedUpdates: Set<string> | null;
}

type Method = (world: World, params: Params, gone: AbortSignal) => unknown;

const METHODS: Record<string, Method> = {
  getMe: ({ bot }) => ({
    id: bot.id,
    is_bot: true,
    first_name: 'تبيّن',
    username: bot.username,
    can_join_groups: true,
    can_read_all_group_messages: false,
    supports_inline_queries: true,
  }),
  getUpdates,
  setWebhook,
  deleteWebhook: (world, params) => {
    world.webhook.set(null);
    dropPending(world, params);
    return true;
  },
  getWebhookInfo: ({ webhook, queue }) => ({
    url: webhook.settings?.url ?? '',
    has_custom_certificate: false,
    pending_update_count: queue.pending.length,
    ...(webhook.lastError === undefined ? {} : { last_error_message: webhook.lastError }),
  }),
  getFile: ({ files }, params) => files.describe(text(params, 'file_id')),
  sendMessage,
  sendPhoto,
  editMessageText,
  sendChatAction: ({ chats, actions }, params) => {
    const chat = chats.writable(params.chat_id);
    const action = text(params, 'action');
    if (!CHAT_ACTIONS.includes(action)) throw badRequest('wrong parameter action in request');
    actions.push({ chatId: chat.id, action });
    return true;
  },
  answerCallbackQuery: ({ callbackQueries }, params) => {
    if (!callbackQueries.delete(text(params, 'callback_query_id'))) {
      throw badRequest('query is too old and response timeout expired or query ID is invalid');
    }
    return true;
  },
  answerInlineQuery: ({ inlineQueries }, params) => inlineQueries.answer(params),
  getChatMember: ({ admins }, params) => {
    const [chat, user] = [String(params.chat_id), String(params.user_id)];
    const status = admins.has(`${chat} ${user}`) ? 'administrator' : 'member';
    return { status, user: { id: Number(user), is_bot: false, first_name: 'عضو' } };
  },
  setMyCommands: ({ commands }, params) => {
    const language = text(params, 'language_code');
    if (!/^(?:[a-z]{2})?$/u.test(language)) throw badRequest('invalid language code specified');
    commands.set(language, botCommands(params));
    return true;
  },
  getMyCommands: ({ commands }, params) => commands.get(text(params, 'language_code')) ?? [],
};

const CHAT_ACTIONS = [
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
];

/** Names are found whatever their case, as Telegram does. */
const BY_NAME = new Map(Object.entries(METHODS).map(([name, method]) => [name.toLowerCase(), method]));

export async function callMethod(
  world: World,
  name: string,
  params: Params,
  gone: AbortSignal,
): Promise<unknown> {
  const method = BY_NAME.get(name.toLowerCase());
  if (!method) throw new Refusal(404, 'Not Found: method not found');
  return method(world, params, gone);
}

async function getUpdates(world: World, params: Params, gone: AbortSignal): Promise<Update[]> {
  if (world.webhook.settings) throw webhookConflict();
  const request = {
    offset: integer(params, 'offset', 0),
    limit: Math.min(100, Math.max(1, integer(params, 'limit', 100))),
    timeoutMs: Math.min(50, Math.max(0, integer(params, 'timeout', 0))) * 1000,
  };
  allowUpdates(world, params);
  return world.queue.poll(request, gone);
}

export const webhookConflict = (): Refusal =>
  new Refusal(
    409,
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
  );

function setWebhook(world: World, params: Params): boolean {
  const url = text(params, 'url');
  const secret = params.secret_token === undefined ? undefined : text(params, 'secret_token');
  if (secret !== undefined && !/^[A-Za-z0-9_-]{1,256}$/u.test(secret)) {
    throw badRequest('secret token contains unallowed characters');
  }
  if (url !== '' && !url.startsWith('https://')) {
    throw badRequest('bad webhook: An HTTPS URL must be provided for webhook');
  }
  allowUpdates(world, params);
  dropPending(world, params);
  world.webhook.set(url === '' ? null : { url, secret });
  if (url !== '') world.queue.refuseWaiting(webhookConflict());
  return true;
}

/** Not given: as before. Empty: all but a few that must be asked for. */
function allowUpdates(world: World, params: Params): void {
  const allowed = structure(params, 'allowed_updates');
  if (allowed === undefined) return;
  if (!Array.isArray(allowed) || !allowed.every((type) => typeof type === 'string')) {
    throw badRequest("can't parse allowed_updates");
  }
  world.allowedUpdates = allowed.length === 0 ? null : new Set(allowed);
}

function dropPending({ queue }: World, params: Params): void {
  if (params.drop_pending_updates !== true && params.drop_pending_updates !== 'true') return;
  while (queue.pending.length > 0) queue.confirmFirst();
}

function sendMessage({ chats, flood }: World, params: Params) {
  const { text: visible, entities } = formattedText(params);
  const keyboard = inlineKeyboard(params);
  const reply = replyParameters(params);
  const linkPreview = linkPreviewOptions(params);
  const chat = chats.writable(params.chat_id);
  const isThere = reply !== null && chat.messageIds.has(reply.messageId);
  if (reply && !isThere && !reply.optional) throw badRequest('message to be replied not found');
  flood.count(chat.id);
  const sent: SentMessage = {
    chatId: chat.id,
    messageId: chats.newMessageId(chat),
    text: visible,
    raw: text(params, 'text'),
    entities,
    keyboard,
    replyTo: reply && isThere ? reply.messageId : null,
    linkPreview,
    at: Date.now(),
  };
  chats.sent.push(sent);
  return messageOf(sent, chat.type);
}

function editMessageText({ chats }: World, params: Params) {
  const { text: visible, entities } = formattedText(params);
  const keyboard = inlineKeyboard(params);
  const chat = chats.writable(params.chat_id);
  const messageId = integer(params, 'message_id');
  const sent = chats.sent.find((message) => message.chatId === chat.id && message.messageId === messageId);
  if (!sent) throw badRequest('message to edit not found');
  const isSame = sent.text === visible && JSON.stringify(sent.keyboard) === JSON.stringify(keyboard);
  if (isSame) throw badRequest('message is not modified');
  Object.assign(sent, { text: visible, raw: text(params, 'text'), entities, keyboard });
  return messageOf(sent, chat.type);
}

const messageOf = (sent: SentMessage, type: string) => ({
  message_id: sent.messageId,
  date: Math.floor(sent.at / 1000),
  chat: { id: sent.chatId, type },
  text: sent.text,
  ...(sent.entities.length > 0 ? { entities: sent.entities } : {}),
});
