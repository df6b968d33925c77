/** What stands in place of something personal. */
const MASK = '•••';

const DIGIT = '[\\d٠-٩۰-۹]';
const APART = '[\\s\\-–/.()\\u00a0\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]{0,3}';

/**
 * Opens a chat with somebody, or lets in where only invited people are. Posts in public channels of Telegram
 * (`t.me/name/12`, `t.me/s/name`) do neither: they are sources.
 */
const CHAT_LINK = [
  '(?<![\\p{L}\\p{N}.])(?:https?://)?(?:www\\.)?',
  '(?:wa\\.me|(?:api|web|chat)\\.whatsapp\\.com|viber\\.\\w{2,9}',
  '|(?:t|telegram)\\.me(?!/s/[a-z]|/(?!joinchat/)[a-z]\\w{3,31}/\\d))/[^\\s<>]+',
].join('');
/** Other links stay whole: those of posts have long numbers. */
const LINK = 'https?://[^\\s<>]+';
/** As long as a telephone number, and nobody's secret. */
const YEAR = `(?:19|20|١٩|٢٠|۱۹|۲۰)${DIGIT}{2}`;
const DAY_OR_MONTH = `${DIGIT}{1,2}`;
const DATE = [
  `(?<!${DIGIT}[-/.]?)(?:`,
  `${YEAR}(?<mark>[-/.])${DAY_OR_MONTH}\\k<mark>${DAY_OR_MONTH}`,
  `|${DAY_OR_MONTH}(?<sign>[-/.])${DAY_OR_MONTH}\\k<sign>${YEAR}`,
  `)(?![-/.]?${DIGIT})`,
].join('');
const KNOWN = new RegExp(`(?<chat>${CHAT_LINK})|${LINK}|${DATE}`, 'giu');

const EMAIL = /[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,5}/giu;
const ACCOUNT_NAME = /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{2,}/gu;
/**
 * With a country code, with a leading zero, or nine digits and more in any script, as people set them apart: cards and
 * accounts, too. Years, and amounts with commas, are shorter or written otherwise.
 */
const NUMBER = new RegExp(
  [
    `(?<!${DIGIT}|[,،٬])(?:`,
    `(?:[+＋]|00|٠٠)${APART}${DIGIT}(?:${APART}${DIGIT}){6,}`,
    `|[0٠۰](?:${APART}${DIGIT}){7,}`,
    `|${DIGIT}(?:${APART}${DIGIT}){8,}`,
    `)(?![,،٬]${DIGIT})`,
  ].join(''),
  'gu',
);

/**
 * A text with a mask over each telephone number, address, account name and invitation in it: people write such things
 * beside what they ask about. Names stay, which no rule finds.
 */
export function withoutPersonal(text: string): string {
  let end = 0;
  let shown = '';
  for (const { 0: found, index, groups } of text.matchAll(KNOWN)) {
    shown += maskWords(text.slice(end, index)) + (groups?.chat ? MASK : found);
    end = index + found.length;
  }
  return shown + maskWords(text.slice(end));
}

const maskWords = (text: string): string =>
  [EMAIL, ACCOUNT_NAME, NUMBER].reduce((left, pattern) => left.replace(pattern, MASK), text);
