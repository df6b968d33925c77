/**
 * Quick measurement of claim matching on judged posts: `npx tsx bench/claims-quick.ts FOLDER [--train]`.
 * FOLDER holds archive.jsonl (native import), queries-dev.jsonl (id, text) and qrels-dev.tsv (query,
 * fact-check, in_archive). Nothing of it is kept.
 *
 * Judgements are incomplete: the archive holds more articles about a claim than were judged. Each
 * figure is therefore printed twice: "strict" by the judgements alone, "folded" with articles that make
 * the same claim as a judged one counted as it (and removed with it).
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { analyzeText } from '../src/fingerprint/arabic-text.ts';
import { Matcher } from '../src/match/matcher.ts';
import type { TextFeatures } from '../src/match/text-features.ts';
import { TextIndex } from '../src/match/text-index.ts';
import { isSameClaim, matchText, scoreText, type TextMatch } from '../src/match/text-score.ts';
import { FUSION } from '../src/match/thresholds.ts';

interface Row {
  id: string;
  title: string;
  claim: string;
  summary?: string;
}

/** Likeness of claims (0 to 1) from which two articles are one for the "folded" columns; below the second they are two. */
const SAME = 0.5;
const DIFFERENT = 0.42;
const FOLDS = 5;

const print = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
const folder = process.argv[2];
if (!folder) throw new Error('usage: npx tsx bench/claims-quick.ts FOLDER [--train]');
const lines = (name: string): string[] => readFileSync(join(folder, name), 'utf8').trim().split('\n');
const archive = lines('archive.jsonl').map((line) => JSON.parse(line) as Row);
const queries = lines('queries-dev.jsonl').map((line) => JSON.parse(line) as { id: string; text: string });
const right = new Map<string, Set<string>>();
for (const line of lines('qrels-dev.tsv').slice(1)) {
  const [query = '', id = '', inArchive] = line.split('\t');
  if (inArchive === '1') right.set(query, (right.get(query) ?? new Set()).add(id));
}
const judged = queries.filter((query) => right.has(query.id));
const index = new TextIndex();
for (const row of archive) index.upsert(row.id, row);
const byId = new Map(archive.map((row) => [row.id, row]));

const percent = (count: number, of: number): string => `${((100 * count) / Math.max(1, of)).toFixed(1)} %`;

function likeness(a: number, b: number): number {
  const there = scoreText(index, index.asQuery(a), b, 0).features.claimIn;
  const back = scoreText(index, index.asQuery(b), a, 0).features.claimIn;
  return (there + back) / 2;
}

/** How much an article is like the nearest judged right one; 1 for those themselves. */
function nearness(id: string, rights: Set<string>): number {
  if (rights.has(id)) return 1;
  const slot = index.slot(id);
  const slots = [...rights].flatMap((one) => index.slot(one) ?? []);
  return slot === undefined ? 0 : Math.max(0, ...slots.map((one) => likeness(one, slot)));
}

function averagePrecision(ids: string[], rights: Set<string>): number {
  let hits = 0;
  let sum = 0;
  for (const [i, id] of ids.slice(0, 5).entries()) {
    if (rights.has(id)) sum += ++hits / (i + 1);
  }
  return sum / Math.min(5, rights.size);
}

function measure(): void {
  let started = performance.now();
  const matcher = new Matcher();
  for (const row of archive) matcher.upsert({ ...row, urls: [], media: [] });
  print(`${archive.length} fact-checks loaded in ${(performance.now() - started).toFixed(0)} ms`);
  const times: number[] = [];
  const seen = {
    map: 0,
    first: 0,
    ten: 0,
    answered: 0,
    rightAnswers: 0,
    foldedAnswers: 0,
    choices: 0,
    rightChoices: 0,
  };
  const without = { strict: 0, folded: 0, choices: 0 };
  for (const { id, text } of judged) {
    const rights = right.get(id) ?? new Set();
    const ask = () => matcher.rank([{ kind: 'text', text }], { limit: 10 });
    started = performance.now();
    const { band, ranked } = ask();
    times.push(performance.now() - started);
    const ids = ranked.map((one) => one.id);
    const shown = ranked.filter((one) => one.sent).map((one) => one.id);
    seen.map += averagePrecision(ids, rights);
    if (rights.has(ids[0] ?? '')) seen.first++;
    if (ids.some((one) => rights.has(one))) seen.ten++;
    const nearest = Math.max(0, ...shown.map((one) => nearness(one, rights)));
    if (band === 'answered') {
      seen.answered++;
      if (shown.some((one) => rights.has(one))) seen.rightAnswers++;
      if (nearest >= SAME) seen.foldedAnswers++;
    } else if (band === 'choices') {
      seen.choices++;
      if (nearest >= SAME) seen.rightChoices++;
    }
    const removed = new Set(rights);
    for (const one of removed) matcher.remove(one);
    if (ask().band === 'answered') without.strict++;
    for (const one of ids) {
      if (nearness(one, rights) < DIFFERENT) continue;
      removed.add(one);
      matcher.remove(one);
    }
    const after = ask();
    if (after.band === 'answered') without.folded++;
    if (after.band === 'choices') without.choices++;
    for (const one of removed) {
      const row = byId.get(one);
      if (row) matcher.upsert({ ...row, urls: [], media: [] });
    }
  }
  const n = judged.length;
  times.sort((a, b) => a - b);
  print(
    `${n} queries: MAP@5 ${(seen.map / n).toFixed(4)}, P@1 ${(seen.first / n).toFixed(4)}, R@10 ${(seen.ten / n).toFixed(4)}`,
  );
  print(
    `answered ${percent(seen.answered, n)}: precision strict ${percent(seen.rightAnswers, seen.answered)}, folded ${percent(seen.foldedAnswers, seen.answered)}`,
  );
  print(
    `choices ${percent(seen.choices, n)}, right among them ${percent(seen.rightChoices, seen.choices)}; nothing found ${percent(n - seen.answered - seen.choices, n)}`,
  );
  print(
    `right ones removed: answered strict ${percent(without.strict, n)}, folded ${percent(without.folded, n)}; choices ${percent(without.choices, n)}`,
  );
  print(`look-up median ${times[n >> 1]?.toFixed(2)} ms, p95 ${times[Math.floor(n * 0.95)]?.toFixed(2)} ms`);
}

