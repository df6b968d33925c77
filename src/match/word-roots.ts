import { WordCache } from '../fingerprint/word-cache.ts';

const roots = new WordCache<string | null>(8_192);

export const isArabic = (term: string): boolean => term.charCodeAt(0) >= 0x621 && term.charCodeAt(0) <= 0x6d3;

/**
 * What is left of a stem without long vowels and the letters patterns are built with; not the root of a
 * grammar, but the same for most of its derivations. Null when fewer than three letters stay.
 */
export const rootOf = (term: string): string | null => roots.of(term, findRoot);

function findRoot(term: string): string | null {
  if (!isArabic(term) || term.length > 9) return null;
  let word = term;
  for (const prefix of PATTERN_PREFIXES) {
    if (word.startsWith(prefix) && consonants(word.slice(prefix.length)).length >= 3) {
      word = word.slice(prefix.length);
      break;
    }
  }
  let root = consonants(word);
  // افتعال, يفتعل, مفتعل: the ت behind the first letter.
  if (root.length === 4 && root[1] === 'ت' && /^[ايتنم]/u.test(term)) root = (root[0] ?? '') + root.slice(2);
  // فعلت: the ending of a past tense.
  if (root.length === 4 && root.endsWith('ت')) root = root.slice(0, -1);
  return root.length === 3 ? root : null;
}

const PATTERN_PREFIXES = [
  'است',
  'مست',
  'يست',
  'تست',
  'سي',
  'ست',
  'مت',
  'يت',
  'تت',
  'ان',
  'من',
  'ين',
  'ب',
  'ل',
  'م',
  'ت',
  'ي',
  'ن',
];
const consonants = (word: string): string => word.replace(/[اوي]/gu, '');
