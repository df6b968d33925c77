import type { Rating } from './rating.ts';

/** One published article of the archive (schema.org `ClaimReview`). */
export interface FactCheck {
  /** The publisher's own id; unique in the archive. */
  id: string;
  url: string;
  title: string;
  /** The statement that was reviewed, as the fact-checker words it. */
  claim: string;
  rating: Rating;
  /** The publisher's own words for the rating. */
  ratingLabel: string | null;
  /** One line: what is true instead. */
  summary: string | null;
  /** Text of the article, for finding it; never shown whole. */
  body: string | null;
  publisher: string | null;
  /** ISO date, `2024-11-30`. */
  datePublished: string | null;
  /** BCP 47 tag of the article's language. */
  language: string;
  /** Where the claim was seen. */
  appearances: string[];
  /** Addresses of what the verdict rests on; those of the desk name them. */
  sources?: string[];
  /** Part of the fictional archive that a new installation starts with. */
  isExample: boolean;
}

/** A fact-check as a reader of one archive format hands it over, with its media still named by path or URL. */
export interface FactCheckDraft extends Omit<FactCheck, 'isExample'> {
  /** Paths (absolute) or http(s) URLs. */
  media: string[];
}
