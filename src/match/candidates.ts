import type { Evidence } from '../domain/evidence.ts';
import type { TextMatch } from './text-score.ts';
import { FUSION } from './thresholds.ts';

/** All that speaks for one item. */
export interface Candidate {
  id: string;
  /** Of its links, files, frames and sounds the best, together with the words read in them; 0 without. */
  contentConfidence: number;
  /** Strongest first once all are added. */
  content: { evidence: Evidence; confidence: number }[];
  text: TextMatch | null;
}

/** Collects evidence by item. */
export class Candidates {
  readonly #byId = new Map<string, Candidate>();

  addEvidence(id: string, evidence: Evidence, confidence: number): void {
    const candidate = this.#of(id);
    candidate.content.push({ evidence, confidence });
    candidate.content.sort((a, b) => b.confidence - a.confidence);
    candidate.contentConfidence = contentConfidence(candidate.content);
  }

  addText(match: TextMatch): void {
    this.#of(match.id).text = match;
  }

  all(): Candidate[] {
    return [...this.#byId.values()];
  }

  #of(id: string): Candidate {
    let candidate = this.#byId.get(id);
    if (!candidate) {
      candidate = { id, contentConfidence: 0, content: [], text: null };
      this.#byId.set(id, candidate);
    }
    return candidate;
  }
}

/** Words in a picture add to what the picture says, as typed words do. */
function contentConfidence(content: Candidate['content']): number {
  const best = (isWriting: boolean): number =>
    Math.max(
      0,
      ...content.filter(({ evidence }) => (evidence.kind === 'ocr') === isWriting).map((c) => c.confidence),
    );
  const [seen, read] = [best(false), best(true)];
  return seen === 0 ? read : 1 - (1 - seen) * (1 - read * FUSION.wordsWeigh);
}
