import { describe, expect, it } from 'vitest';
import { cleanText } from '../../src/archive/clean-text.ts';
import { textOfHtml } from '../../src/archive/html-text.ts';
import { linkForId, readLink } from '../../src/archive/link.ts';
import { readDate } from '../../src/archive/publication-date.ts';
import type { Repair } from '../../src/archive/reasons.ts';

function cleaned(text: string, limit = 1_000, lines = false): { text: string | null; repairs: Repair[] } {
  const repairs = new Set<Repair>();
  return { text: cleanText(text, limit, repairs, lines), repairs: [...repairs] };
}

describe('a date', () => {
  it.each([
    ['2024-11-30', '2024-11-30'],
    ['2024-11-30T23:59:59Z', '2024-11-30'],
    ['2024-11-30T01:00:00+03:00', '2024-11-30'],
    ['2024-11-30 20:02', '2024-11-30'],
    ['2024/1/5', '2024-01-05'],
    ['Sat, 30 Nov 2024 20:02:00 +0300', '2024-11-30'],
    ['30/11/2024', '2024-11-30'],
    ['11/30/2024', '2024-11-30'],
    ['5-1-2024', '2024-01-05'],
    ['٣٠/١١/٢٠٢٤', '2024-11-30'],
    ['۳۰ نوفمبر ۲۰۲۴', '2024-11-30'],
    ['30 نوفمبر/تشرين الثاني 2024', '2024-11-30'],
    ['السبت 30 تشرين الثاني 2024', '2024-11-30'],
    ['November 30, 2024', '2024-11-30'],
    ['1732996920', '2024-11-30'],
  ])('%s is %s', (written, day) => {
    expect(readDate(written, '2025-06-15')).toEqual({ date: day });
  });

  it.each(['2024-02-30', '0000-00-00', 'أمس', '13/13/2024', '2024', 'Invalid Date', '1832-01-01'])(
    '%s is none',
    (written) => {
      expect(readDate(written, '2025-06-15')).toEqual({ problem: 'bad-date' });
    },
  );

  it('of tomorrow may be a time zone, later ones are mistakes', () => {
    expect(readDate('2025-06-16', '2025-06-15')).toEqual({ date: '2025-06-16' });
    expect(readDate('2025-06-17', '2025-06-15')).toEqual({ problem: 'future-date' });
  });

  it('that is missing is no mistake', () => {
    expect([
      readDate(undefined, '2025-06-15'),
      readDate('', '2025-06-15'),
      readDate(null, '2025-06-15'),
    ]).toEqual([null, null, null]);
  });
});

describe('a text', () => {
  it('loses tags and entities', () => {
    expect(
      cleaned('<p>سوق <b>الحجر&nbsp;الأبيض</b> &amp; المرسى &#1600;&#x21;</p><script>alert(1)</script>'),
    ).toEqual({
      text: 'سوق الحجر الأبيض & المرسى ـ!',
      repairs: ['html-stripped'],
    });
  });

  it('loses markup that was escaped once more', () => {
    expect(textOfHtml('&lt;p&gt;خبر &amp;quot;عاجل&amp;quot;&lt;/p&gt;').trim()).toBe('خبر "عاجل"');
  });

  it('keeps angle brackets that are no tags', () => {
    expect(cleaned('3 < 5 و 7 > 2 <الخبر> <3')).toEqual({ text: '3 < 5 و 7 > 2 <الخبر> <3', repairs: [] });
  });

  it('loses control characters, overrides of direction and halves of pairs', () => {
    expect(cleaned('خبر\u0000 عا\u202Eجل\uD800')).toEqual({ text: 'خبر عاجل', repairs: ['control-removed'] });
  });

  it('keeps the joiners that Arabic needs', () => {
    expect(cleaned('می\u200Cخواهم 👨‍👩‍👧')).toEqual({ text: 'می\u200Cخواهم 👨‍👩‍👧', repairs: [] });
  });

  it('is cut at a word', () => {
    expect(cleaned('كلمة أخرى طويلة جدًا', 12)).toEqual({ text: 'كلمة أخرى…', repairs: ['text-cut'] });
  });

  it('keeps its lines where it may', () => {
    expect(cleaned('<p>أول</p>\r\n\r\n<p>ثانٍ</p>', 100, true).text).toBe('أول\nثانٍ');
  });

  it.each(['<!--', '<p ', '&lt;', '<script>', '<'])('full of %s is read in linear time', (piece) => {
    // A step for each pair of them would be 40,000 million: more than fits into the time of a test.
    expect(cleaned(piece.repeat(200_000)).text?.length ?? 0).toBeLessThanOrEqual(2_000_000);
  });
});

describe('a link', () => {
  const link = (value: unknown, base?: string) => {
    const repairs = new Set<Repair>();
    return { ...readLink(value, repairs, base), repairs: [...repairs] };
  };

  it('stays as the publisher spells it', () => {
    const url = 'https://example.org/factcheck/%D8%B3%D9%88%D9%82';
    expect(link(url)).toEqual({ url, repairs: [] });
    expect(link('https://example.org/سوق')).toEqual({ url: 'https://example.org/سوق', repairs: [] });
  });

  it('that is percent-encoded as a whole is decoded', () => {
    expect(link('https%3A%2F%2Fexample.org%2Ffactcheck%2F7')).toEqual({
      url: 'https://example.org/factcheck/7',
      repairs: ['url-decoded'],
    });
  });

  it('without scheme or host is completed', () => {
    expect(link('example.org/a')).toEqual({ url: 'https://example.org/a', repairs: ['url-completed'] });
    expect(link('//example.org/a')).toEqual({ url: 'https://example.org/a', repairs: ['url-completed'] });
    expect(link('/a', 'https://example.org/home')).toEqual({
      url: 'https://example.org/a',
      repairs: ['url-completed'],
    });
  });

  it.each([
    'javascript:alert(1)',
    'ftp://example.org/a',
    '/a',
    'لا رابط',
    'http://',
    'https://user:pw@example.org/',
    'data:text/html,x',
  ])('%s is none', (value) => {
    expect(link(value)).toMatchObject({ problem: 'bad-url' });
  });

  it('is the same page in every spelling', () => {
    const spellings = [
      'https://www.example.org/سوق/?b=2&a=1&utm_source=x#top',
      'http://example.org/%D8%B3%D9%88%D9%82?a=1&b=2&fbclid=9',
    ];
    expect(new Set(spellings.map(linkForId)).size).toBe(1);
  });
});
