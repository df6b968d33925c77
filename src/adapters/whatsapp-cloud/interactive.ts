import { shorten } from '../../domain/rich-text.ts';
import type { Offers } from '../whatsapp-offers.ts';

/**
 * Limits of interactive messages
 * (https://developers.facebook.com/documentation/business-messaging/whatsapp/messages/interactive-reply-buttons-messages
 * and …/interactive-list-messages), in characters.
 */
export const BODY_LIMIT = 1024;
const BUTTONS = 3;
const BUTTON_TITLE = 20;
const BUTTON_ID = 256;
const ROWS = 10;
const ROW_TITLE = 24;
const ROW_DESCRIPTION = 72;
const ROW_ID = 200;

export interface InteractiveAction {
  buttons?: { type: 'reply'; reply: { id: string; title: string } }[];
  /** What opens the list. */
  button?: string;
  sections?: { rows: { id: string; title: string; description?: string }[] }[];
}

/**
 * The `action` of an interactive message: up to three buttons, else a list of up to ten rows. Null past these limits:
 * the numbers in the text do.
 * @param menuLabel what opens the list, up to 20 characters
 */
export function interactiveAction(
  answers: Offers['answers'],
  menuLabel: string,
): { type: 'button' | 'list'; action: InteractiveAction } | null {
  if (answers.length === 0) return null;
  if (fitsButtons(answers)) {
    const buttons = answers.map(({ label, token }) => ({
      type: 'reply' as const,
      reply: { id: token, title: label },
    }));
    return { type: 'button', action: { buttons } };
  }
  if (answers.length > ROWS || !answers.every(({ token }) => isId(token, ROW_ID))) return null;
  const rows = answers.map(({ label, token }) => ({
    id: token,
    title: shorten(label, ROW_TITLE),
    ...(label.length > ROW_TITLE ? { description: shorten(label, ROW_DESCRIPTION) } : {}),
  }));
  return { type: 'list', action: { button: shorten(menuLabel, BUTTON_TITLE), sections: [{ rows }] } };
}

/** Titles of buttons must differ, too. */
const fitsButtons = (answers: Offers['answers']): boolean =>
  answers.length <= BUTTONS &&
  answers.every(({ label, token }) => label.length <= BUTTON_TITLE && isId(token, BUTTON_ID)) &&
  new Set(answers.map(({ label }) => label)).size === answers.length;

const isId = (token: string, limit: number): boolean => token.length <= limit && token === token.trim();
