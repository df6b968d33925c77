import { stemWord } from '../fingerprint/arabic-stem.ts';
import { analyzeText } from '../fingerprint/arabic-text.ts';
import { writtenWords } from '../fingerprint/written-words.ts';
import { FactCheckFacts, type SearchFilters } from './fact-check-facts.ts';
import type { Marks } from './highlights.ts';
import type { Matcher } from './matcher.ts';
import { PhraseStore } from './phrase-store.ts';
import type { IndexedItem } from './ranking.ts';
import { readSearch, type SearchWords } from './search-query.ts';
import { KEYWORDS as settings } from './thresholds.ts';

export type SearchOrder = 'best' | 'newest';

export interface KeywordQuery extends SearchFilters {
  /** As a reporter writes it; see `search-query.ts`. Empty: everything that passes the filters. */
  text: string;
  /** Default: best first when there are words, else newest. */
  sort?: SearchOrder;
  /** From 1. */
  page?: number;
  /** Of one page. */
  limit: number;
}

export interface KeywordHits {
  /** All that were found, on whatever page. */
  total: number;
  /** Those of the page. */
  ids: string[];
  /** `some`: nothing has all the words, so these have most of them. */
  matched: 'all' | 'some';
  marks: Marks;
}

/** One word that is searched for: the forms it has in the archive, or the texts that hold a link. */
interface Wanted {
  forms: { term: number; weight: number }[];
  slots: number[];
  /** Rarity of its rarest form: what a text without it lacks. */
  weight: number;
}

/** Written together with a word, behind which stemming may take it for the word's own letter. */
const CLITICS = /^[وفبلك]/u;

interface Scores {
  /** By slot: bits of the words that were found, and the score. */
  found: Uint32Array;
  score: Float32Array;
  /** Slots with any bit. */
  touched: number[];
}

/** Search of the archive by words, over the index of the matcher and a store of the words as they are written. */
export class KeywordIndex {
  readonly #matcher: Matcher;
  readonly #phrases = new PhraseStore();
  readonly #facts = new FactCheckFacts();
  #found = new Uint32Array(1 << 10);
  #score = new Float32Array(1 << 10);

  constructor(matcher: Matcher) {
    this.#matcher = matcher;
  }

  /** After the matcher took the item in. */
  add(item: IndexedItem): void {
    const slot = this.#matcher.texts.slot(item.id);
    if (slot === undefined) return;
    this.#phrases.set(slot, [item.title, item.claim, item.summary, item.body]);
    const { rating = 'other', publisher = null, datePublished = null } = item;
    this.#facts.set(slot, { rating, publisher, datePublished });
  }

  /** Before the matcher forgets the item or takes in another form of it. */
  remove(id: string): void {
    const slot = this.#matcher.texts.slot(id);
    if (slot === undefined) return;
    this.#phrases.clear(slot);
    this.#facts.clear(slot);
  }

  /** Names of the archive's publishers, those with the most fact-checks first. */
  publishers(): string[] {
    return this.#facts.publishers();
  }

  get bytes(): number {
    return this.#phrases.bytes;
  }

