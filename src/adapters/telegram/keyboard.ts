import type { InlineKeyboardButton, InlineKeyboardMarkup } from 'telegraf/types';
import type { Button } from '../../domain/message.ts';
import { shorten } from '../../domain/rich-text.ts';
import type { Log } from '../../log.ts';
import { sendable } from '../visible-text.ts';
import { webUrl } from '../web-url.ts';

/** "Data to be sent in a callback query, 1-64 bytes" (Bot API, InlineKeyboardButton). */
const TOKEN_BYTES = 64;
/** More than a phone shows in one row. */
const LABEL_LENGTH = 64;
const BUTTONS_IN_A_ROW = 8;
const BUTTONS = 100;

/** `undefined` when no button is left. A button Telegram would refuse is left out: it must not cost the message. */
export function inlineKeyboard(rows: Button[][] | undefined, log: Log): InlineKeyboardMarkup | undefined {
  let left = BUTTONS;
  const keyboard: InlineKeyboardButton[][] = [];
  for (const row of rows ?? []) {
    const buttons = row.flatMap((button) => inlineButton(button, log) ?? []).slice(0, left);
    left -= buttons.length;
    for (let start = 0; start < buttons.length; start += BUTTONS_IN_A_ROW) {
      keyboard.push(buttons.slice(start, start + BUTTONS_IN_A_ROW));
    }
  }
  return keyboard.length === 0 ? undefined : { inline_keyboard: keyboard };
}

function inlineButton(button: Button, log: Log): InlineKeyboardButton | null {
  const text = shorten(sendable(button.label).replace(/\s+/gu, ' ').trim(), LABEL_LENGTH);
  if (text === '') return leftOut(log, 'without a label');
  if ('url' in button) {
    const url = webUrl(button.url);
    return url === null ? leftOut(log, 'with an address that is no web page') : { text, url };
  }
  const bytes = Buffer.byteLength(button.token);
  if (bytes < 1 || bytes > TOKEN_BYTES) return leftOut(log, `with a token of ${bytes} bytes`);
  return { text, callback_data: button.token };
}

function leftOut(log: Log, reason: string): null {
  log.error({ reason }, 'a button was left out of a message');
  return null;
}
