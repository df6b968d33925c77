/** How much of one field of an indexed text a query says, and in what way. Shares are of rarity and lie between 0 and 1. */
import type { AlignedField, AlignedText } from './text-alignment.ts';
import type { TextIndex, TextQuery } from './text-index.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';
import { NUMBER, PLACE } from './vocabulary.ts';

const RARE = 3;
/** Words at the beginning of a claim or title. */
const FIRST_WORDS = 4;
/** Neighbours in a claim are close in a query up to this distance. */
const CLOSE = 3;
const NOWHERE: readonly number[] = [];
const NOTHING_TO_COMPARE = 0.5;

export const share = (part: number, all: number): number => (all > 0 ? Math.min(1, part / all) : 0);

/** Share of a field, each distinct word once, weighted by rarity. */
export function contained(field: AlignedField): number {
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
export function bestWindow(query: TextQuery, pair: AlignedText): { claimIn: number; queryIn: number } {
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
  let bestClaim = 0;
  let bestQuery = 0;
  for (let end = 0; end < sequence.length; end++) {
    const entering = sequence[end] ?? 0;
    counts[entering] = (counts[entering] ?? 0) + 1;
    if (counts[entering] === 1) {
      const idf = query.terms[entering]?.idf ?? 0;
      claimMass += worth[entering] ?? 0;
      queryMass += idf;
      sharedMass += idf * (pair.shared[entering] ?? 0);
    }
    if (end >= width) {
      const leaving = sequence[end - width] ?? 0;
      counts[leaving] = (counts[leaving] ?? 0) - 1;
      if (counts[leaving] === 0) {
        const idf = query.terms[leaving]?.idf ?? 0;
        claimMass -= worth[leaving] ?? 0;
        queryMass -= idf;
        sharedMass -= idf * (pair.shared[leaving] ?? 0);
      }
    }
    if (end < width - 1) continue;
    const claimIn = share(claimMass, all);
    const queryIn = share(sharedMass, queryMass);
    if (claimIn + queryIn <= bestClaim + bestQuery) continue;
    bestClaim = claimIn;
    bestQuery = queryIn;
  }
  return { claimIn: bestClaim, queryIn: bestQuery };
}

/** The heaviest passage that stands in both, word by word. */
export function longestRun(query: TextQuery, claim: AlignedField): { share: number; words: number } {
  let all = 0;
  let best = 0;
  let words = 0;
  // By place in the query where a passage that reaches up to the word before ends: its weight and words.
  let weights: number[] = [];
  let lengths: number[] = [];
  let ends: readonly number[] = [];
  for (let i = 0; i < claim.length; i++) {
    const place = claim.partner[i] ?? -1;
    const idf = claim.idf[i] ?? 0;
    all += idf;
    const places = query.places[place] ?? NOWHERE;
    if (places.length === 0) {
      ends = NOWHERE;
      continue;
    }
    const nextWeights: number[] = [];
    const nextLengths: number[] = [];
    for (const at of places) {
      const last = ends.indexOf(at - 1);
      const weight = (weights[last] ?? 0) + idf;
      const length = (lengths[last] ?? 0) + 1;
      nextWeights.push(weight);
      nextLengths.push(length);
      if (weight > best) best = weight;
      if (length > words) words = length;
    }
    weights = nextWeights;
    lengths = nextLengths;
    ends = places;
  }
  return { share: share(best, all), words };
}

export function closePairs(query: TextQuery, field: AlignedField): number {
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
export function rareShare(field: AlignedField): number {
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

/** Share of the first words of a field, each once, that the query has. */
export function earlyShare(field: AlignedField): number {
  let all = 0;
  let hit = 0;
  for (let i = 0, seen = 0; i < field.length && seen < FIRST_WORDS; i++) {
    if (field.first[i] === 0) continue;
    seen++;
    const idf = field.idf[i] ?? 0;
    all += idf;
    hit += idf * (field.hit[i] ?? 0);
  }
  return share(hit, all);
}

export const sharedWords = (field: AlignedField): number =>
  field.hit.reduce((sum, hit, i) => sum + (field.first[i] === 1 && hit > 0 ? 1 : 0), 0);

export function withLetters(index: TextIndex, query: TextQuery, field: AlignedField): number {
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

export function placesShared(query: TextQuery, pair: AlignedText): { places: number; placesBack: number } {
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
export function countKind(field: AlignedField, kind: number): { all: number; shared: number } {
  let all = 0;
  let shared = 0;
  for (let i = 0; i < field.length; i++) {
    if (field.first[i] === 0 || ((field.kind[i] ?? 0) & kind) === 0) continue;
    all++;
    if (field.hit[i] === 1) shared++;
  }
  return { all, shared };
}