  search(query: KeywordQuery): KeywordHits {
    const read = readSearch(query.text);
    const { terms, urls } = analyzeText(read.words);
    const wanted = this.#wanted(terms, urls, read.words);
    const phrases = this.#phrasesOf(read, wanted.length === 0);
    const marks = this.#marksOf(wanted, read, phrases);
    const nothing: KeywordHits = { total: 0, ids: [], matched: 'all', marks };
    if (phrases === null) return nothing;
    const passes = this.#passing(query, read, phrases, wanted.length > 0);
    const sort = query.sort ?? (wanted.length + phrases.length > 0 ? 'best' : 'newest');
    const scores = this.#scoresOf(wanted, read.phrases);
    try {
      const { slots, matched } =
        wanted.length > 0
          ? this.#withWords(wanted, scores, passes)
          : { slots: Array.from(this.#facts.newest()).filter(passes), matched: 'all' as const };
      if (sort === 'best') this.#preferAdjacent(slots, read.words, scores);
      return { total: slots.length, ids: this.#page(slots, query, sort, scores), matched, marks };
    } finally {
      for (const slot of scores.touched) {
        scores.found[slot] = 0;
        scores.score[slot] = 0;
      }
    }
  }

  #wanted(terms: string[], urls: string[], words: string): Wanted[] {
    const { texts } = this.#matcher;
    const written = new Map([...writtenWords(words)].map(({ word }) => [stemWord(word), word]));
    const distinct = [...new Set(terms)].slice(0, settings.words);
    const wanted = distinct.map((term, i): Wanted => {
      const word = written.get(term);
      const own = texts.formsOf(term);
      const forms = own.length > 0 || !word ? own : this.#guessed(word, i === distinct.length - 1);
      const weight = forms.reduce((most, form) => Math.max(most, form.weight), 0);
      return { forms, slots: [], weight: forms.length > 0 ? weight : texts.rarity };
    });
    for (const url of urls.slice(0, settings.links)) {
      const slots = this.#matcher.withLink(url).flatMap((id) => texts.slot(id) ?? []);
      wanted.push({ forms: [], slots, weight: texts.rarity });
    }
    return wanted;
  }

  /**
   * What a word that the archive does not know may stand for: a known one behind a clitic, one with a wrong letter,
   * and, the last word being half typed, one that begins with it.
   */
  #guessed(word: string, isLast: boolean): Wanted['forms'] {
    const { texts } = this.#matcher;
    const known = this.#knownLike(word);
    const begun = isLast && word.length >= settings.begun && known.length === 0;
    const words = begun ? this.#phrases.beginningWith(word, settings.guesses) : known;
    const forms = [...new Set(words.map(stemWord))].flatMap((stem) => texts.exactFormsOf(stem));
    return forms.map(({ term }) => ({ term, weight: texts.idf(term) * settings.guessWeight }));
  }

  #knownLike(word: string): string[] {
    const bare = word.slice(1);
    if (CLITICS.test(word) && bare.length >= settings.guessed && this.#phrases.has(bare)) return [bare];
    return word.length < settings.guessed ? [] : this.#phrases.similarTo(word, settings.guesses);
  }

  /** Required phrases; null when one cannot be in any text. Words that mean nothing by themselves are looked up as written. */
  #phrasesOf(read: SearchWords, withWords: boolean): Uint32Array[] | null {
    const texts = withWords ? [...read.phrases, ...read.words.split(' ')] : read.phrases;
    const found: Uint32Array[] = [];
    for (const text of texts) {
      const phrase = this.#phrases.phrase(text);
      if (phrase === null) return null;
      if (phrase.length > 0) found.push(phrase);
    }
    return found;
  }

