/**
 * Draws the cards shown in `docs/cards.md`: `npx tsx scripts/make-cards.ts [DIR]`. Some from the fictional archive, the
 * others with titles that are hard to set; together they show every rating.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { type Brand, OWN_COLOUR } from '../src/cards/brand.ts';
import { drawCard, registerFonts } from '../src/cards/draw-card.ts';
import { readFrame } from '../src/cards/matched-frame.ts';
import { writeContent } from '../src/cards/write-content.ts';
import type { FactCheck } from '../src/domain/fact-check.ts';
import { Ffmpeg, findFfmpeg } from '../src/media/ffmpeg.ts';
import { PROJECT_ROOT } from '../src/project-root.ts';
import { type Language, Words } from '../src/words.ts';

const SAMPLES = join(PROJECT_ROOT, 'samples');
/** In the repository they are only looked at. */
const STORED = { width: 720, quality: 80 };
const OWN: Brand = { name: null, colour: OWN_COLOUR, logo: 'own' };

interface Shown {
  name: string;
  /** Of the sample archive, or what differs from its first. */
  factCheck: string | Partial<FactCheck>;
  /** A file of the samples, and the moment of a film. */
  frame?: { file: string; seconds: number | null };
  language?: Language;
  brand?: Brand;
  publicUrl?: string;
}

const PUBLISHER = 'غرفة التحقق (مثال)';

/** Drawn here: two leaves. */
async function leafLogo(): Promise<Brand['logo']> {
  const leaves = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg" width="152" height="152"><path d="M20 132C20 60 60 20 132 20c0 72-40 112-112 112z" fill="#8a1c6b"/><path d="M20 132C50 100 80 70 104 48" stroke="#fff" stroke-width="8" fill="none"/></svg>',
  );
  const { data, info } = await sharp(leaves).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { picture: { pixels: data, width: info.width, height: info.height }, digest: 'leaves' };
}

const shown = async (): Promise<Shown[]> => [
  { name: '01-misleading-film', factCheck: 'example-01', frame: { file: 'harbour-fire.mp4', seconds: 6 } },
  { name: '02-fake-picture', factCheck: 'example-04', frame: { file: 'two-suns.jpg', seconds: null } },
  { name: '03-true-picture', factCheck: 'example-05', frame: { file: 'covered-market.jpg', seconds: null } },
  {
    name: '04-sensational-english',
    language: 'en',
    frame: { file: 'flooded-street.mp4', seconds: 4 },
    factCheck: {
      rating: 'sensational',
      title: 'Flood water filled one street of Wadi al-Zaatar, not 100% of the city',
      summary: 'The video is real, but shows a single street with blocked drains. The dam is sound.',
      publisher: 'Check Room (example)',
      datePublished: '2025-02-02',
      url: 'https://example.org/factcheck/flooded-street',
    },
  },
  {
    name: '05-satire-picture',
    factCheck: 'example-06',
    frame: { file: 'camel-filling-station.jpg', seconds: null },
  },
  { name: '06-myth', factCheck: 'example-07' },
  { name: '07-doubtful-quote', factCheck: 'example-09' },
  {
    name: '08-selective-long-title',
    factCheck: {
      rating: 'selective',
      title:
        'المقطع المتداول على أنه لحظة وصول أول قافلة مساعدات إلى وادي الزعتر بعد انقطاع الطريق الجبلي ثلاثة أسابيع بسبب الثلوج والانهيارات الطينية مقتطع من فيديو مدته 48 دقيقة صُوّر قبل خمسة أعوام خلال تدريب سنوي للدفاع المدني شاركت فيه 42 شاحنة و3 مروحيات',
      summary: null,
      datePublished: '2025-06-01',
      url: 'https://example.org/factcheck/2025/06/01/convoy-of-the-hill-road-and-what-was-cut',
    },
  },
  {
    name: '09-fake-names-and-numbers',
    factCheck: {
      rating: 'fake',
      title:
        'لا، لم تقل "New York Times" إن Windows 11 (24H2) يتجسس على iPhone 15 Pro مقابل $99.99 في 14/03/2025',
      summary: 'الصورة مركّبة، ولا أثر للمقال في موقع الصحيفة. ولا تصل نسبة الأجهزة المتأثرة إلى 0.5%.',
      publisher: 'Example Fact-Check Desk',
      datePublished: '2025-03-15',
      url: 'https://example.org/checks/windows',
    },
  },
  {
    name: '10-own-label-and-brand',
    factCheck: {
      rating: 'other',
      ratingLabel: 'يحتاج إلى سياق',
      title: 'ماذا قال الوزير فعلًا عن سعر الليرة وعن أردوغان (Erdoğan) في مؤتمر «الطاقة 2030»؟',
      summary: 'العبارة المتداولة صحيحة، لكنها جواب عن سؤال آخر سبقها بدقيقتين.',
      publisher: 'مرصد الأوراق (مثال)',
      datePublished: '2025-05-18',
    },
    brand: { name: 'مرصد الأوراق', colour: '#8a1c6b', logo: await leafLogo() },
    publicUrl: 'https://tips.example.org',
  },
];

const rows = (await readFile(join(SAMPLES, 'fact-checks.jsonl'), 'utf8'))
  .trim()
  .split('\n')
  .map((line): FactCheck => ({ appearances: [], ...JSON.parse(line), isExample: false }));

function factCheckOf(wanted: Shown['factCheck']): FactCheck {
  const found = rows.find(({ id }) => id === (typeof wanted === 'string' ? wanted : 'example-01'));
  if (!found) throw new Error('no such sample');
  return typeof wanted === 'string'
    ? found
    : { ...found, publisher: PUBLISHER, ratingLabel: null, ...wanted };
}

const folder = process.argv[2] ?? join(PROJECT_ROOT, 'docs', 'cards');
await mkdir(folder, { recursive: true });
const words = await Words.load(join(PROJECT_ROOT, 'locales'), 'ar-u-nu-latn');
const ffmpeg = new Ffmpeg(await findFfmpeg());
const blobs = { path: (name: string) => join(SAMPLES, 'media', name) };
registerFonts();
for (const { name, factCheck, frame, language = 'ar', brand = OWN, publicUrl = null } of await shown()) {
  const content = writeContent(factCheckOf(factCheck), language, { words, brand, publicUrl });
  const { logo } = brand;
  const { jpeg } = await drawCard({
    content,
    logo: logo instanceof Object ? logo.picture : logo,
    frame: frame ? await readFrame({ blobs, ffmpeg }, { sha256: frame.file, seconds: frame.seconds }) : null,
  });
  const { width, quality } = STORED;
  await writeFile(
    join(folder, `${name}.jpg`),
    await sharp(jpeg).resize(width).jpeg({ quality, mozjpeg: true, chromaSubsampling: '4:4:4' }).toBuffer(),
  );
}
// The programs that decode pictures would wait for more.
process.exit(0);
