/** ISO day, the reason why there is none, or null when none was given. */
export type DateResult = { date: string } | { problem: 'bad-date' | 'future-date' } | null;

const EARLIEST_YEAR = 1970;
const DAY_MS = 86_400_000;

const MONTHS: readonly (readonly string[])[] = [
  ['jan', 'يناير', 'جانفي', 'كانون الثاني'],
  ['feb', 'فبراير', 'فيفري', 'شباط'],
  ['mar', 'مارس', 'اذار', 'آذار'],
  ['apr', 'ابريل', 'أبريل', 'إبريل', 'افريل', 'أفريل', 'نيسان'],
  ['may', 'مايو', 'ماي', 'ايار', 'أيار'],
  ['jun', 'يونيو', 'يونيه', 'جوان', 'حزيران'],
  ['jul', 'يوليو', 'يوليوز', 'يوليه', 'جويلية', 'تموز'],
  ['aug', 'اغسطس', 'أغسطس', 'غشت', 'اوت', 'أوت', 'آب'],
  ['sep', 'سبتمبر', 'شتنبر', 'ايلول', 'أيلول'],
  ['oct', 'اكتوبر', 'أكتوبر', 'تشرين الاول', 'تشرين الأول'],
  ['nov', 'نوفمبر', 'نونبر', 'تشرين الثاني'],
  ['dec', 'ديسمبر', 'دجنبر', 'كانون الاول', 'كانون الأول'],
];
const MONTH_OF = new Map(MONTHS.flatMap((names, index) => names.map((name) => [name, index + 1] as const)));

/** Arabic-Indic and Persian digits as 0-9, marks of direction dropped. */
export const westernDigits = (text: string): string =>
  text
    .replace(/[٠-٩]/gu, (digit) => String(digit.charCodeAt(0) - 0x0660))
    .replace(/[۰-۹]/gu, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replace(/[\u200E\u200F\u061C]/gu, '');

/**
 * The day of a date as the publisher wrote it (its own time zone is kept): ISO 8601, `2024-11-30 20:02`,
 * RFC 2822, `30/11/2024` (day first, unless only month first makes sense), with month names in Arabic or
 * English, Arabic-Indic digits, or seconds or milliseconds since 1970. A day later than tomorrow is a mistake.
 */
export function readDate(value: unknown, today: string): DateResult {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value !== 'string' && typeof value !== 'number') return { problem: 'bad-date' };
  const text = westernDigits(String(value)).trim();
  if (text === '') return null;
  const parts = numericDate(text) ?? namedDate(text) ?? timestamp(text);
  const date = parts && isoDay(...parts);
  if (!date) return { problem: 'bad-date' };
  return Date.parse(date) > Date.parse(today) + DAY_MS ? { problem: 'future-date' } : { date };
}

type Parts = [year: number, month: number, day: number];

function numericDate(text: string): Parts | null {
  const yearFirst =
    /^(\d{4})([-/.])(\d{1,2})\2(\d{1,2})(?!\d)/u.exec(text) ?? /^(\d{4})()(\d{2})(\d{2})(?:T|$)/u.exec(text);
  if (yearFirst) return [Number(yearFirst[1]), Number(yearFirst[3]), Number(yearFirst[4])];
  const yearLast = /^(\d{1,2})\s?([-/.])\s?(\d{1,2})\s?\2\s?(\d{4})(?!\d)/u.exec(text);
  if (!yearLast) return null;
  const [first, second, year] = [Number(yearLast[1]), Number(yearLast[3]), Number(yearLast[4])];
  return second > 12 ? [year, first, second] : [year, second, first];
}

function namedDate(text: string): Parts | null {
  const dayFirst = /(?:^|\D)(\d{1,2})(?:st|nd|rd|th)?[\s-]+(\p{L}[^\d]{1,40}?)[\s,،-]*(\d{4})(?!\d)/u.exec(
    text,
  );
  if (dayFirst) return parts(dayFirst[3], dayFirst[2], dayFirst[1]);
  const monthFirst = /(?:^|[^\p{L}])(\p{L}{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?[\s,،]+(\d{4})(?!\d)/u.exec(
    text,
  );
  return monthFirst && parts(monthFirst[3], monthFirst[1], monthFirst[2]);
}

function parts(year = '', month = '', day = ''): Parts | null {
  const number = monthOf(month);
  return number === null ? null : [Number(year), number, Number(day)];
}

/** `نوفمبر/تشرين الثاني` names the month twice; English names count by their first three letters. */
function monthOf(words: string): number | null {
  for (const word of words.toLowerCase().split(/[/|(),.]|\sمن\s/u)) {
    const name = word.trim();
    const month =
      MONTH_OF.get(name) ?? (/^[a-z]{3,9}$/u.test(name) ? MONTH_OF.get(name.slice(0, 3)) : undefined);
    if (month !== undefined) return month;
  }
  return null;
}

function timestamp(text: string): Parts | null {
  if (!/^\d{10}(?:\d{3})?$/u.test(text)) return null;
  const date = new Date(Number(text) * (text.length === 10 ? 1000 : 1));
  return [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
}

function isoDay(year: number, month: number, day: number): string | null {
  const date = new Date(Date.UTC(year, month - 1, day));
  const exists = date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
  return exists && year >= EARLIEST_YEAR ? date.toISOString().slice(0, 10) : null;
}
