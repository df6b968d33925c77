import { editPicture, makePicture, makeVideo } from './media-fixtures.ts';

/** One line of the native import. */
export interface ArchiveRow {
  id: string;
  url: string;
  title: string;
  claim: string;
  rating: string;
  summary?: string;
  publisher?: string;
  datePublished?: string;
  media?: string[];
}

const row = (fields: Omit<ArchiveRow, 'url' | 'publisher' | 'datePublished'>): ArchiveRow => ({
  url: `https://checks.example/${fields.id}`,
  publisher: 'مرصد الاختبار',
  datePublished: '2025-03-09',
  ...fields,
});

/** Fictional: places and people exist nowhere. */
export const WELL_CLAIM = 'بلدية نهر السلال سكبت مواد كيميائية في آبار الشرب ليلة الخميس';

export const wellCheck = row({
  id: 'well',
  title: 'لا صحة لسكب مواد كيميائية في آبار نهر السلال',
  claim: WELL_CLAIM,
  rating: 'fake',
  summary: 'ما سُكب ليلة الخميس كان محلول تعقيم معتادًا تستخدمه المصلحة كل شهر.',
});

export const textChecks: ArchiveRow[] = [
  wellCheck,
  row({
    id: 'bakery',
    title: 'مخابز وادي القصب لم ترفع سعر الخبز إلى عشرة دنانير',
    claim: 'أصحاب المخابز في وادي القصب رفعوا سعر ربطة الخبز إلى عشرة دنانير ابتداءً من الغد',
    rating: 'misleading',
    summary: 'السعر الجديد يخص خبز الحفلات وحده.',
  }),
  row({
    id: 'school',
    title: 'نعم، أُجّلت امتحانات مدارس جبل اللوز أسبوعًا كاملًا',
    claim: 'وزارة التربية أجّلت امتحانات نهاية الفصل في مدارس جبل اللوز أسبوعًا بسبب الثلوج',
    rating: 'true',
    summary: 'أكدت الوزارة التأجيل في بيان رسمي.',
  }),
];

export const BRIDGE_CLAIM = 'فيديو يوثّق انهيار جسر الرمان القديم أثناء مرور حافلة تقلّ طلابًا';
const LANTERN_CLAIM = 'صورة لاحتفال الفوانيس الأخير في ساحة القناديل قبل إغلاقها';

/** The films and pictures of the archive, and those that nobody checked. */
export const bridgeVideo = (): Promise<string> =>
  makeVideo(1, { seconds: 8, width: 320, height: 180, fps: 10 });
export const lanternPicture = (): Promise<string> => makePicture(2);
/** Checked twice, for different claims. */
export const marketPicture = (): Promise<string> => makePicture(3);
export const unknownPicture = (seed = 500): Promise<string> => makePicture(seed);
/** As somebody else forwards it. */
export const forwarded = (picture: string): Promise<string> =>
  editPicture(picture, { width: 480, quality: 55 });

export async function mediaChecks(): Promise<ArchiveRow[]> {
  const [bridge, lantern, market] = await Promise.all([bridgeVideo(), lanternPicture(), marketPicture()]);
  return [
    row({
      id: 'bridge',
      title: 'فيديو انهيار جسر الرمان من فيلم سينمائي',
      claim: BRIDGE_CLAIM,
      rating: 'misleading',
      summary: 'المشهد من فيلم صُوّر قبل خمسة أعوام.',
      media: [bridge],
    }),
    row({
      id: 'lantern',
      title: 'صورة ساحة القناديل التُقطت قبل عشرة أعوام',
      claim: LANTERN_CLAIM,
      rating: 'selective',
      media: [lantern],
    }),
    row({
      id: 'market-fire',
      title: 'هذه الصورة ليست من حريق سوق العطارين',
      claim: 'حريق هائل يلتهم محال العطارين في مدينة الزيتون الشرقية فجر اليوم',
      rating: 'fake',
      media: [market],
    }),
    row({
      id: 'market-visit',
      title: 'لم يزر رئيس البلدية دكان النحاس هذا الشهر',
      claim: 'رئيس البلدية يتفقد دكان النحاس ويعد أصحابه بتعويضات مالية كبيرة',
      rating: 'doubtful',
      media: [market],
    }),
  ];
}
