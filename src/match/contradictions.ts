import { oppositeKey } from './opposites-and-places.ts';
import type { AlignedField, AlignedText } from './text-alignment.ts';
import type { TextIndex, TextQuery } from './text-index.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';
import { NUMBER, OPPOSABLE, PLACE } from './vocabulary.ts';

/** What keeps two texts with the same words from saying the same. */
export const CONTRADICTIONS = ['number', 'negation', 'opposite', 'place', 'replaced'] as const;
export type Contradiction = (typeof CONTRADICTIONS)[number];

export function contradictionsOf(index: TextIndex, query: TextQuery, pair: AlignedText): Contradiction[] {
  const found: Contradiction[] = [];
  if (numbersDiffer(index, query, pair.claim)) found.push('number');
  if (negationDiffers(query, pair.claim)) found.push('negation');
  if (saysOpposite(index, query, pair.claim)) found.push('opposite');
  if (placesDiffer(index, query, pair)) found.push('place');
  if (found.length === 0 && wordReplaced(index, query, pair.claim)) found.push('replaced');
  return found;
}

/** Another number beside the same word; or, in a short question, none of the claim's numbers but others. */
function numbersDiffer(index: TextIndex, query: TextQuery, claim: AlignedField): boolean {
  if (query.numbers.size === 0) return false;
  const own = wordsOfKind(index, claim, NUMBER);
  if (own.size === 0) return false;
  const isForeign = (place: number | undefined): boolean => {
    const term = place === undefined ? undefined : query.terms[place]?.term;
    return term !== undefined && query.numbers.has(term) && !own.has(term);
  };
  const { sequence } = query;
  for (let i = 0; i < claim.length; i++) {
    if (((claim.kind[i] ?? 0) & NUMBER) === 0 || query.numbers.has(index.term(claim.terms[i] ?? 0))) continue;
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
  let differing = 0;
  let all = 0;
  for (const [i, place] of claim.partner.entries()) {
    if (place < 0) continue;
    const idf = claim.idf[i] ?? 0;
    all += idf;
    if (claim.negated[i] !== query.denied[place]) differing += idf;
  }
  return all > 0 && differing / all >= settings.negationShare;
}

/** The claim says "rises" where the query says "falls", and neither says both. */
function saysOpposite(index: TextIndex, query: TextQuery, claim: AlignedField): boolean {
  if (query.opposed.size === 0) return false;
  const said = new Set(Array.from(wordsOfKind(index, claim, OPPOSABLE), oppositeKey));
  for (const key of said) {
    if (query.opposed.get(key)?.some((opposite) => !said.has(opposite))) return true;
  }
  return false;
}

/**
 * Nearly the same sentence with a word or two exchanged between the same neighbours: who, what or how
 * many may have changed, and no list can tell. Only where both are sentences of about one length.
 */
function wordReplaced(index: TextIndex, query: TextQuery, claim: AlignedField): boolean {
  const { sequence } = query;
  const n = claim.length;
  if (n > settings.shortQuery || sequence.length > settings.shortQuery || sequence.length === 0) return false;
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
      if (isExchange(index, query, claim, i - gap, i, between)) return true;
    }
    previous = at;
    gap = 0;
  }
  return false;
}

/**
 * Whether words of the claim stand where other words of the query do: a word or two on either side, which the
 * other side does not say elsewhere, rare enough to be names or what it is about, and not two spellings of one.
 */
function isExchange(
  index: TextIndex,
  query: TextQuery,
  claim: AlignedField,
  from: number,
  to: number,
  between: Uint32Array,
): boolean {
  if (between.length === 0 || between.length > 2) return false;
  if (between.some((place) => claim.partner.includes(place))) return false;
  let theirs = 0;
  for (let i = from; i < to; i++) {
    const term = claim.terms[i] ?? 0;
    const isOtherSpelling =
      query.letters.shareOf(index, term) >= settings.sameSpelling ||
      between.some((place) => differByClitic(index.term(term), query.terms[place]?.term ?? ''));
    if (!isOtherSpelling) theirs = Math.max(theirs, claim.idf[i] ?? 0);
  }
  const ours = Math.max(...Array.from(between, (place) => query.terms[place]?.idf ?? 0));
  return Math.min(theirs, ours) >= settings.replacedRarity * index.rarity;
}

/** Stemming takes endings off a word with a joined ب that it leaves on the short word without. */
function differByClitic(a: string, b: string): boolean {
  const [one, other] = [a, b].map((word) => word.replace(/^[بلكفو](?=\p{L}{2})/u, ''));
  if (one === undefined || other === undefined || (one === a && other === b)) return false;
  return one.startsWith(other) || other.startsWith(one);
}

/** Both name places and share none. */
function placesDiffer(index: TextIndex, query: TextQuery, pair: AlignedText): boolean {
  if (query.namedPlaces.length === 0) return false;
  const inClaim = wordsOfKind(index, pair.claim, PLACE);
  if (inClaim.size === 0) return false;
  const inTitle = wordsOfKind(index, pair.title, PLACE);
  return !query.namedPlaces.some((place) => {
    const term = query.terms[place]?.term ?? '';
    return inClaim.has(term) || inTitle.has(term);
  });
}

function wordsOfKind(index: TextIndex, field: AlignedField, kind: number): Set<string> {
  const words = new Set<string>();
  for (let i = 0; i < field.length; i++) {
    if (((field.kind[i] ?? 0) & kind) !== 0) words.add(index.term(field.terms[i] ?? 0));
  }
  return words;
}
