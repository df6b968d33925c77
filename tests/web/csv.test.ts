import { describe, expect, it } from 'vitest';
import { toCsv } from '../../src/web/csv.ts';

const lineOf = (...fields: (string | number | null)[]): string => toCsv([fields]).slice(1, -2);

describe('a file for spreadsheets', () => {
  it('begins with the mark without which Arabic is read as something else, and ends its lines as they do', () => {
    expect(
      toCsv([
        ['أ', 1],
        ['ب', null],
      ]),
    ).toBe('\uFEFFأ,1\r\nب,\r\n');
  });

  it('quotes what would end a field', () => {
    expect(lineOf('a,b', 'say "hi"', 'two\nlines', 'plain')).toBe('"a,b","say ""hi""","two\nlines",plain');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', ' =cmd|calc', '＝1', '\uFEFF=1'])(
    'has no formula: %s',
    (text) => {
      expect(lineOf(text)).toMatch(/^"?'/u);
    },
  );

  it('leaves numbers below nothing as numbers', () => {
    expect(lineOf(-1.5)).toBe('-1.5');
  });
});
