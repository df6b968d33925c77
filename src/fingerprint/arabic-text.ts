import { halfOf, numberTerm, readDigits, scaleOf, teenAt, valueOfWord } from './arabic-numbers.ts';
import { formulaLength, isNameBefore, shortNameOf } from './arabic-phrases.ts';
import { isExceptive, isStopWord, negatorReach, withoutJoinedNegator } from './arabic-stop-words.ts';
import { readWord, type Token, tokenize, type WordReading } from './arabic-tokens.ts';

/**
 * The one analysis of text, for archive, queries, captions and text read from pictures.
 *
 * 1. Links and e-mail addresses are taken out; hashtags and handles become words
 *    (`#لقاح_القمر` -> لقاح القمر, `#StayHome` -> stay home). See `arabic-text-pieces.ts`.
 * 2. Letters are composed and folded; diacritics, tatweel, invisible and bidi marks fall away;
 *    emoji and signs separate words; a letter said three times or more is one. See `arabic-letters.ts`.
 * 3. Numbers are read: `١٢٬٠٠٠`, `12.000`, `12 ألف`, `خمسة وعشرون ألفا`. See `arabic-numbers.ts`.
 *    A number tied to a name (`كوفيد-19`, `F16`) is a term but not a quantity.
 * 4. Negators and other stop words are dropped; the terms behind a negator are marked as far as it reaches
 *    (`لم` two, `غير` one, none beyond an `إلا`), and so is the dialects' `ما…ش` around a word; a negator
 *    typed together with its verb is one all the same (`لايستطيع`). See `arabic-stop-words.ts`.
 * 5. Blessings, prayers and oaths are dropped (`صلى الله عليه وسلم`, `حسبنا الله ونعم الوكيل`): they stand in
 *    every second forward and claim nothing. See `arabic-phrases.ts`.
 * 6. What is left is stemmed (`arabic-stem.ts`); a name in two words that is also written as one is one
 *    term (`عبد الرحيم`, `نور الدين`).
 * 7. A passage pasted again is left out.
 */
export interface TextAnalysis {
  /** Stems and numbers in the order of the text. */
  terms: string[];
  /** Whether the term at the same place is denied. */
  negated: boolean[];
  /** Whether the term at the same place stands in a hashtag or handle, often a campaign's and no part of the claim. */
  tagged: boolean[];
  /** Quantities, years and dates among the terms, each once, as `numberTerm` writes them. */
  numbers: string[];
  /** Links as they were written. */
  urls: string[];
  /** Words before stop words were dropped, without pasted repeats counted twice. */
  wordCount: number;
}

/** UTF-16 units that are read; the rest of a longer text is ignored. */
export const MAX_TEXT = 200_000;

/** Terms a passage must have to count as pasted again. */
const REPEAT = 6;

export function analyzeText(text: string): TextAnalysis {
  const { tokens, urls } = tokenize(text.slice(0, MAX_TEXT));
  const { terms, negated, tagged, numbers } = readTokens(tokens);
  const analysis: TextAnalysis = {
    terms,
    negated,
    tagged,
    numbers: [...numbers],
    urls: [...new Set(urls)],
    wordCount: tokens.length,
  };
  const kept = withoutRepeats(terms);
  if (kept === null) return analysis;
  // Of what is left out all words are there once more, so that the numbers stay.
  analysis.terms = kept.map((i) => terms[i] ?? '');
  analysis.negated = kept.map((i) => negated[i] ?? false);
  analysis.tagged = kept.map((i) => tagged[i] ?? false);
  analysis.wordCount = Math.round(tokens.length * (kept.length / terms.length));
  return analysis;
}

interface Draft {
  terms: string[];
  negated: boolean[];
  tagged: boolean[];
  numbers: Set<string>;
}

