/** Archives larger than the one at hand, whose vocabulary grows with them. */
import { randomNumbers } from './boosted-trees.ts';
import type { ArchiveRow } from './claims-data.ts';

/**
 * Of the words of an added row this share is invented; chosen so that the number of different words goes on growing
 * as it does inside of the archive of `claims.ts` (Heaps' law with an exponent of about 0.5).
 */
const INVENTED = 0.06;
/** Invented words there are; how often one comes falls with its rank (Zipf, exponent 1). */
const WORDS = 2_000_000;
const CONSONANTS = [...'بتثجحخدذرزسشصضطظعغفقكلمن'];
/** How the three or four letters of a root become a word: digits stand for them. */
const PATTERNS = [
  ['012', '0ا12', '01ا2', '01و2', '01ي2', 'م012', 'م01و2', 'ت01ي2', 'ا01ا2', 'ا0ت1ا2', 'م0ا1', 'است01ا2'],
  [
    '0123',
    '01ا23',
    '012ا3',
    '012و3',
    '012ي3',
    'م0123',
    'ت012ي3',
    'مت0123',
    'ا01ن2ا3',
    '0و123',
    '0ي123',
    '0ا123',
  ],
] as const;

/** More fact-checks than there are: as long as those of `archive`, of its words and of invented ones, by seed. */
export function grown(archive: ArchiveRow[], size: number): ArchiveRow[] {
  const random = randomNumbers(size);
  const rows = archive.slice(0, size);
  const words = archive.flatMap(({ title, claim }) => `${title} ${claim}`.split(/\s+/u).filter(Boolean));
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const word = (): string =>
    random() < INVENTED ? inventedWord(Math.floor(Math.exp(random() * Math.log(WORDS)))) : pick(words);
  const like = (text: string): string => text.split(/\s+/u).map(word).join(' ');
  while (rows.length < size) {
    const { title, claim } = pick(archive);
    rows.push({ id: `grown-${rows.length}`, title: like(title), claim: like(claim) });
  }
  return rows;
}

/** A word for each rank; the same rank is the same word. */
export function inventedWord(rank: number): string {
  const n = CONSONANTS.length;
  const roots = n ** 3;
  const kind = rank < roots * PATTERNS[0].length ? 0 : 1;
  const letters = kind === 0 ? 3 : 4;
  const patterns = PATTERNS[kind];
  const number = kind === 0 ? rank : rank - roots * PATTERNS[0].length;
  // A multiplier without a common factor goes through all roots in an order that looks like none.
  let root = (Math.floor(number / patterns.length) * 7_919) % n ** letters;
  let word: string = patterns[number % patterns.length] ?? '012';
  for (let i = 0; i < letters; i++) {
    word = word.replace(String(i), CONSONANTS[root % n] ?? 'ب');
    root = Math.floor(root / n);
  }
  return word;
}
