import { analyzeText, type TextAnalysis } from '../fingerprint/arabic-text.ts';
import { LetterTriples } from './letter-triples.ts';
import { isPreventing, oppositeKey, oppositesOf, placeOf } from './opposites-and-places.ts';
import { MAX_SLOTS, PostingLists } from './posting-lists.ts';
import { synonymsOf } from './synonyms.ts';
import { TEXT_INDEX as settings } from './thresholds.ts';
import { isNumber, Vocabulary } from './vocabulary.ts';

export const TEXT_FIELDS = ['claim', 'title', 'summary', 'body'] as const;
export type TextField = (typeof TEXT_FIELDS)[number];
export type TextFields = Partial<Record<TextField, string | null>>;

/** The words of an indexed text as the re-scoring reads them: numbers of terms, with `NEGATED` set where one is denied. */
export type IndexedText = Uint32Array;
export const NEGATED = 0x80000000;
export const TERM = 0x7fffffff;

/** One distinct term of a query. */
export interface QueryTerm {
  term: string;
  idf: number;
  /** How often the query says it. */
  count: number;
  /** It stands in hashtags or handles only. */
  tagged: boolean;
}

export const NEVER = 0;
export const SOMETIMES = 1;
export const ALWAYS = 2;

/** A query made ready for one index: what each of its terms is called there. */
export interface TextQuery {
  terms: QueryTerm[];
  /** Places in `terms`, in the order of the text. */
  sequence: Uint32Array;
  negated: Uint8Array;
  /** For each term whether it is denied where it stands: `NEVER`, `SOMETIMES` or `ALWAYS`. */
  denial: Uint8Array;
  /** 1 for each term that says that something is prevented. */
  preventing: Uint8Array;
  /** For each term where it stands in the text; the first few only. */
  places: number[][];
  /** Weight of all terms together. */
  mass: number;
  /** Places in `terms` of the rarest that the archive knows, and of those that name a place. */
  rarest: number[];
  namedPlaces: number[];
  letters: LetterTriples;
  /** Key of a word that says the opposite of one of the query -> keys of those, where the query does not say it itself. */
  opposed: Map<string, string[]>;
  numbers: Set<string>;
  /** Number of an archive term -> the query's term it stands for. */
  meaning: Map<number, { index: number; weight: number }>;
}

export interface TextCandidate {
  slot: number;
  /** BM25F score; comparable within one query. */
  score: number;
}

/** Forward store: which of the fields are kept word by word. */
const KEPT = ['claim', 'title', 'summary'] as const;
export type KeptField = (typeof KEPT)[number];
const KEPT_LIMIT = 1023;

type Analysed = Pick<TextAnalysis, 'terms' | 'negated'>;
const NOTHING: Analysed = { terms: [], negated: [] };

/**
 * Inverted index with BM25 over weighted fields (BM25F: Robertson, Zaragoza and Taylor, "Simple BM25
 * extension to multiple weighted fields", 2004). Lengths are compared with fixed pivots instead of
 * the collection's averages, so the impact of a posting never changes once it is written.
 */
export class TextIndex {
  readonly #vocabulary = new Vocabulary();
  #postings = new PostingLists();
  readonly #slots = new Map<string, number>();
  #ids: (string | null)[] = [];
  #free: number[] = [];
  /** Removed, but their postings still stand in the lists. */
  #dead: number[] = [];
  #forward = new Uint32Array(1 << 14);
  #forwardUsed = 0;
  #forwardStart = new Uint32Array(1 << 10);
  #scores = new Float32Array(1 << 10);
  #touched = new Uint32Array(1 << 10);
  /** By term: what the text at hand says of it; 0 between two texts. */
  #weights = new Float64Array(1 << 10);
  /** Rarity by the number of texts, for an archive of `#idfFor` texts. */
  readonly #idfByCount = new Float64Array(1 << 12);
  #idfFor = -1;

  get size(): number {
    return this.#slots.size;
  }

