import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { drawableText } from '../../src/cards/drawable-text.ts';
import { readCoverage } from '../../src/cards/font-coverage.ts';
import { fontFiles, fontsCover } from '../../src/cards/fonts.ts';

describe('the fonts of the cards', () => {
  it.each([
    [
      'Arabic letters and marks',
      'ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةىٱ\u064b\u064c\u064d\u064e\u064f\u0650\u0651\u0652\u0670ـ',
    ],
    ['Persian, Kurdish and Maghrebi letters', 'پچژگڤڥڭڨۆێڵڕەکی'],
    ['all three kinds of digits', '0123456789٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹'],
    ['punctuation', '.,:;!?-–—…()[]«»‹›“”‘’"\'،؛؟٪%٫٬/\\#@&*+=_€$£¥°©®™•'],
    ['letters of Turkish and European names', 'ğĞıİşŞçÇöÖüÜéèêëàâäåæøßñłŁžŽčČšŠőűțăœ'],
    ['Greek, Cyrillic and Hebrew', 'αβγδέήώΩабвгдёїєжЯשלוםאת'],
  ])('have %s', (_name, characters) => {
    expect([...characters].filter((character) => !fontsCover(character))).toEqual([]);
  });

  it('have the same characters in both weights', () => {
    const byFamily = new Map<string, number[][]>();
    for (const { family, path } of fontFiles()) {
      byFamily.set(family, [...(byFamily.get(family) ?? []), readCoverage(readFileSync(path))]);
    }
    for (const [light, bold] of byFamily.values()) expect(light).toEqual(bold);
  });

  it('are not believed to have what they lack', () => {
    expect(['🚨', '你', 'अ', '☀'].some(fontsCover)).toBe(false);
  });
});

describe('a text for a card', () => {
  it.each([
    ['is kept as it is where the fonts have everything', 'قال «لا»: 60%', 'قال «لا»: 60%'],
    ['loses emoji, with what joins and colours them', '🚨👨‍👩‍👧 عاجل ❤️‍🔥 جدًا ☀️', 'عاجل جدًا'],
    ['keeps the digit of a keycap', 'رقم 1️⃣', 'رقم 1'],
    ['says that letters are missing which the fonts lack', 'اللافتة 你好 صينية', 'اللافتة […] صينية'],
    ['is one line', ' خبر\n\tعاجل\u2028 جدًا ', 'خبر عاجل جدًا'],
    ['composes letters that come in parts', 'ا\u0654نباء ا\u0653خر', 'أنباء آخر'],
    ['takes the letters of old encodings for what they are', '\ufee3\ufea4\ufee4\ufeaa', 'محمد'],
    ['keeps words written as one sign', 'قال ﷺ', 'قال ﷺ'],
    ['loses marks that would turn the line', 'خبر \u202eNASA\u202c \u2067x\u2069', 'خبر NASA x'],
    ['loses control characters and halves of characters', 'خ\u0000ب\u0007ر\ud800', 'خبر'],
  ])('%s', (_name, text, drawable) => {
    expect(drawableText(text)).toBe(drawable);
  });

  it('ends with an ellipsis, behind a whole word, where no card would hold it', () => {
    const drawable = drawableText('كلمة '.repeat(1_000));
    expect(drawable.length).toBeLessThanOrEqual(601);
    expect(drawable).toMatch(/كلمة…$/u);
  });
});
