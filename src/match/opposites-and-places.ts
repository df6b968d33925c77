import { analyzeText } from '../fingerprint/arabic-text.ts';
import { rootOf } from './word-roots.ts';

/**
 * Words that take each other's place in opposite statements, and places: a claim about one country
 * is not answered with a fact-check about another. Our own lists, read through the one analysis.
 */
const OPPOSITES = `
ارتفاع انخفاض | ارتفع انخفض | يرتفع ينخفض | ترتفع تنخفض | رفع خفض | رفع تخفيض | زياده نقص | زياده خفض | زياده تخفيض | زاد نقص | صعود هبوط | ارتفاع تراجع | ارتفاع هبوط
فوز خساره | فاز خسر | انتصار هزيمه | منع سماح | يمنع يسمح | تمنع تسمح | منع سمح | حظر سماح | اغلاق فتح | اغلاق افتتاح | اغلق فتح | تغلق تفتح | يغلق يفتح
تاييد رفض | يويد يرفض | ايد رفض | قبول رفض | وافق رفض | يوافق يرفض | توافق ترفض | موافقه رفض | اثبات نفي | تاكيد نفي | اكد نفي | يوكد ينفي
حلال حرام | اقاله تعيين | استقاله تعيين | اعتقال اطلاق | سجن افراج | اعتقال افراج | وفاه شفا | بدايه نهايه | بد انها | بد انتهي
الغا اقرار | الغا فرض | الغا تمديد | شرا بيع | تصدير استيراد | دخول خروج | ايجابي سلبي | قوي ضعيف | اكبر اصغر | اعلي ادني | اقوي اضعف | حي ميت | غني فقير | شمال جنوب | شرق غرب
استمرار توقف | استمرار وقف | يواصل يوقف | تواصل تتوقف | بدء توقف | تقدم تراجع | تجاوز تراجع | نجاح فشل | ربح خسارة | مكاسب خسائر | كسب خسر | اتهام براءة | إدانة براءة | إدانة تأييد | ندد أيد | ندد رحب | رحب رفض
اعتراف إنكار | اعترف رفض | دعم رفض | دعم معارضة | دعم تحذير | أيد عارض | إشادة انتقاد | مدح انتقد | حل أزمة | تفاقم تحسن | هدوء توتر | هدوء اشتباك | سلام حرب | وصول مغادرة | وصل غادر | حضور غياب | وفرة غياب | توفر نفاد | اتفاق خلاف
قبض افراج | قبض اطلاق | اعتقال تبرئة | استنكار دعم | استنكار تأييد | استنكر دعم | استنكر أيد | شجب ساند | شجب تأييد | دافع انتقد | دفاع انتقاد | انتقد أيد | انتقاد تأييد
غرق نجاة | أكثر أقل | أكبر أقل | أغلى أرخص | أغلى أقل | أسرع أبطأ | مكاسب انخفاض | مكاسب تراجع | أرباح خسائر | ربح خسائر | كشف أخفى | ضم فصل | عجل أجل | بريء مذنب | نجا قتل | نجا مات | نجاة وفاة | نجاة مقتل
هدم بناء | إنشاء تفكيك | تحرير أسر | أول آخر | بريء متهم | سقوط صعود | أعلى أدنى | قوة ضعف | تجاهل استجابة | تعليق استئناف | وقف استئناف | عربي غربي | استقالة بقاء | عزل تثبيت | تهديد طمأنة | تشديد تخفيف | فرض رفع | مجاني مدفوع | امن خطير | امن خطر | مفيد ضار | انضمام انسحاب | عوده مغادره | هدنه تصعيد | تاجيل تقديم | سلم حرب
منعت سمحت | منعت سماح | تنتقد تؤيد | تنتقد أيدت | انتقدت أيدت | ينتقد يؤيد | تنتقد دافعت | ينتقد دافع | تسمح تغلق | سمح أغلق | مصرع نجاة | قتلى نجاة | ضحايا نجاة | وضع نزع | إشعال سحب | إشعال إطفاء
إعدام براءة | إدانة تبرئة | سخرية فرح | غضب فرح | حزن فرح | علق واصل | علقت تواصل | علقت واصلت | علق يواصل | تعليق مواصلة | إبطال صحة | يقل يتخطى | أكثر يقل | انتخاب خسارة | انتخب خسر | رئيس يخسر | متهم براءة | مؤامرة صداقة | دعم انتقاد | معاقبة دعم | معاقبة مكافأة | عقوبات مكافآت | اكتشاف اختفاء | رفض اعتذار | رفض قبل | قرر رفض | أقر رفض | تأجيل مغادرة | إغلاق إنشاء | مصنع إغلاق | اختلاف وحدة | تقليل زيادة | ارتفع هبط | ترتفع تتراجع | يرتفع يتراجع | ارتفاع تتراجع | صعود تراجع
دولار يورو | دولار جنيه | دولار ليرة | يورو ليرة | ذهب نفط | ذهب فضة | نفط غاز | قطارات مطارات | أولى ثانية | أولى ثالثة | ثانية ثالثة | هوليوود بوليوود | رجل امرأة | ذكور إناث | يوم ليلة | زواج طلاق | ولادة وفاة | حمل إجهاض | أغنياء فقراء
`;

