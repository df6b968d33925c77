/** Somebody's address in what people write: on no page of the desk is it shown. */
const MASK = '•••';

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/giu;
/** Links stay, as posts have long numbers in theirs; those that open a chat with somebody do not. */
const LINK = /https?:\/\/[^\s<>]+/giu;
const CHAT_LINK = /^https?:\/\/(?:wa\.me|(?:api|web|chat)\.whatsapp\.com|t\.me\/\+|viber\.)/iu;
/**
 * With a country code, with a leading zero, or nine digits and more in any script, as people set them apart. Dates,
 * years and amounts with commas are shorter or written otherwise.
 */
const DIGIT = '[\\d٠-٩۰-۹]';
const APART = '[\\s\\-.()\\u00a0\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]{0,3}';
const PHONE = new RegExp(
  `(?<!${DIGIT}|[,،٬])(?:(?:\\+|00|٠٠)${APART}${DIGIT}(?:${APART}${DIGIT}){6,14}|[0٠۰](?:${APART}${DIGIT}){7,11}|${DIGIT}(?:${APART}${DIGIT}){8,14})(?!${DIGIT}|[,،٬]${DIGIT})`,
  'gu',
);

/** What people wrote, without phone numbers and e-mail addresses. */
export function masked(text: string): string {
  let end = 0;
  let shown = '';
  for (const link of text.matchAll(LINK)) {
    shown += maskedWords(text.slice(end, link.index));
    shown += CHAT_LINK.test(link[0]) ? MASK : link[0];
    end = link.index + link[0].length;
  }
  return shown + maskedWords(text.slice(end));
}

const maskedWords = (text: string): string => text.replace(EMAIL, MASK).replace(PHONE, MASK);
