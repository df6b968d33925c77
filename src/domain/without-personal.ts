/** What stands in place of something personal. */
const GAP = '▒▒▒';

const DIGIT = '[\\d٠-٩۰-۹]';
const PERSONAL: readonly RegExp[] = [
  /[\p{L}\p{N}._%+-]+@[\p{L}\p{N}.-]+\.\p{L}{2,}/gu,
  /(?:https?:\/\/)?(?:www\.)?(?:wa\.me|t\.me|telegram\.me|chat\.whatsapp\.com|api\.whatsapp\.com)\/\S+/giu,
  /(?<![\p{L}\p{N}])@[\p{L}\p{N}_.]{2,}/gu,
  // Telephone numbers, cards, accounts: seven digits or more, whatever parts them.
  new RegExp(`[+＋]?${DIGIT}(?:[\\s().\\-–/]{0,2}${DIGIT}){6,}`, 'gu'),
];

/** As long as a telephone number, and nobody's secret. */
const DATE = new RegExp(
  `^(?:${DIGIT}{4}([-/.])${DIGIT}{1,2}\\1${DIGIT}{1,2}|${DIGIT}{1,2}([-/.])${DIGIT}{1,2}\\2${DIGIT}{4})$`,
  'u',
);

/**
 * A text with a gap for each telephone number, address, account name and invitation in it: people write such things
 * beside what they ask about. Names stay, which no rule finds.
 */
export const withoutPersonal = (text: string): string =>
  PERSONAL.reduce(
    (left, pattern) => left.replace(pattern, (found) => (DATE.test(found) ? found : GAP)),
    text,
  );
