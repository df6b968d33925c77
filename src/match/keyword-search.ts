import type { FactCheck } from '../domain/fact-check.ts';
import type { Rating } from '../domain/rating.ts';
import type { Database } from '../store/database.ts';
import { findFactChecks } from '../store/fact-checks.ts';
import type { LiveIndex } from './live-index.ts';

export interface FactCheckQuery {
  text: string;
  rating?: Rating;
  publisher?: string;
  /** ISO dates, both days included. */
  since?: string;
  until?: string;
  limit: number;
}

/** So many candidates are looked at before the filters. */
const CANDIDATES = 500;

/** Fact-checks by their words, best first. `total`: how many of the candidates pass the filters. */
export async function findByKeywords(
  archive: LiveIndex,
  database: Database,
  query: FactCheckQuery,
): Promise<{ total: number; items: FactCheck[] }> {
  const { ranked } = await archive.rank([{ kind: 'text', text: query.text }], { limit: CANDIDATES });
  const found = await findFactChecks(
    database.prisma,
    ranked.map(({ id }) => id),
  );
  const items = ranked.flatMap(({ id }) => {
    const factCheck = found.get(id);
    return factCheck && passes(factCheck, query) ? [factCheck] : [];
  });
  return { total: items.length, items: items.slice(0, query.limit) };
}

function passes(factCheck: FactCheck, { rating, publisher, since, until }: FactCheckQuery): boolean {
  if (rating && factCheck.rating !== rating) return false;
  if (publisher && factCheck.publisher !== publisher) return false;
  const date = factCheck.datePublished;
  if (since && (date === null || date < since)) return false;
  return !(until && (date === null || date > until));
}