  #passing(
    query: SearchFilters,
    read: SearchWords,
    phrases: Uint32Array[],
    hasWords: boolean,
  ): (slot: number) => boolean {
    const passesFilters = this.#facts.test(query);
    const excluded = this.#excluded(read);
    // Words leave few texts to look into; without them one pass over all is quicker.
    const holds = (phrase: Uint32Array): ((slot: number) => boolean) => {
      if (hasWords) return (slot) => this.#phrases.holds(slot, phrase);
      const slots = this.#phrases.withPhrase(phrase);
      return (slot) => slots[slot] === 1;
    };
    const required = phrases.map(holds);
    const forbidden = this.#excludedPhrases(read).map(holds);
    return (slot) =>
      passesFilters(slot) &&
      !excluded.has(slot) &&
      required.every((holdsIt) => holdsIt(slot)) &&
      !forbidden.some((holdsIt) => holdsIt(slot));
  }

  /** Texts with a word, in any form of inflection, that must not be there. */
  #excluded({ excludedWords }: SearchWords): Set<number> {
    const { texts } = this.#matcher;
    const slots = new Set<number>();
    for (const word of excludedWords) {
      for (const term of analyzeText(word).terms) {
        texts.visit(texts.exactFormsOf(term), (slot) => slots.add(slot));
      }
    }
    return slots;
  }

  /** Stop words have no place in the index of stems, so they are looked up as they are written. */
  #excludedPhrases({ excludedWords, excludedPhrases }: SearchWords): Uint32Array[] {
    const bare = excludedWords.filter((word) => analyzeText(word).terms.length === 0);
    return [...excludedPhrases, ...bare].flatMap((text) => {
      const phrase = this.#phrases.phrase(text);
      return phrase && phrase.length > 0 ? [phrase] : [];
    });
  }

  #scoresOf(wanted: Wanted[], phrases: string[]): Scores {
    const { texts } = this.#matcher;
    if (texts.slots > this.#found.length) {
      this.#found = new Uint32Array(texts.slots * 2);
      this.#score = new Float32Array(texts.slots * 2);
    }
    const scores: Scores = { found: this.#found, score: this.#score, touched: [] };
    const { found, score, touched } = scores;
    const add = (slot: number, gain: number, bit: number) => {
      if (score[slot] === 0) touched.push(slot);
      found[slot] = ((found[slot] ?? 0) | bit) >>> 0;
      score[slot] = (score[slot] ?? 0) + gain;
    };
    for (const [i, { forms, slots, weight }] of wanted.entries()) {
      texts.visit(forms, (slot, gain) => add(slot, gain, 1 << i));
      for (const slot of slots) add(slot, weight, 1 << i);
    }
    // The words of phrases are required as a whole elsewhere; here they only tell how much a text is about them.
    for (const phrase of phrases) {
      for (const term of analyzeText(phrase).terms)
        texts.visit(texts.formsOf(term), (slot, gain) => add(slot, gain, 0));
    }
    return scores;
  }

  #withWords(
    wanted: Wanted[],
    { found, touched }: Scores,
    passes: (slot: number) => boolean,
  ): { slots: number[]; matched: KeywordHits['matched'] } {
    const all = (2 ** wanted.length - 1) >>> 0;
    const full = touched.filter((slot) => found[slot] === all && passes(slot));
    if (full.length > 0 || wanted.length === 1) return { slots: full, matched: 'all' };
    return { slots: mostlyFound(wanted, touched, found).filter(passes), matched: 'some' };
  }

  /** Texts that say the words in the order of the search, one behind the other, come first. */
  #preferAdjacent(slots: number[], words: string, { score }: Scores): void {
    const phrase = this.#phrases.phrase(words);
    if (!phrase || phrase.length < 2 || phrase.length > settings.adjacentWords) return;
    for (const slot of slots) {
      if (this.#phrases.holds(slot, phrase)) score[slot] = (score[slot] ?? 0) * settings.adjacentGain;
    }
  }

  #page(slots: number[], { page = 1, limit }: KeywordQuery, sort: SearchOrder, { score }: Scores): string[] {
    const newer = (a: number, b: number) => (this.#facts.isNewer(a, b) ? -1 : 1);
    const order =
      sort === 'newest' ? newer : (a: number, b: number) => (score[b] ?? 0) - (score[a] ?? 0) || newer(a, b);
    const until = page * limit;
    return firstOf(slots, until, order)
      .slice(until - limit)
      .map((slot) => this.#matcher.texts.id(slot));
  }

  #marksOf(wanted: Wanted[], read: SearchWords, phrases: Uint32Array[] | null): Marks {
    const terms = new Set(
      wanted.flatMap(({ forms }) => forms.map(({ term }) => this.#matcher.texts.term(term))),
    );
    const bare = wanted.length === 0 && phrases !== null ? read.words.split(' ') : [];
    const quoted = [...read.phrases, ...bare].map((text) => [...writtenWords(text)].map(({ word }) => word));
    return { terms, phrases: quoted.filter((words) => words.length > 0) };
  }
}

/** Those that lack little of what is searched for, by the weight of the words. */
function mostlyFound(wanted: Wanted[], touched: number[], found: Uint32Array): number[] {
  const covered = touched.map((slot) =>
    wanted.reduce((sum, { weight }, i) => ((found[slot] ?? 0) & (1 << i) ? sum + weight : sum), 0),
  );
  const whole = wanted.reduce((sum, { weight }) => sum + weight, 0);
  const best = covered.reduce((most, one) => Math.max(most, one), 0);
  if (best < whole * settings.someOfAll) return [];
  return touched.filter((_, i) => (covered[i] ?? 0) >= best * settings.someOfBest);
}

/** The first `count` in `order`, without sorting all of them. */
function firstOf(slots: number[], count: number, order: (a: number, b: number) => number): number[] {
  let kept: number[] = [];
  let last: number | undefined;
  for (const slot of slots) {
    if (last !== undefined && order(slot, last) > 0) continue;
    kept.push(slot);
    if (kept.length < count * 2 + 64) continue;
    kept = kept.sort(order).slice(0, count);
    last = kept.at(-1);
  }
  return kept.sort(order).slice(0, count);
}