type Name = keyof TextFeatures;
interface Sample {
  fold: number;
  x: number[];
  y: number;
}

const foldOf = (id: string): number => {
  let hash = 0;
  for (const char of id) hash = (hash * 31 + char.charCodeAt(0)) >>> 0;
  return hash % FOLDS;
};

/** The best candidate with the right ones in the archive, and the best without them. */
function samplesOf(names: Name[]): Sample[] {
  const samples: Sample[] = [];
  for (const { id, text } of judged) {
    const rights = right.get(id) ?? new Set();
    const matches = matchText(index, analyzeText(text), 30);
    const rank = (m: TextMatch): number => m.bm25 * (m.contradicted ? 0.97 : 1);
    const add = (list: TextMatch[], y: number) => {
      const [top] = list;
      if (!top) return;
      const rival = list.slice(0, 8).find((m) => m !== top && !isSameClaim(index, top.slot, m.slot));
      const lead = rival ? Math.max(0, 1 - rank(rival) / rank(top)) : 1;
      const contradicted = top.contradicted ? 1 : 0;
      const features: TextFeatures = { ...top.features, contradicted, lead };
      samples.push({ fold: foldOf(id), x: names.map((name) => features[name]), y });
    };
    const near = new Map(matches.slice(0, 10).map((m) => [m.id, nearness(m.id, rights)]));
    const best = near.get(matches[0]?.id ?? '') ?? 0;
    if (best >= SAME || best < DIFFERENT) add(matches, best >= SAME ? 1 : 0);
    add(
      matches.filter((m) => (near.get(m.id) ?? 0) < DIFFERENT),
      0,
    );
  }
  return samples;
}

/** Logistic regression with a small L2 penalty, by Adam. The bias is the last weight. */
function learn(samples: Sample[], size: number): number[] {
  const w = new Array<number>(size + 1).fill(0);
  const m = [...w];
  const v = [...w];
  for (let step = 1; step <= 2500; step++) {
    const gradient = new Array<number>(size + 1).fill(0);
    for (const { x, y } of samples) {
      const error = predict(w, x) - y;
      for (const [i, value] of [...x, 1].entries()) gradient[i] = (gradient[i] ?? 0) + error * value;
    }
    for (let i = 0; i <= size; i++) {
      const g = (gradient[i] ?? 0) / samples.length + (i < size ? 0.0005 * (w[i] ?? 0) : 0);
      m[i] = 0.9 * (m[i] ?? 0) + 0.1 * g;
      v[i] = 0.999 * (v[i] ?? 0) + 0.001 * g * g;
      const rate = 0.05 / (Math.sqrt((v[i] ?? 0) / (1 - 0.999 ** step)) + 1e-8);
      w[i] = (w[i] ?? 0) - (rate * (m[i] ?? 0)) / (1 - 0.9 ** step);
    }
  }
  return w;
}

const predict = (w: number[], x: number[]): number =>
  1 / (1 + Math.exp(-x.reduce((sum, value, i) => sum + value * (w[i] ?? 0), w[x.length] ?? 0)));

function train(): void {
  const names: Name[] = [
    'claimIn',
    'titleIn',
    'eitherIn',
    'queryIn',
    'both',
    'run',
    'mass',
    'length',
    'numbers',
    'numbersMissing',
    'contradicted',
    'lead',
  ];
  const samples = samplesOf(names);
  const weights = learn(samples, names.length);
  print([...names, 'bias'].map((name, i) => `${name}: ${weights[i]?.toFixed(2)}`).join(', '));
  const folds = Array.from({ length: FOLDS }, (_, fold) =>
    learn(
      samples.filter((s) => s.fold !== fold),
      names.length,
    ),
  );
  const scored = samples.map((s) => ({ y: s.y, p: predict(folds[s.fold] ?? [], s.x) }));
  print(
    'threshold, held-out folds: right answers kept, false ones among answers, share of all queries answered falsely without the right one',
  );
  for (const threshold of [0.5, 0.6, FUSION.textAnswer, 0.8, 0.9, 0.95]) {
    const over = scored.filter((s) => s.p >= threshold);
    const good = over.filter((s) => s.y === 1).length;
    print(`${threshold}: ${percent(good, judged.length)}, ${percent(over.length - good, judged.length)}`);
  }
  for (let low = 0; low < 1; low += 0.2) {
    const part = scored.filter((s) => s.p >= low && s.p < low + 0.2);
    print(
      `said ${low.toFixed(1)}-${(low + 0.2).toFixed(1)}: true ${percent(part.filter((s) => s.y === 1).length, part.length)} of ${part.length}`,
    );
  }
}

if (process.argv.includes('--train')) train();
else measure();
