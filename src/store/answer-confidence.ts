import type { Tx } from './database.ts';

/** Answers given at once whose confidence lay between two places of a threshold. */
export interface AnswersAtPlace {
  /** Place in the list that was asked with; -1 for less than its first. */
  place: number;
  answered: number;
  /** Of these, how many people said that the answer did not help. */
  complaints: number;
}

/**
 * What people said of the newsroom's own answers since a day.
 * @param steps rising; each counts what is from here up to the next
 */
export const listAnswersByConfidence = (
  tx: Tx,
  evidence: 'words' | 'media',
  steps: readonly number[],
  since: Date,
): Promise<AnswersAtPlace[]> =>
  tx.$queryRaw`
    SELECT width_bucket((closest->>'confidence')::float8, ${[...steps]}::float8[]) - 1 AS place,
      count(*)::int AS answered, count(*) FILTER (WHERE feedback = 'no')::int AS complaints
    FROM tips
    WHERE created_at >= ${since} AND outcome = 'answered' AND closest->>'method' = ANY(${METHODS[evidence]})
    GROUP BY 1`;

/** Kinds of the strongest evidence. */
const METHODS = { words: ['text'], media: ['exact', 'image', 'video', 'audio'] };
