import { describe, expect, it } from 'vitest';
import { analyzeText } from '../../src/fingerprint/arabic-text.ts';
import { canonicalLink } from '../../src/fingerprint/link.ts';

const terms = (text: string): string[] => analyzeText(text).terms;
const sameTerms = (a: string, b: string): void => expect(terms(a)).toEqual(terms(b));

describe('letters', () => {
  it('reads alef, hamza, ta marbuta and alef maqsura in every spelling people use', () => {
    sameTerms('إنقاذ أسرة من مبنى', 'انقاذ اسره من مبني');
    sameTerms('مسؤولون عن الشؤون', 'مسئولون عن الشئون');
  });

  it('ignores diacritics, tatweel, invisible and direction marks', () => {
    sameTerms('اَلْمَدِينَةُ الـــقـديمة', '\u202Bالمدينة\u200F \u200Bالقد\u200Dيمة\u202C');
  });

  it('composes presentation forms and a hamza typed apart', () => {
    sameTerms('ﺍﻟﻘﻄﺎﺭ ﺍﻟﺴﺮﻳﻊ', 'القطار السريع');
    sameTerms('ا\u0654سماك البحيرة', 'أسماك البحيرة');
  });

  it('reads Persian letters typed for Arabic ones', () => {
    sameTerms('مدینة کبيرة', 'مدينة كبيرة');
  });

  it('takes a letter said long for one letter', () => {
    sameTerms('حريييييق كبييير', 'حريق كبير');
  });
});

describe('numbers', () => {
  it('reads one number in all its writings', () => {
    for (const text of ['١٢٬٠٠٠', '12,000', '12.000', '۱۲۰۰۰', '12 ألف', '12 ألفا']) {
      expect(analyzeText(text).numbers).toEqual(['12000']);
    }
    expect(analyzeText('3 ملايين').numbers).toEqual(['3000000']);
    expect(analyzeText('ثلاثة ملايين').numbers).toEqual(['3000000']);
    expect(analyzeText('خمسة وعشرين ألف').numbers).toEqual(['25000']);
    expect(analyzeText('نصف مليون').numbers).toEqual(['500000']);
    expect(analyzeText('2.5 مليار').numbers).toEqual(['2500000000']);
  });

  it('keeps a number that belongs to a name among the words but not among the quantities', () => {
    const { terms, numbers } = analyzeText('إصابات كوفيد-19 بلغت 40');
    expect(terms).toContain('19');
    expect(numbers).toEqual(['40']);
  });

  it('reads a number behind a joined letter', () => {
    expect(analyzeText('بيعت بـ50 دينارا و70 درهما').numbers).toEqual(['50', '70']);
  });
});

describe('words', () => {
  it('takes clitics and endings off', () => {
    sameTerms('وبالمدارس', 'مدارس');
    sameTerms('لاعبون', 'اللاعب');
    sameTerms('لاعبات', 'لاعبة');
    sameTerms('زوجتها', 'الزوجة');
  });

  it('keeps short names and words that only begin like a clitic', () => {
    expect(terms('نور مي هند')).toEqual(['نور', 'مي', 'هند']);
    sameTerms('الوزير', 'وزير');
    sameTerms('الوباء', 'وباء');
    sameTerms('والفيروس', 'فيروس');
    expect(terms('لبنان')).toEqual(['لبنان']);
  });

  it('splits hashtags and handles into words', () => {
    expect(terms('#لقاح_القمر')).toEqual(['لقاح', 'قمر']);
    expect(terms('#SaveTheRiver @NewsDesk')).toEqual(['save', 'river', 'news', 'desk']);
  });

  it('makes one word of a name written apart or together', () => {
    sameTerms('عبد الرحيم في السوق', 'عبدالرحيم في السوق');
    sameTerms('قرية نور الدين', 'قرية نورالدين');
    sameTerms('والشيخ فضل الله', 'والشيخ فضلالله');
  });

  it('marks what stands in hashtags and handles only', () => {
    const { terms, tagged } = analyzeText('فيضان #وادي_اللوز قرب #الجسر');
    expect(terms).toEqual(['فيضان', 'واد', 'لوز', 'قرب', 'جسر']);
    expect(tagged).toEqual([false, true, true, false, true]);
  });

  it('marks what is denied, in the written language and in dialect', () => {
    const { terms, negated } = analyzeText('الوزير لم يستقل أمس');
    expect(negated[terms.indexOf('يستقل')]).toBe(true);
    expect(negated[terms.indexOf('وزير')]).toBe(false);
    expect(analyzeText('ماسافروش').negated).toEqual([true]);
  });

  it('keeps Latin words in lower case', () => {
    expect(terms('Breaking: Bridge collapsed')).toEqual(['breaking', 'bridge', 'collapsed']);
  });
});

