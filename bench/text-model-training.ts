/** Learns the ranking and the confidence of text matches from judged questions. */
import type { AnswerFeatures, CandidateFeatures } from '../src/match/text-features.ts';
import type { TextIndex } from '../src/match/text-index.ts';
import { interpolate, type StoredTextModel, type Tree } from '../src/match/text-model.ts';
import {
  answerFeatures,
  type RankedText,
  rankCandidates,
  saysEnough,
  type TextScore,
} from '../src/match/text-score.ts';
import { boost, type Derivatives, predict, type TreeOptions } from './boosted-trees.ts';

/** What a candidate is to the question: right, wrong, or too near to a right one to tell. */
export type Label = 1 | 0 | null;

/** One question put to one archive. */
export interface Scene {
  /** What is measured together. */
  kind: 'post' | 'post without its group' | 'headline' | 'normalised' | 'normalised without its claim';
  /** Names the question in print-outs. */
  key: string;
  fold: number;
  index: TextIndex;
  scores: TextScore[];
  label(slot: number): Label;
  /** Of the right ones those that were judged; the ranking learns from them alone. */
  judged: Set<number>;
  /** Look at this candidate only, wherever it ranks. */
  only?: number;
}

const RANKING: TreeOptions = {
  trees: 150,
  depth: 3,
  rate: 0.07,
  lambda: 5,
  leastWeight: 1,
  features: 0.5,
  seed: 1,
};
const ANSWER: TreeOptions = {
  trees: 120,
  depth: 3,
  rate: 0.08,
  lambda: 5,
  leastWeight: 2,
  features: 0.5,
  seed: 2,
};
/** Sums of trees that look at other features each, averaged: one alone varies with its seed. */
const BAGS = 4;
/** Candidates of a question that the ranking learns from, by BM25. */
const RANKED = 20;
/** Candidates of a question whose confidence is learned. */
const WEIGHED = 3;
const INNER_FOLDS = 4;
/**
 * What the band for answers must hold on questions the model has not seen: precision, and answers when the
 * whole group is missing, as shares of all posts, and disagreeing headlines that are answered with each
 * other. Right is what was judged, what makes the same claim by rule, and what one reading found to make it
 * (`claims-readings.tsv`).
 */
export const GOALS = { precision: 0.98, falseAnswers: 0.015, disagreeing: 0.02 };
/** Headlines are many and short: together they weigh this much of their number. */
const HEADLINE_WEIGHT = 0.5;
/** From here on a candidate is offered; set by judgement. */
const CHOICE = 0.15;

export function learn(scenes: Scene[]): StoredTextModel {
  // The confidence learns from ranks as they are for questions that the ranking has not seen.
  const samples: Sample[] = [];
  for (let inner = 0; inner < INNER_FOLDS; inner++) {
    const trees = learnRanking(scenes.filter((scene) => innerFold(scene) !== inner));
    for (const scene of scenes) if (innerFold(scene) === inner) samples.push(...samplesOf(scene, trees));
  }
  const held: { sample: Sample; sum: number }[] = [];
  for (let inner = 0; inner < INNER_FOLDS; inner++) {
    const part = learnAnswer(samples.filter(({ scene }) => innerFold(scene) !== inner));
    for (const sample of samples) {
      if (innerFold(sample.scene) === inner)
        held.push({ sample, sum: part.start + predict(part.trees, asRecord(sample.features)) });
    }
  }
  const calibration = isotonic(
    held.filter(({ sample }) => sample.place === 0 && sample.scene.kind !== 'headline'),
  );
  const answer = { ...learnAnswer(samples), calibration };
  const stored = {
    ranking: { trees: learnRanking(scenes) },
    answer,
    bands: { answer: 1, choice: CHOICE },
  };
  stored.bands.answer = answerBand(
    held.map(({ sample, sum }) => ({ sample, p: interpolate(calibration, sum) })),
  );
  return stored;
}

/** Folds inside of the training part; independent of the outer ones, which leave one number of five out. */
const innerFold = ({ fold }: Scene): number => fold % INNER_FOLDS;

interface Sample {
  scene: Scene;
  features: AnswerFeatures;
  right: boolean;
  /** 0 for the best of its question. */
  place: number;
  contradicted: boolean;
  weight: number;
}

const asRecord = (features: object): Record<string, number> => features as Record<string, number>;

function learnRanking(scenes: Scene[]): Tree[] {
  const questions = scenes
    .filter(({ kind }) => kind === 'post')
    .map((scene) =>
      scene.scores
        .map((score, place) => ({ score, place, label: (scene.judged.has(score.slot) ? 1 : 0) as Label }))
        .filter(({ place, label }) => place < RANKED || label === 1),
    );
  const names = Object.keys(questions[0]?.[0]?.score.features ?? {});
  const rows: number[][] = [];
  const groups = questions.map((candidates) => {
    const from = rows.length;
    for (const { score } of candidates) rows.push(names.map((name) => asRecord(score.features)[name] ?? 0));
    return { from, labels: candidates.map(({ label }) => label) };
  });
  return boost(names, rows, lambdaRank(groups), RANKING);
}

/**
 * LambdaRank: each pair of a right and a wrong candidate pulls as strongly as their exchange would change
 * the discounted gain (Burges, "From RankNet to LambdaRank to LambdaMART", 2010).
 */
