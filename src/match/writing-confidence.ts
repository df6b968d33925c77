import { mayAnswer, textConfidence } from './decision.ts';
import type { TextQuery } from './text-index.ts';
import type { TextMatch } from './text-score.ts';
import { WRITING } from './thresholds.ts';

/**
 * How sure words read in a picture make of an item. The text model was trained on typed words; of what is read
 * some words are missing or misread, and some belong to the page around the statement.
 */
export function confidenceOfWriting(match: TextMatch, query: TextQuery): number {
  if (match.words.length < WRITING.leastShared) return 0;
  const confidence = textConfidence({ text: match }, query);
  return mayAnswer({ text: match }, query) ? confidence : Math.min(confidence, WRITING.mostUnsure);
}
