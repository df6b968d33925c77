import { describe, expect, it } from 'vitest';
import type { QueryPart, Ranking } from '../../src/match/matcher.ts';
import { type ItemWithMedia, MatcherWithMedia } from '../support/matcher-with-media.ts';
import {
  cut,
  film,
  flipBits,
  noisy,
  picture,
  randomHash,
  randomNumbers,
  sentPicture,
  sound,
} from './made-up-media.ts';

/** A small fictional archive. */
const ARCHIVE: [id: string, claim: string, title: string][] = [
  [
    'bridge',
    'انهيار جسر الملاحين في مدينة سفوح بعد مرور قافلة شاحنات محملة بالأسمنت',
    'جسر الملاحين في سفوح لم ينهر والمشهد من تدريب للدفاع المدني',
  ],
  [
    'salt',
    'شرب ماء البحر المغلي يشفي من حمى الوادي الأزرق خلال ثلاثة أيام',
    'ماء البحر المغلي لا يشفي من حمى الوادي الأزرق',
  ],
  [
    'vaccine',
    'لقاح حمى الوادي الأزرق يسبب العقم عند النساء',
    'لا دليل على أن لقاح حمى الوادي الأزرق يسبب العقم',
  ],
  [
    'tax',
    'وزارة المالية في نهرين ترفع ضريبة الخبز إلى 12 ألف دينار',
    'وزارة المالية في نهرين لم ترفع ضريبة الخبز',
  ],
  [
    'whale',
    'ظهور حوت أبيض عملاق في بحيرة الصفصاف قرب قرية الزهراوية',
    'صورة الحوت الأبيض في بحيرة الصفصاف مركبة',
  ],
  [
    'player',
    'اللاعب سامر الدهان يعتزل كرة القدم بعد خسارة نهائي كأس السهول',
    'سامر الدهان لم يعلن اعتزاله كرة القدم',
  ],
  [
    'school',
    'تأجيل امتحانات الثانوية في محافظة المروج إلى شهر سبتمبر بسبب الأمطار',
    'لا تأجيل لامتحانات الثانوية في محافظة المروج',
  ],
  [
    'meteor',
    'وكالة الفضاء تحذر من سقوط نيزك كبير على جزيرة اللؤلؤة ليلة الجمعة',
    'وكالة الفضاء لم تحذر من نيزك فوق جزيرة اللؤلؤة',
  ],
  [
    'market',
    'حريق هائل يلتهم سوق النحاسين القديم ويدمر مئتي متجر',
    'فيديو حريق سوق النحاسين قديم ويعود إلى مصنع خشب',
  ],
  [
    'coins',
    'المصرف المركزي في نهرين يلغي العملات المعدنية ابتداء من العام المقبل',
    'المصرف المركزي في نهرين لا ينوي إلغاء العملات المعدنية',
  ],
];

const item = (
  id: string,
  claim: string | null,
  title: string,
  more: Partial<ItemWithMedia> = {},
): ItemWithMedia => ({
  id,
  claim,
  title,
  urls: [`https://example.org/${id}`],
  media: [],
  ...more,
});

function archive(...more: ItemWithMedia[]): MatcherWithMedia {
  const matcher = new MatcherWithMedia();
  for (const [id, claim, title] of ARCHIVE) matcher.upsert(item(id, claim, title));
  for (const one of more) matcher.upsert(one);
  return matcher;
}

const text = (words: string): QueryPart => ({ kind: 'text', text: words });
const ask = (matcher: MatcherWithMedia, ...parts: QueryPart[]): Ranking => matcher.rank(parts);
const sent = (ranking: Ranking): string[] => ranking.ranked.filter((one) => one.sent).map((one) => one.id);

