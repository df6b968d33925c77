/** What speaks against a break between two words, in shares of the square of a line's width. */

/** Words after which a line should rather not end: they belong to the next one. */
const LEANS_FORWARD =
  /^[وف]?(?:في|من|على|إلى|الى|عن|لا|لم|لن|ما|أو|أم|إن|أن|إنّ|أنّ|بل|قد|ثم|كل|غير|بعد|قبل|بين|مع|هل|يا|the|a|an|of|in|on|at|to|by|and|or|is|no|not)$/iu;
const IS_NUMBER = /^[\p{N}.,:/٪%$€£+-]+$/u;
const OPENS_QUOTATION = /^[«"“‘('[]/u;
const CLOSES_QUOTATION = /[»"”’)'\]]\p{P}*$/u;

const LEANING_COST = 0.05;
/** Of a quotation only the first word. */
const OPENING_COST = 0.12;
const LONE_WORD_COST = 0.15;
/** Of a Latin name of several words. */
export const TORN_NAME_COST = 0.06;

export const leansForward = (word: string): boolean => LEANS_FORWARD.test(word) || IS_NUMBER.test(word);

const isFirstOfQuotation = (word: string): boolean =>
  OPENS_QUOTATION.test(word) && !CLOSES_QUOTATION.test(word);

/** Of a line that ends with `last`. */
export const costOfEnd = (last: string): number =>
  (leansForward(last) ? LEANING_COST : 0) + (isFirstOfQuotation(last) ? OPENING_COST : 0);

/** Of the last line, when it is not the only one. */
export const costOfLastLine = (words: number): number => (words === 1 ? LONE_WORD_COST : 0);
