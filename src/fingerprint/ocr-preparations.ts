import { cutAndScale } from '../media/grey-picture.ts';
import type { GreyPicture, ReadablePicture } from '../media/image.ts';
import { findBands, type WrittenBand } from './ocr-bands.ts';
import type { OcrLayout, OcrLine, Recognise } from './ocr-engine.ts';
import { findLetters, type Letters, lettersAlone, TOLERANCES } from './ocr-letters.ts';
import { OcrPage } from './ocr-page.ts';
import { readLine } from './ocr-words.ts';

/** Room around a band, as a part of its letters' height, and pixels. */
const MARGIN = 0.25;
const MARGIN_PIXELS = 4;
/**
 * Pixels to which the usual height of letters is brought, within bounds, and a band has at most. At 34 and 40
 * tesseract dropped a whole line of a plain card that it read at 20 to 28; eight cards with letters burnt in had
 * 14 % wrong characters in the median at 26 and 23 % at 40.
 */
const LETTER_HEIGHT = 24;
const SCALES = { least: 0.5, greatest: 3 };
const BAND_PIXELS = 2_500_000;
const MAX_BANDS = 4;

/**
 * Reads a picture in several preparations and keeps of every place what was read best: first as it is, which
 * typeset cards need; then the bands that look written on and were not read well, enlarged, and where the
 * ground is no plain one with the letters black on white. `isComplete` is false when there was no time for all.
 */
export async function readPicture(
  recognise: Recognise,
  picture: ReadablePicture,
): Promise<{ text: string; isComplete: boolean }> {
  const page = new OcrPage();
  if (!(await readInto(page, recognise, { picture: picture.brightness, layout: 'page' }))) {
    return { text: '', isComplete: false };
  }
  for (const band of bandsOf(picture)) {
    for (const prepare of preparationsOf(picture, band, page.isLegible(band))) {
      if (page.isRead(band)) break;
      if (!(await readInto(page, recognise, await prepare()))) {
        return { text: page.text, isComplete: false };
      }
    }
  }
  return { text: page.text, isComplete: true };
}

interface LetteredBand extends WrittenBand {
  letters: Letters;
  /** Where they stand out. */
  ground: GreyPicture;
}

/** The band with most letters first. White letters, black ones, and yellow ones, which are bright only in two colours. */
function bandsOf({ brightness, least, greatest }: ReadablePicture): LetteredBand[] {
  const grounds: [GreyPicture, light: boolean][] = [
    [least, true],
    [greatest, false],
  ];
  if (brightness !== least) grounds.push([brightness, true]);
  return grounds
    .flatMap(([ground, light]) => {
      const letters = findLetters(ground, light);
      return letters ? findBands(letters, ground).map((band) => ({ ...band, letters, ground })) : [];
    })
    .sort((a, b) => b.area * b.density - a.area * a.density)
    .slice(0, MAX_BANDS);
}

/** Where something is legible the ground may be plain, and letters are best left as they are. */
function preparationsOf(
  { brightness }: ReadablePicture,
  band: LetteredBand,
  isLegible: boolean,
): (() => Promise<Prepared>)[] {
  const { letters, ground } = band;
  const narrow = async () => {
    const fewer = findLetters(ground, letters.light, TOLERANCES.narrow) ?? letters;
    return onlyLetters(ground, fewer, band);
  };
  const enlarged = () => cutOut(brightness, band);
  const alone = () => onlyLetters(ground, letters, band);
  return isLegible ? [enlarged, alone, narrow] : [alone, narrow, enlarged];
}

interface Prepared {
  picture: GreyPicture;
  layout: OcrLayout;
  /** Where it was cut out and how it was enlarged. */
  left?: number;
  top?: number;
  scale?: number;
}

/** False: it was not read. */
async function readInto(
  page: OcrPage,
  recognise: Recognise,
  { picture, layout, left = 0, top = 0, scale = 1 }: Prepared,
): Promise<boolean> {
  const lines = await recognise(picture, layout);
  if (!lines) return false;
  const placed = lines.map((line) => placeBack(line, left, top, scale));
  page.add(placed.flatMap((line) => readLine(line) ?? []));
  return true;
}

const placeBack = ({ words, box }: OcrLine, left: number, top: number, scale: number): OcrLine => ({
  words,
  box: {
    left: box.left / scale + left,
    right: box.right / scale + left,
    top: box.top / scale + top,
    bottom: box.bottom / scale + top,
  },
});

const cutOut = (picture: GreyPicture, band: WrittenBand): Promise<Prepared> =>
  toReadableSize(picture, around(band, picture), band);

async function onlyLetters(picture: GreyPicture, letters: Letters, band: WrittenBand): Promise<Prepared> {
  const part = around(band, picture);
  const alone = lettersAlone(picture, letters, part);
  const prepared = await toReadableSize(alone, { ...part, left: 0, top: 0 }, band);
  return { ...prepared, left: part.left, top: part.top };
}

interface Part {
  left: number;
  top: number;
  width: number;
  height: number;
}

function around(band: WrittenBand, { width, height }: GreyPicture): Part {
  const margin = Math.round(band.letterHeight * MARGIN) + MARGIN_PIXELS;
  const [left, top] = [Math.max(0, band.left - margin), Math.max(0, band.top - margin)];
  return {
    left,
    top,
    width: Math.min(width, band.right + margin) - left,
    height: Math.min(height, band.bottom + margin) - top,
  };
}

async function toReadableSize(picture: GreyPicture, part: Part, band: WrittenBand): Promise<Prepared> {
  const wanted = LETTER_HEIGHT / band.letterHeight;
  const scale = Math.min(
    Math.max(SCALES.least, Math.min(SCALES.greatest, wanted)),
    Math.sqrt(BAND_PIXELS / (part.width * part.height)),
  );
  const { left, top } = part;
  return { picture: await cutAndScale(picture, part, scale), layout: 'block', left, top, scale };
}
