import { beforeEach, describe, expect, it } from 'vitest';
import type { Rating } from '../../src/domain/rating.ts';
import { highlight, passageAround } from '../../src/match/highlights.ts';
import { KeywordIndex, type KeywordQuery } from '../../src/match/keyword-index.ts';
import { Matcher } from '../../src/match/matcher.ts';

interface Row {
  id: string;
  title?: string;
  claim: string;
  summary?: string;
  body?: string;
  rating?: Rating;
  publisher?: string;
  datePublished?: string;
  urls?: string[];
}

let matcher: Matcher;
let index: KeywordIndex;

function add(...rows: Row[]): void {
  for (const row of rows) {
    const item = { title: row.claim, urls: [], media: [], ...row };
    index.remove(row.id);
    matcher.upsert(item);
    index.add(item);
  }
}

function remove(id: string): void {
  index.remove(id);
  matcher.remove(id);
}

const search = (text: string, query: Partial<KeywordQuery> = {}) =>
  index.search({ text, limit: 10, ...query });
const found = (text: string, query: Partial<KeywordQuery> = {}) => search(text, query).ids;
const foundSorted = (text: string, query: Partial<KeywordQuery> = {}) => found(text, query).sort();

beforeEach(() => {
  matcher = new Matcher();
  index = new KeywordIndex(matcher);
  add(
    {
      id: 'ship',
      claim: 'حريق ضخم في سفينة حاويات في ميناء مرسى اللؤلؤ',
      datePublished: '2025-01-03',
      rating: 'fake',
      publisher: 'مرصد الساحل',
    },
    {
      id: 'market',
      claim: 'احتراق سوق العطارين في مدينة الزيتون',
      datePublished: '2025-02-01',
      rating: 'misleading',
      publisher: 'مرصد الساحل',
    },
    {
      id: 'bread',
      claim: 'ارتفاع سعر الخبز إلى عشرة دنانير في مخابز الوادي',
      datePublished: '2025-03-05',
      rating: 'true',
      publisher: 'دار أخرى',
    },
    { id: 'wheat', claim: 'أسعار القمح وخبز الحفلات', datePublished: '2024-12-31', rating: 'fake' },
    {
      id: 'harbour',
      claim: 'إغلاق الميناء القديم أمام السفن',
      body: 'قال البيان إن حاويات فارغة شوهدت قرب الرصيف الغربي قبل الحريق.',
      rating: 'satire',
    },
  );
});

describe('searching for words', () => {
  it('finds them in any order and form', () => {
    expect(found('الخبز أسعار')).toContain('bread');
    expect(found('خبز سعر')).toContain('bread');
    expect(found('بالميناء لسفينة')).toContain('ship');
    expect(found('الزَّيتونُ والسّوق')).toEqual(['market']);
  });

  it('asks for all words, and the closest first', () => {
    expect(found('حريق سفينة')).toEqual(['ship', 'harbour']);
    expect(search('حريق سفينة الوادي')).toMatchObject({ matched: 'some' });
  });

  it('puts first what says the words in their order', () => {
    add(
      { id: 'apart', claim: 'ميناء فيه لؤلؤ وفيه مرسى' },
      { id: 'together', claim: 'مرسى اللؤلؤ وفيه ميناء كبير' },
    );
    const order = found('مرسى اللؤلؤ');
    expect(order.indexOf('together')).toBeLessThan(order.indexOf('apart'));
  });

  it('forgives a wrong letter', () => {
    expect(found('العطاريين')).toEqual(['market']);
    expect(found('حاوياتت')).toContain('ship');
  });

  it('takes the last word for the beginning of one while it is typed', () => {
    expect(found('سوق العطا')).toEqual(['market']);
  });

  it('shows what has most of the words when nothing has all, and says so', () => {
    const { ids, matched } = search('حريق سفينة حاويات غواصة');
    expect([ids[0], matched]).toEqual(['ship', 'some']);
    expect(search('غواصة')).toMatchObject({ total: 0, matched: 'all' });
    expect(search('غواصة برمائية عملاقة ميناء')).toMatchObject({ total: 0 });
  });

  it('finds words that mean little by themselves as they are written', () => {
    add({ id: 'plain', claim: 'خبر عاجل وصلني الآن' });
    expect(found('عاجل')).toEqual(['plain']);
    expect(found('هل هذا صحيح')).toEqual([]);
  });

  it('finds the fact-check of a link', () => {
    add({ id: 'linked', claim: 'منشور عن النهر', urls: ['https://x.com/name/status/1234567890'] });
    expect(found('https://twitter.com/other/status/1234567890?s=20')).toEqual(['linked']);
    expect(found('https://twitter.com/other/status/999999')).toEqual([]);
  });

  it('finds numbers however they are written', () => {
    add({ id: 'number', claim: 'وصول 12 ألف لاجئ' });
    expect(found('١٢٬٠٠٠ لاجئ')).toEqual(['number']);
  });
});

