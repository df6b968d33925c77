import { describe, expect, it } from 'vitest';
import { readSearch } from '../../src/match/search-query.ts';

const read = (text: string) => {
  const { words, phrases, excludedWords, excludedPhrases } = readSearch(text);
  return { words, phrases, out: [...excludedWords, ...excludedPhrases] };
};

describe('what a reporter searches for', () => {
  it.each([
    ['words', 'حريق  الميناء\nاليوم', { words: 'حريق الميناء اليوم', phrases: [], out: [] }],
    ['an exact phrase', 'حريق "سفينة حاويات"', { words: 'حريق', phrases: ['سفينة حاويات'], out: [] }],
    ['Arabic quotes', '«سفينة حاويات» حريق', { words: 'حريق', phrases: ['سفينة حاويات'], out: [] }],
    [
      'Arabic quotes the other way round',
      '»سفينة حاويات«',
      { words: '', phrases: ['سفينة حاويات'], out: [] },
    ],
    ['curly quotes', '“سفينة حاويات” ”ميناء“', { words: '', phrases: ['سفينة حاويات', 'ميناء'], out: [] }],
    ['quotes without spaces', 'حريق"سفينة"ميناء', { words: 'حريق ميناء', phrases: ['سفينة'], out: [] }],
    ['a word left out', 'حريق -ميناء', { words: 'حريق', phrases: [], out: ['ميناء'] }],
    [
      'a word left out with other dashes',
      'حريق –ميناء —سفينة −نهر',
      {
        words: 'حريق',
        phrases: [],
        out: ['ميناء', 'سفينة', 'نهر'],
      },
    ],
    ['a phrase left out', 'حريق -"سفينة حاويات"', { words: 'حريق -', phrases: [], out: ['سفينة حاويات'] }],
    ['a dash inside a word', 'كوفيد-19 F-16', { words: 'كوفيد-19 F-16', phrases: [], out: [] }],
    ['dashes alone', '- -- —', { words: '- -- —', phrases: [], out: [] }],
    [
      'a quote without its partner',
      'حريق "سفينة حاويات',
      { words: 'حريق سفينة حاويات', phrases: [], out: [] },
    ],
    ['only quotes', '""""«»“', { words: '', phrases: [], out: [] }],
    ['only words left out', '-ميناء -"سفينة"', { words: '-', phrases: [], out: ['ميناء', 'سفينة'] }],
    [
      'marks of direction before a dash',
      '\u200fحريق \u202b-ميناء\u202c',
      { words: 'حريق', phrases: [], out: ['ميناء'] },
    ],
    ['nulls and half characters', 'حريق\0ميناء\ud800', { words: 'حريق ميناء', phrases: [], out: [] }],
    ['nothing', '   ', { words: '', phrases: [], out: [] }],
  ])('is read: %s', (_what, text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('is read up to a limit', () => {
    expect(read('أ'.repeat(100_000)).words).toHaveLength(1_000);
    expect(read('"أ" '.repeat(1_000)).phrases).toHaveLength(8);
    expect(read('-أ '.repeat(1_000)).out).toHaveLength(16);
  });
});
