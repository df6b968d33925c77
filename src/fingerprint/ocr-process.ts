/**
 * The process in which tesseract runs: a child of `OcrEngine`, so that whatever a picture does to it, the tip
 * line lives on. Language data come from the package, nothing is fetched and nothing written.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setPriority } from 'node:os';
import { dirname, join } from 'node:path';
import { createWorker, OEM, PSM } from 'tesseract.js';
import { serveRequests } from '../kept-process.ts';
import type { OcrAnswer, OcrLayout, OcrRequest } from './ocr-engine.ts';

const LANGUAGE = 'ara';
/** The folder beside it holds the data of the older recogniser too, which is not used. */
const DATA = join(
  dirname(createRequire(import.meta.url).resolve(`@tesseract.js-data/${LANGUAGE}/package.json`)),
  '4.0.0_best_int',
);
/** Answers that need no reading go first. */
const NICE = 5;
const LAYOUTS: Record<OcrLayout, PSM> = { page: PSM.AUTO, block: PSM.SINGLE_BLOCK };

/** Tesseract leaves its process in an unknown state: the next picture gets a new one. */
const fail = (): never => process.exit(1);

try {
  setPriority(NICE);
} catch {
  // Not everywhere allowed, and nothing depends on it.
}
// Where this does not hold, tesseract would try to fetch it.
readFileSync(join(DATA, `${LANGUAGE}.traineddata.gz`));
const worker = await createWorker(LANGUAGE, OEM.LSTM_ONLY, {
  langPath: DATA,
  cacheMethod: 'none',
  errorHandler: fail,
});
let layout: OcrLayout | null = null;

serveRequests(answer);

async function answer({ picture, layout: wanted }: OcrRequest): Promise<OcrAnswer> {
  if (layout !== wanted) {
    await worker.setParameters({ tessedit_pageseg_mode: LAYOUTS[wanted] });
    layout = wanted;
  }
  const { data } = await worker.recognize(Buffer.from(picture), {}, { blocks: true });
  const lines = (data.blocks ?? [])
    .flatMap(({ paragraphs }) => paragraphs)
    .flatMap((paragraph) => paragraph.lines)
    .map(({ words, bbox }) => ({
      words: words.map(({ text, confidence }) => ({ text, confidence })),
      box: { left: bbox.x0, top: bbox.y0, right: bbox.x1, bottom: bbox.y1 },
    }));
  return { lines, memory: process.memoryUsage.rss() };
}