/** A country, behind the colon what lies in it. Names that are everyday words too (جدة, مالي, الحديدة) are left out. */
const PLACES = `
السعودية: مكة تبوك | الإمارات: دبي أبوظبي الشارقة عجمان | قطر: الدوحة | الكويت | البحرين | عمان: مسقط | اليمن: صنعاء عدن مأرب تعز حضرموت
العراق: بغداد الموصل البصرة كركوك الرمادي الفلوجة | سوريا: دمشق حلب حمص إدلب درعا اللاذقية طرطوس | لبنان: بيروت | الأردن: إربد | فلسطين: غزة القدس رام_الله نابلس الخليل جنين | إسرائيل
مصر: القاهرة الإسكندرية أسوان الأقصر سيناء | السودان: الخرطوم | ليبيا: بنغازي مصراتة | طرابلس | تونس: صفاقس سوسة | الجزائر: وهران | المغرب: الرباط مراكش طنجة | موريتانيا: نواكشوط | الصومال: مقديشو | جيبوتي
تركيا: إسطنبول أنقرة إزمير | إيران: طهران | أفغانستان: كابول | باكستان | الهند: نيودلهي | بنغلاديش | ميانمار | بورما | الصين: ووهان | اليابان: طوكيو | كوريا | إندونيسيا | ماليزيا | الفلبين | تايلاند | فيتنام | سنغافورة
روسيا: موسكو | أوكرانيا: كييف | أرمينيا | أذربيجان | كازاخستان | فرنسا: باريس مرسيليا | ألمانيا: برلين المان | إيطاليا: روما ميلانو | إسبانيا: مدريد برشلونة غرناطة | البرتغال | بريطانيا: لندن إنجلترا اسكتلندا | أيرلندا | هولندا
بلجيكا: بروكسل | السويد | النرويج | الدنمارك | فنلندا | النمسا | سويسرا | اليونان | قبرص | بولندا | رومانيا | بلغاريا | صربيا | البوسنة | كوسوفو | ألبانيا | هنغاريا
أمريكا: واشنطن نيويورك كاليفورنيا تكساس فلوريدا هوليوود | كندا | المكسيك | البرازيل | الأرجنتين | فنزويلا | كولومبيا | البيرو | تشيلي | كوبا | نيجيريا | إثيوبيا | كينيا | السنغال | النيجر | تشاد | غانا | غينيا | الكاميرون | الكونغو | أوغندا | تنزانيا | أستراليا | نيوزيلندا
`;

const MONTHS = `
يناير فبراير مارس أبريل إبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر جانفي فيفري أفريل ماي جوان جويلية أوت
كانون شباط آذار نيسان أيار حزيران تموز آب أيلول تشرين محرم صفر ربيع جمادى رجب شعبان رمضان شوال
`;

const stemOf = (word: string): string => analyzeText(word).terms[0] ?? '';

/** What is prevented does not happen: يمنع الدخول says what لن يدخل says. */
const PREVENTING =
  'منع منعت يمنع تمنع حظر يحظر تحظر رفض ترفض يرفض فشل يفشل تفشل أخفق يخفق تخفق غياب يغيب تغيب يغيبان غاب تجاهل يتجاهل تتجاهل براءة تبرئة برأت امتنع يمتنع تمتنع تراجعت ألغى ألغت يلغي تلغي إلغاء';

const keyOf = (term: string): string => rootOf(term) ?? term;

const opposites = new Map<string, Set<string>>();
for (const pair of OPPOSITES.split(/[|\n]/u)) {
  const [a, b] = pair
    .trim()
    .split(' ')
    .map((word) => keyOf(stemOf(word)));
  if (!a || !b || a === b) continue;
  opposites.set(a, (opposites.get(a) ?? new Set()).add(b));
  opposites.set(b, (opposites.get(b) ?? new Set()).add(a));
}

const preventing = new Set(PREVENTING.split(' ').map((word) => keyOf(stemOf(word))));

/** ترفع, ارتفاع and رفع are one word here, and so is برفع with its joined preposition. */
export function oppositeKey(term: string): string {
  const key = keyOf(term);
  if (opposites.has(key) || preventing.has(key) || !/^[بلكفو]\p{L}{2}/u.test(term)) return key;
  const bare = keyOf(term.slice(1));
  return opposites.has(bare) || preventing.has(bare) ? bare : key;
}

export const isPreventing = (term: string): boolean => preventing.has(oppositeKey(term));

const months = new Set(MONTHS.trim().split(/\s+/u).map(stemOf));

export const isMonth = (term: string): boolean => months.has(term);

/** Place -> the country it lies in; countries lie in themselves. */
const countries = new Map<string, string>();
for (const entry of PLACES.split(/[|\n]/u)) {
  const [country = '', inside = ''] = entry.split(':').map((names) => names.trim());
  if (country === '') continue;
  const name = stemOf(country);
  countries.set(name, name);
  for (const place of inside.split(' ').filter(Boolean)) countries.set(stemOf(place.replace('_', ' ')), name);
}

/** The place that a term names, with or without a clitic that stemming left on; undefined for other words. */
export function placeOf(term: string): string | undefined {
  if (countries.has(term)) return term;
  const bare = /^[بلكفو]/u.test(term) ? term.slice(1) : '';
  return countries.has(bare) ? bare : undefined;
}

/** Whether two places are one, or one lies in the other: what is said of Paris may be said of France. */
export const arePlacesRelated = (a: string, b: string): boolean =>
  a === b || countries.get(a) === b || countries.get(b) === a;

const NONE: ReadonlySet<string> = new Set();

/** Keys of the words that say the opposite; for most words none. */
export const oppositesOf = (key: string): ReadonlySet<string> => opposites.get(key) ?? NONE;
