import { telegramPreview } from './adapters/telegram/send-message.ts';
import { whatsAppPreview } from './adapters/whatsapp-cloud/send-message.ts';
import type { MenuWords } from './adapters/whatsapp-web/numbered-menu.ts';
import { whatsAppWebPreview } from './adapters/whatsapp-web/written-text.ts';
import type { MessagePreview } from './domain/message-preview.ts';
import type { Language, Words } from './words.ts';

/** What opens a list of answers on WhatsApp, for each reading direction. */
export const menuLabels = (words: Words) => ({
  rtl: words.t('ar', 'reply:menu.choices'),
  ltr: words.t('en', 'reply:menu.choices'),
});

/** How answers are numbered where there are no buttons, for each reading direction. */
export function numberedMenus(words: Words): Record<'rtl' | 'ltr', MenuWords> {
  const menu = (language: Language): MenuWords => ({
    number: (value) => words.number(language, value),
    item: (number, text) => words.t(language, 'reply:listItem', { number, text }),
    hint: words.t(language, 'reply:menu.numberIsEnough'),
  });
  return { rtl: menu('ar'), ltr: menu('en') };
}

/** How each messenger shows what is sent. */
export const messagePreviews = (words: Words): MessagePreview[] => [
  telegramPreview,
  whatsAppPreview(menuLabels(words)),
  whatsAppWebPreview(numberedMenus(words)),
];