const FORWARD = `السلام عليكم يا جماعة الخير والله العظيم قلبي يوجعني وأنا أكتب لكم هذه الرسالة من بيتي
${'كل واحد فينا لازم يعرف أولاده وين يروحون ومع مين يقعدون لأن الدنيا تغيرت والناس ما عادت مثل زمان '}
جارتنا أم حسان حكت لنا أمس وهي تبكي عن سفرها مع أخيها وعن التعب والغربة والطريق الطويل والبرد والجوع
وقالت إن الأخبار كلها تتكلم عن انهيار جسر الملاحين في مدينة سفوح بعد مرور قافلة شاحنات محملة بالأسمنت أمام عيونها
فخذوا حذركم ولا تمشوا في الليل ولا تتركوا الصغار وحدهم وادعوا لأهلنا هناك بالصبر والسلامة والفرج القريب
واللي عنده قريب في الجبل يتصل فيه ويطمن عليه واللي عنده سيارة كبيرة يساعد الناس في نقل الأثاث والأغطية والحطب
ومن قلبي أشكر كل شاب وقف مع جاره في هذه الأيام الصعبة وكل أم طبخت وفرقت وكل طفل كسر حصالته من أجل غيره
والحمد لله على كل حال ونسأله أن يبعد عنا كل شر وأن يجمع شمل العائلات ويرد كل غائب إلى أهله سالما غانما
أمانة في رقبتك لا تقف الرسالة عندك ووصلها لكل من تحب قبل المغرب وجزاكم الله خيرا`;

