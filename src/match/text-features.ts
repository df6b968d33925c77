import type { Contradiction } from './contradictions.ts';
import type { AlignedField, AlignedText } from './text-alignment.ts';
import type { TextIndex, TextQuery } from './text-index.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';
import { NUMBER, PLACE } from './vocabulary.ts';

/**
 * What is measured of one candidate beside one query. Shares are of weight, where a word weighs its rarity (idf),
 * and lie between 0 and 1; the others are scaled to about that.
 */
export interface PairFeatures {
  /** BM25 score, in fives of words that the archive has once: the same in a small archive and a large one. */
  bm25: number;
  /** BM25 score as a share of the best candidate's. */
  bm25Share: number;
  /** BM25 score as a share of what the whole query weighs. */
  bm25Covers: number;
  /** How much of the claim stands in one window of the query. */
  claimIn: number;
  /** How much of the title stands in the query. */
  titleIn: number;
  /** The larger and the smaller of the two. */
  eitherIn: number;
  bothIn: number;
  /** How much of that window of the query stands in the indexed text. */
  queryIn: number;
  /** The same of the whole query, of its words outside of hashtags, and of its first words. */
  queryAll: number;
  queryUntagged: number;
  queryEarly: number;
  /** The larger of claimIn and titleIn, times queryIn: each says the other. */
  mutual: number;
  /** Weight of the heaviest passage both share word by word, as a share of the claim; and in tens of words. */
  run: number;
  runWords: number;
  /** Share of the claim's pairs of neighbouring words that stand close together in the query too; and of the title's. */
  pairs: number;
  titlePairs: number;
  /** ln(1 + weight of all shared terms in words that the archive has once) / 3: shared words that are many and rare. */
  mass: number;
  /** Rarest shared word, as a share of one that the archive has once. */
  rarest: number;
  /** Share of the three rarest words of the query, and of the claim, that both have. */
  queryRare: number;
  claimRare: number;
  /** claimIn where a word that is not shared counts by the share of its letter triples that the query has. */
  letters: number;
  /** Share of what is shared that is the very same word. */
  exact: number;
  /** Share of what is shared that stands in a hashtag. */
  tagged: number;
  /** ln(1 + distinct terms) / 6 of the query; ln(1 + words) / 6 of claim and title. */
  length: number;
  claimLength: number;
  titleLength: number;
  /** Half of the count of numbers both name, at most 1. */
  numbers: number;
  /** 1 when the claim names numbers and the query none of them. */
  numbersMissing: number;
  /** Share of the claim's and title's places that the query names; 0.5 without any. */
  places: number;
  /** Share of the query's places that the text names; 0.5 without any. */
  placesBack: number;
}

/** With 1 for what contradicts. */
export type CandidateFeatures = PairFeatures & Record<Contradiction, number>;

/** What the confidence looks at: a candidate, and how it stands among the others. */
export interface AnswerFeatures extends CandidateFeatures {
  /** How far it is ahead of the best other claim (behind it: less than 0), as the ranking counts. */
  lead: number;
  /** The same as a share of its BM25 score, between -1 and 1. */
  bm25Lead: number;
  /** What the ranking gives it. */
  rank: number;
  /** How many candidates make the same claim. */
  company: number;
}

/** How many terms at the beginning of a query are its beginning. */
const EARLY = 12;
const RARE = 3;
/** Neighbours in a claim are close in a query up to this distance. */
const CLOSE = 3;
const NOTHING_TO_COMPARE = 0.5;

export function featuresOf(
  index: TextIndex,
  query: TextQuery,
  pair: AlignedText,
  bm25: number,
  best: number,
  contradictions: readonly Contradiction[],
): CandidateFeatures {
  const { claim, title, shared } = pair;
  const { claimIn, queryIn } = bestWindow(query, pair);
  const titleIn = contained(title);
  const queryParts = partsOfQuery(query, shared, index.rarity);
  const numbers = countKind(claim, NUMBER);
  const run = longestRun(query, claim);
  const eitherIn = Math.max(claimIn, titleIn);
  return {
    bm25: bm25 / (5 * index.rarity),
    bm25Share: best > 0 ? bm25 / best : 0,
    bm25Covers: query.mass > 0 ? Math.min(2, bm25 / query.mass) : 0,
    claimIn,
    titleIn,
    eitherIn,
    bothIn: Math.min(claimIn, titleIn),
    queryIn,
    ...queryParts,
    mutual: eitherIn * queryIn,
    run: run.share,
    runWords: Math.min(1, run.words / 10),
    pairs: closePairs(query, claim),
    titlePairs: closePairs(query, title),
    claimRare: rareShare(claim),
    letters: withLetters(index, query, claim),
    length: Math.log(1 + query.terms.length) / 6,
    claimLength: Math.log(1 + claim.length) / 6,
    titleLength: Math.log(1 + title.length) / 6,
    numbers: Math.min(1, numbers.shared / 2),
    numbersMissing: numbers.all > 0 && numbers.shared === 0 ? 1 : 0,
    ...placesShared(query, pair),
    number: Number(contradictions.includes('number')),
    negation: Number(contradictions.includes('negation')),
    opposite: Number(contradictions.includes('opposite')),
    place: Number(contradictions.includes('place')),
    replaced: Number(contradictions.includes('replaced')),
  };
}

