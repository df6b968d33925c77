import type { Evidence, Outcome, Relation } from './evidence.ts';
import type { FactCheck } from './fact-check.ts';

/** The answer of `tabayyan ask --json` and `POST /api/v1/ask`: a contract with other programs. */
export interface AskAnswer {
  factCheck: Pick<
    FactCheck,
    'id' | 'url' | 'title' | 'claim' | 'rating' | 'ratingLabel' | 'publisher' | 'datePublished'
  >;
  confidence: number;
  relation: Relation;
  /** Whether the person would see it. */
  sent: boolean;
  evidence: Evidence[];
}

export interface AskResult {
  id: string;
  outcome: Outcome;
  /** Error code when the outcome is `unsupported` or `failed`, or when a part of the question could not be read. */
  reason?: string;
  /** Best first; with `choices` the candidates, with `unknown` the closest misses. */
  answers: AskAnswer[];
  /** The text that would be sent. */
  reply: string;
  /** Milliseconds. */
  ms: { total: number; fingerprint: number; match: number };
}
