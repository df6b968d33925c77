import { isPlace, sayOpposites } from './opposites-and-places.ts';
import type { AlignedField, AlignedText } from './text-alignment.ts';
import { isNumber } from './text-features.ts';
import type { TextQuery } from './text-index.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';

/** What keeps two texts with the same words from saying the same. */
export type Contradiction = 'number' | 'negation' | 'opposite' | 'place' | 'replaced';

export function contradictionsOf(query: TextQuery, pair: AlignedText): Contradiction[] {
  const found: Contradiction[] = [];
  if (numbersDiffer(query, pair.claim)) found.push('number');
  if (negationDiffers(query, pair.claim)) found.push('negation');
  if (saysOpposite(query, pair.claim)) found.push('opposite');
  if (placesDiffer(query, pair)) found.push('place');
  if (found.length === 0 && wordReplaced(query, pair.claim)) found.push('replaced');
  return found;
}

/** Another number beside the same word; or, in a short question, none of the claim's numbers but others. */
function numbersDiffer(query: TextQuery, claim: AlignedField): boolean {
  const own = new Set(claim.words.filter(isNumber));
  if (own.size === 0 || query.numbers.size === 0) return false;
  const isForeign = (place: number | undefined): boolean => {
    const term = place === undefined ? undefined : query.terms[place]?.term;
    return term !== undefined && query.numbers.has(term) && !own.has(term);
  };
  const { sequence } = query;
  for (const [i, number] of claim.words.entries()) {
    if (!isNumber(number) || query.numbers.has(number)) continue;
    const before = claim.partner[i - 1] ?? -1;
    const behind = claim.partner[i + 1] ?? -1;
    for (let at = 0; at < sequence.length; at++) {
      if (!isForeign(sequence[at])) continue;
      if (behind >= 0 && sequence[at + 1] === behind) return true;
      if (before >= 0 && sequence[at - 1] === before) return true;
    }
  }
  return sequence.length <= settings.shortQuery && ![...own].some((number) => query.numbers.has(number));
}

/** Shared words that one side denies and the other does not, when they carry enough of what is shared. */
function negationDiffers(query: TextQuery, claim: AlignedField): boolean {
  const deniedInQuery = new Map<number, boolean>();
  for (const [i, place] of query.sequence.entries()) {
    deniedInQuery.set(place, (deniedInQuery.get(place) ?? true) && query.negated[i] === 1);
  }
  let differing = 0;
  let all = 0;
  for (const [i, place] of claim.partner.entries()) {
    if (place < 0) continue;
    const idf = claim.idf[i] ?? 0;
    all += idf;
    if ((claim.negated[i] === 1) !== deniedInQuery.get(place)) differing += idf;
  }
  return all > 0 && differing / all >= settings.negationShare;
}

/** The claim says "rises" where the query says "falls". */
const saysOpposite = (query: TextQuery, claim: AlignedField): boolean =>
  sayOpposites(
    claim.words,
    query.terms.map(({ term }) => term),
  );

/**
 * Nearly the same sentence with a word or two exchanged between the same neighbours: who, what or how
 * many may have changed, and no list can tell. Only where both are sentences of about one length.
 */
function wordReplaced(query: TextQuery, claim: AlignedField): boolean {
  const { sequence } = query;
  const n = claim.words.length;
  if (n > settings.shortQuery || sequence.length > settings.shortQuery || sequence.length === 0) return false;
  const shared = new Set(claim.partner);
  const matched = claim.partner.filter((place) => place >= 0).length;
  if (matched < settings.replacedAmong * Math.max(n, sequence.length)) return false;
  const placeAt = new Map<number, number>();
  for (const [at, place] of sequence.entries()) placeAt.set(place, at);
  let previous = -1;
  let gap = 0;
  for (let i = 0; i <= n; i++) {
    const partner = i < n ? (claim.partner[i] ?? -1) : -1;
    if (i < n && partner < 0) {
      gap++;
      continue;
    }
    const at = i < n ? (placeAt.get(partner) ?? -1) : sequence.length;
    if (gap > 0 && gap <= 2) {
      const between = sequence.subarray(previous + 1, Math.max(previous + 1, at));
      if (between.length > 0 && between.length <= 2 && between.every((place) => !shared.has(place)))
        return true;
    }
    previous = at;
    gap = 0;
  }
  return false;
}

/** Both name places and share none. */
function placesDiffer(query: TextQuery, pair: AlignedText): boolean {
  if (!pair.claim.words.some(isPlace)) return false;
  const queried = query.terms.filter(({ term }) => isPlace(term)).map(({ term }) => term);
  if (queried.length === 0) return false;
  const named = new Set([...pair.claim.words, ...pair.title.words].filter(isPlace));
  return !queried.some((place) => named.has(place));
}