function readTokens(tokens: Token[]): Draft {
  const draft: Draft = { terms: [], negated: [], tagged: [], numbers: new Set() };
  let denied = 0;
  let tagged = false;
  const push = (term: string, negated: boolean) => {
    draft.terms.push(term);
    draft.negated.push(negated || denied > 0);
    draft.tagged.push(tagged);
    denied = Math.max(0, denied - 1);
  };
  const pushReading = ({ term, denied }: WordReading) => {
    if (term !== null) push(term, denied);
  };
  const pushNumber = (term: string) => {
    push(term, false);
    draft.numbers.add(term);
  };
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i];
    if (!token) continue;
    const { word, tied } = token;
    tagged = token.tagged;
    if (token.term !== undefined) {
      if (token.term !== null) push(token.term, token.denied);
      continue;
    }
    const formula = formulaLength(tokens, i);
    if (formula > 0) {
      i += formula - 1;
      continue;
    }
    if (token.isDigits) {
      const values = readDigits(word);
      const scale = values.length === 1 && !tied ? scaleAt(tokens, i + 1) : undefined;
      if (scale !== undefined) {
        pushNumber(numberTerm(Number(values[0]) * scale));
        i++;
      } else if (tied)
        values.forEach((value) => {
          push(value, false);
        });
      else values.forEach(pushNumber);
      continue;
    }
    const spoken = spokenNumber(tokens, i);
    if (spoken) {
      pushNumber(numberTerm(spoken.value));
      i = spoken.last;
      continue;
    }
    const behind = tokens[i + 1]?.word;
    const shortName = shortNameOf(word, behind);
    if (shortName !== undefined) {
      pushReading(readWord(shortName));
      i++;
      continue;
    }
    const joined = withoutJoinedNegator(word);
    const reach = negatorReach(joined === null ? word : 'لا');
    if (reach > 0) denied = reach;
    if (joined !== null) pushReading(readWord(joined));
    else if (isExceptive(word)) denied = 0;
    else if (reach > 0 || isStopWord(word)) continue;
    else if (isNameBefore(word, behind)) pushReading(readWord(word + tokens[++i]?.word));
    else pushReading(readWord(word));
  }
  return draft;
}

const scaleAt = (tokens: Token[], i: number): number | undefined => scaleOf(tokens[i]?.word ?? '');

/** `خمسه وعشرين الف` -> 25000; `مليون` alone is one; `نصف مليون` half of it. */
function spokenNumber(tokens: Token[], start: number): { value: number; last: number } | null {
  const word = tokens[start]?.word ?? '';
  const half = halfOf(word);
  const scaleBehind = scaleAt(tokens, start + 1);
  if (half !== undefined && scaleBehind !== undefined) return { value: half * scaleBehind, last: start + 1 };
  const alone = scaleOf(word);
  if (alone !== undefined)
    return /^(?:الف|مليون|مليار|تريليون)$/u.test(word) ? { value: alone, last: start } : null;
  const teen = teenAt(word, tokens[start + 1]?.word);
  const first = teen ?? valueOfWord(word);
  if (first === undefined) return null;
  let value = first;
  let last = teen === undefined ? start : start + 1;
  for (let next = tokens[last + 1]?.word; next?.startsWith('و'); next = tokens[last + 1]?.word) {
    const more = valueOfWord(next.slice(1));
    if (more === undefined || !fitsBehind(value, more)) break;
    value += more;
    last++;
  }
  const scale = scaleAt(tokens, last + 1);
  return scale === undefined || value >= 1000 ? { value, last } : { value: value * scale, last: last + 1 };
}

const fitsBehind = (value: number, more: number): boolean =>
  (value < 10 && more >= 20 && more < 100) ||
  (value >= 100 && value < 1000 && value % 100 === 0 && more < 100);

/** Places of the terms that stay when pasted repeats are left out; null when all do. */
function withoutRepeats(terms: string[]): number[] | null {
  // A passage that is pasted again adds no term.
  const saidBefore = terms.length - new Set(terms).size;
  if (saidBefore === 0 || saidBefore < Math.min(REPEAT, terms.length / 2)) return null;
  const period = smallestPeriod(terms);
  const end = period * 2 <= terms.length ? period : terms.length;
  const kept: number[] = [];
  const seen = new Map<string, number>();
  for (let i = 0; i < end; i++) {
    const key = i + REPEAT <= end ? terms.slice(i, i + REPEAT).join(' ') : undefined;
    const earlier = key === undefined ? undefined : seen.get(key);
    if (earlier === undefined) {
      if (key !== undefined) seen.set(key, i);
      kept.push(i);
      continue;
    }
    let length = REPEAT;
    while (i + length < end && terms[earlier + length] === terms[i + length]) length++;
    i += length - 1;
  }
  return kept;
}

/** Length of the shortest piece that, repeated, makes the whole (its last copy may be cut off). Knuth, Morris, Pratt. */
function smallestPeriod(terms: string[]): number {
  const border = new Int32Array(terms.length);
  let k = 0;
  for (let i = 1; i < terms.length; i++) {
    while (k > 0 && terms[i] !== terms[k]) k = border[k - 1] ?? 0;
    if (terms[i] === terms[k]) k++;
    border[i] = k;
  }
  return terms.length - (border[terms.length - 1] ?? 0);
}
