import { describe, expect, it } from 'vitest';
import { draft, fates, read } from './reading.ts';

const ARTICLE = `فيديو السيول قديم وليس من وادي الزعتر
الادعاء
مقطع فيديو يُظهر غرق وادي الزعتر هذا الأسبوع.
نشر عن الخبر
الخبر المتداول
نشرت صفحات مقطعًا قالت إنه من وادي الزعتر https://example.org/post/5، وزعمت أنه صحيح.
تحقيق المرصد
بالتحقق من الادعاء وجد "المرصد" أنه مضلل، إذ إن المقطع منشور قبل عامين. ولم تشهد البلدة أمطارًا هذا الأسبوع.
الفيديو منشور منذ عامين
نُشر المقطع في بلدة أخرى.
اقرأ/ي أيضًا
الصورة ليست من تلّ الرمان`;

const article = async (text: string | Uint8Array) => draft((await read(text, {}, 'article.txt'))[0]);

describe('a plain-text article', () => {
  it('is read part by part', async () => {
    expect(await article(ARTICLE)).toEqual({
      id: expect.stringMatching(/^a-[\da-f]{16}$/u),
      url: '',
      title: 'فيديو السيول قديم وليس من وادي الزعتر',
      claim: 'مقطع فيديو يُظهر غرق وادي الزعتر هذا الأسبوع.',
      rating: 'misleading',
      ratingLabel: 'مضلل',
      summary:
        'بالتحقق من الادعاء وجد "المرصد" أنه مضلل، إذ إن المقطع منشور قبل عامين. ولم تشهد البلدة أمطارًا هذا الأسبوع.',
      body: expect.stringMatching(/^نشرت صفحات[\s\S]*الفيديو منشور منذ عامين\nنُشر المقطع في بلدة أخرى\.$/u),
      publisher: 'المرصد',
      datePublished: null,
      language: 'ar',
      appearances: ['https://example.org/post/5'],
      media: [],
    });
  });

  it('reads the same from an old Windows file', async () => {
    const plain = await article(ARTICLE);
    expect(await article(`\uFEFF${ARTICLE.replaceAll('\n', '\r\n\r\n')}\r\n`)).toEqual(plain);
    expect(await article(Buffer.from(`\uFEFF${ARTICLE}`, 'utf16le'))).toEqual(plain);
  });

  it('in Windows-1256 is converted and says so', async () => {
    // "الادعاء" and "الخبر زائف" in the code page of Arabic Windows.
    const bytes = Buffer.from([
      0xc7, 0xe1, 0xc7, 0xcf, 0xda, 0xc7, 0xc1, 0x0a, 0xc7, 0xe1, 0xce, 0xc8, 0xd1, 0x20, 0xd2, 0xc7, 0xc6,
      0xdd,
    ]);
    const rows = await read(bytes, {}, 'old.txt');
    expect(draft(rows[0])).toMatchObject({ claim: 'الخبر زائف' });
    expect(fates(rows)[0]).toContain('encoding-converted');
  });

  it.each([
    ['الإدّعاء:', 'تحقيق "المرصد":', 'إقرأ أيضاً:'],
    ['الادّعاء', 'التحقق', 'اقرأي أيضا'],
    ['نصّ الادعاء', 'نتيجة التحقيق', 'مواضيع ذات صلة'],
    ['  الادعاء  :', 'تحقيق مسبار', 'اقرأ/ي أيضًا:'],
  ])('has headings as %s, %s and %s', async (claim, investigation, related) => {
    const text = `عنوان\n${claim}\nغرقت البلدة.\n${investigation}\nتبيّن أنه زائف.\n${related}\nعنوان آخر`;
    expect(await article(text)).toMatchObject({
      title: 'عنوان',
      claim: 'غرقت البلدة.',
      rating: 'fake',
      body: 'تبيّن أنه زائف.',
    });
  });

  it('may hold the claim behind its heading, a rating, a date and an address', async () => {
    const text =
      'عنوان\nتاريخ النشر: ٣٠ نوفمبر ٢٠٢٤\nالرابط: https://example.org/a/1\nالتصنيف: خرافة\nالادعاء: البصل يشفي من الإنفلونزا\nتحقيق المرصد\nلا دليل على ذلك.';
    expect(await article(text)).toMatchObject({
      claim: 'البصل يشفي من الإنفلونزا',
      rating: 'myth',
      datePublished: '2024-11-30',
      url: 'https://example.org/a/1',
    });
  });

  it('may miss any part', async () => {
    expect(fates(await read('عنوان\nالادعاء\nغرقت البلدة.', {}, 'a.txt'))).toEqual([['rating-missing']]);
    expect(fates(await read('عنوان\nتحقيق المرصد\nتبيّن أنه زائف.', {}, 'a.txt'))).toEqual([
      ['claim-from-title'],
    ]);
    expect(fates(await read('الادعاء\nغرقت البلدة.\nتحقيق المرصد\nتبيّن أنه زائف.', {}, 'a.txt'))).toEqual([
      ['title-from-claim'],
    ]);
    expect(fates(await read('الادعاء\n', {}, 'a.txt'))).toEqual(['no-claim-and-no-title']);
  });

  it('keeps its id when its text is corrected', async () => {
    expect((await article(ARTICLE.replace('عامين.', 'عامين ونصف.'))).id).toBe((await article(ARTICLE)).id);
  });

  it('is published by who was named before who is guessed', async () => {
    expect(draft((await read(ARTICLE, { publisher: 'غرفة التحقق (مثال)' }, 'a.txt'))[0]).publisher).toBe(
      'غرفة التحقق (مثال)',
    );
  });

  it('is none without its headings', async () => {
    expect(fates(await read('رسالة عادية\nلا شيء فيها', { format: 'article' }, 'a.txt'))).toEqual([
      'not-an-article',
    ]);
  });
});
