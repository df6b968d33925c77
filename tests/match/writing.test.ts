import { describe, expect, it } from 'vitest';
import { Matcher } from '../../src/match/matcher.ts';

const item = (id: string, claim: string) => ({ id, claim, urls: [], media: [] });
const matcher = new Matcher();
for (const row of [
  item('well', 'بلدية نهر السلال سكبت مواد كيميائية في آبار الشرب ليلة الخميس'),
  item('bakery', 'أصحاب المخابز في وادي القصب رفعوا سعر ربطة الخبز إلى عشرة دنانير ابتداءً من الغد'),
  item('singer', 'وفاة المطرب منير الزيتوني إثر حادث سير على الطريق الساحلي مساء الجمعة'),
  item('other-singer', 'المطرب سليم الرندي يحيي حفلة خيرية في ساحة القناديل'),
]) {
  matcher.upsert(row);
}
const read = (text: string, file = 0) => ({ kind: 'ocr' as const, file, text });

describe('words read in a picture', () => {
  it('answer with the fact-check of the claim they say', () => {
    const { band, ranked } = matcher.rank([
      read('عاجل\nبلدية نهر السلال سكبت مواد كيميائية\nفي آبار الشرب ليلة الخميس'),
    ]);
    expect(band).toBe('answered');
    expect(ranked[0]).toMatchObject({ id: 'well', relation: 'same', evidence: [{ kind: 'ocr' }] });
  });

  it('answer also when a letter of a word was misread', () => {
    const { band, ranked } = matcher.rank([
      read('بلدية نير السلال سكبت مواد كيميائية في آبار الشرب ليلة الخميس'),
    ]);
    expect({ band, id: ranked[0]?.id }).toEqual({ band: 'answered', id: 'well' });
  });

  it.each([
    ['that the archive knows', 'وفاة المطرب سليم الرندي إثر حادث سير على الطريق الساحلي مساء الجمعة'],
    ['that it does not know', 'وفاة المطرب جابر البستاني إثر حادث سير على الطريق الساحلي مساء الجمعة'],
  ])('do not answer when they name somebody else %s', (_, text) => {
    expect(matcher.rank([read(text)]).band).not.toBe('answered');
  });

  it('are nothing to go by when only a few of the claim are among them', () => {
    expect(matcher.rank([read('سعر ربطة الخبز')])).toEqual({ band: 'unknown', ranked: [] });
  });

  it('are a statement for each file of an album', () => {
    const { band, ranked } = matcher.rank([
      read('بلدية نهر السلال سكبت مواد كيميائية في آبار الشرب ليلة الخميس', 0),
      read('أصحاب المخابز في وادي القصب رفعوا سعر ربطة الخبز إلى عشرة دنانير ابتداء من الغد', 1),
    ]);
    expect(band).toBe('answered');
    const sent = ranked.filter((one) => one.sent);
    expect(sent.map(({ id, evidence }) => [id, evidence[0]?.query?.file]).sort()).toEqual([
      ['bakery', 1],
      ['well', 0],
    ]);
  });
});
