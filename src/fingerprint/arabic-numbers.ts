/** Reading of numbers in digits and words, so that ١٢٬٠٠٠, 12000 and 12 ألف are one term. Words are in folded form. */

const SCALES = new Map<string, number>([
  ...['الف', 'الاف', 'الفا'].map((word) => [word, 1e3] as const),
  ...['مليون', 'ملايين', 'مليونا', 'million'].map((word) => [word, 1e6] as const),
  ...['مليار', 'مليارات', 'مليارا', 'بليون', 'بلايين', 'billion'].map((word) => [word, 1e9] as const),
  ...['تريليون', 'ترليون', 'تريليونات', 'trillion'].map((word) => [word, 1e12] as const),
]);

/** Number words that are read as numbers wherever they stand. */
const WORDS = new Map<string, number>(
  Object.entries({
    ثلاثه: 3, ثلاث: 3, تلاته: 3, اربعه: 4, اربع: 4, خمسه: 5, خمس: 5, سته: 6, سبعه: 7, ثمانيه: 8, تمانيه: 8, ثماني: 8, تسعه: 9, عشره: 10,
    عشرون: 20, عشرين: 20, ثلاثون: 30, ثلاثين: 30, اربعون: 40, اربعين: 40, خمسون: 50, خمسين: 50,
    ستون: 60, ستين: 60, سبعون: 70, سبعين: 70, ثمانون: 80, ثمانين: 80, تسعون: 90, تسعين: 90,
    حداشر: 11, احداشر: 11, اتناشر: 12, اطناشر: 12, تلتاشر: 13, تلتطاشر: 13, اربعتاشر: 14, خمستاشر: 15, ستاشر: 16, سبعتاشر: 17, تمنتاشر: 18, تسعتاشر: 19,
    ميه: 100, مايه: 100, مييه: 100, ميتين: 200, مايتين: 200, ثلاثمايه: 300, ثلاثميه: 300, اربعمايه: 400, اربعميه: 400,
    خمسمايه: 500, خمسميه: 500, ستمايه: 600, سبعمايه: 700, ثمانمايه: 800, تسعمايه: 900,
    الفين: 2e3, الفان: 2e3, الفي: 2e3, مليونين: 2e6, مليونان: 2e6, مليوني: 2e6, مليارين: 2e9, ملياري: 2e9,
  }),
); // biome-ignore format: a table

/** `الف` and its like, `مليون`, …; undefined for other words. The article and a joined و are allowed for. */
export const scaleOf = (word: string): number | undefined => SCALES.get(word);

const BEFORE_TEN = new Map(
  Object.entries({ احد: 1, احدي: 1, اثنا: 2, اثني: 2, اثنتا: 2, اثنتي: 2, اتنا: 2, اتني: 2, ثماني: 8 }),
);

/** `اثنا عشر` -> 12, `خمس عشره` -> 15; undefined where no such number stands. */
export function teenAt(word: string, next: string | undefined): number | undefined {
  if (next !== 'عشر' && next !== 'عشره') return undefined;
  const bare = BEFORE_TEN.has(word) ? word : withoutJoined(word);
  const units = BEFORE_TEN.get(bare) ?? WORDS.get(bare);
  return units !== undefined && units < 10 ? 10 + units : undefined;
}

const withoutJoined = (word: string): string => ('وبل'.includes(word[0] ?? ' ') ? word.slice(1) : word);

/** Value of a number word, with or without a joined letter: `خمسه` and `بخمسه` are 5. */
export const valueOfWord = (word: string): number | undefined =>
  WORDS.get(word) ?? WORDS.get(withoutJoined(word));

const HALVES = new Map([
  ['نصف', 0.5],
  ['نص', 0.5],
  ['ربع', 0.25],
]);

/** What of a scale a word before it says: `نصف مليون`. */
export const halfOf = (word: string): number | undefined => HALVES.get(word);

/** Whether a word is a number, or part of one. */
export const isNumberWord = (word: string): boolean =>
  (scaleOf(word) ?? valueOfWord(word) ?? halfOf(word) ?? teenAt(word, 'عشر')) !== undefined;

/** A number without exponent, sign or trailing zeros: the term that stands for it. */
export function numberTerm(value: number): string {
  return Number.isSafeInteger(value) ? String(value) : String(Math.round(value * 1e6) / 1e6);
}

const THOUSANDS = /^[1-9]\d{0,2}(?:[,٬،.'’]\d{3})+$/u;
const THOUSANDS_AND_DECIMALS = /^[1-9]\d{0,2}(?:[,٬،'’]\d{3})+[.٫]\d{1,6}$/u;
const DECIMAL = /^\d{1,12}[.٫,]\d{1,6}$/u;
const MAX_DIGITS = 15;

/**
 * Values in a stretch of digits and separators: `12,000` -> 12000, `3.5` -> 3.5, `1,2,3` -> 1 2 3.
 * A point or comma before exactly three digits separates thousands (newsrooms write 12.000).
 */
export function readDigits(stretch: string): string[] {
  const digits = stretch.replace(/[^\d]+$/u, '');
  if (digits.length <= 40) {
    if (THOUSANDS.test(digits)) return [numberTerm(Number(digits.replace(/\D/gu, '')))];
    if (THOUSANDS_AND_DECIMALS.test(digits)) {
      const [whole = '', part = ''] = digits.split(/[.٫]/u);
      return [numberTerm(Number(`${whole.replace(/\D/gu, '')}.${part}`))];
    }
    if (DECIMAL.test(digits)) return [numberTerm(Number(digits.replace(/[٫,]/u, '.')))];
  }
  return digits
    .split(/\D+/u)
    .filter(Boolean)
    .map((run) => (run.length <= MAX_DIGITS ? numberTerm(Number(run)) : run.slice(0, 40)));
}
