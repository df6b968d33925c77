import type { TextAnalysis } from '../fingerprint/arabic-text.ts';
import { type Contradiction, contradictionsOf } from './contradictions.ts';
import { alignText } from './text-alignment.ts';
import { featuresOf, type PairFeatures, type TextFeatures } from './text-features.ts';
import type { TextIndex, TextQuery } from './text-index.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';

/** One candidate beside one query, not knowing of the other candidates. */
export interface TextScore {
  slot: number;
  /** BM25 score. */
  bm25: number;
  features: PairFeatures;
  contradictions: Contradiction[];
  /** One of them is more than an exchanged word, which may be another way to say the same. */
  contradicted: boolean;
  /** The query holds the claim entire, word by word. */
  quoted: boolean;
  /** Shared words, best first. */
  words: string[];
}

export interface TextMatch extends TextScore {
  id: string;
  /** Probability that the query makes this claim. */
  confidence: number;
  /** Matches with the same number make the same claim; 0 for the best. */
  group: number;
}

const MAX_WORDS = 8;
/** A claim said entire; less than 1 for rounding only. */
const ENTIRE = 0.999;

/** Finds and scores, best first. */
export function matchText(index: TextIndex, analysis: TextAnalysis, limit: number): TextMatch[] {
  const query = index.prepare(analysis);
  const scores = index
    .search(query, Math.max(limit, settings.candidates))
    .map(({ slot, score }) => scoreText(index, query, slot, score))
    .sort((a, b) => rank(b) - rank(a) || a.slot - b.slot);
  return withConfidence(index, scores).slice(0, limit);
}

export function scoreText(index: TextIndex, query: TextQuery, slot: number, bm25: number): TextScore {
  const pair = alignText(index, query, slot);
  const features = featuresOf(query, pair);
  const contradictions = contradictionsOf(query, pair);
  return {
    slot,
    bm25,
    features,
    contradictions,
    contradicted: contradictions.some((one) => one !== 'replaced'),
    quoted: features.run >= ENTIRE && pair.claim.words.length >= settings.quoteTerms,
    words: sharedWords(query, pair.shared),
  };
}

/** Order of candidates: BM25, less where something contradicts. */
const rank = (score: TextScore): number => score.bm25 * (score.contradicted ? settings.contradictedRank : 1);

function withConfidence(index: TextIndex, scores: TextScore[]): TextMatch[] {
  const groups = groupBySameClaim(index, scores);
  const [best] = scores;
  const rival = scores.find((_, i) => groups[i] !== 0);
  const lead = best && rival ? Math.max(0, 1 - rank(rival) / rank(best)) : 1;
  let ceiling = 1;
  return scores.map((score, i) => {
    const contradicted = score.contradicted ? 1 : 0;
    const own = probability({ ...score.features, contradicted, lead: groups[i] === 0 ? lead : 0 });
    // Never surer of one than of a better one, so that order and confidence agree.
    ceiling = Math.min(ceiling, own);
    return { ...score, id: index.id(score.slot), group: groups[i] ?? i, confidence: ceiling };
  });
}

export function probability(features: TextFeatures): number {
  const { bias, weights } = settings.model;
  let logit = bias;
  for (const name of Object.keys(weights) as (keyof typeof weights)[])
    logit += weights[name] * features[name];
  return 1 / (1 + Math.exp(-logit));
}

/** Numbers the groups of candidates that make the same claim; looks at the first few only. */
function groupBySameClaim(index: TextIndex, scores: TextScore[]): number[] {
  const groups: number[] = [];
  const leaders: { slot: number; query: TextQuery; group: number; clear: boolean }[] = [];
  for (const [i, { slot, contradictions }] of scores.entries()) {
    if (i >= settings.grouped) {
      groups.push(i);
      continue;
    }
    const query = index.asQuery(slot);
    // What contradicts the query is never folded behind what does not, however alike the two are.
    const clear = contradictions.length === 0;
    const leader = leaders.find((l) => l.clear === clear && areSame(index, l, { slot, query }));
    groups.push(leader?.group ?? i);
    if (!leader) leaders.push({ slot, query, group: i, clear });
  }
  return groups;
}

/** Whether two texts of one archive make the same claim. */
export function isSameClaim(index: TextIndex, a: number, b: number): boolean {
  return areSame(index, { slot: a, query: index.asQuery(a) }, { slot: b, query: index.asQuery(b) });
}

interface Statement {
  slot: number;
  query: TextQuery;
}

/** Half of either claim, weighted by rarity, has to stand in the other, and nothing may contradict. */
function areSame(index: TextIndex, a: Statement, b: Statement): boolean {
  const there = scoreText(index, a.query, b.slot, 0);
  if (there.contradicted || there.features.claimIn < 2 * settings.sameClaim - 1) return false;
  const back = scoreText(index, b.query, a.slot, 0);
  if (back.contradicted) return false;
  return (there.features.claimIn + back.features.claimIn) / 2 >= settings.sameClaim;
}

function sharedWords(query: TextQuery, shared: Map<number, number>): string[] {
  return [...shared]
    .map(([place, weight]) => ({
      term: query.terms[place]?.term ?? '',
      worth: weight * (query.terms[place]?.idf ?? 0),
    }))
    .sort((a, b) => b.worth - a.worth)
    .slice(0, MAX_WORDS)
    .map(({ term }) => term);
}