type QueryParts = Pick<
  PairFeatures,
  'queryAll' | 'queryUntagged' | 'queryEarly' | 'mass' | 'rarest' | 'queryRare' | 'exact' | 'tagged'
>;

function partsOfQuery(query: TextQuery, shared: AlignedText['shared'], rarity: number): QueryParts {
  let mass = 0;
  let exact = 0;
  let rarest = 0;
  let tagged = 0;
  let untagged = 0;
  let allUntagged = 0;
  let early = 0;
  let allEarly = 0;
  for (const [place, term] of query.terms.entries()) {
    const hit = shared[place] ?? 0;
    const gain = hit * term.idf;
    mass += gain;
    if (hit === 1) exact += gain;
    if (hit > 0) rarest = Math.max(rarest, gain);
    if (term.tagged) tagged += gain;
    else {
      untagged += gain;
      allUntagged += term.idf;
    }
    if (place < EARLY) {
      early += gain;
      allEarly += term.idf;
    }
  }
  let rare = 0;
  let allRare = 0;
  for (const place of query.rarest) {
    const idf = query.terms[place]?.idf ?? 0;
    allRare += idf;
    rare += idf * (shared[place] ?? 0);
  }
  return {
    queryAll: share(mass, query.mass),
    queryUntagged: share(untagged, allUntagged),
    queryEarly: share(early, allEarly),
    mass: Math.log(1 + mass / rarity) / 3,
    rarest: rarest / rarity,
    queryRare: share(rare, allRare),
    exact: share(exact, mass),
    tagged: share(tagged, mass),
  };
}

const share = (part: number, all: number): number => (all > 0 ? Math.min(1, part / all) : 0);

/** Share of a field, each distinct word once, weighted by rarity. */
function contained(field: AlignedField): number {
  let all = 0;
  let hit = 0;
  for (let i = 0; i < field.length; i++) {
    if (field.first[i] === 0) continue;
    const idf = field.idf[i] ?? 0;
    all += idf;
    hit += idf * (field.hit[i] ?? 0);
  }
  return share(hit, all);
}

/**
 * Slides a window over the query, wide enough for the claim said at length, and takes the place where
 * most of the claim stands: in a forward of 300 words a claim's words must not merely be scattered about.
 */
function bestWindow(query: TextQuery, pair: AlignedText): { claimIn: number; queryIn: number } {
  const { claim } = pair;
  const { sequence } = query;
  const width = Math.min(sequence.length, Math.max(settings.window, claim.length * 3));
  const worth = new Float32Array(query.terms.length);
  let all = 0;
  for (let i = 0; i < claim.length; i++) {
    if (claim.first[i] === 0) continue;
    const idf = claim.idf[i] ?? 0;
    all += idf;
    const place = claim.partner[i] ?? -1;
    if (place >= 0) worth[place] = (worth[place] ?? 0) + idf * (claim.hit[i] ?? 0);
  }
  const counts = new Int32Array(query.terms.length);
  let claimMass = 0;
  let queryMass = 0;
  let sharedMass = 0;
  let best = { claimIn: 0, queryIn: 0 };
  const turn = (place: number, by: 1 | -1) => {
    const idf = query.terms[place]?.idf ?? 0;
    claimMass += by * (worth[place] ?? 0);
    queryMass += by * idf;
    sharedMass += by * idf * (pair.shared[place] ?? 0);
  };
  for (let end = 0; end < sequence.length; end++) {
    const entering = sequence[end] ?? 0;
    counts[entering] = (counts[entering] ?? 0) + 1;
    if (counts[entering] === 1) turn(entering, 1);
    if (end >= width) {
      const leaving = sequence[end - width] ?? 0;
      counts[leaving] = (counts[leaving] ?? 0) - 1;
      if (counts[leaving] === 0) turn(leaving, -1);
    }
    if (end < width - 1) continue;
    const claimIn = share(claimMass, all);
    const queryIn = share(sharedMass, queryMass);
    if (claimIn + queryIn > best.claimIn + best.queryIn) best = { claimIn, queryIn };
  }
  return best;
}

