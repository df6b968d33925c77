import type { TextAnalysis } from '../fingerprint/arabic-text.ts';
import type { TextIndex } from './text-index.ts';

/** Letters that a word must have, and of longer ones, for so many to be misread. */
const LEAST_LETTERS = 3;
const MISREAD = [
  { letters: 7, most: 2 },
  { letters: 5, most: 1 },
];

/**
 * Words read in a picture, where one that no text of the archive has, and that is a statement's word but for a
 * letter or two, is taken for it: a dot is soon lost. A word that the archive knows stands as it is, however near,
 * so that another name stays another name. Null when there is nothing to correct.
 */
export function correctMisread(index: TextIndex, analysis: TextAnalysis, slot: number): TextAnalysis | null {
  const said = new Set(analysis.terms);
  const statement = new Set(index.statements(slot).flatMap((ids) => Array.from(ids, (id) => index.term(id))));
  const missing = [...statement].filter((term) => !said.has(term));
  const terms = analysis.terms.map((term) =>
    index.knows(term) ? term : (missing.find((other) => isMisreading(term, other)) ?? term),
  );
  return terms.some((term, i) => term !== analysis.terms[i]) ? { ...analysis, terms } : null;
}

function isMisreading(read: string, written: string): boolean {
  if (/\d/u.test(read + written)) return false;
  const letters = Math.min(read.length, written.length);
  const rule = MISREAD.find((one) => letters >= one.letters);
  if (rule) return editsBetween(read, written) <= rule.most;
  return letters >= LEAST_LETTERS && read.length === written.length && editsBetween(read, written) === 1;
}

/** Letters exchanged, left out or added (Levenshtein). */
function editsBetween(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const exchanged = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(exchanged, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
