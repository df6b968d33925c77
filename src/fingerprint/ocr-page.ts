import type { OcrBox } from './ocr-engine.ts';
import type { WrittenLine } from './ocr-words.ts';

/** Certain words that a picture must have, to be taken for one with writing. */
const LEAST_WORDS = 3;
/** Lines are the same place where they share so much of the lower and of the narrower one. */
const SAME_ROWS = 0.5;
const SAME_COLUMNS = 0.3;
/** Share of a band's rows that is to be read for the band to be done. */
const COVERED = 0.4;

/** All that was read of one picture, in several preparations: of every place the best reading. */
export class OcrPage {
  #lines: WrittenLine[] = [];

  add(lines: readonly WrittenLine[]): void {
    for (const line of lines) {
      const same = this.#lines.filter(({ box }) => isSamePlace(box, line.box));
      const known = same.reduce((sum, { worth }) => sum + worth, 0);
      if (line.worth <= known) continue;
      this.#lines = [...this.#lines.filter((other) => !same.includes(other)), line];
    }
  }

  /** Whether rows are read so well that they need no other preparation. */
  isRead({ top, bottom }: { top: number; bottom: number }): boolean {
    const read = this.#lines
      .filter(({ isGood }) => isGood)
      .reduce((sum, { box }) => sum + overlap(top, bottom, box.top, box.bottom), 0);
    return read >= COVERED * (bottom - top);
  }

  /** Whether anything in these rows looks like writing: then they lie on plain ground. */
  isLegible({ top, bottom }: { top: number; bottom: number }): boolean {
    return this.#lines.some(({ box }) => overlap(top, bottom, box.top, box.bottom) > 0);
  }

  /** From the top down; empty when it is too little to be writing. */
  get text(): string {
    const certain = this.#lines.reduce((sum, line) => sum + line.certain, 0);
    if (certain < LEAST_WORDS) return '';
    return [...this.#lines]
      .sort((a, b) => a.box.top - b.box.top)
      .map(({ text }) => text)
      .join('\n');
  }
}

const overlap = (from: number, to: number, otherFrom: number, otherTo: number): number =>
  Math.max(0, Math.min(to, otherTo) - Math.max(from, otherFrom));

function isSamePlace(a: OcrBox, b: OcrBox): boolean {
  const rows = overlap(a.top, a.bottom, b.top, b.bottom);
  const columns = overlap(a.left, a.right, b.left, b.right);
  return (
    rows > SAME_ROWS * Math.min(a.bottom - a.top, b.bottom - b.top) &&
    columns > SAME_COLUMNS * Math.min(a.right - a.left, b.right - b.left)
  );
}
