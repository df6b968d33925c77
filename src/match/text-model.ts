import type { AnswerFeatures, CandidateFeatures } from './text-features.ts';
import stored from './text-model.json' with { type: 'json' };

/**
 * What `bench/train-text-model.ts` learned: two sums of small decision trees. A tree is a number (what it
 * adds) or `[feature, limit, below, fromThere]`; in `text-model.json` it is a line of text.
 */
export type Tree = number | readonly [feature: string, limit: number, below: Tree, fromThere: Tree];

export interface StoredTextModel {
  ranking: { trees: Tree[] };
  answer: {
    start: number;
    trees: Tree[];
    /** Isotonic: rising points of [sum of the trees, probability], joined by straight lines. */
    calibration: (readonly [sum: number, probability: number])[];
  };
  /** Probabilities from which a candidate is answered with, and offered. */
  bands: { answer: number; choice: number };
}

export interface TextModel {
  /** Order of candidates; comparable within one query. */
  rank(features: CandidateFeatures): number;
  /** Probability that a candidate makes the query's claim. */
  probability(features: AnswerFeatures): number;
  readonly bands: StoredTextModel['bands'];
}

export function textModel({ ranking, answer, bands }: StoredTextModel): TextModel {
  const rank = sumOf(ranking.trees);
  const sure = sumOf(answer.trees);
  return {
    rank,
    bands,
    probability: (features) => interpolate(answer.calibration, answer.start + sure(features)),
  };
}

/** A tree laid out in arrays reads features by place, many times faster than walking objects. */
function sumOf(trees: readonly Tree[]): (features: object) => number {
  const names: string[] = [];
  const feature: number[] = [];
  const limit: number[] = [];
  const below: number[] = [];
  const fromThere: number[] = [];
  const lay = (tree: Tree): number => {
    const at = feature.length;
    if (typeof tree === 'number') {
      feature.push(-1);
      limit.push(tree);
      below.push(0);
      fromThere.push(0);
      return at;
    }
    const [name, value, less, more] = tree;
    if (!names.includes(name)) names.push(name);
    feature.push(names.indexOf(name));
    limit.push(value);
    below.push(0);
    fromThere.push(0);
    below[at] = lay(less);
    fromThere[at] = lay(more);
    return at;
  };
  const roots = trees.map(lay);
  const values = new Float64Array(names.length);
  return (features) => {
    const given = features as Record<string, number>;
    for (let i = 0; i < names.length; i++) values[i] = given[names[i] ?? ''] ?? 0;
    let sum = 0;
    for (const root of roots) {
      let at = root;
      for (let place = feature[at] ?? -1; place >= 0; place = feature[at] ?? -1) {
        at = (((values[place] ?? 0) < (limit[at] ?? 0) ? below : fromThere)[at] ?? 0) as number;
      }
      sum += limit[at] ?? 0;
    }
    return sum;
  };
}

/** Probability at a sum of the trees. */
export function interpolate(points: StoredTextModel['answer']['calibration'], at: number): number {
  const behind = points.findIndex(([sum]) => sum > at);
  if (behind === 0) return points[0]?.[1] ?? 0;
  if (behind < 0) return points.at(-1)?.[1] ?? 0;
  const [from, low] = points[behind - 1] ?? [0, 0];
  const [to, high] = points[behind] ?? [1, 0];
  return low + ((high - low) * (at - from)) / (to - from);
}

const TOKEN = /[()?:<]|[A-Za-z]\w*|-?[\d.]+(?:e-?\d+)?/gu;

/** Reads `feature<limit?(below):(from there)`, the form of trees in the file. */
export function parseTree(text: string): Tree {
  const tokens = text.match(TOKEN) ?? [];
  let at = 0;
  const expect = (token: string) => {
    if (tokens[at++] !== token) throw new SyntaxError(`no ${token} in the tree ${text}`);
  };
  const branch = (): Tree => {
    if (tokens[at] !== '(') return Number(tokens[at++]);
    at++;
    const tree = read();
    expect(')');
    return tree;
  };
  const read = (): Tree => {
    if (!/^[A-Za-z]/u.test(tokens[at] ?? '')) return Number(tokens[at++]);
    const feature = tokens[at++] ?? '';
    expect('<');
    const limit = Number(tokens[at++]);
    expect('?');
    const below = branch();
    expect(':');
    return [feature, limit, below, branch()];
  };
  const tree = read();
  if (at !== tokens.length) throw new SyntaxError(`more than a tree: ${text}`);
  return tree;
}

/** The other way round. */
export function treeText(tree: Tree): string {
  if (typeof tree === 'number') return String(tree);
  const [feature, limit, below, fromThere] = tree;
  const branch = (one: Tree): string => (typeof one === 'number' ? String(one) : `(${treeText(one)})`);
  return `${feature}<${limit}?${branch(below)}:${branch(fromThere)}`;
}

export const committedTextModel = textModel({
  ranking: { trees: stored.ranking.trees.map(parseTree) },
  answer: {
    start: stored.answer.start,
    trees: stored.answer.trees.map(parseTree),
    calibration: stored.answer.calibration.map(([sum = 0, probability = 0]) => [sum, probability] as const),
  },
  bands: stored.bands,
});
