import { withoutOverrides } from '../domain/latin-runs.ts';
import { fontsCover } from './fonts.ts';

/** In place of letters that none of the fonts has. */
const OMITTED = '[…]';
/** Of any text: more than the largest card holds of the smallest letters. */
const MOST_CHARACTERS = 600;

/** Line and paragraph breaks, tabs, and what is neither seen nor shapes letters. Joiners and direction marks stay. */
const SPACING = /[\s\p{Zl}\p{Zp}]+/gu;
const UNSEEN = /(?!\u200c|\u200d|\u200e|\u200f|\u061c)[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Cn}]/gu;
/** Arabic letters of old encodings, but not the words written as one sign (ﷲ, ﷺ), which are meant. */
const OLD_FORMS = /[\ufb50-\ufd3d\ufd50-\ufdef\ufe70-\ufefc]+/gu;
/** What a person sees as one character. */
const graphemes = new Intl.Segmenter('ar', { granularity: 'grapheme' });
const IS_LETTER = /[\p{L}\p{N}]/u;
/** Joiners and direction marks. Variation selectors would call for signs in colour. */
const IS_SHAPING = /^\p{Cf}$/u;

/**
 * A text of which every character has a glyph: emoji and other signs the fonts lack are left out, and of letters in
 * other scripts it is said that something is missing.
 */
export function drawableText(text: string): string {
  const plain = withoutOverrides(text.slice(0, 4 * MOST_CHARACTERS))
    .normalize('NFC')
    .replace(OLD_FORMS, (forms) => forms.normalize('NFKC'))
    .replace(SPACING, ' ')
    .replace(UNSEEN, '');
  let drawable = '';
  let left = MOST_CHARACTERS;
  for (const { segment } of graphemes.segment(plain)) {
    if (left-- === 0) return `${drawable.replace(/ \S*$/u, '').trim()}…`;
    const [base = '', ...marks] = segment;
    if (hasGlyph(base)) drawable += [base, ...marks.filter(hasGlyph)].join('');
    else if (IS_LETTER.test(segment) && !drawable.endsWith(OMITTED)) drawable += OMITTED;
  }
  return drawable.replace(/ {2,}/gu, ' ').trim();
}

const hasGlyph = (character: string): boolean => IS_SHAPING.test(character) || fontsCover(character);
