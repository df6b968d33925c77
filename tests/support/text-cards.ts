/** Pictures with Arabic writing as people forward them, drawn from a text: the same call gives the same picture. */
import { createRequire } from 'node:module';
import sharp, { type OverlayOptions, type Sharp } from 'sharp';
import { drawScene, randomFrom, renderScene } from './synthetic-scenes.ts';

const { resolve } = createRequire(import.meta.url);
const fontFile = (name: string): string => resolve(`@expo-google-fonts/${name}.ttf`);

/** Families of letters that differ: a modern one as most cards have, and a book hand. */
const FONTS = {
  modern: {
    name: 'IBM Plex Sans Arabic',
    file: fontFile('ibm-plex-sans-arabic/400Regular/IBMPlexSansArabic_400Regular'),
  },
  bold: {
    name: 'IBM Plex Sans Arabic Bold',
    file: fontFile('ibm-plex-sans-arabic/700Bold/IBMPlexSansArabic_700Bold'),
  },
  book: { name: 'Amiri', file: fontFile('amiri/400Regular/Amiri_400Regular') },
} as const;
export type Font = keyof typeof FONTS;

export interface Writing {
  /** Pixels. */
  size: number;
  colour: string;
  font?: Font;
  /** Pixels to wrap at. */
  width: number;
}

