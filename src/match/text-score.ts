import { type Contradiction, contradictionsOf } from './contradictions.ts';
import { makeSameClaim, type Statements, statementsOf } from './same-claim.ts';
import { alignText } from './text-alignment.ts';
import { type AnswerFeatures, type CandidateFeatures, featuresOf } from './text-features.ts';
import type { QueryTerm, TextCandidate, TextIndex, TextQuery } from './text-index.ts';
import { committedTextModel, type TextModel } from './text-model.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';

/** One candidate beside one query, not knowing of the other candidates. */
export interface TextScore {
  slot: number;
  /** BM25 score. */
  bm25: number;
  features: CandidateFeatures;
  contradictions: Contradiction[];
  /** One of them is more than an exchanged word, which may be another way to say the same. */
  contradicted: boolean;
  /** The query holds the claim entire, word by word. */
  quoted: boolean;
  /** Shared words, best first. */
  words: string[];
  /** For each term of the query the weight of its best hit in the text. */
  shared: Float32Array;
}

export interface TextMatch extends TextScore {
  id: string;
  /** What the ranking gives it. */
  rank: number;
  /** Probability that the query makes this claim. */
  confidence: number;
  /** Matches with the same number make the same claim; 0 for the best. */
  group: number;
}

const MAX_WORDS = 8;
/** Share of a text that is said entire; less than 1 for rounding only. */
export const ENTIRE = 0.999;

/** Finds and scores, best first. */
export function matchText(
  index: TextIndex,
  query: TextQuery,
  limit: number,
  model: TextModel = committedTextModel,
): TextMatch[] {
  const found = index.search(query, Math.max(limit, settings.candidates));
  const { ranked, groups } = rankCandidates(index, scoreCandidates(index, query, found), model);
  let ceiling = 1;
  return ranked.slice(0, limit).map((match, i) => {
    // Never surer of one than of a better one, so that order and confidence agree; far behind not looked at.
    if (i < settings.weighed)
      ceiling = Math.min(ceiling, model.probability(answerFeatures(ranked, groups, i)));
    return { ...match, group: groups[i] ?? i, confidence: ceiling };
  });
}

export function scoreCandidates(index: TextIndex, query: TextQuery, found: TextCandidate[]): TextScore[] {
  const best = found[0]?.score ?? 0;
  return found.map(({ slot, score }) => scoreText(index, query, slot, score, best));
}

export type RankedText = Omit<TextMatch, 'confidence' | 'group'>;

/** In the order of the ranking, with the number of the claim that each makes. */
export function rankCandidates(
  index: TextIndex,
  scores: TextScore[],
  model: Pick<TextModel, 'rank'>,
): { ranked: RankedText[]; groups: number[] } {
  const ranked = scores
    .map((score) => ({ ...score, id: index.id(score.slot), rank: model.rank(score.features) }))
    .sort((a, b) => b.rank - a.rank || b.bm25 - a.bm25 || a.slot - b.slot);
  return { ranked, groups: groupBySameClaim(index, ranked) };
}

/** `bm25` and `best`, the score of the best candidate, are 0 for what was not found by its words. */
export function scoreText(index: TextIndex, query: TextQuery, slot: number, bm25 = 0, best = 0): TextScore {
  const pair = alignText(index, query, slot);
  const contradictions = contradictionsOf(index, query, pair);
  const features = featuresOf(index, query, pair, bm25, best, contradictions);
  return {
    slot,
    bm25,
    features,
    contradictions,
    contradicted: contradictions.some((one) => one !== 'replaced'),
    quoted: features.run >= ENTIRE && pair.claim.length >= settings.quoteTerms,
    words: sharedWords(query, pair.shared),
    shared: pair.shared,
  };
}

/** Whether enough of each stands in the other, or nearly all of the claim in the query, to answer on words alone. */
export const saysEnough = ({ mutual, eitherIn }: Pick<CandidateFeatures, 'mutual' | 'eitherIn'>): boolean =>
  mutual >= settings.mutual || eitherIn >= settings.said;

/** How much of what two candidates share with the query they share with each other: 1 when it is the same. */
export function shareOfShared(query: TextQuery, a: TextScore, b: TextScore): number {
  const [one, other, both] = query.terms.reduce<[number, number, number]>(
    (sums, { idf }, place) => {
      const ofA = idf * (a.shared[place] ?? 0);
      const ofB = idf * (b.shared[place] ?? 0);
      return [sums[0] + ofA, sums[1] + ofB, sums[2] + Math.min(ofA, ofB)];
    },
    [0, 0, 0],
  );
  return both / Math.max(one, other, Number.EPSILON);
}

/** How candidate `i` stands among the others, which are in the order of their rank. */
export function answerFeatures(ranked: RankedText[], groups: number[], i: number): AnswerFeatures {
  const own = ranked[i];
  const rival = ranked.find((_, other) => groups[other] !== groups[i]);
  if (!own) throw new RangeError('no such candidate');
  return {
    ...own.features,
    lead: rival ? own.rank - rival.rank : settings.unrivalled,
    bm25Lead: rival ? (own.bm25 - rival.bm25) / Math.max(own.bm25, rival.bm25, 1) : 1,
    rank: own.rank,
    company: groups.filter((group) => group === groups[i]).length,
  };
}

/** Numbers the groups of candidates that make the same claim; looks at the first few only. */
function groupBySameClaim(index: TextIndex, scores: TextScore[]): number[] {
  const groups: number[] = [];
  const leaders: { statements: Statements; group: number; clear: boolean }[] = [];
  for (const [i, { slot, contradictions }] of scores.entries()) {
    if (i >= settings.grouped) {
      groups.push(i);
      continue;
    }
    // What contradicts the query is never folded behind what does not, however alike the two are.
    const clear = contradictions.length === 0;
    const statements = statementsOf(index, slot);
    const leader = leaders.find((l) => l.clear === clear && makeSameClaim(index, l.statements, statements));
    groups.push(leader?.group ?? i);
    if (!leader) leaders.push({ statements, group: i, clear });
  }
  return groups;
}

function sharedWords(query: TextQuery, shared: Float32Array): string[] {
  const words: { term: string; worth: number }[] = [];
  for (let place = 0; place < shared.length; place++) {
    const { term, idf } = query.terms[place] as QueryTerm;
    const worth = (shared[place] as number) * idf;
    if (worth > 0) words.push({ term, worth });
  }
  return words
    .sort((a, b) => b.worth - a.worth)
    .slice(0, MAX_WORDS)
    .map(({ term }) => term);
}
