import type { ThresholdKey } from '../domain/settings.ts';
import type { Tx } from './database.ts';

/** Answers given at once whose confidence lay between two places of a threshold. */
export interface AnswersAtPlace {
  threshold: ThresholdKey;
  /** In the list of places that was asked with; -1 for less than its first. */
  place: number;
  answered: number;
  /** Of these, how many people said that the answer did not help. */
  complaints: number;
}

/**
 * What people said of the newsroom's own answers since a day; those by links, and by words in pictures, belong to no
 * threshold.
 * @param steps rising; each counts what is from here up to the next
 */
export const listAnswersByConfidence = (
  tx: Tx,
  steps: Record<ThresholdKey, readonly number[]>,
  since: Date,
): Promise<AnswersAtPlace[]> =>
  tx.$queryRaw`
    SELECT threshold, count(*)::int AS answered, count(*) FILTER (WHERE feedback = 'no')::int AS complaints,
      width_bucket(confidence, CASE threshold WHEN 'answerFrom' THEN ${[...steps.answerFrom]}::float8[]
        ELSE ${[...steps.mediaFrom]}::float8[] END) - 1 AS place
    FROM (
      SELECT feedback, (closest->>'confidence')::float8 AS confidence,
        CASE closest->>'method' WHEN 'text' THEN 'answerFrom' ELSE 'mediaFrom' END AS threshold
      FROM tips
      WHERE created_at >= ${since} AND outcome = 'answered'
        AND closest->>'method' IN ('text', 'exact', 'image', 'video', 'audio')) AS answers
    GROUP BY threshold, place`;
