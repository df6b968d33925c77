import { describe, expect, it } from 'vitest';
import { withoutPersonal } from '../../src/domain/without-personal.ts';

describe('a text that others will read', () => {
  it.each([
    ['اتصلوا على +966 50 123 4567 الآن', 'اتصلوا على ••• الآن'],
    ['رقمي ٠٥٠١٢٣٤٥٦٧', 'رقمي •••'],
    ['هاتف: 00966501234567.', 'هاتف: •••.'],
    ['call 050-123-4567 today', 'call ••• today'],
    ['على 966501234567', 'على •••'],
    ['حسابي 4000 1234 5678 9010 1234', 'حسابي •••'],
    ['\u202a+963 944 123 456\u202c', '\u202a•••\u202c'],
    ['call (02) 2345-6789 today', 'call (••• today'],
    ['منذ 2024-11-30 على 0501234567', 'منذ 2024-11-30 على •••'],
    ['راسلوني salma.k+x@mail.example.org شكرا', 'راسلوني ••• شكرا'],
    ['من @abu_secret', 'من •••'],
    ['https://wa.me/966501234567?text=x انضموا', '••• انضموا'],
    ['wa.me/966501234567', '•••'],
    ['t.me/joinchat/1AbCd', '•••'],
    ['https://t.me/+AbCdEf', '•••'],
    ['https://t.me/abu_secret', '•••'],
    ['https://t.me/c/1234567/8', '•••'],
  ])('has a mask over what is personal: %s', (text, shown) => expect(withoutPersonal(text)).toBe(shown));

  it.each([
    'في 2024-05-12 قُتل 1200 شخص، و٣٬٠٠٠٬٠٠٠ لاجئ',
    'بلغت الديون 1,250,000,000 دولار عام 2023',
    'موسم 2024/2025، وفي 2024-11-30 12 حادثًا',
    'https://x.com/news/status/1789012345678901234',
    'https://t.me/news_channel/4512 وhttps://t.me/s/news_channel',
    'السعر 15.50 والساعة 10:30 يوم 7/3/2025',
    'at.me/x و٣٠/١١/٢٠٢٤ 12',
    'سعر الخبز 1500 ليرة، مباراة 3-2',
  ])('keeps facts and their sources: %s', (text) => expect(withoutPersonal(text)).toBe(text));

  it('is read in time, however long', () => {
    for (const text of ['a.'.repeat(50_000), 'a@'.repeat(50_000), 't.me'.repeat(25_000)]) {
      expect(withoutPersonal(text)).toBe(text);
    }
    expect(withoutPersonal('1'.repeat(100_000))).toBe('•••');
  });
});