describe('what is not said', () => {
  it('finds nothing in chatter', () => {
    for (const text of [
      '',
      '   ',
      'هل هذا صحيح؟',
      'هل هذا الخبر صحيح',
      '😂😂🔥',
      '؟؟!!',
      'عاجل عاجل انشر',
      '1️⃣'.repeat(3),
    ]) {
      expect(terms(text)).toEqual([]);
    }
  });

  it('leaves blessings, prayers and oaths out and keeps what stands around them', () => {
    sameTerms('حسبنا الله ونعم الوكيل أغلقوا الجسر الخشبي والله العظيم', 'أغلقوا الجسر الخشبي');
    sameTerms('زيارة قبر النبي صلى الله عليه وسلم', 'زيارة قبر النبيﷺ');
    sameTerms('هههههه هاهاها أغلقوا الجسر إن شاء الله', 'أغلقوا الجسر');
  });

  it('takes links and addresses out and hands the links over', () => {
    const { terms, urls } = analyzeText(
      'انظر (https://example.org/a?b=1). أو www.example.com/x، راسلوا me@example.org فورا',
    );
    expect(urls).toEqual(['https://example.org/a?b=1', 'www.example.com/x']);
    expect(terms.join(' ')).not.toMatch(/example|http|org/u);
  });

  it('reads a text pasted several times once', () => {
    const once = 'الجسر الخشبي قرب السوق القديم ينهار بعد العاصفة';
    expect(terms(`${once}\n${once}\n${once}`)).toEqual(terms(once));
    expect(terms(`${once} ${once} تعليق صاحب الصفحة`)).toEqual([
      ...terms(once),
      ...terms('تعليق صاحب الصفحة'),
    ]);
    expect(terms('خبز مجاني خبز مجاني خبز مجاني')).toEqual(terms('خبز مجاني'));
  });
});

describe('hostile text', () => {
  const hostile: Record<string, string> = {
    'one letter': 'ا'.repeat(100_000),
    'dotted letters': 'a.'.repeat(50_000),
    marks: `ا${'\u0650\u064B\u0655'.repeat(33_333)}`,
    'half links': 'http://'.repeat(14_000),
    digits: '1,'.repeat(50_000),
    tags: '#aB_'.repeat(25_000),
    ligatures: 'ﷺ'.repeat(100_000),
    'lone surrogates': '\uD83D'.repeat(100_000),
    'words without end': 'كلمة أخرى غريبة '.repeat(6_000),
  };
  for (const [name, text] of Object.entries(hostile)) {
    it(`is read to words of bounded length: ${name}`, () => {
      const { terms } = analyzeText(text);
      expect(Math.max(0, ...terms.map((term) => term.length))).toBeLessThanOrEqual(40);
    });
  }
});

describe('links', () => {
  it('gives two addresses of one page the same form', () => {
    const form = canonicalLink('https://example.org/story/12');
    for (const link of [
      'http://www.example.org/story/12/',
      'https://m.example.org/story/12?utm_source=x&fbclid=abc#comments',
      'EXAMPLE.ORG/story/12',
      'https://mobile.example.org//story/12',
    ]) {
      expect(canonicalLink(link)).toBe(form);
    }
  });

  it('writes Arabic paths one way', () => {
    expect(canonicalLink('https://example.org/خبر')).toBe(
      canonicalLink('https://example.org/%d8%ae%d8%a8%d8%b1'),
    );
  });

  it('keeps parameters that name the page, in any order', () => {
    expect(canonicalLink('https://example.org/w?v=1&t=2')).toBe(
      canonicalLink('https://example.org/w?t=2&v=1'),
    );
    expect(canonicalLink('https://example.org/w?v=1')).not.toBe(canonicalLink('https://example.org/w?v=2'));
  });

  it('refuses what is no web address', () => {
    for (const link of [
      '',
      'ftp://example.org/a',
      'javascript:alert(1)',
      'سلام',
      'http://',
      'localhost',
      `https://example.org/${'a'.repeat(3000)}`,
    ]) {
      expect(canonicalLink(link)).toBeNull();
    }
  });
});