describe('text', () => {
  it('answers a claim told in other words', () => {
    const ranking = ask(
      archive(),
      text('يقولون إن جسر الملاحين بمدينة سفوح انهار لما مرت عليه شاحنات أسمنت!!'),
    );
    expect(ranking.band).toBe('answered');
    expect(sent(ranking)).toEqual(['bridge']);
    expect(ranking.ranked[0]).toMatchObject({ relation: 'same' });
    expect(ranking.ranked[0]?.evidence[0]).toMatchObject({ kind: 'text' });
    expect(ranking.ranked[0]?.evidence[0]?.words).toContain('جسر');
  });

  it('finds the twelve words of a claim in a forward of hundreds', () => {
    const ranking = ask(archive(), text(FORWARD));
    expect(sent(ranking)[0]).toBe('bridge');
    expect(ranking.band).toBe('answered');
  });

  it('finds a long archived text by one of its sentences', () => {
    const matcher = new MatcherWithMedia();
    for (const [id, claim, title] of ARCHIVE.slice(1)) matcher.upsert(item(id, claim, title));
    matcher.upsert({ id: 'open claim', claim: FORWARD, urls: [], media: [] });
    const ranking = ask(
      matcher,
      text('انهيار جسر الملاحين في مدينة سفوح بعد مرور قافلة شاحنات محملة بالأسمنت'),
    );
    expect(sent(ranking)).toContain('open claim');
  });

  it('answers a claim that lacks its last word, also when the archive holds nothing else', () => {
    const matcher = new MatcherWithMedia();
    matcher.upsert(item('market', 'حريق هائل يلتهم سوق النحاسين القديم ويدمر مئتي متجر فجرا', ''));
    const ranking = ask(matcher, text('عاجل: حريق هائل يلتهم سوق النحاسين القديم ويدمر مئتي متجر!!'));
    expect(ranking).toMatchObject({ band: 'answered', ranked: [{ id: 'market' }] });
  });

  it('reads a text pasted three times like one', () => {
    const once = 'عاجل: حريق هائل في سوق النحاسين القديم دمر مئتي متجر';
    const [single, triple] = [once, `${once}\n${once}\n${once}`].map((words) => ask(archive(), text(words)));
    expect(triple).toEqual(single);
    expect(sent(single as Ranking)).toEqual(['market']);
  });

  it('finds a claim in words that mean the same', () => {
    const matcher = archive(
      item('sailor', 'مصرع بحار مسن في مركب قرب جزيرة اللؤلؤة', 'البحار المسن حي يرزق'),
    );
    const ranking = ask(matcher, text('مات البحار المسن في القارب قرب جزيرة اللؤلؤة'));
    expect(sent(ranking)[0]).toBe('sailor');
    expect(ranking.ranked[0]?.evidence[0]?.words).toEqual(expect.arrayContaining(['مات', 'قارب']));
  });

  it('finds the claim behind campaign hashtags and prayers', () => {
    const words =
      'حسبنا الله ونعم الوكيل انهيار جسر الملاحين في سفوح بعد مرور قافلة شاحنات الأسمنت #كلنا_نهرين #أوقفوا_الضرائب';
    const ranking = ask(archive(), text(words));
    expect(ranking.band).toBe('answered');
    expect(sent(ranking)).toEqual(['bridge']);
  });

  it('finds a name in another spelling', () => {
    const ranking = ask(archive(), text('سامر الدهااان اعتزل كره القدم بعد خساره نهائى كاس السهولل'));
    expect(sent(ranking)).toEqual(['player']);
  });

  it('does not answer the opposite', () => {
    for (const words of [
      'لقاح حمى الوادي الأزرق لا يسبب العقم عند النساء',
      'وزارة المالية في نهرين ترفع ضريبة الخبز إلى 40 ألف دينار',
      'وزارة المالية في نهرين تخفض ضريبة الخبز إلى 12 ألف دينار',
      'حوت أبيض عملاق في بحيرة الصفصاف لم يظهر قرب قرية الزهراوية',
    ]) {
      expect(ask(archive(), text(words)).band, words).not.toBe('answered');
    }
  });

  it('does not fold the opposite behind a claim it answers with', () => {
    const matcher = archive(
      item('tax-cut', 'وزارة المالية في نهرين تخفض ضريبة الخبز إلى 12 ألف دينار', 'خفض ضريبة الخبز'),
    );
    const ranking = ask(matcher, text('وزارة المالية في نهرين ترفع ضريبة الخبز إلى 12 ألف دينار'));
    expect(sent(ranking)[0]).toBe('tax');
    expect(ranking.ranked[0]?.sameAs ?? []).not.toContain('tax-cut');
  });

  it('does not answer the same sentence about somebody or somewhere else', () => {
    for (const words of [
      'اللاعب نادر الشمالي يعتزل كرة القدم بعد خسارة نهائي كأس السهول',
      'تأجيل امتحانات الثانوية في محافظة الكثبان إلى شهر سبتمبر بسبب الأمطار',
    ]) {
      expect(ask(archive(), text(words)).band, words).not.toBe('answered');
    }
  });

  it('answers the same number in another writing', () => {
    const ranking = ask(archive(), text('وزارة المالية في نهرين ترفع ضريبة الخبز الى ١٢٬٠٠٠ دينار'));
    expect(ranking.band).toBe('answered');
    expect(sent(ranking)).toEqual(['tax']);
  });

  it('never answers a few keywords at once, but offers what they find', () => {
    const ranking = ask(archive(), text('حمى الوادي الأزرق'));
    expect(ranking.band).toBe('choices');
    expect(sent(ranking).sort()).toEqual(['salt', 'vaccine']);
  });

  it('answers one claim that several publishers checked once', () => {
    const matcher = archive(
      item(
        'bridge-2',
        'انهيار جسر الملاحين بمدينة سفوح بعد مرور شاحنات أسمنت فوقه',
        'حقيقة انهيار جسر الملاحين',
      ),
    );
    const ranking = ask(matcher, text('انهيار جسر الملاحين في سفوح بعد مرور شاحنات محملة بالأسمنت'));
    expect(ranking.band).toBe('answered');
    const [first] = ranking.ranked;
    expect([first?.id, ...(first?.sameAs ?? [])].sort()).toEqual(['bridge', 'bridge-2']);
  });

  it('finds nothing for what the archive does not know, and still names the closest', () => {
    const ranking = ask(
      archive(),
      text('إغلاق مطار الرمال الدولي أمام الطائرات القادمة من جزر الياسمين حتى إشعار آخر'),
    );
    expect(ranking.band).toBe('unknown');
    expect(sent(ranking)).toEqual([]);
  });

  it.each([
    ['nothing', ''],
    ['emoji', '😂😂🙏🏽🔥'],
    ['a question without a claim', 'هل هذا صحيح؟'],
    ['an unknown link', 'https://example.com/somewhere/else?id=7'],
    ['English', 'The mayor of Springfield denies that the monorail will be closed next week'],
    ['a line of a prayer', 'لا إله إلا الله محمد رسول الله'],
    ['invisible characters', '\u200B\u200F\u2068\u2069\uFEFF'],
    ['mixed directions', '\u202Ehello مرحبا 123 \u202C שלום'],
  ])('finds nothing in %s', (_, words) => {
    expect(ask(archive(), text(words)).band).toBe('unknown');
  });

  it('finds nothing in a hundred thousand characters about other things', () => {
    const ranking = ask(
      archive(),
      text(`${'كلام طويل لا ينتهي عن أشياء أخرى '.repeat(3000)} ${randomWords(60_000)}`),
    );
    expect(ranking.band).toBe('unknown');
  });

  it('reads presentation forms and invisible characters inside words', () => {
    const words = 'ﻇﻬﻮﺭ ﺣﻮﺕ ﺃﺑﻴﺾ ﻋﻤﻼﻕ ﻓﻲ ﺑﺤﻴﺮﺓ الصف\u200Dصاف قرب قرية الزهرا\u200Bوية';
    expect(sent(ask(archive(), text(words)))).toEqual(['whale']);
  });

  it('ranks beyond what is sent when asked to', () => {
    const { ranked } = archive().rank([text('حمى الوادي الأزرق وجسر الملاحين وسوق النحاسين')], { limit: 4 });
    expect(ranked).toHaveLength(4);
    expect(ranked.filter((one) => one.sent).length).toBeLessThanOrEqual(3);
  });
});

