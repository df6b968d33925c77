/**
 * Gradient-boosted regression trees on histograms, second order (Friedman, "Greedy function approximation", 2001;
 * Chen and Guestrin, "XGBoost", 2016, for the gain and the leaf values). Small on purpose: everything is seeded,
 * the same rows give the same trees.
 */
import type { Tree } from '../src/match/text-model.ts';

export interface TreeOptions {
  trees: number;
  depth: number;
  rate: number;
  /** Pull of leaf values to 0. */
  lambda: number;
  /** Least sum of second derivatives in a leaf. */
  leastWeight: number;
  /** Share of the features that each tree may look at. */
  features: number;
  seed: number;
}

/** First and second derivative of the loss by each row's sum; writes into the arrays it is given. */
export type Derivatives = (sums: Float64Array, first: Float64Array, second: Float64Array) => void;

const BINS = 48;

export function boost(names: string[], rows: number[][], derive: Derivatives, options: TreeOptions): Tree[] {
  const n = rows.length;
  const { limits, bins } = toBins(names.length, rows);
  const sums = new Float64Array(n);
  const first = new Float64Array(n);
  const second = new Float64Array(n);
  const random = randomNumbers(options.seed);
  const trees: Tree[] = [];
  const all = Uint32Array.from({ length: n }, (_, i) => i);
  for (let t = 0; t < options.trees; t++) {
    derive(sums, first, second);
    const allowed = names.map(() => random() < options.features);
    const grow = (members: Uint32Array, depth: number): Tree => {
      const cut = depth > 0 ? bestCut(members) : null;
      if (!cut) return leaf(members);
      const column = bins[cut.feature];
      const low = members.filter((row) => (column?.[row] as number) < cut.bin);
      const high = members.filter((row) => (column?.[row] as number) >= cut.bin);
      const limit = limits[cut.feature]?.[cut.bin - 1] ?? 0;
      return [names[cut.feature] ?? '', round(limit), grow(low, depth - 1), grow(high, depth - 1)];
    };
    const leaf = (members: Uint32Array): number => {
      let g = 0;
      let h = 0;
      for (const row of members) {
        g += first[row] ?? 0;
        h += second[row] ?? 0;
      }
      const value = round((-options.rate * g) / (h + options.lambda));
      for (const row of members) sums[row] = (sums[row] ?? 0) + value;
      return value;
    };
    const bestCut = (members: Uint32Array): { feature: number; bin: number } | null => {
      let best: { feature: number; bin: number } | null = null;
      let bestGain = 1e-6;
      const g = new Float64Array(BINS + 1);
      const h = new Float64Array(BINS + 1);
      for (let feature = 0; feature < names.length; feature++) {
        if (!allowed[feature]) continue;
        g.fill(0);
        h.fill(0);
        let allG = 0;
        let allH = 0;
        const column = bins[feature] ?? new Uint8Array(0);
        for (let i = 0; i < members.length; i++) {
          const row = members[i] as number;
          const bin = column[row] as number;
          const dg = first[row] as number;
          const dh = second[row] as number;
          g[bin] = (g[bin] as number) + dg;
          h[bin] = (h[bin] as number) + dh;
          allG += dg;
          allH += dh;
        }
        const worth = (a: number, b: number): number => (a * a) / (b + options.lambda);
        const whole = worth(allG, allH);
        let lowG = 0;
        let lowH = 0;
        for (let bin = 1; bin <= BINS; bin++) {
          lowG += g[bin - 1] ?? 0;
          lowH += h[bin - 1] ?? 0;
          if (lowH < options.leastWeight || allH - lowH < options.leastWeight) continue;
          const gain = worth(lowG, lowH) + worth(allG - lowG, allH - lowH) - whole;
          if (gain > bestGain) {
            bestGain = gain;
            best = { feature, bin };
          }
        }
      }
      return best;
    };
    trees.push(grow(all, options.depth));
  }
  return trees;
}

export function predict(trees: readonly Tree[], features: Readonly<Record<string, number>>): number {
  let sum = 0;
  for (const root of trees) {
    let tree = root;
    while (typeof tree !== 'number') tree = (features[tree[0]] ?? 0) < tree[1] ? tree[2] : tree[3];
    sum += tree;
  }
  return sum;
}

const round = (value: number): number => Math.round(value * 1e4) / 1e4;

function toBins(width: number, rows: number[][]): { limits: number[][]; bins: Uint8Array[] } {
  const limits: number[][] = [];
  const bins: Uint8Array[] = [];
  for (let feature = 0; feature < width; feature++) {
    const sorted = rows.map((row) => row[feature] ?? 0).sort((a, b) => a - b);
    const cuts = new Set<number>();
    for (let bin = 1; bin <= BINS; bin++) {
      const cut = round(sorted[Math.floor((bin * sorted.length) / (BINS + 1))] ?? 0);
      if (cut > (sorted[0] ?? 0)) cuts.add(cut);
    }
    const own = [...cuts];
    limits.push(own);
    bins.push(Uint8Array.from(rows, (row) => own.filter((cut) => cut <= (row[feature] ?? 0)).length));
  }
  return { limits, bins };
}

/** Mulberry32. */
export function randomNumbers(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