describe('an exact phrase', () => {
  it('stands there word by word, in any field, whatever its hamzas and vowels', () => {
    expect(found('"سفينة حاويات"')).toEqual(['ship']);
    expect(found('«سَفينةُ حاويات» حريق')).toEqual(['ship']);
    expect(found('"حاويات سفينة"')).toEqual([]);
    expect(found('"السفينة حاويات"')).toEqual([]);
    expect(found('"شوهدت قرب الرصيف"')).toEqual(['harbour']);
  });

  it('counts the words that searches leave aside', () => {
    add({ id: 'no', claim: 'لا صحة لما قيل' }, { id: 'yes', claim: 'صحة الناس لا تقدر بثمن' });
    expect(found('"لا صحة"')).toEqual(['no']);
  });

  it('does not reach from one field into the next', () => {
    add({ id: 'fields', title: 'نهاية العنوان', claim: 'بداية الادعاء' });
    expect(found('"العنوان بداية"')).toEqual([]);
  });

  it('is required beside words and other phrases', () => {
    expect(found('"سعر الخبز" "مخابز الوادي"')).toEqual(['bread']);
    expect(found('"سعر الخبز" "مخابز الساحل"')).toEqual([]);
    expect(found('سفينة "سعر الخبز"')).toEqual([]);
  });
});

describe('leaving out', () => {
  it('drops what has the word, with article or clitics, and nothing else', () => {
    expect(foundSorted('حريق -سفينة')).toEqual(['harbour', 'market']);
    expect(found('الميناء -حاويات')).toEqual([]);
    expect(foundSorted('سعر -القمح')).toEqual(['bread']);
  });

  it('takes phrases and words without meaning of their own', () => {
    expect(found('ميناء -"سفينة حاويات"')).toEqual(['harbour']);
    add({ id: 'today', claim: 'جسر اليوم' }, { id: 'bridge', claim: 'جسر الأمس' });
    expect(found('جسر -اليوم')).toEqual(['bridge']);
  });

  it('alone lists all others, newest first', () => {
    expect(found('-خبز')).toEqual(['market', 'ship', 'harbour']);
  });
});

describe('filters, order and pages', () => {
  it('narrow by rating, publisher and dates, both days included', () => {
    expect(foundSorted('', { rating: 'fake' })).toEqual(['ship', 'wheat']);
    expect(foundSorted('', { publisher: 'مرصد الساحل' })).toEqual(['market', 'ship']);
    expect(foundSorted('', { publisher: 'دار اخرى' })).toEqual(['bread']);
    expect(found('', { publisher: 'لا أحد' })).toEqual([]);
    expect(foundSorted('', { since: '2025-01-03', until: '2025-02-01' })).toEqual(['market', 'ship']);
    expect(found('حريق', { until: '2025-01-31' })).toEqual(['ship']);
    expect(found('خبز', { rating: 'fake', since: '2025-01-01' })).toEqual([]);
  });

  it('without words list the newest first, those without a date last', () => {
    expect(found('')).toEqual(['bread', 'market', 'ship', 'wheat', 'harbour']);
    expect(found('', { sort: 'best' })).toEqual(found(''));
  });

  it('put the newest or the best first', () => {
    add({ id: 'new', claim: 'سفينة', body: 'كلام طويل', datePublished: '2025-06-01' });
    expect(found('سفينة', { sort: 'newest' })[0]).toBe('new');
    expect(found('سفينة حاويات', { sort: 'best' })[0]).toBe('ship');
  });

  it('cut into pages that hold everything once', () => {
    for (let n = 0; n < 95; n++) {
      add({
        id: `n${n}`,
        claim: `تقرير الجسر رقم ${n}`,
        datePublished: `2023-01-${String((n % 28) + 1).padStart(2, '0')}`,
      });
    }
    for (const sort of ['best', 'newest'] as const) {
      const pages = [1, 2, 3, 4, 5].map((page) => search('تقرير الجسر', { sort, page, limit: 20 }));
      expect(pages.map(({ ids }) => ids.length)).toEqual([20, 20, 20, 20, 15]);
      expect(new Set(pages.flatMap(({ ids }) => ids)).size).toBe(95);
      expect(pages[0]?.total).toBe(95);
      expect(search('تقرير الجسر', { sort, page: 6, limit: 20 }).ids).toEqual([]);
    }
  });

  it('name the publishers, the largest first, as long as they have something', () => {
    expect(index.publishers()).toEqual(['مرصد الساحل', 'دار أخرى']);
    remove('bread');
    expect(index.publishers()).toEqual(['مرصد الساحل']);
  });
});

