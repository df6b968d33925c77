import { type Entity, parseHtml } from './html-entities.ts';
import { badRequest } from './refusal.ts';
import { integer, isObject, type Params, structure, text } from './request-params.ts';

/** What Telegram checks of messages that a bot sends. */

export function formattedText(params: Params): { text: string; entities: Entity[] } {
  const { text: visible, entities } = parsedText(params, 'text');
  if (visible.replace(/[\s\p{Cf}]/gu, '') === '') throw badRequest('message text is empty');
  if (visible.length > 4096) throw badRequest('message is too long');
  return { text: visible, entities };
}

/** May be empty. */
export function captionText(params: Params): { text: string; entities: Entity[] } {
  const parsed = parsedText(params, 'caption');
  if (parsed.text.length > 1024) throw badRequest('message caption is too long');
  return parsed;
}

function parsedText(params: Params, name: 'text' | 'caption'): { text: string; entities: Entity[] } {
  const raw = text(params, name);
  if (/\p{Surrogate}/u.test(raw)) throw badRequest('strings must be encoded in UTF-8');
  const mode = text(params, 'parse_mode').toLowerCase();
  if (mode !== '' && mode !== 'html') throw badRequest('unsupported parse_mode');
  const parsed = mode === 'html' ? parseHtml(raw) : { text: raw, entities: [] };
  return { text: parsed.text.trim(), entities: parsed.entities };
}

export interface KeyboardButton {
  text: string;
  callback_data?: string;
  url?: string;
}

const ACTIONS = [
  'callback_data',
  'url',
  'login_url',
  'web_app',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'callback_game',
  'pay',
  'copy_text',
];

export function inlineKeyboard(params: Params): KeyboardButton[][] {
  const markup = structure(params, 'reply_markup');
  if (markup === undefined || markup === '') return [];
  if (!isObject(markup)) throw badRequest('object expected as reply markup');
  const rows = markup.inline_keyboard;
  if (!Array.isArray(rows)) throw badRequest('field "inline_keyboard" of the reply markup must be an array');
  const keyboard = rows.map((row) => {
    if (!Array.isArray(row)) throw badRequest('field "inline_keyboard" must be an Array of Arrays');
    return row.map(keyboardButton);
  });
  if (keyboard.flat().length > 100) throw badRequest('reply markup is too long');
  return keyboard;
}

function keyboardButton(button: unknown): KeyboardButton {
  if (!isObject(button)) throw badRequest('InlineKeyboardButton must be an Object');
  const { text: label, callback_data, url } = button;
  if (typeof label !== 'string' || label.trim() === '') {
    throw badRequest('inline keyboard button text must be non-empty');
  }
  if (ACTIONS.filter((action) => button[action] !== undefined).length !== 1) {
    throw badRequest('Text buttons are unallowed in the inline keyboard');
  }
  if (callback_data !== undefined) {
    if (typeof callback_data !== 'string') throw badRequest('field "callback_data" must be of type String');
    const bytes = Buffer.byteLength(callback_data);
    if (bytes < 1 || bytes > 64) throw badRequest('BUTTON_DATA_INVALID');
    return { text: label, callback_data };
  }
  if (url !== undefined) return { text: label, url: buttonUrl(url) };
  return { text: label };
}

function buttonUrl(url: unknown): string {
  const isWeb = typeof url === 'string' && /^(?:https?|tg):\/\/\S+$/iu.test(url) && URL.canParse(url);
  if (!isWeb) throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  // Telegram takes no button to an address without a dot in its host, such as localhost.
  const { hostname, protocol } = new URL(url);
  if (protocol !== 'tg:' && !hostname.includes('.')) {
    throw badRequest(`inline keyboard button URL '${url}' is invalid: Wrong HTTP URL`);
  }
  return url;
}

export function replyParameters(params: Params): { messageId: number; optional: boolean } | null {
  const value = structure(params, 'reply_parameters');
  if (value === undefined) return null;
  if (!isObject(value)) throw badRequest('object expected as reply parameters');
  const messageId = integer(value, 'message_id');
  const optional = value.allow_sending_without_reply ?? false;
  if (typeof optional !== 'boolean')
    throw badRequest('field "allow_sending_without_reply" must be of type Boolean');
  return { messageId, optional };
}

export function linkPreviewOptions(params: Params): Params | undefined {
  const value = structure(params, 'link_preview_options');
  if (value === undefined) return undefined;
  if (!isObject(value)) throw badRequest('object expected as link preview options');
  return value;
}

export interface Command {
  command: string;
  description: string;
}

export function botCommands(params: Params): Command[] {
  const value = structure(params, 'commands');
  if (!Array.isArray(value)) throw badRequest('parameter "commands" must be an array');
  if (value.length > 100) throw badRequest('too many commands');
  return value.map((entry) => {
    if (!isObject(entry)) throw badRequest('expected an Object as BotCommand');
    const command = text(entry, 'command').replace(/^\//u, '');
    const description = text(entry, 'description');
    if (!/^[a-z0-9_]{1,32}$/u.test(command)) throw badRequest('BOT_COMMAND_INVALID');
    if (description.length < 1 || description.length > 256)
      throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return { command, description };
  });
}
