/** What cards are drawn from in tests. */
import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { CardContent, CardOrder } from '../../src/cards/card-content.ts';
import { drawCard, registerFonts } from '../../src/cards/draw-card.ts';
import { decodeInShape, type GreyPicture } from '../../src/media/image.ts';

registerFonts();

export const content = (changes: Partial<CardContent> = {}): CardContent => ({
  language: 'ar',
  direction: 'rtl',
  brand: { name: 'مرصد المثال', colour: '#0b5f57' },
  rating: 'fake',
  verdict: 'زائف',
  kicker: 'نتيجة التحقّق',
  title: 'صورة الشمسين فوق واحة النخيلات معدّلة رقميًا',
  summary: 'أُضيفت الشمس الثانية ببرنامج لتحرير الصور.',
  publisher: 'غرفة التحقّق (مثال)',
  date: '9 نوفمبر 2024',
  links: ['example.org/suns'],
  ...changes,
});

export const order = (changes: Partial<CardOrder> = {}): CardOrder => ({
  content: content(),
  logo: null,
  frame: null,
  ...changes,
});

export const samplePath = (name: string): string =>
  fileURLToPath(new URL(`../../samples/media/${name}`, import.meta.url));

/** A picture of the sample archive as cards show it. */
export const sampleFrame = (name: string): Promise<GreyPicture> =>
  decodeInShape(samplePath(name), { longest: 1080, least: 540 });

/** Of a card, to be compared: millions of bytes side by side would only be slow. */
export const digestOf = (jpeg: Uint8Array): string => createHash('sha256').update(jpeg).digest('hex');

/** Red, green and blue of each pixel, row by row. */
export interface Pixels {
  data: Buffer;
  width: number;
  height: number;
}

export async function pixelsOf(jpeg: Uint8Array): Promise<Pixels> {
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

export const draw = async (changes: Partial<CardOrder> = {}): Promise<Pixels> =>
  pixelsOf((await drawCard(order(changes))).jpeg);

export const colourAt = ({ data, width }: Pixels, x: number, y: number): [number, number, number] => {
  const at = (y * width + x) * 3;
  return [data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0];
};

/** Titles that are hard to set. */
export const HARD_TITLES = {
  'one word': 'الغلاء',
  long: 'هذا الفيديو المتداول على أنه لحظة وصول أول قافلة مساعدات إلى مدينة وادي الزعتر بعد انقطاع الطريق الجبلي ثلاثة أسابيع متواصلة بسبب الثلوج صُوّر في الحقيقة قبل خمسة أعوام خلال تدريب سنوي شاركت فيه 42 شاحنة و3 مروحيات',
  endless: 'كلمة طويلة جدا '.repeat(90),
  'one endless word': `https://example.org/${'خبر_عاجل_'.repeat(60)}`,
  'one endless joined word': 'مستشفى'.repeat(60).replaceAll('ى', 'ي'),
  'Latin names':
    'لا، لم تقل "New York Times" إن Windows 11 (24H2) يتجسس على iPhone 15 Pro بعد تحديث 14/03/2025',
  'marks on all letters': 'قَالَ المُتَحَدِّثُ إِنَّ الخَبَرَ «مُلَفَّقٌ» تَمَامًا وَلَا أَصْلَ لَهُ',
  'numbers and prices': 'ارتفعت الأسعار 12.5٪ في 2024-2025: من $99.99 إلى $112.49، أي +13%',
  emoji: '🚨🚨 عاجل: شمسان ☀️☀️ فوق الواحة ❗️',
  'other scripts': 'اللافتة كُتب عليها שלום وПривет وΓεια و你好 وTürkçe Erdoğan',
  English: 'Flood water filled one street of Wadi al-Zaatar, not 100% of the city',
} as const;