describe('a changing archive', () => {
  it('forgets what was removed or written anew', () => {
    remove('ship');
    expect(found('"سفينة حاويات"')).toEqual([]);
    add({ id: 'market', claim: 'سوق النحاسين بخير', rating: 'true' });
    expect(found('العطارين')).toEqual([]);
    expect(found('"سوق النحاسين"')).toEqual(['market']);
    expect(foundSorted('', { rating: 'misleading' })).toEqual([]);
  });

  it('stays right over thousands of changes', () => {
    for (let n = 0; n < 3_000; n++)
      add({ id: `r${n % 40}`, claim: `قافلة الشحن العابرة رقم ${n} تصل غدا`, rating: 'myth' });
    expect(search('"قافلة الشحن"').total).toBe(40);
    expect(found('"رقم 2999 تصل"')).toEqual(['r39']);
    expect(found('"رقم 2959 تصل"')).toEqual([]);
    expect(found('"سفينة حاويات"')).toEqual(['ship']);
    expect(search('', { rating: 'myth' }).total).toBe(40);
  });
});

describe('input that means harm or nothing', () => {
  it.each([
    ['100,000 letters', 'ا'.repeat(100_000)],
    ['100,000 words', 'حريق '.repeat(20_000)],
    [
      'all different words',
      Array.from({ length: 300 }, (_, n) => `كلمة${String.fromCharCode(0x621 + (n % 40))}`).join(' '),
    ],
    ['only quotes', '"'.repeat(1_000)],
    ['only dashes', '-'.repeat(1_000)],
    ['a dash and quotes', '-"" -«» -“'],
    ['a pattern', '.*(a+)+$[\\]^{|}?'],
    ['nulls', '\0\0حريق\0'],
    ['mixed directions', '\u202eحريق\u202c abc \u2067سفينة\u2069'],
    ['combining marks', 'ح\u0651'.repeat(400)],
    ['emoji', '🔥🚢'],
    ['SQL', "'; DROP TABLE fact_checks; --"],
    ['half a character', '\ud83dحريق'],
  ])('%s ends in a result', (_what, text) => {
    const { total, ids } = search(text);
    expect(ids.length).toBe(Math.min(total, 10));
  });
});

describe('what stands out', () => {
  const marked = (query: string, text: string) =>
    highlight(text, search(query).marks).map(([from, to]) => text.slice(from, to));

  it('are the words found, in the form in which they are written', () => {
    expect(marked('خبز سعر', 'ارتفع سِعرُ الخُبزِ، وأسعار خبزهم')).toEqual(['سِعرُ', 'الخُبزِ', 'وأسعار', 'خبزهم']);
  });

  it('is a whole phrase, and its words nowhere else', () => {
    expect(marked('"سفينة حاويات"', 'سفينة قرب سفينةِ حاويات كبيرة')).toEqual(['سفينةِ حاويات']);
  });

  it('are numbers and names of two words', () => {
    add({ id: 'n', claim: 'وصول 12 ألف لاجئ مع عبد الرحيم' });
    expect(marked('12000', 'وصل ١٢ ألف شخص و12,000 آخرون')).toEqual(['١٢', 'ألف', '12,000']);
    expect(marked('عبدالرحيم', 'قال عبد الرحيم')).toEqual(['عبد', 'الرحيم']);
  });

  it('never overlaps and stays inside the text', () => {
    const text = 'سفينة حاويات سفينة حاويات سفينة';
    const ranges = highlight(text, search('"سفينة حاويات سفينة" حاويات').marks);
    expect(ranges).toEqual([[0, text.length]]);
  });

  it('is shown in a piece of the article when nothing else has it', () => {
    const body = `${'كلام كثير لا يعني شيئا. '.repeat(30)}ثم قال البيان إن حاويات شوهدت قرب الرصيف. ${'وكلام آخر. '.repeat(30)}`;
    const passage = passageAround(body, search('حاويات').marks);
    expect(passage?.text.length).toBeLessThan(200);
    expect(passage?.highlights.map(([from, to]) => passage.text.slice(from, to))).toEqual(['حاويات']);
    expect(passageAround('لا شيء', search('حاويات').marks)).toBeNull();
  });
});
