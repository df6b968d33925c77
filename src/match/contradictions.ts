import { arePlacesRelated, isMonth, oppositeKey, placeOf } from './opposites-and-places.ts';
import type { AlignedField, AlignedText } from './text-alignment.ts';
import { ALWAYS, NEVER, type TextIndex, type TextQuery } from './text-index.ts';
import { TEXT_SCORE as settings } from './thresholds.ts';
import { isNumber, NUMBER, OPPOSABLE, PLACE, PREVENTING } from './vocabulary.ts';

/** What keeps two texts with the same words from saying the same. */
export const CONTRADICTIONS = ['number', 'negation', 'opposite', 'place', 'replaced'] as const;
export type Contradiction = (typeof CONTRADICTIONS)[number];

/** Words this near are neighbours. */
const NEIGHBOURS = 3;

export function contradictionsOf(index: TextIndex, query: TextQuery, pair: AlignedText): Contradiction[] {
  const found: Contradiction[] = [];
  if (numbersDiffer(index, query, pair.claim)) found.push('number');
  if (negationDiffers(query, pair.claim)) found.push('negation');
  if (saysOpposite(index, query, pair.claim) || rolesSwapped(query, pair.claim)) found.push('opposite');
  if (placesDiffer(index, query, pair)) found.push('place');
  if (found.length === 0 && wordReplaced(index, query, pair.claim)) found.push('replaced');
  return found;
}

/**
 * Another number beside the same word; or, in a short question, none of the claim's numbers but others of their
 * kind: a date does not contradict an age.
 */
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
  if (sequence.length > settings.shortQuery || [...own].some((number) => query.numbers.has(number)))
    return false;
  const theirs = kindsOfNumbers(Array.from(claim.terms, (term) => index.term(term)));
  const ours = kindsOfNumbers(Array.from(sequence, (place) => query.terms[place]?.term ?? ''));
  return [...theirs].some((kind) => ours.has(kind));
}

type NumberKind = 'day' | 'year' | 'amount';

function kindsOfNumbers(words: string[]): Set<NumberKind> {
  const kinds = new Set<NumberKind>();
  for (const [i, word] of words.entries()) {
    if (!isNumber(word)) continue;
    const value = Number(word);
    if (isMonth(words[i + 1] ?? '')) kinds.add('day');
    else kinds.add(Number.isInteger(value) && value >= 1900 && value <= 2100 ? 'year' : 'amount');
  }
  return kinds;
}

/**
 * Shared words that one side denies, or says are prevented, and the other does not, when they carry enough of what
 * is shared. What is prevented counts only where the other side denies nothing: it may say so of a word nearby.
 */
function negationDiffers(query: TextQuery, claim: AlignedField): boolean {
  const claimDenies = claim.negated.includes(1) || claim.kind.some(isPreventing);
  const queryDenies = query.negated.includes(1) || query.preventing.includes(1);
  let differing = 0;
  let all = 0;
  for (let i = 0; i < claim.length; i++) {
    const place = claim.partner[i] ?? -1;
    if (place < 0) continue;
    const idf = claim.idf[i] ?? 0;
    all += idf;
    const denial = query.denial[place] ?? 0;
    const isPreventedThere = query.places[place]?.some((at) => isPrevented(query, at)) ?? false;
    const differs =
      claim.negated[i] === 1
        ? denial === NEVER && !isPreventedThere
        : isPreventedIn(claim, i)
          ? !queryDenies
          : denial === ALWAYS || (isPreventedThere && !claimDenies);
    if (differs) differing += idf;
  }
  return all > 0 && differing / all >= settings.negationShare;
}

/** Whether one of the two words before says that it is prevented. */
function isPrevented(query: TextQuery, at: number): boolean {
  const before = query.sequence.subarray(Math.max(0, at - 2), at);
  return before.some((place) => query.preventing[place] === 1);
}

const isPreventing = (kind: number): boolean => (kind & PREVENTING) !== 0;

const isPreventedIn = (claim: AlignedField, i: number): boolean =>
  claim.kind.subarray(Math.max(0, i - 2), i).some(isPreventing);

/** Of neighbouring shared words the claim says "rises" where the query says "falls", and neither says both. */
function saysOpposite(index: TextIndex, query: TextQuery, claim: AlignedField): boolean {
  if (query.opposed.size === 0) return false;
  let said: Set<string> | null = null;
  for (let i = 0; i < claim.length; i++) {
    if (((claim.kind[i] ?? 0) & OPPOSABLE) === 0) continue;
    const opposites = query.opposed.get(oppositeKey(index.term(claim.terms[i] ?? 0)));
    if (!opposites) continue;
    said ??= new Set(Array.from(wordsOfKind(index, claim, OPPOSABLE), oppositeKey));
    for (const opposite of opposites) {
      if (said.has(opposite)) continue;
      const at = query.sequence.findIndex(
        (place) => oppositeKey(query.terms[place]?.term ?? '') === opposite,
      );
      // "Does not rise" agrees with "falls".
      const isDenied = query.negated[at] === 1 || isPrevented(query, at);
      const agree = at >= 0 && isDenied !== (claim.negated[i] === 1 || isPreventedIn(claim, i));
      if (!agree && at >= 0 && haveNeighbour(query, claim, at, i)) return true;
    }
  }
  return false;
}

