import type { OutboundMessage } from '../../domain/message.ts';
import type { Line, RichText } from '../../domain/rich-text.ts';
import { offersOf } from '../whatsapp-offers.ts';

/** How a menu is written, for a reading direction. */
export interface MenuWords {
  number(value: number): string;
  /** "1. Yes" */
  item(number: string, label: string): string;
  /** That the number is enough. */
  hint: string;
}

const BLANK: Line = [{ text: '' }];

/**
 * WhatsApp Web has no buttons: what can be answered stands under the text, numbered in the order of the buttons. What
 * the text itself numbers already, such as titles to choose from, is not said twice.
 */
export function withMenu(
  { text, buttons, direction }: Pick<OutboundMessage, 'text' | 'buttons' | 'direction'>,
  words: Record<OutboundMessage['direction'], MenuWords>,
): RichText {
  const { answers } = offersOf(buttons);
  const said = numberedLines(text);
  if (answers.length <= said) return text;
  const { number, item, hint } = words[direction];
  const items = answers
    .slice(said)
    .map(({ label }, i): Line => [{ text: item(number(said + i + 1), label) }]);
  // Where items are numbered already, it was said that the number is enough.
  return said > 0 ? [...text, ...items] : [...text, BLANK, ...items, [{ text: hint }]];
}

/** Lines numbered 1, 2, 3 … as the composer writes them: the number by itself, in bold. */
function numberedLines(text: RichText): number {
  let count = 0;
  for (const [first] of text) {
    if (first?.style === 'bold' && numberOf(first.text) === count + 1) count += 1;
  }
  return count;
}

function numberOf(text: string): number | null {
  const digits = /^\s*([\d٠-٩]{1,2})[.)]\s*$/u.exec(text)?.[1];
  if (digits === undefined) return null;
  return Number(digits.replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660)));
}
