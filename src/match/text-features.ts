import type { Contradiction } from './contradictions.ts';
import {
  bestWindow,
  closePairs,
  contained,
  countKind,
  earlyShare,
  longestRun,
  placesShared,
  rareShare,
  share,
  sharedWords,
  withLetters,
} from './field-measures.ts';
import type { AlignedText } from './text-alignment.ts';
import type { QueryTerm, TextIndex, TextQuery } from './text-index.ts';
import { NUMBER } from './vocabulary.ts';

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
  /** The same of the first words of the claim, which mostly say whom or what it is about. */
  claimEarly: number;
  titleEarly: number;
  /** Of the claim's words how many are shared; in tens. */
  claimWords: number;
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
    claimEarly: earlyShare(claim),
    titleEarly: earlyShare(title),
    claimWords: Math.min(2, sharedWords(claim) / 10),
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
  for (let place = 0; place < query.terms.length; place++) {
    const term = query.terms[place] as QueryTerm;
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
