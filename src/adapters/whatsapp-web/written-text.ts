import type { OutboundMessage } from '../../domain/message.ts';
import type { MessagePreview } from '../../domain/message-preview.ts';
import { fit as keepWithin, type RichText } from '../../domain/rich-text.ts';
import { prepared, TEXT_LIMIT } from '../visible-text.ts';
import { markupLength, toMarkup } from '../whatsapp-markup.ts';
import { offersOf, withLinks } from '../whatsapp-offers.ts';
import { type MenuWords, withMenu } from './numbered-menu.ts';

type AllMenuWords = Record<OutboundMessage['direction'], MenuWords>;

/** A message with its links and numbered choices, which are all part of the text, up to `limit`. */
export function writtenText(message: OutboundMessage, menuWords: AllMenuWords, limit: number): RichText {
  const { buttons, direction } = message;
  const text = withMenu({ text: withLinks(message.text, offersOf(buttons)), buttons, direction }, menuWords);
  return keepWithin(prepared({ text, direction }), limit, markupLength);
}

export const whatsAppWebPreview = (menuWords: AllMenuWords): MessagePreview => ({
  channel: 'whatsapp-web',
  markup: 'marks',
  shownOf: (message) => [{ text: toMarkup(writtenText(message, menuWords, TEXT_LIMIT)), buttons: [] }],
});
