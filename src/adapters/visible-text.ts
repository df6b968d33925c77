import type { OutboundMessage } from '../domain/message.ts';
import type { Line, RichText, Span } from '../domain/rich-text.ts';

/** Of Telegram ("1-4096 characters after entities parsing", sendMessage) and of WhatsApp (text messages). */
export const TEXT_LIMIT = 4096;

const RIGHT_TO_LEFT_MARK = '\u200F';
const LEFT_TO_RIGHT_MARK = '\u200E';
const RIGHT_TO_LEFT_LETTER = /[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}\u200F]/u;
// biome-ignore lint/suspicious/noControlCharactersInRegex: messengers refuse or drop them
const UNSENDABLE = /[\u0000-\u0008\u000B-\u001F\u007F]|\p{Surrogate}/gu;

/** Without what a messenger may not carry: halves of surrogate pairs make Telegram refuse the whole message. */
export const sendable = (text: string): string => text.replace(UNSENDABLE, '');

/** What a person reads of a rich text, without what links hide. */
export const visibleText = (text: RichText): string =>
  text.map((line) => line.map((span) => span.text).join('')).join('\n');

/** UTF-16 units of the visible text. */
export const visibleLength = (text: RichText): number => visibleText(text).length;

/** Whether nothing would be left to see: such a message is refused. */
export const isBlank = (text: RichText): boolean =>
  visibleText(text).replace(/[\s\p{Cf}\p{Mn}\u115F\u1160\u2800\u3164]/gu, '') === '';

/** Without characters messengers cannot carry, and with every line in the message's reading direction. */
export function prepared(message: Pick<OutboundMessage, 'text' | 'direction'>): RichText {
  return message.text.map((line) => directed(line.map(withSendableText), message.direction));
}

const withSendableText = (span: Span): Span => ({ ...span, text: sendable(span.text) });

/** Messengers take the direction of each line from its first letter, which may be that of a Latin name. */
function directed(line: Line, direction: OutboundMessage['direction']): Line {
  const text = line.map((span) => span.text).join('');
  if (text.trim() === '') return line;
  const [letter = ''] = /[\p{L}\u200E\u200F]/u.exec(text) ?? [];
  const isRightToLeft = RIGHT_TO_LEFT_LETTER.test(letter);
  const reads = letter === '' ? 'neither' : isRightToLeft ? 'rtl' : 'ltr';
  if (reads === direction) return line;
  return [{ text: direction === 'rtl' ? RIGHT_TO_LEFT_MARK : LEFT_TO_RIGHT_MARK }, ...line];
}