/** The heaviest passage that stands in both, word by word. */
function longestRun(query: TextQuery, claim: AlignedField): { share: number; words: number } {
  let all = 0;
  let best = 0;
  let words = 0;
  let before: [at: number, weight: number, words: number][] = [];
  for (const [i, place] of claim.partner.entries()) {
    const idf = claim.idf[i] ?? 0;
    all += idf;
    const here: typeof before = [];
    for (const at of place < 0 ? [] : (query.places[place] ?? [])) {
      const last = before.find(([end]) => end === at - 1);
      const weight = (last?.[1] ?? 0) + idf;
      const length = (last?.[2] ?? 0) + 1;
      here.push([at, weight, length]);
      if (weight > best) best = weight;
      if (length > words) words = length;
    }
    before = here;
  }
  return { share: share(best, all), words };
}

function closePairs(query: TextQuery, field: AlignedField): number {
  let all = 0;
  let close = 0;
  for (let i = 1; i < field.length; i++) {
    const weight = (field.idf[i - 1] ?? 0) + (field.idf[i] ?? 0);
    all += weight;
    const a = field.partner[i - 1] ?? -1;
    const b = field.partner[i] ?? -1;
    if (a < 0 || b < 0 || a === b) continue;
    if (areClose(query.places[a] ?? [], query.places[b] ?? [])) {
      close += (weight * ((field.hit[i - 1] ?? 0) + (field.hit[i] ?? 0))) / 2;
    }
  }
  return share(close, all);
}

const areClose = (some: readonly number[], others: readonly number[]): boolean =>
  some.some((a) => others.some((b) => Math.abs(a - b) <= CLOSE));

/** Share of the rarest words of a field that the query has. */
function rareShare(field: AlignedField): number {
  const top = new Int32Array(RARE).fill(-1);
  const idfAt = (i: number): number => (i < 0 ? 0 : (field.idf[i] ?? 0));
  for (let i = 0; i < field.length; i++) {
    if (field.first[i] === 0) continue;
    let at = i;
    for (let place = 0; place < RARE && at >= 0; place++) {
      const other = top[place] ?? -1;
      if (other >= 0 && idfAt(at) <= idfAt(other)) continue;
      top[place] = at;
      at = other;
    }
  }
  let all = 0;
  let hit = 0;
  for (const i of top) {
    all += idfAt(i);
    hit += idfAt(i) * (i < 0 ? 0 : (field.hit[i] ?? 0));
  }
  return share(hit, all);
}

function withLetters(index: TextIndex, query: TextQuery, field: AlignedField): number {
  let all = 0;
  let hit = 0;
  for (let i = 0; i < field.length; i++) {
    if (field.first[i] === 0) continue;
    const idf = field.idf[i] ?? 0;
    const own = field.hit[i] ?? 0;
    const isWord = ((field.kind[i] ?? 0) & NUMBER) === 0;
    all += idf;
    hit += idf * (own < 1 && isWord ? Math.max(own, query.letters.shareOf(index, field.terms[i] ?? 0)) : own);
  }
  return share(hit, all);
}

function placesShared(query: TextQuery, pair: AlignedText): Pick<PairFeatures, 'places' | 'placesBack'> {
  const claim = countKind(pair.claim, PLACE);
  const title = countKind(pair.title, PLACE);
  const named = claim.all + title.all;
  let back = 0;
  for (const place of query.namedPlaces) if ((pair.shared[place] ?? 0) > 0) back++;
  return {
    places: named === 0 ? NOTHING_TO_COMPARE : (claim.shared + title.shared) / named,
    placesBack: query.namedPlaces.length === 0 ? NOTHING_TO_COMPARE : back / query.namedPlaces.length,
  };
}

/** Distinct words of a kind, and how many of them the query says. */
function countKind(field: AlignedField, kind: number): { all: number; shared: number } {
  let all = 0;
  let shared = 0;
  for (let i = 0; i < field.length; i++) {
    if (field.first[i] === 0 || ((field.kind[i] ?? 0) & kind) === 0) continue;
    all++;
    if (field.hit[i] === 1) shared++;
  }
  return { all, shared };
}