/** The claim says "A warns B" where the query says "B warns A". */
function rolesSwapped({ sequence, places }: TextQuery, claim: AlignedField): boolean {
  for (let i = 1; i + 1 < claim.length; i++) {
    const [before, at, behind] = claim.partner.subarray(i - 1, i + 2) as unknown as [number, number, number];
    if (before < 0 || at < 0 || behind < 0 || before === behind) continue;
    if (places[at]?.some((place) => sequence[place - 1] === behind && sequence[place + 1] === before))
      return true;
  }
  return false;
}

/** Whether a word near `at` in the query stands near `i` in the claim. */
function haveNeighbour(query: TextQuery, claim: AlignedField, at: number, i: number): boolean {
  const near = query.sequence.subarray(Math.max(0, at - NEIGHBOURS), at + NEIGHBOURS + 1);
  const partners = claim.partner.subarray(Math.max(0, i - NEIGHBOURS), i + NEIGHBOURS + 1);
  return partners.some((place) => place >= 0 && near.includes(place));
}

const areHeadlines = ({ sequence }: TextQuery, claim: AlignedField): boolean =>
  Math.max(sequence.length, claim.length) <= settings.headline;

/**
 * Nearly the same sentence with a word or two exchanged between the same neighbours: who, what or how
 * many may have changed, and no list can tell. Only where both are sentences of about one length.
 */
function wordReplaced(index: TextIndex, query: TextQuery, claim: AlignedField): boolean {
  const { sequence } = query;
  const n = claim.length;
  if (!areHeadlines(query, claim) || sequence.length === 0) return false;
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

/**
 * Both name places, and none of the one side is, or lies in, one of the other; or beside the same word each names
 * another one: in short sentences any, in a story one that the other side names nowhere.
 */
function placesDiffer(index: TextIndex, query: TextQuery, pair: AlignedText): boolean {
  if (query.namedPlaces.length === 0) return false;
  const { claim } = pair;
  const inClaim = wordsOfKind(index, claim, PLACE);
  if (inClaim.size === 0) return false;
  const named = [...inClaim, ...wordsOfKind(index, pair.title, PLACE)].flatMap((term) => placeOf(term) ?? []);
  const ours = query.namedPlaces.flatMap((place) => {
    const name = placeOf(query.terms[place]?.term ?? '');
    return name === undefined ? [] : { place, name };
  });
  const isForeign = (name: string, among: string[]): boolean =>
    !among.some((other) => arePlacesRelated(name, other));
  const ourNames = ours.map(({ name }) => name);
  if (ours.every(({ name }) => isForeign(name, named))) return true;
  const anyPlace = areHeadlines(query, claim);
  const exchangeable = ours.filter(
    ({ name, place }) => query.terms[place]?.tagged !== true && (anyPlace || isForeign(name, named)),
  );
  for (let i = 0; i < claim.length; i++) {
    if (((claim.kind[i] ?? 0) & PLACE) === 0) continue;
    const name = placeOf(index.term(claim.terms[i] ?? 0));
    if (name === undefined || !(anyPlace || isForeign(name, ourNames))) continue;
    const isExchanged = (own: { place: number; name: string }): boolean =>
      !arePlacesRelated(own.name, name) &&
      (query.places[own.place]?.some((at) => standsAlike(query, claim, at, i)) ?? false);
    if (exchangeable.some(isExchanged)) return true;
  }
  return false;
}

/** Whether the word right before, or right behind, is the same in both. */
function standsAlike(query: TextQuery, claim: AlignedField, at: number, i: number): boolean {
  const before = claim.partner[i - 1] ?? -1;
  const behind = claim.partner[i + 1] ?? -1;
  return (
    (before >= 0 && query.sequence[at - 1] === before) || (behind >= 0 && query.sequence[at + 1] === behind)
  );
}

function wordsOfKind(index: TextIndex, field: AlignedField, kind: number): Set<string> {
  const words = new Set<string>();
  for (let i = 0; i < field.length; i++) {
    if (((field.kind[i] ?? 0) & kind) !== 0) words.add(index.term(field.terms[i] ?? 0));
  }
  return words;
}
