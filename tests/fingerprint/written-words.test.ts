import { describe, expect, it } from 'vitest';
import { foldedWords, writtenWords } from '../../src/fingerprint/written-words.ts';

const TEXTS = [
  'أُغلِقَ الميناءُ، وعاد الصيّادون إلى «مرسى اللؤلؤ»!',
  'ارتفع السعر ١٢٬٠٠٠ دينار (12,5٪) في 2025؛ 3.5 مليون',
  'كوفيد-19 وCOVID19 و5G، ريال_عماني و#هاشتاغ_طويل',
  'ﻣﻴﻨﺎء اﻟﻮادي 🚢🔥 النص\u200fالمختلط\u200e mixed’s “quotes”',
  'Beast™ Dead™s … v2.0.1 — ١٫٥',
  '،،،  ... ’’ ٪٪ ___ 🙂',
  '',
];

describe('words as they are written', () => {
  it.each(TEXTS)('are the same with their places and without: %s', (text) => {
    expect([...writtenWords(text)].map(({ word }) => word)).toEqual(foldedWords(text));
  });

  it('are folded, and stand where they are written', () => {
    const text = 'قال: أُغلِقَ الميناءُ.';
    expect([...writtenWords(text)].map(({ word, from, to }) => [word, text.slice(from, to)])).toEqual([
      ['قال', 'قال'],
      ['اغلق', 'أُغلِقَ'],
      ['المينا', 'الميناءُ'],
    ]);
  });

  it('are no more than asked for', () => {
    expect(foldedWords('واحد اثنان ثلاثة', 2)).toEqual(['واحد', 'اثنان']);
  });
});
