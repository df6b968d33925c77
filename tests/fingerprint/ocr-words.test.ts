import { describe, expect, it } from 'vitest';
import { OcrPage } from '../../src/fingerprint/ocr-page.ts';
import { readLine } from '../../src/fingerprint/ocr-words.ts';

type Word = [text: string, confidence: number];
const lineOf = (words: Word[], top = 0, left = 0) => ({
  words: words.map(([text, confidence]) => ({ text, confidence })),
  box: { left, top, right: left + 400, bottom: top + 40 },
});
const surely = (text: string): Word[] => text.split(' ').map((word) => [word, 93]);
const textOf = (...words: Word[]) => readLine(lineOf(words))?.text ?? null;

describe('a line of what the recogniser saw', () => {
  it('is writing when its words are plausible', () => {
    expect(textOf(...surely('أمطار غزيرة فوق وادي القصب'))).toBe('أمطار غزيرة فوق وادي القصب');
  });

  it.each<[string, Word[]]>([
    [
      'single letters',
      [
        ['ا', 90],
        ['م', 90],
        ['و', 95],
      ],
    ],
    [
      'one letter over and over',
      [
        ['ااااا', 88],
        ['للل', 91],
      ],
    ],
    [
      'Latin letters',
      [
        ['Marsa', 95],
        ['News', 95],
      ],
    ],
    ['letters of two scripts in one word', [['قaصb', 92]]],
    [
      'signs',
      [
        ['|', 95],
        ['—', 90],
        ['.', 99],
      ],
    ],
    [
      'words that it is unsure of',
      [
        ['القصب', 31],
        ['وادي', 44],
      ],
    ],
    ['nothing', []],
  ])('is none when there are %s', (_, words) => {
    expect(textOf(...words)).toBeNull();
  });

  it('is none when most of it is noise, whatever the rest', () => {
    expect(textOf(['وادي', 90], ['لاامممتتا', 20], ['كككسااننن', 12])).toBeNull();
  });

  it('loses the noise at its edges and keeps the words', () => {
    expect(textOf(['ا', 80], ...surely('أمطار غزيرة فوق الوادي'), ['~', 30])).toBe('أمطار غزيرة فوق الوادي');
  });

  it('keeps numbers that are sure, in both kinds of digits, and no others', () => {
    expect(textOf(...surely('مقتل 12 وإصابة ٣٥ شخصا'))).toBe('مقتل 12 وإصابة ٣٥ شخصا');
    expect(textOf(['وإصابة', 93], ['77', 55], ['شخصا', 93])).toBe('وإصابة شخصا');
  });
});

describe('a page read in several preparations', () => {
  const pageOf = (...readings: Parameters<typeof lineOf>[]) => {
    const page = new OcrPage();
    for (const reading of readings) page.add([readLine(lineOf(...reading)) ?? []].flat());
    return page;
  };

  it('keeps of each place the reading that says most, whichever came first', () => {
    const well: Parameters<typeof lineOf> = [surely('إغلاق الجسر الحجري نهائيا'), 100];
    const badly: Parameters<typeof lineOf> = [[...surely('إغلاق الجسر'), ['الحجر', 52]], 104];
    expect(pageOf(well, badly).text).toBe('إغلاق الجسر الحجري نهائيا');
    expect(pageOf(badly, well).text).toBe('إغلاق الجسر الحجري نهائيا');
  });

  it('keeps lines of other places, from the top down', () => {
    const page = pageOf([surely('أمام السيارات والمشاة'), 160], [surely('إغلاق الجسر الحجري'), 100]);
    expect(page.text).toBe('إغلاق الجسر الحجري\nأمام السيارات والمشاة');
  });

  it('takes two columns for two places', () => {
    const page = pageOf([surely('إغلاق الجسر الحجري'), 100, 600], [surely('أمام السيارات والمشاة'), 100, 0]);
    expect(page.text.split('\n')).toHaveLength(2);
  });

  it('is without writing when only a word or two are sure', () => {
    expect(pageOf([[...surely('الجسر'), ['الحجر', 60]]]).text).toBe('');
  });

  it('needs no further preparation where a band is read well, and one where it is not', () => {
    const page = pageOf([surely('إغلاق الجسر الحجري نهائيا'), 100]);
    expect(page.isRead({ top: 100, bottom: 140 })).toBe(true);
    expect(page.isRead({ top: 300, bottom: 340 })).toBe(false);
    expect(
      pageOf([
        [
          ['إغلاق', 60],
          ['الجسر', 58],
        ],
        100,
      ]).isRead({ top: 100, bottom: 140 }),
    ).toBe(false);
  });
});
