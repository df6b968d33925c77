import type { Evidence } from '../domain/evidence.ts';
import type { TextMatch } from './text-score.ts';

/** All that speaks for one item. */
export interface Candidate {
  id: string;
  /** Best of its links, files, frames and sounds; 0 without. */
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
    candidate.contentConfidence = Math.max(candidate.contentConfidence, confidence);
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
