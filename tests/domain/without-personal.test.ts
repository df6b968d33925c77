import { describe, expect, it } from 'vitest';
import { withoutPersonal } from '../../src/domain/without-personal.ts';

describe('a text that others will read', () => {
  it.each([
    ['اتصل على 0944 555 123 الآن', 'اتصل على ▒▒▒ الآن'],
    ['رقمي ٠٩٤٤٥٥٥١٢٣', 'رقمي ▒▒▒'],
    ['call +963-944-555-123', 'call ▒▒▒'],
    ['(02) 123-4567', '(▒▒▒'],
    ['راسلوا abu.secret@mail.example', 'راسلوا ▒▒▒'],
    ['من @abu_secret', 'من ▒▒▒'],
    ['https://wa.me/963944555123?text=x', '▒▒▒'],
    ['t.me/joinchat/AbCd', '▒▒▒'],
  ])('has a gap in place of what is personal: %s', (text, expected) => {
    expect(withoutPersonal(text)).toBe(expected);
  });

  it.each(['في 2024-11-30 وقع 12 حادثًا', 'سعر الخبز 1500 ليرة', 'مباراة 3-2', 'https://news.example/2024/a'])(
    'keeps what is not: %s',
    (text) => expect(withoutPersonal(text)).toBe(text),
  );
});
