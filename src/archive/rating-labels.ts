import { isRating, type Rating } from '../domain/rating.ts';
import { shorten } from '../domain/rich-text.ts';
import { LIMITS } from './clean-text.ts';
import { FAR_NEGATIONS, NEGATIONS, PARTIALS, VERDICT_WORDS, WHOLE_LABELS } from './rating-words.ts';
import type { Repair } from './reasons.ts';

export interface RatingFinding {
  rating: Rating;
  /** The publisher's own word for it, as spelled there; null: it gave none. */
  label: string | null;
  repairs: Extract<Repair, 'rating-missing' | 'rating-unknown' | 'rating-from-number' | 'label-too-long'>[];
}

interface Word {
  /** Folded: the spelling that is looked up. */
  folded: string;
  /** Where it begins and ends in the label. */
  start: number;
  end: number;
}

interface Verdict {
  rating: Rating;
  /** Words it is made of, its negation included. */
  from: number;
  to: number;
}

/** A label of more words is a sentence: its verdict word must be introduced as one. */
const LABEL_WORDS = 6;
/** The same for what stands before the explanation: "FALSO: …". */
const HEAD_WORDS = 4;
/** Words of a paragraph in which its verdict is looked for. */
const PARAGRAPH_WORDS = 120;
/** Words a verdict may stand behind the word that introduces it: "أن هذا الادعاء المتداول مضلل". */
const REACH = 4;

/** Words that introduce a verdict inside a sentence. */
const INTRODUCERS = new Set(
  'أنه أنها أنهما بأنه بأنها أن الادعاء ادعاء الخبر خبر المنشور الفيديو المقطع الصورة التصريح المحتوى الإشاعة is are was as rated claim'
    .split(' ')
    .map(fold),
);
/** Words of telling: what is introduced behind them is the rumour, not the verdict. */
const TELLING = new Set(
  'زعم زعمت زعموا يزعم تزعم ادعى ادعت ادعوا يدعي تدعي مدعيا مدعية مدعين قال قالت يقول تقول claims claimed claiming says said alleging'
    .split(' ')
    .map(fold),
);

/** Words that mark where a short verdict ends and its explanation begins. */
const SEPARATOR = /\s*(?:[:;،؛,.!|\n]|\s[-–—]\s)\s*/u;

const RATING_OF = lookUpTable(VERDICT_WORDS);
const RATING_OF_WHOLE = lookUpTable(WHOLE_LABELS);
const LONGEST_PHRASE = Math.max(...[...RATING_OF.keys()].map((phrase) => phrase.split(' ').length));
const NEGATING = new Set(NEGATIONS.map(fold));
const NEGATING_FAR = new Set(FAR_NEGATIONS.map(fold));
const PARTIAL = PARTIALS.map((words) => ` ${phraseOf(wordsOf(words))} `);

/**
 * What a publisher's own rating means on our scale. Half verdicts: partly false is `misleading` (it mixes),
 * half or mostly true is `selective` (part of the truth is told). A negated verdict of truth is `fake`
 * ("غير صحيح"); any other negated one says too little and is `other`. Whole paragraphs are searched for the
 * verdict they announce ("ووجد أنه مضلل"), which then is the label.
 */
export function rateLabel(label: string | null | undefined): RatingFinding {
  const text = label?.trim() ?? '';
  const words = wordsOf(text);
  if (words.length === 0) return { rating: 'other', label: null, repairs: ['rating-missing'] };
  const isWhole = words.length <= LABEL_WORDS;
  const short = isWhole ? words : wordsOf(text.split(SEPARATOR, 1)[0] ?? '');
  if (isWhole || (short.length > 0 && short.length <= HEAD_WORDS)) {
    const rating = shortVerdict(short);
    if (rating !== null) return found(rating, spelled(text, short, 0, short.length - 1), isWhole);
  }
  const announced = isWhole ? null : (announcedVerdict(words) ?? openingVerdict(words));
  if (announced) return found(announced.rating, spelled(text, words, announced.from, announced.to), false);
  const kept = shorten(text.replace(/\s+/gu, ' '), LIMITS.label);
  return {
    rating: 'other',
    label: kept,
    repairs:
      kept.endsWith('…') && !text.endsWith('…') ? ['rating-unknown', 'label-too-long'] : ['rating-unknown'],
  };
}

/** The verdict a paragraph announces and the words it does so with; null: it announces none. */
export function verdictIn(paragraph: string): { rating: Rating; label: string } | null {
  const words = wordsOf(paragraph);
  const verdict = announcedVerdict(words);
  return verdict && { rating: verdict.rating, label: spelled(paragraph, words, verdict.from, verdict.to) };
}

function found(rating: Rating, label: string, isWhole: boolean): RatingFinding {
  return { rating, label: shorten(label, LIMITS.label), repairs: isWhole ? [] : ['label-too-long'] };
}

/** "غير صحيح أن …"; not "صحيح أن …", which goes on with a but. */
function openingVerdict(words: Word[]): Verdict | null {
  const verdict = verdictAt(words, 0);
  return verdict && verdict.rating !== 'true' && verdict.rating !== 'other' ? verdict : null;
}

