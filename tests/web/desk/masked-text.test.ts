import { describe, expect, it } from 'vitest';
import { masked } from '../../../src/web/desk/masked-text.ts';

describe('what people wrote, on the desk', () => {
  it.each([
    ['اتصلوا على +966 50 123 4567 الآن', 'اتصلوا على ••• الآن'],
    ['رقمي ٠٥٠١٢٣٤٥٦٧', 'رقمي •••'],
    ['هاتف: 00966501234567.', 'هاتف: •••.'],
    ['call 050-123-4567 today', 'call ••• today'],
    ['على 966501234567', 'على •••'],
    ['\u202a+963 944 123 456\u202c', '\u202a•••\u202c'],
    ['راسلوني salma.k+x@mail.example.org شكرا', 'راسلوني ••• شكرا'],
    ['https://wa.me/966501234567 انضموا', '••• انضموا'],
    ['call (02) 2345-6789 today', 'call (••• today'],
  ])('has no phone number and no e-mail address: %s', (text, shown) => expect(masked(text)).toBe(shown));

  it.each([
    'في 2024-05-12 قُتل 1200 شخص، و٣٬٠٠٠٬٠٠٠ لاجئ',
    'بلغت الديون 1,250,000,000 دولار عام 2023',
    'https://x.com/news/status/1789012345678901234',
    'السعر 15.50 والساعة 10:30 يوم 7/3/2025',
  ])('keeps facts and links: %s', (text) => expect(masked(text)).toBe(text));

  it('is shortened nowhere else, however long', () => {
    for (const text of ['1'.repeat(100_000), 'a.'.repeat(50_000), 'a@'.repeat(50_000)]) {
      expect(masked(text)).toBe(text);
    }
  });
});
