import type { Band, Evidence, Relation } from '../domain/evidence.ts';
import type { CloserLook, QueryMediaFingerprint } from '../domain/fingerprint.ts';
import type { Rating } from '../domain/rating.ts';
import type { MediaMatch } from './media-index.ts';

/** What a matcher needs to know of a fact-check, or of an open claim (then without title). */
export interface IndexedItem {
  id: string;
  title?: string | null;
  claim: string | null;
  summary?: string | null;
  body?: string | null;
  /** Its own address and where the claim was seen. */
  urls: string[];
  rating?: Rating;
  publisher?: string | null;
  datePublished?: string | null;
  /** The sha256 of each file it shows. */
  media: string[];
}

export type QueryPart =
  | { kind: 'text'; text: string }
  /** Words read in a file of the question: nobody typed them, and some may be misread. */
  | { kind: 'ocr'; file: number; text: string }
  | {
      kind: 'media';
      /** Place of the file in the question, named in the evidence. */
      file: number;
      sha256: string;
      /** null: not decoded; only the very bytes are found. */
      fingerprint: QueryMediaFingerprint | null;
      /** When the fingerprint alone found nothing sure. */
      closer?: CloserLook | null;
    }
  /** Where a short link of the text leads. */
  | { kind: 'link'; url: string };

/** A part with what the archive's media have in common with it. */
export type MatchedPart =
  | Exclude<QueryPart, { kind: 'media' }>
  | { kind: 'media'; file: number; sha256: string; matches: MediaMatch[] };

export interface RankedItem {
  id: string;
  /** Probability-like, 0 to 1. */
  confidence: number;
  relation: Relation;
  /** Strongest first. */
  evidence: Evidence[];
  /** Further items that make the same claim, likeliest first. */
  sameAs?: string[];
}

export interface Ranking {
  band: Band;
  /** Best first; `sent` marks what the person sees. */
  ranked: (RankedItem & { sent: boolean })[];
}

export interface RankOptions {
  /** How many items are ranked, those beyond what would be sent included. */
  limit?: number;
  /** Probability from which words alone answer, when it is not to be the learned one. */
  answerFrom?: number;
  /** Confidence from which media answer, when it is not to be `FUSION.mediaAnswer`. */
  mediaFrom?: number;
}
