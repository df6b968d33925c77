import { describe, expect, it } from 'vitest';
import { latinRuns, withLatinIsolated } from '../../src/domain/latin-runs.ts';

describe('parts of an Arabic text that read from left to right', () => {
  it.each([
    ['a name of several words', 'قالت New York Times أمس', ['New York Times']],
    ['a name that begins with a number', 'شبكات 5G و4K', ['5G', '4K']],
    ['a name with its version in brackets', 'نظام Windows 11 (24H2) قديم', ['Windows 11 (24H2)']],
    ['but not the bracket of the Arabic text', 'النظام (Windows 11) قديم', ['Windows 11']],
    ['a name with its signs', 'لغتا C++ وC# معًا', ['C++', 'C#']],
    ['a hashtag and an account', 'وسم #StopTheWar من @someone', ['#StopTheWar', '@someone']],
    ['a price with its sign in front', 'من $99.99 إلى €5', ['$99.99', '€5']],
    ['a name behind a conjunction', 'وSpaceX', ['SpaceX']],
    ['nothing in Arabic with numbers alone', 'نسبة 60% من 1,250', []],
  ])('are %s', (_name, text, runs) => {
    expect(latinRuns(text).map(([from, to]) => text.slice(from, to))).toEqual(runs);
  });

  it('are set apart without losing a character', () => {
    expect(withLatinIsolated('خبر NASA اليوم')).toBe('خبر \u2066NASA\u2069 اليوم');
    const text = 'لا، لم تقل "New York Times" إن 5G خطر';
    expect(withLatinIsolated(text).replace(/[\u2066\u2069]/gu, '')).toBe(text);
  });
});