/** First verdict that is not plain truth, else truth: "true, but missing context" is `selective`. */
function shortVerdict(words: Word[]): Rating | null {
  const isPartial = partial(words);
  let rating = RATING_OF_WHOLE.get(phraseOf(words)) ?? null;
  for (let at = 0; at < words.length; ) {
    const verdict = verdictAt(words, at);
    if (verdict && (rating === null || rating === 'true')) rating = verdict.rating;
    at = verdict ? verdict.to + 1 : at + 1;
  }
  return isPartial && rating ? halved(rating) : rating;
}

function announcedVerdict(words: Word[]): Verdict | null {
  const end = Math.min(words.length, PARAGRAPH_WORDS);
  let told = -REACH;
  for (let at = 0; at < end; at++) {
    const folded = words[at]?.folded ?? '';
    if (TELLING.has(folded)) told = at;
    if (!INTRODUCERS.has(folded) || at - told < REACH) continue;
    const verdict = nextVerdict(words, at + 1, Math.min(end, at + 1 + REACH));
    if (verdict) return verdict;
  }
  return null;
}

function nextVerdict(words: Word[], from: number, end: number): Verdict | null {
  for (let at = from; at < end; at++) {
    const verdict = verdictAt(words, at);
    if (!verdict || verdict.rating === 'other') continue;
    const follows = words[verdict.to + 1];
    const isPartial = partial(words.slice(verdict.from, verdict.to + 1)) || (follows && partial([follows]));
    return isPartial
      ? {
          rating: halved(verdict.rating),
          from: verdict.from,
          to: verdict.to + (follows && partial([follows]) ? 1 : 0),
        }
      : verdict;
  }
  return null;
}

function lookUpTable(vocabulary: Readonly<Record<string, readonly string[]>>): Map<string, Rating> {
  const table = new Map<string, Rating>();
  for (const [rating, phrases] of Object.entries(vocabulary)) {
    for (const phrase of phrases) if (isRating(rating)) table.set(phraseOf(wordsOf(phrase)), rating);
  }
  return table;
}

function phraseOf(words: Word[]): string {
  return words.map((word) => word.folded).join(' ');
}

const halved = (rating: Rating): Rating =>
  rating === 'true' ? 'selective' : rating === 'fake' ? 'misleading' : rating;

const partial = (words: Word[]): boolean => {
  const line = ` ${phraseOf(words)} `;
  return PARTIAL.some((phrase) => line.includes(phrase));
};

/** The verdict that begins at a word, or at its negation. */
function verdictAt(words: Word[], at: number): Verdict | null {
  const plain = phraseAt(words, at);
  if (plain) return plain;
  const folded = words[at]?.folded ?? '';
  if (!NEGATING.has(folded)) return null;
  const negated = phraseAt(words, at + 1) ?? (NEGATING_FAR.has(folded) ? phraseAt(words, at + 2) : null);
  return negated && { rating: negated.rating === 'true' ? 'fake' : 'other', from: at, to: negated.to };
}

/** Longest known phrase that begins at a word. */
function phraseAt(words: Word[], at: number): Verdict | null {
  for (let length = Math.min(LONGEST_PHRASE, words.length - at); length > 0; length--) {
    const phrase = words.slice(at, at + length).map((w) => w.folded);
    const rating = RATING_OF.get(phrase.join(' ')) ?? RATING_OF.get(phrase.map(bare).join(' '));
    if (rating) return { rating, from: at, to: at + length - 1 };
  }
  return null;
}

/** Arabic word without article and without the endings of gender, case and adverb. */
function bare(folded: string): string {
  const word = folded.replace(/^(?:وال|بال|ال)(?=\S{3})/u, '');
  return word.length > 3 ? word.replace(/(?:ات|ان|ين|[هاي])$/u, '') : word;
}

const spelled = (text: string, words: Word[], from: number, to: number): string =>
  text.slice(words[from]?.start, words[to]?.end).replace(/\s+/gu, ' ');

function wordsOf(text: string): Word[] {
  return [...text.matchAll(/[\p{L}\p{M}\p{N}\u0640]+(?:['’](?=\p{L})\p{L}+)?/gu)].map((match) => ({
    folded: fold(match[0]),
    start: match.index,
    end: match.index + match[0].length,
  }));
}

/** One spelling for all: lower case, no accents or vowel signs, one form of alef, hamza seats, ya and ta marbuta. */
function fold(word: string): string {
  return word
    .normalize('NFKD')
    .replace(/[\u0300-\u036F\u064B-\u065F\u0670\u0640'’]/gu, '')
    .toLowerCase()
    .replace(/[أإآٱ]/gu, 'ا')
    .replace(/ؤ/gu, 'و')
    .replace(/ئ/gu, 'ي')
    .replace(/ى/gu, 'ي')
    .replace(/ة/gu, 'ه')
    .normalize('NFC');
}