/** Letters on nothing. */
export async function write(text: string, { size, colour, font = 'modern', width }: Writing) {
  const { name, file } = FONTS[font];
  const escaped = text.replace(/[&<>]/gu, (sign) => `&#${sign.charCodeAt(0)};`);
  const { data, info } = await sharp({
    text: {
      text: `<span foreground="${colour}">${escaped}</span>`,
      font: `${name} ${size}`,
      fontfile: file,
      width,
      // Of a right-to-left text this is the right edge.
      align: 'left',
      dpi: 72,
      rgba: true,
      spacing: Math.round(size / 3),
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height };
}

type Ink = Awaited<ReturnType<typeof write>>;

const blank = (width: number, height: number, background: string) =>
  sharp({ create: { width, height, channels: 3, background } });

const at = ({ data }: Ink, left: number, top: number): OverlayOptions => ({
  input: data,
  left: Math.round(left),
  top: Math.round(top),
});

/** Busy ground: a drawn scene, enlarged, with noise over it. */
export async function busyGround(seed: number, width: number, height: number): Promise<Buffer> {
  const [w, h] = [Math.ceil(width / 4), Math.ceil(height / 4)];
  const pixels = await sharp(renderScene(drawScene(seed, w, h), 0), {
    raw: { width: w, height: h, channels: 3 },
  })
    .resize(width, height, { fit: 'fill' })
    .raw()
    .toBuffer();
  const random = randomFrom(seed);
  for (let i = 0; i < pixels.length; i++) {
    pixels[i] = Math.max(0, Math.min(255, (pixels[i] ?? 0) + (random() - 0.5) * 40));
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toBuffer();
}

export interface CardOptions {
  font?: Font;
  seed?: number;
  /** A photo under the letters, where the kind of card has one; without it a drawn scene. */
  ground?: string;
}

type Draw = (text: string, options: CardOptions & { font: Font; seed: number }) => Promise<Sharp>;

const groundOf = ({ ground, seed }: { ground?: string; seed: number }, width: number, height: number) =>
  ground
    ? sharp(ground).autoOrient().resize(width, height, { fit: 'cover' }).png().toBuffer()
    : busyGround(seed, width, height);

/** A sentence in the middle of a plain ground. */
function plain(ground: string, colour: string): Draw {
  return async (text, { font }) => {
    const ink = await write(text, { size: 46, colour, font, width: 900 });
    const height = Math.max(600, ink.height + 160);
    return blank(1080, height, ground).composite([at(ink, 1080 - 90 - ink.width, (height - ink.height) / 2)]);
  };
}

/** A broadcaster's card: a red band, a headline, a date with Latin letters and digits. */
const newsCard: Draw = async (text, { font }) => {
  const band = await write('عاجل', { size: 60, colour: '#ffffff', font: 'bold', width: 500 });
  const headline = await write(text, { size: 48, colour: '#10213f', font, width: 940 });
  const foot = await write('قناة المرسى | 14:30 GMT | www.marsa.example', {
    size: 26,
    colour: '#5a6472',
    width: 900,
  });
  const height = 300 + headline.height + 120;
  const bandGround = await blank(1080, 130, '#c4161c').png().toBuffer();
  return blank(1080, height, '#f4f1ea').composite([
    { input: bandGround, left: 0, top: 0 },
    at(band, 1080 - 60 - band.width, 30),
    at(headline, 1080 - 70 - headline.width, 200),
    at(foot, 1080 - 70 - foot.width, height - 70),
  ]);
};

/** Letters of one brightness with their ground, told apart by colour alone. */
const colouredCard: Draw = async (text, { font }) => {
  const ink = await write(text, { size: 50, colour: '#ffd21f', font, width: 900 });
  const height = Math.max(600, ink.height + 160);
  return blank(1080, height, '#1f6f8b').composite([
    at(ink, 1080 - 90 - ink.width, (height - ink.height) / 2),
  ]);
};

/** Bubbles on both sides of a phone's screen; the text is the long one on the left. */
const chat: Draw = async (text, { font }) => {
  const width = 720;
  const bubbles: { words: string; mine: boolean }[] = [
    { words: 'السلام عليكم', mine: false },
    { words: text, mine: false },
    { words: 'متى حدث ذلك؟', mine: true },
    { words: 'اليوم صباحا', mine: false },
  ];
  const layers: OverlayOptions[] = [];
  const title = await write('أخبار الحي', { size: 30, colour: '#ffffff', font: 'bold', width: 400 });
  const head = await blank(width, 96, '#075e54').png().toBuffer();
  layers.push({ input: head, left: 0, top: 0 }, at(title, width - 110 - title.width, 28));
  let top = 130;
  for (const [i, { words, mine }] of bubbles.entries()) {
    const ink = await write(words, { size: 28, colour: '#111b21', font, width: 500 });
    const time = await write(`10:${24 + i}`, { size: 18, colour: '#667781', width: 100 });
    const boxWidth = Math.max(ink.width, 90) + 44;
    const boxHeight = ink.height + 60;
    const left = mine ? width - boxWidth - 24 : 24;
    const box = await blank(boxWidth, boxHeight, mine ? '#d9fdd3' : '#ffffff')
      .png()
      .toBuffer();
    layers.push(
      { input: box, left, top },
      at(ink, left + boxWidth - 22 - ink.width, top + 14),
      at(time, left + 16, top + boxHeight - 28),
    );
    top += boxHeight + 24;
  }
  return blank(width, Math.max(1280, top + 60), '#efeae2').composite(layers);
};

/** A photo with the words in a bar under it. */
const captionBar: Draw = async (text, { font, ...ground }) => {
  const ink = await write(text, { size: 34, colour: '#111111', font, width: 860 });
  const bar = ink.height + 60;
  const photo = await groundOf(ground, 960, 600);
  return blank(960, 600 + bar, '#ffffff').composite([
    { input: photo, left: 0, top: 0 },
    at(ink, 960 - 50 - ink.width, 600 + 30),
  ]);
};

/** White letters with a dark rim straight on a photo, at its foot. */
const burntIn: Draw = async (text, { font, ...ground }) => {
  const [width, height] = [1280, 800];
  return sharp(await groundOf(ground, width, height)).composite(
    await burntCaption(text, { width, height, font, size: 44 }),
  );
};

/** Layers for a caption at the foot of a picture: letters with a rim. */
export async function burntCaption(
  text: string,
  {
    width,
    height,
    font = 'bold',
    size,
    band = false,
  }: { width: number; height: number; font?: Font; size: number; band?: boolean },
): Promise<OverlayOptions[]> {
  const wrap = Math.round(width * 0.88);
  const ink = await write(text, { size, colour: '#ffffff', font, width: wrap });
  const rim = await write(text, { size, colour: '#000000', font, width: wrap });
  const left = Math.round((width - ink.width) / 2);
  const top = height - ink.height - Math.round(height * 0.05);
  const layers: OverlayOptions[] = [];
  if (band) {
    const box = { width, height: ink.height + 2 * Math.round(size / 2), channels: 4 as const };
    const ground = await sharp({ create: { ...box, background: { r: 0, g: 0, b: 0, alpha: 0.6 } } })
      .png()
      .toBuffer();
    layers.push({ input: ground, left: 0, top: top - Math.round(size / 2) });
  }
  const reach = Math.max(1, Math.round(size / 16));
  for (const [dx, dy] of [
    [-1, 0],
    [1, 0],
    [0, -1],
    [0, 1],
    [-1, -1],
    [1, 1],
    [-1, 1],
    [1, -1],
  ] as const) {
    layers.push(at(rim, left + dx * reach, top + dy * reach));
  }
  return [...layers, at(ink, left, top)];
}

export const CARD_KINDS = {
  'dark on light': plain('#fbfbf8', '#1a1a1a'),
  'light on dark': plain('#10151f', '#f5f5f5'),
  'news card': newsCard,
  'coloured letters': colouredCard,
  'chat screenshot': chat,
  'caption bar under a photo': captionBar,
  'letters burnt into a photo': burntIn,
} satisfies Record<string, Draw>;
export type CardKind = keyof typeof CARD_KINDS;

/** As JPEG. @param shrunk width to which a messenger squeezed it, at lower quality */
export async function drawCard(
  kind: CardKind,
  text: string,
  { font = 'modern', seed = 1, shrunk, ground }: CardOptions & { shrunk?: number } = {},
): Promise<Buffer> {
  const card = await (await CARD_KINDS[kind](text, { font, seed, ...(ground ? { ground } : {}) }))
    .png()
    .toBuffer();
  const copy = sharp(card);
  if (shrunk) copy.resize(shrunk);
  return copy.jpeg({ quality: shrunk ? 55 : 85 }).toBuffer();
}
