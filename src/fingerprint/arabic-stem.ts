/**
 * Light stemming: what is written together with a word is taken off, the word itself stays.
 * In the tradition of Larkey, Ballesteros and Connell, "Light Stemming for Arabic Information
 * Retrieval" (2007), with more enclitics and with words protected whose first letter only looks
 * like a clitic. Words are in folded form (ة is ه, أ is ا).
 */

import { WordCache } from './word-cache.ts';

/** Article with what may stand before it, longest first; `و` alone is handled apart. */
const ARTICLES = ['وبال', 'فبال', 'وكال', 'ولل', 'وال', 'بال', 'كال', 'فال', 'لل', 'ال'];

/** [suffix, letters that must remain]. Longest first. */
const SUFFIXES: readonly (readonly [string, number])[] = [
  ['هما', 3],
  ['كما', 4],
  ['ها', 3],
  ['هم', 3],
  ['كم', 3],
  ['نا', 3],
  ['ته', 3],
  ['ات', 3],
  ['ان', 4],
  ['ون', 3],
  ['ين', 3],
  ['وا', 3],
  ['يه', 3],
  ['يا', 3],
  ['ه', 3],
  ['ي', 3],
  ['ا', 4],
];

/** After these a ta marbuta shows as ت: زوجتها is زوجة with ها. */
const PRONOUNS = new Set(['هما', 'كما', 'ها', 'هم', 'كم', 'نا']);

/** Words that keep what looks like a clitic, each in folded form. */
const UNTOUCHED = new Set(
  'الله والله بالله لله تالله الان البانيا المانيا الماني المان الماس الغام الباما اليسا الفا الفي'.split(
    ' ',
  ),
);

/** Beginnings of words whose و belongs to the word. */
const WAW_OF_THE_WORD =
  /^و(?:زير|زار|زرا|زن|زع|طن|فا|فد|فق|فر|صل|صف|صي|صو|قف|قت|قع|قاي|قود|قوع|قوف|لد|لاد|لاي|لي|الد|اقع|احد|اجه|اجب|اتس|اشن|اسع|ادي|افق|ارد|اصل|ثق|ثيق|ثاي|جه|جود|جب|حد|حش|حيد|رث|رق|رد|رش|سط|ساي|سيل|سم|شك|ضع|ضح|ظف|ظيف|ظاي|عد|عي|فو|كال|كيل|هم|هاب|يب|يك|يل|با|بي|تر|تين|داع|دي|رم|رود|راث|ريث|قاح|يند|يسكي)/u;

/**
 * Spellings and names of one thing that no rule reaches, folded and without article; every form
 * goes to the first of its line.
 */
const SAME_WORD = [
  'كورونا كوفيد كرونا كوڤيد كورنا corona covid coronavirus',
  'فيروس فايروس فايرس فيرس virus',
  'امريكا اميركا امركا',
  'امريكي اميركي امريكيه اميركيه امريكان امركي',
  'انجلترا انكلترا انغلترا',
  'انجليزي انكليزي انغليزي',
  'فيسبوك فايسبوك الفيس facebook',
  'تويتر تويتير twitter',
  'واتساب واتسب واتسآب وتساب whatsapp',
  'يوتيوب youtube',
  'انترنت نت internet',
  'ترامب ترمب trump',
  'بايدن biden',
  'فيديو فديو video',
  'مسوول مسيول',
  'ايطاليا ايطاليه',
  'استراليا اوستراليا',
  'غزه غزا gaza',
  'محمد mohammed mohamed muhammad',
] as const;

/**
 * Countries whose name would be another word without its ending (سوريا and سورة, تركيا and ترك), in all their
 * forms; every form goes to the first of its line.
 */
const WHOLE = [
  'سوري سوريا سوريه سوريون سوريين سوريات سوريي',
  'تركي تركيا تركيه تركيين تركيات اتراك',
  'سعودي سعوديه سعوديون سعوديين سعوديات',
  'كندي كندا كنديه كنديون كنديين',
  'بحرين بحريني بحرينيه بحرينيون بحرينيين بحرينيات',
] as const;

const MAX_WORD = 40;
const stems = new WordCache<string>(32_768);
const whole = new Map(
  WHOLE.flatMap((line) => {
    const [first = '', ...others] = line.split(' ');
    return ['', 'ب', 'ل'].flatMap((clitic) =>
      [first, ...others].map((form) => [clitic + form, first] as const),
    );
  }),
);
const sameWord = new Map(
  SAME_WORD.flatMap((line) => {
    const [first = '', ...others] = line.split(' ');
    return others.map((other) => [strip(other), strip(first)] as const);
  }),
);

/** Stem of one folded word; never empty, at least two letters of an Arabic word stay. */
export const stemWord = (word: string): string => stems.of(word, findStem);

function findStem(word: string): string {
  const stripped = strip(word.slice(0, MAX_WORD));
  return sameWord.get(stripped) ?? stripped;
}

function strip(word: string): string {
  const first = word.charCodeAt(0);
  if (first < 0x621 || first > 0x6d3 || UNTOUCHED.has(word)) return word;
  const bare = withoutPrefix(word);
  return whole.get(bare) ?? withoutSuffixes(bare);
}

function withoutPrefix(word: string): string {
  for (const article of ARTICLES) {
    if (word.length >= article.length + 2 && word.startsWith(article)) {
      // والد, والي, بالغ, كالح: too little would stay of what may be a word of its own.
      if (article !== 'ال' && word.length < article.length + 3) continue;
      return word.slice(article.length);
    }
  }
  if (word.length >= 4 && word.startsWith('و') && !WAW_OF_THE_WORD.test(word)) return word.slice(1);
  return word;
}

function withoutSuffixes(word: string): string {
  let stem = word;
  for (let pass = 0; pass < 2; pass++) {
    const suffix = SUFFIXES.find(([s, rest]) => stem.length >= s.length + rest && stem.endsWith(s));
    if (!suffix) break;
    stem = stem.slice(0, -suffix[0].length);
    if (PRONOUNS.has(suffix[0]) && stem.length >= 4 && stem.endsWith('ت')) stem = stem.slice(0, -1);
  }
  return stem;
}
