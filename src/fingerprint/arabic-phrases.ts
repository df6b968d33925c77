/** Phrases of several words, in folded form: what claims nothing, and names that are one word to many writers. */

/**
 * Blessings, prayers, oaths and greetings, and phrases whose negator denies nothing (لا يزال, ليس فقط). A
 * joined و before the first word is allowed for. Our own list.
 */
const FORMULAS = `
صلي الله عليه وسلم | صل الله عليه وسلم | صلي الله عليه واله وسلم | صلي الله عليه وعلي اله وسلم | صلي الله عليه وعلي اله وصحبه وسلم | صلوا علي النبي | صلوا علي رسول الله | عليه الصلاه والسلام | عليه افضل الصلاه والسلام | عليه السلام | عليها السلام | عليهم السلام
رضي الله عنه | رضي الله عنها | رضي الله عنهم | رضي الله عنهما | رحمه الله | رحمها الله | رحمهم الله | رحمه الله عليه | الله يرحمه | الله يرحمها | الله يرحمهم | الله يرحم
سبحان الله | سبحان الله وبحمده | سبحان الله العظيم | سبحانه وتعالي | عز وجل | جل جلاله | تبارك وتعالي | الحمد لله | الحمد لله رب العالمين | والحمد لله | لله الحمد | الشكر لله
ان شا الله | باذن الله | بعون الله | بفضل الله | ما شا الله | تبارك الله | لا حول ولا قوه الا بالله | لا حول ولا قوه الا بالله العلي العظيم | لا قوه الا بالله | لا اله الا الله | لا اله الا الله محمد رسول الله | الله اكبر | استغفر الله | استغفر الله العظيم | معاذ الله | اعوذ بالله | لا سمح الله | لا قدر الله
حسبنا الله ونعم الوكيل | حسبي الله ونعم الوكيل | حسبنا الله و نعم الوكيل | حسبي الله و نعم الوكيل | حسبي الله | حسبنا الله | نعم الوكيل | انا لله وانا اليه راجعون | انا لله و انا اليه راجعون | بسم الله الرحمن الرحيم | بسم الله
والله العظيم | اقسم بالله | وربي وربك | الله يستر | ربنا يستر | الله يحفظ | الله يحفظكم | الله يحفظه | الله ينتقم | الله يهدي | الله يعين | الله يعينهم | الله المستعان | الله اعلم | والله اعلم | ربي يحفظ | ربنا يحفظ | يا رب العالمين | رب العالمين | يا رب | يا الله | يا لطيف | يا ساتر
السلام عليكم | السلام عليكم ورحمه الله | السلام عليكم ورحمه الله وبركاته | السلام عليكم ورحمه الله تعالي وبركاته | جزاكم الله خيرا | جزاكم الله كل خير | جزاك الله خيرا | بارك الله فيكم | بارك الله فيك
لا يزال | لا تزال | لا زال | لا زالت | لا زالوا | ما زال | ما زالت | ما زالوا | لم يزل | لا بد | لا سيما | لا شك | بلا شك | بدون شك | لا محاله | لا يقل عن | لا تقل عن | ليس فقط | ليست فقط | ليس هذا فقط | ليس فحسب | مش بس | مو بس
اعز الاسلام والمسلمين | تقبلهم من الشهدا | لايك و شير | لايك وشير | قبل الحذف | امانه في رقبتك | تجاهل ان استطعت | شاهد قبل الحذف | منقول للامانه
`;

/** Countries of two words, with the name of one word that most people write. */
const LONG_NAMES = new Map([
  ['ولايات المتحده', 'امريكا'],
  ['مملكه المتحده', 'بريطانيا'],
]);

/** The short name of the country that two words are, whatever is joined to the first: للولايات المتحدة. */
export function shortNameOf(word: string, next: string | undefined): string | undefined {
  if (next !== 'المتحده') return undefined;
  const bare = word.replace(/^[وفبك]{0,2}(?:ال|لل)/u, '');
  return LONG_NAMES.get(`${bare} ${next}`);
}

/** First words of names that are written in two words or one, with what must follow. */
const BEFORE_GOD = 'عبد نصر حزب فضل جار خير رام عطا هبه ضيف فتح جاد خلف رزق سعد عون فرج لطف منه نعمه شكر';
const BEFORE_FAITH =
  'صلاح علا عماد نور سعد شمس جمال فخر محيي محي ضيا حسام بدر سيف عز خير زين شرف نجم شهاب تقي جلال كمال تاج';

const toList = (words: string): string[] => words.split(' ');
const beforeGod = new Set(toList(BEFORE_GOD));
const beforeFaith = new Set(toList(BEFORE_FAITH));
const LONGEST_NAME = 8;

/** First word -> the formulas it begins, longest first. */
const formulas = new Map<string, string[][]>();
for (const line of FORMULAS.split(/[|\n]/u)) {
  const words = line.trim().split(' ');
  const [first] = words;
  if (!first) continue;
  const list = formulas.get(first) ?? [];
  list.push(words);
  list.sort((a, b) => b.length - a.length);
  formulas.set(first, list);
}

const formulasFrom = (word: string): string[][] | undefined =>
  formulas.get(word) ?? (word.startsWith('و') ? formulas.get(word.slice(1)) : undefined);

export const beginsFormula = (word: string): boolean => formulasFrom(word) !== undefined;

/** How many words from `at` on are a formula; 0 when none is. */
export function formulaLength(words: readonly { word: string }[], at: number): number {
  const found = formulasFrom(words[at]?.word ?? '')?.find((formula) =>
    formula.every((word, i) => i === 0 || word === words[at + i]?.word),
  );
  return found?.length ?? 0;
}

/** Whether `word` and the next are one name: عبد الرحيم, حزب الله, نور الدين; a joined و, ب or ل is allowed for. */
export function isNameBefore(word: string, next: string | undefined): boolean {
  if (!next?.startsWith('ال') || word.length > LONGEST_NAME) return false;
  const bare = /^[وبل]\p{L}{3}/u.test(word) ? word.slice(1) : word;
  if (word === 'عبد' || bare === 'عبد') return true;
  if (next === 'الله') return beforeGod.has(word) || beforeGod.has(bare);
  return next === 'الدين' && (beforeFaith.has(word) || beforeFaith.has(bare));
}

/** Whether a word is a name, or another one, together with some that may stand behind it. */
export const beginsName = (word: string): boolean =>
  isNameBefore(word, 'الله') || isNameBefore(word, 'الدين') || shortNameOf(word, 'المتحده') !== undefined;
