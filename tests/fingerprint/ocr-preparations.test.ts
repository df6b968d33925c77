import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { findBands } from '../../src/fingerprint/ocr-bands.ts';
import type { OcrLayout, OcrLine } from '../../src/fingerprint/ocr-engine.ts';
import { findLetters } from '../../src/fingerprint/ocr-letters.ts';
import { readPicture } from '../../src/fingerprint/ocr-preparations.ts';
import { decodeForReading, type GreyPicture } from '../../src/media/image.ts';
import { makePicture, writeFixture } from '../support/media-fixtures.ts';
import { type CardKind, drawCard } from '../support/text-cards.ts';

const TEXT = 'سفينة محملة بالقمح تغادر مرفأ الغيمة الغربي قبل الفجر';
const SIZE = { longest: 1600, least: 900 };

const cardOf = async (kind: CardKind) =>
  decodeForReading(await writeFixture(`${kind}.jpg`, await drawCard(kind, TEXT)), SIZE);

const line = (words: string[], box: OcrLine['box'], confidence = 95): OcrLine => ({
  words: words.map((text) => ({ text, confidence })),
  box,
});

/** A recogniser that says what the test wants, and keeps what it was shown. */
function recogniser(...answers: (OcrLine[] | null)[]) {
  const shown: { picture: GreyPicture; layout: OcrLayout }[] = [];
  const recognise = async (picture: GreyPicture, layout: OcrLayout) => {
    shown.push({ picture, layout });
    const answer = answers[shown.length - 1];
    return answer === undefined ? [] : answer;
  };
  return { recognise, shown };
}

const bandsIn = (picture: GreyPicture, light: boolean) => {
  const letters = findLetters(picture, light);
  return letters ? findBands(letters, picture).map((band) => ({ ...band, ink: letters.ink })) : [];
};

describe('bands that look written on', () => {
  it('are found where light letters are burnt into a busy photo', async () => {
    const { least } = await cardOf('letters burnt into a photo');
    const [band, ...others] = bandsIn(least, true);
    expect(others).toEqual([]);
    expect(band?.top).toBeGreaterThan(least.height * 0.7);
    expect(band?.ink).toBeGreaterThan(220);
    expect(band?.letterHeight).toBeGreaterThan(20);
    expect(band?.letterHeight).toBeLessThan(60);
  });

  it('are found where the letters are dark', async () => {
    const { greatest } = await cardOf('caption bar under a photo');
    const [band] = bandsIn(greatest, false);
    expect(band?.top).toBeGreaterThan(greatest.height * 0.7);
    expect(band?.ink).toBeLessThan(40);
  });

  it('hold the letters and nothing that is thicker or has no edge', async () => {
    const { least } = await cardOf('letters burnt into a photo');
    const letters = findLetters(least, true);
    const share = (letters?.mask.reduce((sum, one) => sum + one, 0) ?? 0) / least.pixels.length;
    expect(share).toBeGreaterThan(0.003);
    expect(share).toBeLessThan(0.02);
  });

  it('are not found in a picture without letters', async () => {
    const { least, greatest } = await decodeForReading(await makePicture(71), SIZE);
    expect([...bandsIn(least, true), ...bandsIn(greatest, false)]).toEqual([]);
  });
});

describe('reading a picture', () => {
  it('shows it once when all that looks written is read well', async () => {
    const picture = await cardOf('light on dark');
    const { width, height } = picture.brightness;
    const whole = { left: 0, top: 0, right: width, bottom: height };
    const { recognise, shown } = recogniser([line(TEXT.split(' '), whole)]);
    expect(await readPicture(recognise, picture)).toEqual({ text: TEXT, isComplete: true });
    expect(shown.map(({ layout }) => layout)).toEqual(['page']);
  });

  it('shows letters on a photo alone, black on white, enlarged', async () => {
    const picture = await cardOf('letters burnt into a photo');
    const { recognise, shown } = recogniser();
    await readPicture(recognise, picture);
    const ink = shown[1];
    expect(ink?.layout).toBe('block');
    const share = (is: (value: number) => boolean) =>
      (ink?.picture.pixels.filter(is).length ?? 0) / (ink?.picture.pixels.length ?? 1);
    expect(share((value) => value < 64)).toBeGreaterThan(0.05);
    expect(share((value) => value > 240)).toBeGreaterThan(0.6);
  });

  it('puts lines of an enlarged band back to their place', async () => {
    const picture = await cardOf('letters burnt into a photo');
    const headline = line(['عاجل', 'من', 'مرفأ', 'الغيمة'], { left: 0, top: 10, right: 400, bottom: 60 });
    const caption = line(TEXT.split(' '), { left: 0, top: 20, right: 900, bottom: 90 });
    const { recognise } = recogniser([headline], [caption]);
    const { text } = await readPicture(recognise, picture);
    expect(text.split('\n')).toEqual(['عاجل من مرفأ الغيمة', TEXT]);
  });

  it('gives what it has, and says so, when the time is over', async () => {
    const picture = await cardOf('letters burnt into a photo');
    const headline = line(['عاجل', 'من', 'مرفأ', 'الغيمة'], { left: 0, top: 10, right: 400, bottom: 60 });
    const { recognise } = recogniser([headline], null);
    expect(await readPicture(recognise, picture)).toEqual({ text: 'عاجل من مرفأ الغيمة', isComplete: false });
  });
});

describe('a picture made ready for reading', () => {
  it('sets white letters off from bright colours, and black ones from dark colours', async () => {
    const path = await writeFixture(
      'stripes.png',
      await sharp({ create: { width: 1200, height: 600, channels: 3, background: '#f0c800' } })
        .png()
        .toBuffer(),
    );
    const { brightness, least, greatest } = await decodeForReading(path, SIZE);
    expect([brightness, least, greatest].map(({ pixels }) => pixels[0])).toEqual([189, 0, 240]);
  });

  it.each([
    ['shrinks a large one', 4000, 1600],
    ['leaves one of a good size', 1200, 1200],
    ['enlarges a small one', 600, 900],
    ['enlarges a tiny one twice at most', 200, 400],
  ])('%s', async (_, width, expected) => {
    const path = await writeFixture(
      `blank-${width}.png`,
      await sharp({ create: { width, height: width / 2, channels: 3, background: '#808080' } })
        .png()
        .toBuffer(),
    );
    const { brightness } = await decodeForReading(path, SIZE);
    expect([brightness.width, brightness.height]).toEqual([expected, expected / 2]);
  });

  it('is turned upright as its camera says', async () => {
    const path = await writeFixture(
      'turned.jpg',
      await sharp({ create: { width: 1200, height: 600, channels: 3, background: '#808080' } })
        .withMetadata({ orientation: 6 })
        .jpeg()
        .toBuffer(),
    );
    const { brightness } = await decodeForReading(path, SIZE);
    expect([brightness.width, brightness.height]).toEqual([600, 1200]);
  });
});
