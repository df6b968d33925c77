import type { Band } from '../../src/domain/evidence.ts';
import { foldLetters } from '../../src/fingerprint/arabic-letters.ts';
import { quantile } from '../quantile.ts';

/** What came of one card. */
export interface ReadCard {
  /** Share of the characters that are wrong. */
  errors: number;
  seconds: number;
  band: Band;
  /** A fact-check of the claim was sent. */
  isRight: boolean;
  /** The same words, typed, are answered. */
  typed: boolean;
  falseAnswer: boolean;
  said: string;
  read: string;
  confidence: number;
  withoutConfidence: number;
}

export class OcrTally {
  readonly name: string;
  readonly cards: ReadCard[] = [];

  constructor(name: string) {
    this.name = name;
  }

  add(card: ReadCard): void {
    this.cards.push(card);
  }

  get lost(): string[] {
    return this.cards
      .filter(({ band, isRight, falseAnswer }) => !isRight || falseAnswer || band !== 'answered')
      .map(
        ({ band, isRight, falseAnswer, confidence, withoutConfidence, said, read, errors }) =>
          `${band}${isRight ? '' : ' WRONG'}${falseAnswer ? ' FALSE' : ''} ${confidence.toFixed(2)} ` +
          `(without ${withoutConfidence.toFixed(2)}) errors ${errors.toFixed(2)}\n    ${said}\n    ${read.replaceAll('\n', ' | ')}`,
      );
  }
}

const HEADERS = [
  'card',
  'cards',
  'character errors, median',
  'mean',
  'answered right',
  'offered right',
  'sent wrong only',
  'false answers',
  'typed: answered',
  'median s',
  'p95 s',
];

export function ocrTable(tallies: OcrTally[]): string {
  const lines = tallies.map(({ name, cards }) => {
    const n = cards.length;
    const percent = (is: (card: ReadCard) => boolean) =>
      n === 0 ? '–' : `${((100 * cards.filter(is).length) / n).toFixed(0)} %`;
    const errors = cards.map((card) => card.errors);
    const seconds = cards.map((card) => card.seconds);
    return [
      name,
      String(n),
      `${(100 * quantile(errors, 0.5)).toFixed(1)} %`,
      `${((100 * errors.reduce((a, b) => a + b, 0)) / Math.max(1, n)).toFixed(1)} %`,
      percent(({ band, isRight }) => band === 'answered' && isRight),
      percent(({ band, isRight }) => band === 'choices' && isRight),
      percent(({ band, isRight }) => band !== 'unknown' && !isRight),
      String(cards.filter(({ falseAnswer }) => falseAnswer).length),
      percent(({ typed }) => typed),
      quantile(seconds, 0.5).toFixed(2),
      quantile(seconds, 0.95).toFixed(2),
    ];
  });
  return [HEADERS, HEADERS.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

const letters = (text: string): string =>
  foldLetters(text.normalize('NFKC'))
    .replace(/[^\p{L}\p{Nd}]+/gu, ' ')
    .trim();

/**
 * Share of the characters of `said` that are wrong or missing in `read`, where it stands best: what is read around
 * it counts for nothing. Letters folded, signs and line breaks as spaces.
 */
export function characterErrors(said: string, read: string): number {
  const [a, b] = [letters(said), letters(read)];
  let row = new Int32Array(b.length + 1);
  for (let i = 1; i <= a.length; i++) {
    const next = new Int32Array(b.length + 1);
    next[0] = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same);
    }
    row = next;
  }
  return Math.min(...row) / Math.max(1, a.length);
}
