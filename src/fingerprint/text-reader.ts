import type { MediaKind } from '../domain/fingerprint.ts';
import { readerOf } from '../media/animation.ts';
import type { Ffmpeg } from '../media/ffmpeg.ts';
import { decodeForReading, type ReadablePicture } from '../media/image.ts';
import { analyzeText } from './arabic-text.ts';
import type { OcrEngine } from './ocr-engine.ts';
import { framesToRead } from './ocr-frames.ts';
import { readPicture } from './ocr-preparations.ts';

/** The words in a picture or film, line by line. */
export interface Reading {
  /** Empty where nothing looks like writing. */
  text: string;
  /** False when there was no time for all of it, or the recogniser was lost. */
  isComplete: boolean;
}

/** A picture is read in this size: the longer side in pixels; a small one is enlarged, at most twice. */
const SIZE = { longest: 1600, least: 900 };
/** Of the recogniser: for a picture, and for all frames of a film together; of ffmpeg, which gives the frames. */
const LIMITS = { pictureMs: 8_000, videoMs: 12_000, decodingMs: 6_000 };
/** UTF-16 units of one file. */
const MAX_TEXT = 4_000;
/** A line with so many of its terms in lines before is the same caption on a later frame. */
const KNOWN_SHARE = 0.6;

/** Reads the Arabic words in pictures and on frames of films. */
export class TextReader {
  readonly #ffmpeg: Ffmpeg;
  readonly #engine: OcrEngine;
  readonly #limits: typeof LIMITS;

  constructor(parts: { ffmpeg: Ffmpeg; engine: OcrEngine; limits?: typeof LIMITS }) {
    this.#ffmpeg = parts.ffmpeg;
    this.#engine = parts.engine;
    this.#limits = parts.limits ?? LIMITS;
  }

  /** @throws `file-unreadable`, `media-without-content`, `media-too-big-to-decode`, `media-timeout` */
  read(path: string, kind: Exclude<MediaKind, 'audio'>): Promise<Reading> {
    return kind === 'image' ? this.#readImage(path) : this.#readVideo(path);
  }

  async #readImage(path: string): Promise<Reading> {
    const picture = await decodeForReading(path, SIZE);
    return this.#readAll([picture], this.#limits.pictureMs);
  }

  async #readVideo(path: string): Promise<Reading> {
    const reader = await readerOf(this.#ffmpeg, path, this.#limits.decodingMs);
    const streams = await reader.streams(path);
    const frames = streams.video ? await framesToRead(reader, path, streams) : [];
    if (frames.length === 0) return { text: '', isComplete: true };
    return this.#readAll(
      frames.map((frame) => ({ brightness: frame, least: frame, greatest: frame })),
      this.#limits.videoMs,
    );
  }

  #readAll(pictures: ReadablePicture[], milliseconds: number): Promise<Reading> {
    return this.#engine.use(milliseconds, async (recognise) => {
      const texts: string[] = [];
      for (const picture of pictures) {
        const { text, isComplete } = await readPicture(recognise, picture);
        texts.push(text);
        if (!isComplete) return { text: joinTexts(texts), isComplete: false };
      }
      return { text: joinTexts(texts), isComplete: true };
    });
  }
}

/** Lines of all, each caption once. */
function joinTexts(texts: string[]): string {
  const seen = new Set<string>();
  const lines: string[] = [];
  for (const text of texts) {
    const before = new Set(seen);
    for (const line of text.split('\n')) {
      const { terms } = analyzeText(line);
      for (const term of terms) seen.add(term);
      const known = terms.filter((term) => before.has(term)).length;
      if (line !== '' && (known === 0 || known < KNOWN_SHARE * terms.length)) lines.push(line);
    }
  }
  return lines.join('\n').slice(0, MAX_TEXT);
}
