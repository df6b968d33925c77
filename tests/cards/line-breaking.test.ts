import { describe, expect, it } from 'vitest';
import { fitLine, fitText } from '../../src/cards/fit-text.ts';
import { breakLines } from '../../src/cards/line-breaking.ts';

/** Every character is one wide; marks of direction and joining have no width. */
const measure = (text: string): number => text.replace(/[\u2066\u2069\u200d]/gu, '').length;
const measureAt = (size: number) => (text: string) => measure(text) * size;

const linesOf = (text: string, width: number): string[] => breakLines(text, width, measure)?.lines ?? [];

describe('breaking a text into lines', () => {
  it('makes as few as possible, and these even', () => {
    expect(linesOf('aaaa bbbb cccc dddd eeee', 16)).toEqual(['aaaa bbbb cccc', 'dddd eeee']);
    expect(linesOf('aaaa bbbb cccc dddd', 16)).toEqual(['aaaa bbbb', 'cccc dddd']);
  });

  it('leaves no word alone on the last line where it can', () => {
    expect(linesOf('كلمة كلمة كلمة كلمة', 15)).toEqual(['كلمة كلمة', 'كلمة كلمة']);
  });

  it.each([
    ['a word that leans on the next', 'في'],
    ['a number without what it counts', '42'],
    ['the first word of a quotation', '«ر'],
  ])('does not end a line with %s, though the lines be less even', (_name, word) => {
    const around = (middle: string) => `كلمة كلمة كلمتين ${middle} كلمة كلمة كلمتينا`;
    expect(linesOf(around('رز'), 22)[0]).toBe('كلمة كلمة كلمتين رز');
    expect(linesOf(around(word), 22)[0]).toBe('كلمة كلمة كلمتين');
  });

  it('rather keeps a name on one line', () => {
    const lines = linesOf('قالت الصحف في \u2066New York\u2069 أمس', 17);
    expect(lines.some((line) => line.includes('New York'))).toBe(true);
  });

  it('closes an isolate at the end of a line and opens it again on the next', () => {
    const lines = linesOf('قالت \u2066International Broadcasting Corporation\u2069 أمس', 16);
    for (const line of lines) {
      expect(line.split('\u2066')).toHaveLength(line.split('\u2069').length);
    }
    expect(lines.filter((line) => /[A-Z]/u.test(line)).every((line) => line.includes('\u2066'))).toBe(true);
  });

  it('breaks a word wider than a line at its signs, else between letters', () => {
    expect(linesOf('#one_two_three_four', 10)).toEqual(['#one_two_', 'three_four']);
    expect(linesOf('abcdefghijklmno', 10)).toEqual(['abcdefghij', 'klmno']);
  });

  it('keeps letters joined where it breaks an Arabic word', () => {
    expect(linesOf('مستشفيات', 5)).toEqual(['مستشف\u200d', '\u200dيات']);
  });

  it('loses no word', () => {
    const text = Array.from({ length: 80 }, (_, i) => 'كلمة'.repeat(1 + (i % 4))).join(' ');
    for (const width of [16, 21, 40, 77]) {
      const lines = linesOf(text, width);
      expect(lines.join(' ')).toBe(text);
      expect(Math.max(...lines.map(measure))).toBeLessThanOrEqual(width);
    }
  });
});

describe('fitting a text into a box', () => {
  const box = { width: 100, height: 30 };
  const options = { sizes: [10, 8, 5], lineHeight: 1, measureAt };

  it('takes the largest letters that fit', () => {
    expect(fitText('aaaa bbbb cccc', box, options)).toMatchObject({ size: 10, isCut: false });
    expect(fitText('aaaa '.repeat(20).trim(), box, options)).toMatchObject({ size: 5, isCut: false });
  });

  it('takes smaller ones where larger would tear a name', () => {
    const text = 'قالت الصحيفة \u2066New York Times\u2069';
    const linesAt = (...sizes: number[]) =>
      fitText(text, { width: 100, height: 60 }, { ...options, sizes }).lines;
    expect(linesAt(7.2)).not.toContain('\u2066New York Times\u2069');
    expect(linesAt(7.2, 7)).toEqual(['قالت الصحيفة', '\u2066New York Times\u2069']);
  });

  it('cuts at a word, and not behind one that leans on the next', () => {
    const { lines, isCut } = fitText(
      'خبر طويل جدا على لسان المتحدث',
      { width: 50, height: 10 },
      {
        ...options,
        sizes: [10, 3],
        lineHeight: 3.3,
      },
    );
    expect([lines, isCut]).toEqual([['خبر طويل جدا…'], true]);
  });

  it('cuts a word that is too long by itself', () => {
    const { lines } = fitText('a'.repeat(100), { width: 50, height: 10 }, { ...options, sizes: [5] });
    expect(lines).toEqual(['aaaaaaaaaa', 'aaaaaaaa…']);
  });

  it('keeps one line to one line', () => {
    expect(fitLine('aaaa bbbb cccc', 100, [10, 8, 7], measureAt)).toMatchObject({ size: 7 });
    expect(fitLine('aaaa bbbb cccc', 60, [10, 8], measureAt).lines).toEqual(['aaaa…']);
  });
});