function lambdaRank(groups: { from: number; labels: Label[] }[]): Derivatives {
  return (sums, first, second) => {
    first.fill(0);
    second.fill(1e-9);
    for (const { from, labels } of groups) {
      const sum = (i: number): number => sums[from + i] ?? 0;
      const add = (i: number, g: number, h: number) => {
        first[from + i] = (first[from + i] ?? 0) + g;
        second[from + i] = (second[from + i] ?? 0) + h;
      };
      const order = labels.map((_, i) => i).sort((a, b) => sum(b) - sum(a) || a - b);
      const discount = new Float64Array(labels.length);
      for (const [rank, i] of order.entries()) discount[i] = 1 / Math.log2(2 + rank);
      for (const [i, label] of labels.entries()) {
        if (label !== 1) continue;
        for (const [j, other] of labels.entries()) {
          if (other === 1) continue;
          const weight = Math.abs((discount[i] ?? 0) - (discount[j] ?? 0));
          const wrong = 1 / (1 + Math.exp(sum(i) - sum(j)));
          add(i, -weight * wrong, weight * wrong * (1 - wrong));
          add(j, weight * wrong, weight * wrong * (1 - wrong));
        }
      }
    }
  };
}

function samplesOf(scene: Scene, trees: Tree[]): Sample[] {
  const rank = (features: CandidateFeatures): number => predict(trees, asRecord(features));
  const { ranked, groups } = rankCandidates(scene.index, scene.scores, { rank });
  return ranked.flatMap((candidate, place) => sampleAt(scene, ranked, groups, candidate, place) ?? []);
}

function sampleAt(
  scene: Scene,
  ranked: RankedText[],
  groups: number[],
  candidate: RankedText,
  place: number,
): Sample | null {
  if (scene.only === undefined ? place >= WEIGHED : candidate.slot !== scene.only) return null;
  const label = scene.label(candidate.slot);
  if (label === null) return null;
  return {
    scene,
    features: answerFeatures(ranked, groups, place),
    right: label === 1,
    place,
    contradicted: candidate.contradictions.length > 0,
    weight: scene.kind === 'headline' ? HEADLINE_WEIGHT : place === 0 ? 1 : 0.3,
  };
}

function learnAnswer(samples: Sample[]): { start: number; trees: Tree[] } {
  const names = Object.keys(samples[0]?.features ?? {});
  const rows = samples.map(({ features }) => names.map((name) => asRecord(features)[name] ?? 0));
  const weight = samples.reduce((sum, one) => sum + one.weight, 0);
  const share = samples.reduce((sum, one) => sum + (one.right ? one.weight : 0), 0) / weight;
  const start = Math.round(Math.log(share / (1 - share)) * 1e4) / 1e4;
  const logLoss: Derivatives = (sums, first, second) => {
    for (const [i, { right, weight: own }] of samples.entries()) {
      const p = 1 / (1 + Math.exp(-start - (sums[i] ?? 0)));
      first[i] = own * (p - (right ? 1 : 0));
      second[i] = own * p * (1 - p);
    }
  };
  const trees = Array.from({ length: BAGS }, (_, bag) =>
    boost(names, rows, logLoss, { ...ANSWER, seed: ANSWER.seed + bag }).map((tree) => scaled(tree, 1 / BAGS)),
  );
  return { start, trees: trees.flat() };
}

function scaled(tree: Tree, by: number): Tree {
  if (typeof tree === 'number') return Math.round(tree * by * 1e5) / 1e5;
  const [feature, limit, below, fromThere] = tree;
  return [feature, limit, scaled(below, by), scaled(fromThere, by)];
}

/** Pool adjacent violators (Zadrozny and Elkan, 2002), with a little of either outcome in every pool. */
function isotonic(held: { sample: Sample; sum: number }[]): [number, number][] {
  const pools: { sums: number; right: number; n: number }[] = [];
  for (const { sample, sum } of [...held].sort((a, b) => a.sum - b.sum)) {
    pools.push({ sums: sum, right: sample.right ? 1 : 0, n: 1 });
    for (
      let last = pools.at(-1), before = pools.at(-2);
      last && before;
      last = pools.at(-1), before = pools.at(-2)
    ) {
      if (before.right / before.n < last.right / last.n) break;
      pools.splice(-2, 2, {
        sums: before.sums + last.sums,
        right: before.right + last.right,
        n: before.n + last.n,
      });
    }
  }
  const round = (value: number): number => Math.round(value * 1e4) / 1e4;
  return pools.map(({ sums, right, n }) => [round(sums / n), round((right + 0.2) / (n + 0.4))]);
}

/** The lowest probability that holds the goals on held-out questions. */
function answerBand(held: { sample: Sample; p: number }[]): number {
  const count = (kind: Scene['kind'], from: number, right?: boolean): number =>
    held.filter(
      ({ sample, p }) =>
        sample.scene.kind === kind &&
        p >= from &&
        !sample.contradicted &&
        saysEnough(sample.features) &&
        (sample.place === 0 || kind === 'headline') &&
        (right === undefined || sample.right === right),
    ).length;
  const posts = new Set(held.flatMap(({ sample }) => (sample.scene.kind === 'post' ? sample.scene : [])))
    .size;
  const disagreeing = held.filter(({ sample }) => sample.scene.kind === 'headline' && !sample.right).length;
  let band = 1;
  for (let from = 0.995; from >= 0.5; from -= 0.005) {
    if (
      count('post', from, true) < GOALS.precision * count('post', from) ||
      count('post without its group', from) > GOALS.falseAnswers * posts ||
      count('headline', from, false) > GOALS.disagreeing * disagreeing
    )
      continue;
    band = from;
  }
  return Math.round(band * 1000) / 1000;
}