describe('links', () => {
  it('answers the link of a fact-check or of the post it is about, in any form', () => {
    const matcher = archive(
      item('post', 'منشور عن النهر', 'النهر', { urls: ['https://social.example/p/123?ref=app'] }),
    );
    const ranking = ask(matcher, text('شو رأيكم https://www.social.example/p/123/?utm_source=wa'));
    expect(ranking.band).toBe('answered');
    expect(ranking.ranked[0]).toMatchObject({ id: 'post', evidence: [{ kind: 'link' }] });
  });
});

describe('media', () => {
  const random = randomNumbers(77);
  const photo = randomHash(random);
  const video = film(20, random);
  const track = sound(300, random);
  const withMedia = () =>
    archive(
      item('flood', 'صورة تظهر غرق حي المرجان في مدينة سفوح هذا الأسبوع', 'صورة غرق حي المرجان قديمة', {
        media: [{ sha256: 'aa', fingerprint: picture(photo) }],
      }),
      item('march', 'فيديو لمسيرة عمال الميناء في جزيرة اللؤلؤة', 'فيديو مسيرة عمال الميناء من بلد آخر', {
        media: [{ sha256: 'bb', fingerprint: { ...video, audio: track } }],
      }),
    );
  const file = (
    sha256: string,
    fingerprint: Extract<QueryPart, { kind: 'media' }>['fingerprint'],
  ): QueryPart => ({
    kind: 'media',
    file: 0,
    sha256,
    fingerprint,
  });

  it('knows the very bytes again without decoding them', () => {
    const ranking = ask(withMedia(), file('aa', null));
    expect(ranking.band).toBe('answered');
    expect(ranking.ranked[0]).toMatchObject({ id: 'flood', relation: 'same' });
    expect(ranking.ranked[0]?.evidence[0]).toEqual({
      kind: 'exact',
      score: 1,
      query: { file: 0 },
      archive: { media: 'aa' },
    });
  });

  it('says which seconds of which video were sent', () => {
    const ranking = ask(withMedia(), file('cc', cut(video, 5, 10, 10, random)));
    expect(sent(ranking)).toEqual(['march']);
    const [evidence] = ranking.ranked[0]?.evidence ?? [];
    expect(evidence).toMatchObject({ kind: 'video', archive: { media: 'bb' }, query: { file: 0 } });
    expect(evidence?.archive?.from).toBeCloseTo(5, 0);
    expect(evidence?.archive?.to).toBeCloseTo(10, 0);
  });

  it('answers by sound alone', () => {
    const ranking = ask(withMedia(), file('dd', noisy(track, 100, 200, 2, random)));
    expect(ranking).toMatchObject({ band: 'answered', ranked: [{ id: 'march' }] });
  });

  it('keeps "same" when the words fit, and calls it "related" when they say something else', () => {
    const sentPhoto = file('ee', sentPicture(flipBits(photo, 12, random)));
    const fitting = ask(withMedia(), sentPhoto, text('غرق حي المرجان في سفوح هذا الأسبوع'));
    expect(fitting.band).toBe('answered');
    expect(fitting.ranked[0]).toMatchObject({ id: 'flood', relation: 'same' });
    const other = ask(withMedia(), sentPhoto, text('انفجار خزان وقود كبير قرب مطار الرمال الدولي'));
    expect(other.band).toBe('answered');
    expect(other.ranked[0]).toMatchObject({ id: 'flood', relation: 'related' });
    const bare = ask(withMedia(), sentPhoto, text('هل هذا صحيح؟'));
    expect(bare.band).toBe('answered');
    expect(bare.ranked[0]).toMatchObject({ id: 'flood', relation: 'same' });
  });

  it('answers the claim in the words first when the picture belongs to another one', () => {
    const parts = [
      file('ee', sentPicture(photo)),
      text('ظهور حوت أبيض عملاق في بحيرة الصفصاف قرب قرية الزهراوية'),
    ];
    const ranking = ask(withMedia(), ...parts);
    expect(ranking.ranked[0]).toMatchObject({ id: 'whale', relation: 'same' });
    expect(ranking.ranked.find((one) => one.id === 'flood')).toMatchObject({ relation: 'related' });
  });

  it('asks which one when a picture stands in several fact-checks, unless the words tell', () => {
    const matcher = withMedia();
    matcher.upsert(
      item('storm', 'صورة لعاصفة رملية ضربت مطار الرمال الدولي', 'صورة العاصفة ليست من مطار الرمال', {
        media: [{ sha256: 'aa', fingerprint: null }],
      }),
    );
    expect(ask(matcher, file('aa', null)).band).toBe('choices');
    expect(sent(ask(matcher, file('aa', null))).sort()).toEqual(['flood', 'storm']);
    const told = ask(matcher, file('aa', null), text('عاصفة رملية تضرب مطار الرمال الدولي'));
    expect(told.band).toBe('answered');
    expect(sent(told)).toEqual(['storm']);
  });

  it('finds nothing for an unrelated picture', () => {
    expect(ask(withMedia(), file('ff', sentPicture(randomHash(random)))).band).toBe('unknown');
  });
});