  /** Inserts or replaces. */
  upsert(id: string, fields: TextFields): void {
    this.remove(id);
    const slot = this.#free.pop() ?? this.#ids.length;
    if (slot >= MAX_SLOTS) throw new RangeError(`more than ${MAX_SLOTS} texts in one index`);
    this.#ids[slot] = id;
    this.#slots.set(id, slot);
    this.#reserveSlot(slot);
    const analyses = TEXT_FIELDS.map((field) => (fields[field] ? analyzeText(fields[field]) : NOTHING));
    this.#post(slot, analyses);
    this.#keep(slot, analyses);
  }

  remove(id: string): void {
    const slot = this.#slots.get(id);
    if (slot === undefined) return;
    this.#slots.delete(id);
    this.#ids[slot] = null;
    this.#dead.push(slot);
    if (this.#dead.length > settings.purgeAt && this.#dead.length > this.#slots.size / 4) this.#purge();
  }

  id(slot: number): string {
    return this.#ids[slot] ?? '';
  }

  slot(id: string): number | undefined {
    return this.#slots.get(id);
  }

  term(id: number): string {
    return this.#vocabulary.term(id);
  }

  /** Whether any text has the term. */
  knows(term: string): boolean {
    const id = this.#vocabulary.get(term);
    return id !== undefined && this.#postings.count(id) > 0;
  }

  /** Rarity of a term of this index: ln(1 + (N - df + ½) / (df + ½)). */
  idf(term: number | undefined): number {
    const df = term === undefined ? 0 : this.#postings.count(term);
    const n = this.#slots.size;
    if (this.#idfFor !== n) {
      this.#idfFor = n;
      this.#idfByCount.fill(0);
    }
    const known = this.#idfByCount[df];
    if (known) return known;
    const idf = Math.log(1 + (Math.max(n, df) - df + 0.5) / (df + 0.5));
    if (df < this.#idfByCount.length) this.#idfByCount[df] = idf;
    return idf;
  }

  /** A view that the next change may overwrite. */
  text(slot: number, field: KeptField): IndexedText {
    let start = this.#forwardStart[slot] ?? 0;
    const lengths = this.#forward[start++] ?? 0;
    for (const [place, kept] of KEPT.entries()) {
      const length = (lengths >>> (place * 10)) & KEPT_LIMIT;
      if (kept === field) return this.#forward.subarray(start, start + length);
      start += length;
    }
    return this.#forward.subarray(0, 0);
  }

  /** Rarity of a word that one text of the archive has. */
  get rarity(): number {
    return Math.log(1 + Math.max(this.#slots.size, 1) / 1.5);
  }

  /** Terms of the claim and of the title, as far as they are sentences; else of what there is. */
  statements(slot: number): Uint32Array[] {
    const sentences = (['claim', 'title'] as const)
      .map((field) => this.text(slot, field))
      .filter((text) => text.length >= settings.sentence);
    const found = sentences.length > 0 ? sentences : [this.text(slot, this.#statementField(slot))];
    return found.map((text) => text.map((word) => word & TERM));
  }

  /** Bits of `vocabulary.ts`. */
  kind(term: number): number {
    return this.#vocabulary.kind(term);
  }

  /** Number of the root a term seems to come of, the same for all its family; -1 without one. */
  root(term: number): number {
    return this.#vocabulary.root(term);
  }

  /** An indexed statement as a query: to compare the texts of one archive with each other. */
  asQuery(slot: number): TextQuery {
    const text = this.text(slot, this.#statementField(slot));
    const words = Array.from(text, (word) => this.term(word & TERM));
    const numbers = [...new Set(words.filter(isNumber))];
    const tagged = words.map(() => false);
    return this.prepare(
      { terms: words, negated: Array.from(text, (word) => word >>> 31 === 1), tagged, numbers },
      false,
    );
  }

  /** @param tolerant whether words the archive hardly knows may stand for their nearest spellings */
  prepare(
    analysis: Pick<TextAnalysis, 'terms' | 'negated' | 'tagged' | 'numbers'>,
    tolerant = true,
  ): TextQuery {
    const known = new Map<string, number>();
    const terms: QueryTerm[] = [];
    const places: number[][] = [];
    const sequence = new Uint32Array(analysis.terms.length);
    for (const [i, term] of analysis.terms.entries()) {
      let place = known.get(term);
      if (place === undefined) {
        place = terms.length;
        known.set(term, place);
        terms.push({ term, idf: this.idf(this.#vocabulary.get(term)), count: 0, tagged: true });
        places.push([]);
      }
      sequence[i] = place;
      const entry = terms[place];
      if (entry) {
        entry.count++;
        entry.tagged &&= analysis.tagged[i] ?? false;
      }
      const list = places[place];
      if (list && list.length < settings.placesOfTerm) list.push(i);
    }
    const meaning = this.#meanings(terms, tolerant);
    const found = new Set(Array.from(meaning.values(), ({ index }) => index));
    const weighed = terms.map(({ idf }, place) => ({ idf, place })).filter(({ place }) => found.has(place));
    return {
      terms,
      sequence,
      negated: Uint8Array.from(analysis.negated, Number),
      denial: Uint8Array.from(places, (list) => denialOf(list.map((at) => analysis.negated[at] ?? false))),
      preventing: Uint8Array.from(terms, ({ term }) => Number(isPreventing(term))),
      places,
      mass: terms.reduce((sum, { idf }) => sum + idf, 0),
      rarest: weighed
        .sort((a, b) => b.idf - a.idf)
        .slice(0, settings.rarestTerms)
        .map(({ place }) => place),
      namedPlaces: terms.flatMap(({ term }, place) => (placeOf(term) === undefined ? [] : place)),
      opposed: opposedBy(terms),
      letters: new LetterTriples(terms.map(({ term }) => term)),
      numbers: new Set(analysis.numbers),
      meaning,
    };
  }

  /** The best by BM25, best first. */
  search(query: TextQuery, limit: number): TextCandidate[] {
    const scores = this.#scores;
    const touched = this.#touched;
    let n = 0;
    for (const [id, { index, weight }] of query.meaning) {
      const term = query.terms[index];
      if (!term) continue;
      const idf = Math.min(this.idf(id), term.idf) * weight * (1 + Math.log(term.count));
      n = this.#postings.accumulate(id, idf, saturation, scores, touched, n);
    }
    const best = bestOf(touched.subarray(0, n), scores, limit, (slot) => this.#ids[slot] !== null);
    for (let i = 0; i < n; i++) scores[touched[i] ?? 0] = 0;
    return best;
  }

  /**
   * What a searched word may be written as in this archive: itself, with a clitic, with other letters of its root,
   * and when hardly any text has it, in the nearest spellings. `weight` is ready for `visit`: worth times rarity.
   */
  formsOf(term: string): { term: number; weight: number }[] {
    const own = this.#vocabulary.get(term);
    const rarity = own === undefined ? Number.POSITIVE_INFINITY : this.idf(own);
    const forms = new Map<number, number>();
    const add = (id: number, worth: number) => {
      const weight = Math.min(rarity, this.idf(id)) * worth;
      if (weight > (forms.get(id) ?? 0)) forms.set(id, weight);
    };
    if (own !== undefined) add(own, 1);
    for (const id of this.#vocabulary.clitics(term)) add(id, settings.cliticWeight);
    for (const id of this.#vocabulary.family(term)) add(id, settings.rootWeight);
    const texts = Array.from(forms.keys()).reduce((sum, id) => sum + this.#postings.count(id), 0);
    if (texts <= settings.fuzzyUpTo) {
      for (const near of this.#vocabulary.neighbours(term))
        add(near.term, near.weight * settings.fuzzyWeight);
    }
    return Array.from(forms, ([id, weight]) => ({ term: id, weight }));
  }

  /** The same word, with or without a clitic, and nothing like it. */
  exactFormsOf(term: string): { term: number; weight: number }[] {
    const own = this.#vocabulary.get(term);
    const all = own === undefined ? this.#vocabulary.clitics(term) : [own, ...this.#vocabulary.clitics(term)];
    return all.map((id) => ({ term: id, weight: 1 }));
  }

  /** Calls `visit` once for every text that has one of the terms, in no order, with its BM25F score for them. */
  visit(terms: { term: number; weight: number }[], visit: (slot: number, score: number) => void): void {
    const scores = this.#scores;
    const touched = this.#touched;
    let n = 0;
    for (const { term, weight } of terms)
      n = this.#postings.accumulate(term, weight, saturation, scores, touched, n);
    for (let i = 0; i < n; i++) {
      const slot = touched[i] as number;
      const score = scores[slot] as number;
      scores[slot] = 0;
      if (this.#ids[slot] !== null) visit(slot, score);
    }
  }

  /** Slots that were ever given out. */
  get slots(): number {
    return this.#ids.length;
  }

  /** Bytes of the typed arrays. */
  get bytes(): number {
    return this.#postings.bytes + this.#forward.byteLength + this.#forwardStart.length * 12;
  }

  #statementField(slot: number): KeptField {
    return KEPT.find((name) => this.text(slot, name).length > 0) ?? 'claim';
  }

  #meanings(terms: QueryTerm[], tolerant: boolean): TextQuery['meaning'] {
    const meaning: TextQuery['meaning'] = new Map();
    const offer = (id: number, index: number, weight: number) => {
      const known = meaning.get(id);
      if (!known || known.weight < weight) meaning.set(id, { index, weight });
    };
    let guessed = 0;
    for (const [index, { term }] of terms.entries()) {
      const own = this.#vocabulary.get(term);
      if (own !== undefined) offer(own, index, 1);
      for (const id of this.#vocabulary.clitics(term)) offer(id, index, settings.cliticWeight);
      for (const id of this.#vocabulary.family(term)) offer(id, index, settings.rootWeight);
      for (const other of synonymsOf(term)) {
        const id = this.#vocabulary.get(other);
        if (id !== undefined) offer(id, index, settings.synonymWeight);
      }
      const isRare = own === undefined || this.#postings.count(own) <= settings.fuzzyUpTo;
      if (tolerant && isRare && guessed++ < settings.fuzzyTerms) {
        for (const near of this.#vocabulary.neighbours(term)) {
          offer(near.term, index, near.weight * settings.fuzzyWeight);
        }
      }
    }
    // A term unknown to the archive is as rare as what stands in for it.
    for (const [id, { index }] of meaning) {
      const entry = terms[index];
      if (entry && this.#vocabulary.get(entry.term) === undefined)
        entry.idf = Math.min(entry.idf, this.idf(id));
    }
    return meaning;
  }

  #post(slot: number, analyses: readonly Analysed[]): void {
    const ids: number[] = [];
    for (const [place, field] of TEXT_FIELDS.entries()) {
      const { terms } = analyses[place] ?? NOTHING;
      const { weight, pivot, b, limit } = settings.fields[field];
      const read = Math.min(terms.length, limit);
      const gain = weight / (1 - b + (b * read) / pivot);
      for (let i = 0; i < read; i++) {
        const id = this.#numberOf(terms[i] as string);
        const sum = this.#weights[id] as number;
        if (sum === 0) ids.push(id);
        this.#weights[id] = sum + gain;
      }
    }
    for (const id of ids) {
      this.#postings.append(id, slot, impactOf(this.#weights[id] as number));
      this.#weights[id] = 0;
    }
  }

  #numberOf(term: string): number {
    const known = this.#vocabulary.get(term);
    if (known !== undefined) return known;
    const id = this.#vocabulary.add(term);
    this.#postings.addList();
    if (id === this.#weights.length) {
      const larger = new Float64Array(id * 2);
      larger.set(this.#weights);
      this.#weights = larger;
    }
    return id;
  }

  #keep(slot: number, analyses: readonly Analysed[]): void {
    const start = this.#forwardUsed;
    const most = KEPT.reduce((sum, _, place) => sum + (analyses[place]?.terms.length ?? 0), start + 1);
    if (most > this.#forward.length) {
      const larger = new Uint32Array(Math.max(most, Math.ceil(this.#forward.length * 1.5)));
      larger.set(this.#forward);
      this.#forward = larger;
    }
    let used = start + 1;
    let lengths = 0;
    for (const place of KEPT.keys()) {
      const { terms, negated } = analyses[place] ?? NOTHING;
      const from = used;
      for (let i = 0; i < Math.min(terms.length, KEPT_LIMIT); i++) {
        const id = this.#vocabulary.get(terms[i] as string);
        if (id !== undefined) this.#forward[used++] = id | (negated[i] ? NEGATED : 0);
      }
      lengths |= (used - from) << (place * 10);
    }
    this.#forward[start] = lengths;
    this.#forwardStart[slot] = start;
    this.#forwardUsed = used;
  }

  #reserveSlot(slot: number): void {
    if (slot < this.#scores.length) return;
    const length = this.#scores.length * 2;
    this.#scores = new Float32Array(length);
    this.#touched = new Uint32Array(length);
    const starts = new Uint32Array(length);
    starts.set(this.#forwardStart);
    this.#forwardStart = starts;
  }

  /** Sweeps what removed texts left behind; costs one pass over the arrays, once for many removals. */
  #purge(): void {
    this.#postings = this.#postings.purged((slot) => this.#ids[slot] !== null);
    const forward = new Uint32Array(this.#forward.length);
    let used = 0;
    for (const [slot, id] of this.#ids.entries()) {
      if (id === null) continue;
      const start = this.#forwardStart[slot] ?? 0;
      const lengths = this.#forward[start] ?? 0;
      const size = KEPT.reduce((sum, _, place) => sum + ((lengths >>> (place * 10)) & KEPT_LIMIT), 1);
      forward.set(this.#forward.subarray(start, start + size), used);
      this.#forwardStart[slot] = used;
      used += size;
    }
    this.#forward = forward;
    this.#forwardUsed = used;
    this.#free.push(...this.#dead.splice(0));
  }
}

const IMPACT_SCALE = 20;
const impactOf = (weight: number): number => Math.min(255, Math.max(1, Math.round(weight * IMPACT_SCALE)));
const saturation = Float32Array.from({ length: 256 }, (_, impact) => {
  const tf = impact / IMPACT_SCALE;
  return (tf * (settings.k1 + 1)) / (settings.k1 + tf);
});

function denialOf(negated: boolean[]): number {
  if (!negated.includes(true)) return NEVER;
  return negated.includes(false) ? SOMETIMES : ALWAYS;
}

function opposedBy(terms: QueryTerm[]): TextQuery['opposed'] {
  const said = new Set(terms.map(({ term }) => oppositeKey(term)));
  const opposed = new Map<string, string[]>();
  for (const key of said) {
    for (const opposite of oppositesOf(key)) {
      if (!said.has(opposite)) opposed.set(opposite, [...(opposed.get(opposite) ?? []), key]);
    }
  }
  return opposed;
}

function bestOf(
  slots: Uint32Array,
  scores: Float32Array,
  limit: number,
  isAlive: (slot: number) => boolean,
): TextCandidate[] {
  const best: TextCandidate[] = [];
  let least = 0;
  for (const slot of slots) {
    const score = scores[slot] ?? 0;
    if (best.length >= limit * 2) {
      best.sort((a, b) => b.score - a.score);
      best.length = limit;
      least = best.at(-1)?.score ?? 0;
    }
    if ((best.length < limit || score > least) && isAlive(slot)) best.push({ slot, score });
  }
  return best.sort((a, b) => b.score - a.score || a.slot - b.slot).slice(0, limit);
}
