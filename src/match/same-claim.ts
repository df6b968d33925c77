import { contradictionsOf } from './contradictions.ts';
import { alignText } from './text-alignment.ts';
import type { TextIndex } from './text-index.ts';
import { SAME_CLAIM as settings, TEXT_INDEX } from './thresholds.ts';

/**
 * Whether two texts of one archive make the same claim. The rule: of some pair of their statements (the
 * claim or the title of either) on average `share` of each, weighted by rarity, stands in the other (a word
 * of the same root counts half), and nothing in one contradicts the other: no number, denial, place,
 * opposite or exchanged word.
 */
export function isSameClaim(index: TextIndex, a: number, b: number): boolean {
  return makeSameClaim(index, statementsOf(index, a), statementsOf(index, b));
}

export function makeSameClaim(index: TextIndex, a: Statements, b: Statements): boolean {
  return (
    likeness(a, b, settings.share) >= settings.share &&
    agree(index, a.slot, b.slot) &&
    agree(index, b.slot, a.slot)
  );
}

/** Mean share of either statement in the other, of the likest pair of statements; 0 to 1. */
export const claimLikeness = (index: TextIndex, a: number, b: number): number =>
  likeness(statementsOf(index, a), statementsOf(index, b), 0);

/** What a text states, ready to be compared. */
export interface Statements {
  slot: number;
  statements: Statement[];
}

interface Statement {
  terms: Uint32Array;
  roots: Int32Array;
  idf: Float32Array;
  all: number;
}

export function statementsOf(index: TextIndex, slot: number): Statements {
  const statements = index.statements(slot).map((terms) => {
    const idf = Float32Array.from(terms, (term, i) => (terms.indexOf(term) === i ? index.idf(term) : 0));
    const roots = Int32Array.from(terms, (term) => index.root(term));
    return { terms, roots, idf, all: idf.reduce((sum, one) => sum + one, 0) };
  });
  return { slot, statements };
}

/** @param least what is less need not be told exactly */
function likeness(a: Statements, b: Statements, least: number): number {
  let likest = 0;
  for (const one of a.statements) {
    for (const other of b.statements) {
      const there = shareOf(one, other);
      // Even if all of the other stood in this one, it would not be enough, or not be more.
      if ((there + 1) / 2 <= Math.max(likest, least - 1e-6)) continue;
      likest = Math.max(likest, (there + shareOf(other, one)) / 2);
    }
  }
  return likest;
}

/** How much of `one` stands in `other`. */
function shareOf(one: Statement, other: Statement): number {
  let shared = 0;
  for (let i = 0; i < one.terms.length; i++) {
    const idf = one.idf[i] ?? 0;
    if (idf === 0) continue;
    const root = one.roots[i] ?? -1;
    if (other.terms.includes(one.terms[i] ?? 0)) shared += idf;
    else if (root >= 0 && other.roots.includes(root)) shared += idf * TEXT_INDEX.rootWeight;
  }
  return one.all === 0 ? 0 : shared / one.all;
}

function agree(index: TextIndex, a: number, b: number): boolean {
  const query = index.asQuery(a);
  return contradictionsOf(index, query, alignText(index, query, b)).length === 0;
}
