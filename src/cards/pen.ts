import type { SKRSContext2D } from '@napi-rs/canvas';
import { withLatinIsolated } from '../domain/latin-runs.ts';
import { drawableText } from './drawable-text.ts';
import { fontOf, type Weight } from './fonts.ts';
import type { Measure } from './line-breaking.ts';

export type Direction = 'rtl' | 'ltr';

export interface Lettering {
  size: number;
  weight: Weight;
  colour: string;
  direction: Direction;
  /** Of the text at `x`: where reading begins, where it ends, or the middle. */
  align?: 'start' | 'end' | 'center';
}

/** An Arabic text reads from right to left, whatever word or number it begins with. */
export const directionOf = (text: string): Direction =>
  /[\p{Script=Arabic}\p{Script=Hebrew}]/u.test(text) ? 'rtl' : 'ltr';

/** Makes a line stand as in the middle of an Arabic text, also when it begins with a number: `%60`, as after a word. */
const ARABIC_LETTER_MARK = '\u061c';

/** Ready to be measured, broken into lines and written: every character has a glyph, and Latin names stay whole. */
export function typeset(text: string, direction: Direction = directionOf(text)): string {
  const drawable = drawableText(text);
  return direction === 'rtl' ? withLatinIsolated(drawable) : drawable;
}

const MEASURED_AT = 100;

/** Writes lines of text on a canvas. */
export class Pen {
  readonly ctx: SKRSContext2D;
  /** Of texts in sizes, by weight. */
  readonly #widths: Record<Weight, Map<string, number>> = { 400: new Map(), 700: new Map() };

  /** @param language BCP 47: shapes of letters may depend on it, and may not depend on the machine's */
  constructor(ctx: SKRSContext2D, language: string) {
    this.ctx = ctx;
    ctx.lang = language;
    ctx.textBaseline = 'alphabetic';
  }

  /** Letters grow evenly: each text is measured once, whatever its sizes. */
  measureAt(size: number, weight: Weight): Measure {
    const widths = this.#widths[weight];
    return (text) => {
      const known = widths.get(text);
      if (known !== undefined) return known * size;
      this.ctx.font = fontOf(MEASURED_AT, weight);
      const width = this.ctx.measureText(text).width / MEASURED_AT;
      widths.set(text, width);
      return width * size;
    };
  }

  /** @param text typeset  @param y of the line the letters stand on */
  write(text: string, x: number, y: number, { size, weight, colour, direction, align }: Lettering): void {
    const { ctx } = this;
    ctx.font = fontOf(size, weight);
    ctx.direction = direction;
    ctx.textAlign = align ?? 'start';
    ctx.fillStyle = colour;
    ctx.fillText(direction === 'rtl' ? ARABIC_LETTER_MARK + text : text, x, y);
  }
}
