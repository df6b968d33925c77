/**
 * Folding of letters: what looks or sounds the same to a reader becomes the same character.
 * One table over the basic plane, so that a hostile text costs no more than a plain one.
 */

const SEPARATOR = 0x20;
const DROPPED = 0;

/** Kept as they are: numbers and glued names are read from them, and `#` marks the words of a tag. */
const PUNCTUATION_KEPT = ".,٬٫،'’-_%٪#";

/** Letter -> what it is folded to. */
const FOLDED: Record<string, string> = {
  // Alef forms: hamza above or below, madda, wasla, and the wavy ones of other keyboards.
  أ: 'ا',
  إ: 'ا',
  آ: 'ا',
  ٱ: 'ا',
  ٲ: 'ا',
  ٳ: 'ا',
  // Hamza seats: people write the seat and leave the hamza out.
  ؤ: 'و',
  ئ: 'ي',
  // Alef maqsura and ta marbuta.
  ى: 'ي',
  ة: 'ه',
  // Persian, Urdu and Kurdish letters typed instead of Arabic ones.
  ی: 'ي',
  ے: 'ي',
  ۍ: 'ي',
  ې: 'ي',
  ک: 'ك',
  ڪ: 'ك',
  ہ: 'ه',
  ۀ: 'ه',
  ە: 'ه',
  ھ: 'ه',
  ۃ: 'ه',
  ۆ: 'و',
  ۇ: 'و',
  ۋ: 'و',
  // Letters for foreign sounds, which most people write with the nearest Arabic one.
  پ: 'ب',
  چ: 'ج',
  ژ: 'ز',
  گ: 'ك',
  ڭ: 'ك',
  ڤ: 'ف',
  ڥ: 'ف',
  ڨ: 'ق',
};

/** Hamza on the line is left out; tatweel is decoration. */
const DROPPED_LETTERS = 'ءـٴ';

const table = buildTable();

function buildTable(): Uint16Array {
  const map = new Uint16Array(0x10000).fill(SEPARATOR);
  for (let code = 0; code < 0x10000; code++) {
    const char = String.fromCharCode(code);
    if (code >= 0xd800 && code <= 0xdfff) continue;
    if (/\p{L}/u.test(char)) map[code] = code;
    // Diacritics, variation selectors, joiners, bidi marks, soft hyphens.
    else if (/[\p{M}\p{Cf}]/u.test(char)) map[code] = DROPPED;
  }
  for (let digit = 0; digit < 10; digit++) {
    for (const zero of [0x30, 0x660, 0x6f0]) map[zero + digit] = 0x30 + digit;
  }
  for (const char of PUNCTUATION_KEPT) map[char.charCodeAt(0)] = char.charCodeAt(0);
  for (const char of DROPPED_LETTERS) map[char.charCodeAt(0)] = DROPPED;
  for (const [from, to] of Object.entries(FOLDED)) map[from.charCodeAt(0)] = to.charCodeAt(0);
  return map;
}

/** Plain Arabic and Latin letters, digits and punctuation are composed already. */
const COMPOSABLE = /[^\0-\x7F\u060C\u061B\u061F\u0621-\u063A\u0641-\u064A\u0660-\u0669\u2019]/u;

/**
 * Compatibility form (NFKC): presentation forms and decomposed hamza become plain letters, styled
 * Latin letters plain ones. More than three marks in a row are decoration or an attack (sorting
 * them is quadratic), so the rest is dropped first. Keycap emoji are not digits.
 */
export function composeText(text: string): string {
  if (!COMPOSABLE.test(text)) return text;
  return (
    text
      .replace(/(\p{M}{3})\p{M}+/gu, '$1')
      .replace(/[\d#*]\uFE0F?\u20E3/gu, ' ')
      // Blessings written as one sign stand right behind a name and would become part of it.
      .replace(/[\uFDFA\uFDFB\uFDFD\uFD40-\uFD4F]/gu, ' ')
      .normalize('NFKC')
  );
}

/** ماء without its hamza would be the stop word ما: it is read as its plural. */
const WATER = /(?<![\p{L}\p{M}])([وفبكل]{0,2}(?:ال|لل)?)م\p{M}*ا\p{M}*ء\p{M}*(?!\p{L})/gu;

const withWater = (lower: string): string => (lower.includes('ء') ? lower.replace(WATER, '$1مياه') : lower);

/** UTF-16 units that are faster put together than decoded. */
const SHORT = 1024;
const decoder = new TextDecoder('utf-16le');

/**
 * Folds a composed text. What is left: folded letters, ASCII digits, the punctuation that numbers
 * are read from, and single spaces for everything else (emoji, signs, line ends).
 */
export function foldLetters(composed: string): string {
  const lower = withWater(composed.toLowerCase());
  const out = new Uint16Array(lower.length);
  let length = 0;
  let last = 0;
  let run = 0;
  for (let i = 0; i < lower.length; i++) {
    let code = table[lower.charCodeAt(i)] ?? SEPARATOR;
    if (code === DROPPED) continue;
    // مسئول is مسؤول, شئون is شؤون: the seat before a waw is heard as one.
    if (code === 0x64a && lower.charCodeAt(i) === 0x626 && lower.charCodeAt(i + 1) === 0x648) code = 0x648;
    run = code === last ? run + 1 : 1;
    last = code;
    const isLetter = code > 0x40 && code !== 0x5f;
    if (isLetter && run >= 3) {
      // Letters said long are one letter: the second copy goes too.
      if (run === 3) length--;
      continue;
    }
    if (code === SEPARATOR && run > 1) continue;
    out[length++] = code;
  }
  return length < SHORT
    ? String.fromCharCode.apply(null, out.subarray(0, length) as unknown as number[])
    : decoder.decode(out.subarray(0, length));
}