describe('a changing archive', () => {
  it('finds the new wording after a change and not the old one', () => {
    const matcher = archive();
    matcher.upsert(
      item('salt', 'مسحوق ورق الرمان يطرد العقارب من البيوت الطينية', 'ورق الرمان لا يطرد العقارب'),
    );
    expect(matcher.size).toBe(ARCHIVE.length);
    expect(sent(ask(matcher, text('ورق الرمان المسحوق يطرد العقارب من البيوت')))).toEqual(['salt']);
    const old = ask(matcher, text('شرب ماء البحر المغلي يشفي من حمى الوادي الأزرق'));
    expect(sent(old)).not.toContain('salt');
  });

  it('forgets text, links and files of what was removed, and keeps files others still show', () => {
    const hash = randomHash(randomNumbers(5));
    const media = [{ sha256: 'shared', fingerprint: picture(hash) }];
    const matcher = archive(
      item('a', 'بحيرة جفت', 'بحيرة', { media }),
      item('b', 'نهر فاض', 'نهر', { media }),
    );
    const question: QueryPart = { kind: 'media', file: 0, sha256: 'other', fingerprint: sentPicture(hash) };
    matcher.remove('a');
    expect(sent(ask(matcher, question))).toEqual(['b']);
    matcher.remove('b');
    expect(ask(matcher, question).band).toBe('unknown');
    expect(ask(matcher, text('https://example.org/b')).band).toBe('unknown');
    matcher.remove('never there');
    expect(matcher.size).toBe(ARCHIVE.length);
  });

  it('keeps answering rightly through thousands of changes', () => {
    const matcher = archive();
    const random = randomNumbers(9);
    for (let round = 0; round < 3000; round++) {
      matcher.upsert(item(`noise-${round % 200}`, randomWords(80, random), randomWords(40, random)));
    }
    expect(matcher.size).toBe(ARCHIVE.length + 200);
    expect(sent(ask(matcher, text('حريق هائل يلتهم سوق النحاسين القديم ويدمر مئتي متجر')))).toEqual([
      'market',
    ]);
    for (let n = 0; n < 200; n++) matcher.remove(`noise-${n}`);
    expect(sent(ask(matcher, text('ظهور حوت أبيض عملاق في بحيرة الصفصاف')))).toEqual(['whale']);
  });
});

/** Words of no language. */
function randomWords(length: number, random: () => number = randomNumbers(1)): string {
  const letters = 'ابتثجحخدذرزسشصضطظعغفقكلمنهوي';
  let words = '';
  while (words.length < length) {
    const size = 3 + Math.floor(random() * 5);
    for (let i = 0; i < size; i++) words += letters[Math.floor(random() * letters.length)];
    words += ' ';
  }
  return words;
}
