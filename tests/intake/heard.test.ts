import { beforeAll, describe, expect, it } from 'vitest';
import { Listener } from '../../src/intake/heard.ts';
import { loadWords } from '../../src/words.ts';

let listener: Listener;
beforeAll(async () => {
  listener = new Listener(await loadWords('ar-u-nu-latn'));
});

describe('a short message', () => {
  it.each([
    ['السلام عليكم ورحمةُ الله وبركاته', 'greeting'],
    ['مرحباااا 👋', 'greeting'],
    ['Good morning!', 'greeting'],
    ['شكراً جزيلاً', 'thanks'],
    ['جزاكم الله خيرًا.', 'thanks'],
    ['👍🏽', 'thanks'],
    ['❤️ 🙏', 'thanks'],
    ['نعم', 'yes'],
    ['أيوه', 'yes'],
    ['لا', 'no'],
    ['لا شيء من هذا', 'none'],
    ['المزيد', 'more'],
    ['توقّف', 'stop'],
    ['STOP', 'stop'],
    ['أسئلتي', 'mytips'],
    ['حذف بياناتي', 'forget'],
    ['مساعدة', 'help'],
    ['يا حمار', 'abuse'],
    ['كلاب كلاب', 'abuse'],
  ])('%s is understood as %s', (text, kind) => {
    expect(listener.hear(text)).toEqual({ kind });
  });

  it.each([
    ['1', 1],
    ['١', 1],
    ['٢.', 2],
    ['(3)', 3],
    ['الثانية', 2],
    ['first', 1],
  ])('%s is a place in a list', (text, number) => {
    expect(listener.hear(text)).toEqual({ kind: 'number', number });
  });

  it.each([
    ['English', 'en'],
    ['عربي', 'ar'],
  ])('%s names a language', (text, language) => {
    expect(listener.hear(text)).toEqual({ kind: 'name', language });
  });

  it('"search for" asks for what follows it, as it was written', () => {
    expect(listener.hear('ابحث عن «الماء المالح» -هاتف')).toEqual({
      kind: 'search',
      words: '«الماء المالح» -هاتف',
    });
  });

  it.each([
    'كلب ضخم يهاجم طفلا قرب مدرسة النور',
    'الكلاب تصاب بفيروس جديد',
    'شكرا للجيش الذي قصف المدينة فجر اليوم',
    'لا صحة لخبر الهدنة',
    'نعم فاز المنتخب',
    'توقف المخابز عن البيع غدا',
    'مرحبا، هل صحيح أن الجسر انهار؟',
    'بحث علمي جديد يكشف سر النوم',
    '2024',
    '👀',
    '',
  ])('%s is more than a remark', (text) => {
    expect(listener.hear(text)).toBeNull();
  });
});
