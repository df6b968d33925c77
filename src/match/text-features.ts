import type { AlignedField, AlignedText } from './text-alignment.ts';
import type { TextQuery } from './text-index.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';

/** What the confidence of a text match is made of; each 0 to 1 unless said otherwise. */
export interface TextFeatures {
  /** How much of the claim, weighted by rarity, stands in one window of the query. */
  claimIn: number;
  /** How much of the title stands in the query. */
  titleIn: number;
  /** The larger of the two. */
  eitherIn: number;
  /** How much of that window of the query stands in the indexed text. */
  queryIn: number;
  /** titleIn times queryIn: each says the other. */
  both: number;
  /** Weight of the heaviest passage both share word by word, as a share of the claim. */
  run: number;
  /** ln(1 + weight of all shared terms) / 5: shared words that are many and rare. May pass 1. */
  mass: number;
  /** ln(1 + distinct terms of the query) / 6. May pass 1. */
  length: number;
  /** Half of the count of numbers both name, at most 1. */
  numbers: number;
  /** 1 when the claim names numbers and the query none of them. */
  numbersMissing: number;
  /** 1 when something in them contradicts. */
  contradicted: number;
  /** How far the best other claim stays behind, as a share of the BM25 score; 0 unless this is the best claim. */
  lead: number;
}

export type PairFeatures = Omit<TextFeatures, 'contradicted' | 'lead'>;

export const isNumber = (word: string): boolean => word.charCodeAt(0) < 0x3a;

export function featuresOf(query: TextQuery, pair: AlignedText): PairFeatures {
  const { claimIn, queryIn } = bestWindow(query, pair);
  const titleIn = contained(pair.title);
  let mass = 0;
  for (const [place, weight] of pair.shared) mass += weight * (query.terms[place]?.idf ?? 0);
  const numbers = new Set(pair.claim.words.filter(isNumber));
  const shared = [...numbers].filter((number) => query.numbers.has(number)).length;
  return {
    claimIn,
    titleIn,
    eitherIn: Math.max(claimIn, titleIn),
    queryIn,
    both: titleIn * queryIn,
    run: longestRun(query, pair.claim),
    mass: Math.log(1 + mass) / 5,
    length: Math.log(1 + query.terms.length) / 6,
    numbers: Math.min(1, shared / 2),
    numbersMissing: numbers.size > 0 && shared === 0 ? 1 : 0,
  };
}

/** Share of a field, each distinct word once, weighted by rarity. */
function contained(field: AlignedField): number {
  const seen = new Set<string>();
  let all = 0;
  let hit = 0;
  for (const [i, word] of field.words.entries()) {
    if (seen.has(word)) continue;
    seen.add(word);
    const idf = field.idf[i] ?? 0;
    all += idf;
    hit += idf * (field.hit[i] ?? 0);
  }
  return all === 0 ? 0 : hit / all;
}

/**
 * Slides a window over the query, wide enough for the claim said at length, and takes the place where
 * most of the claim stands: in a forward of 300 words a claim's words must not merely be scattered about.
 */
function bestWindow(query: TextQuery, pair: AlignedText): { claimIn: number; queryIn: number } {
  const { claim } = pair;
  const { sequence } = query;
  const width = Math.min(sequence.length, Math.max(settings.window, claim.words.length * 3));
  const { all, weightOf } = claimWeights(claim);
  const counts = new Int32Array(query.terms.length);
  let claimMass = 0;
  let queryMass = 0;
  let sharedMass = 0;
  let best = { claimIn: 0, queryIn: 0 };
  const turn = (place: number, by: 1 | -1) => {
    const idf = query.terms[place]?.idf ?? 0;
    claimMass += by * (weightOf.get(place) ?? 0);
    queryMass += by * idf;
    sharedMass += by * idf * (pair.shared.get(place) ?? 0);
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
    const claimIn = all === 0 ? 0 : Math.min(1, claimMass / all);
    const queryIn = queryMass <= 0 ? 0 : Math.min(1, sharedMass / queryMass);
    if (claimIn + queryIn > best.claimIn + best.queryIn) best = { claimIn, queryIn };
  }
  return best;
}

/** What each query term is worth to the claim, and the worth of all of it. */
function claimWeights(claim: AlignedField): { all: number; weightOf: Map<number, number> } {
  const weightOf = new Map<number, number>();
  const seen = new Set<string>();
  let all = 0;
  for (const [i, word] of claim.words.entries()) {
    if (seen.has(word)) continue;
    seen.add(word);
    const idf = claim.idf[i] ?? 0;
    all += idf;
    const place = claim.partner[i] ?? -1;
    if (place >= 0) weightOf.set(place, (weightOf.get(place) ?? 0) + idf * (claim.hit[i] ?? 0));
  }
  return { all, weightOf };
}

/** Weight of the heaviest passage that stands in both, word by word, as a share of the claim. */
function longestRun(query: TextQuery, claim: AlignedField): number {
  const positions = new Map<number, number[]>();
  for (const [i, place] of query.sequence.entries()) {
    const list = positions.get(place);
    if (!list) positions.set(place, [i]);
    else if (list.length < settings.runPositions) list.push(i);
  }
  let all = 0;
  let best = 0;
  let running = new Map<number, number>();
  for (const [i, place] of claim.partner.entries()) {
    const idf = claim.idf[i] ?? 0;
    all += idf;
    const next = new Map<number, number>();
    for (const at of positions.get(place) ?? []) {
      const weight = (running.get(at - 1) ?? 0) + idf;
      next.set(at, weight);
      if (weight > best) best = weight;
    }
    running = next;
  }
  return all === 0 ? 0 : best / all;
}
