import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { analyzeText } from '../../src/fingerprint/arabic-text.ts';
import { OcrEngine } from '../../src/fingerprint/ocr-engine.ts';
import { TextReader } from '../../src/fingerprint/text-reader.ts';
import { Ffmpeg, findFfmpeg } from '../../src/media/ffmpeg.ts';
import { captionFilm } from '../support/captioned-film.ts';
import { makePicture, makeVideo, mediaFolder, writeFixture } from '../support/media-fixtures.ts';
import { testLog } from '../support/test-app.ts';
import { type CardKind, drawCard } from '../support/text-cards.ts';

const TEXT = 'سفينة محملة بالقمح تغادر مرفأ الغيمة الغربي قبل الفجر بسبب إضراب العمال';
/** Share of the words by which a statement is found. */
const MOST = 0.6;
/** A machine that is busy with other tests reads slowly. */
const PATIENCE = { pictureMs: 60_000, videoMs: 60_000, decodingMs: 60_000 };

let engine: OcrEngine;
let reader: TextReader;
let ffmpeg: Ffmpeg;
beforeAll(async () => {
  ffmpeg = new Ffmpeg(await findFfmpeg());
  engine = new OcrEngine({ log: testLog });
  reader = new TextReader({ ffmpeg, engine, limits: PATIENCE });
});
afterAll(() => engine.close());

/** Share of the text's words that were read. */
function shareRead(text: string): number {
  const read = new Set(analyzeText(text).terms);
  const { terms } = analyzeText(TEXT);
  return terms.filter((term) => read.has(term)).length / terms.length;
}

async function captioned(band: boolean): Promise<string> {
  const path = await makeVideo(81, { seconds: 6, width: 640, height: 360, fps: 6 });
  const target = join(mediaFolder, `captioned-${band}.mp4`);
  const film = { path, width: 640, height: 360, seconds: 6 };
  await captionFilm(ffmpeg.binary.path, film, { text: TEXT, from: 2, to: 4.5, band }, target);
  return target;
}

describe('reading pictures', () => {
  it.each<[CardKind]>([
    ['dark on light'],
    ['light on dark'],
    ['news card'],
    ['coloured letters'],
    ['chat screenshot'],
    ['caption bar under a photo'],
    ['letters burnt into a photo'],
  ])('reads %s', async (kind) => {
    const path = await writeFixture(`${kind}.jpg`, await drawCard(kind, TEXT));
    const { text, isComplete } = await reader.read(path, 'image');
    expect(shareRead(text)).toBeGreaterThanOrEqual(MOST);
    expect(isComplete).toBe(true);
  });

  it('finds nothing in pictures without letters', async () => {
    for (const seed of [82, 83, 84]) {
      expect(await reader.read(await makePicture(seed), 'image')).toEqual({ text: '', isComplete: true });
    }
  });

  it('says which error a broken picture is', async () => {
    const path = await writeFixture('broken.jpg', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16]));
    await expect(reader.read(path, 'image')).rejects.toMatchObject({ code: 'file-unreadable' });
  });
});

describe('reading films', () => {
  it.each([
    ['burnt into the picture', false],
    ['on a dark band', true],
  ])('reads a caption %s that shows for a while, once', async (_, band) => {
    const { text } = await reader.read(await captioned(band), 'video');
    expect(shareRead(text)).toBeGreaterThanOrEqual(MOST);
    expect(text.match(/سفينة/gu)).toHaveLength(1);
  });

  it('finds nothing in a film without letters', async () => {
    const path = await makeVideo(81, { seconds: 6, width: 640, height: 360, fps: 6 });
    expect(await reader.read(path, 'video')).toEqual({ text: '', isComplete: true });
  });
});
