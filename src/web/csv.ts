/** What spreadsheets take for the beginning of a formula. */
const FORMULA = /^[\s\uFEFF]*[=+\-@＝＋－＠]|^[\t\r]/u;

/**
 * RFC 4180 with a byte order mark, without which spreadsheets read Arabic as another encoding. A text that would run as
 * a formula begins with an apostrophe, which spreadsheets take for "this is text". Null: an empty field.
 */
export function toCsv(rows: readonly (readonly (string | number | null)[])[]): string {
  const lines = rows.map((row) => row.map(fieldOf).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function fieldOf(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const safe = FORMULA.test(value) ? `'${value}` : value;
  return /[",\r\n]/u.test(safe) ? `"${safe.replace(/"/gu, '""')}"` : safe;
}
