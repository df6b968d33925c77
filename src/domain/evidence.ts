import type { FactCheck } from './fact-check.ts';

export type EvidenceKind = 'exact' | 'image' | 'video' | 'audio' | 'text' | 'ocr' | 'link';

/** Seconds from the start; both ends included. */
export interface TimeSpan {
  from: number;
  to: number;
}

/** Why two things match. */
export interface Evidence {
  kind: EvidenceKind;
  /** 0 to 1, comparable within one kind only. */
  score: number;
  /** Which part of what the person sent. */
  query?: Partial<TimeSpan> & { file?: number };
  /** Which part of what the archive holds; `media` is the sha256 of the archived file. */
  archive?: Partial<TimeSpan> & { media?: string };
  /** Words both sides share, best first. */
  words?: string[];
}

/**
 * `same`: the archive reviewed this very claim. `related`: the same picture, video or sound was
 * reviewed, but what was sent says something else about it.
 */
export type Relation = 'same' | 'related';

export interface Match {
  factCheck: FactCheck;
  /** Probability-like, 0 to 1. */
  confidence: number;
  relation: Relation;
  /** Strongest first. */
  evidence: Evidence[];
  /** Fact-checks of the same claim by others, likeliest first: one answer with several links. */
  sameAs?: FactCheck[];
}

/** What a look-up ended in. */
export const OUTCOMES = ['answered', 'choices', 'unknown', 'unsupported', 'failed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** The three bands a search of the archive can end in. */
export type Band = Extract<Outcome, 'answered' | 'choices' | 'unknown'>;

export interface LookUpResult {
  band: Band;
  /** Best first; `sent` marks those the person sees. */
  matches: (Match & { sent: boolean })[];
}

/** The closest candidate of a look-up, kept on every tip so that thresholds can be tuned later. */
export interface Closest {
  factCheckId: string;
  confidence: number;
  method: EvidenceKind;
}
