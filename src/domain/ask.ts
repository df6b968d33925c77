import type { Evidence, Outcome, Relation } from './evidence.ts';
import type { FactCheck } from './fact-check.ts';

/** What `tabayyan ask --json` and `POST /api/v1/ask` tell of a fact-check: a contract with other programs. */
export type AskedFactCheck = Pick<
  FactCheck,
  'id' | 'url' | 'title' | 'claim' | 'rating' | 'ratingLabel' | 'publisher' | 'datePublished'
>;

/** One of their answers. */
export interface AskAnswer {
  factCheck: AskedFactCheck;
  confidence: number;
  relation: Relation;
  /** Whether the person would see it. */
  sent: boolean;
  evidence: Evidence[];
  /** Fact-checks of the same claim by others, likeliest first. */
  sameAs: AskedFactCheck[];
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
