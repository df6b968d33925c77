import type { FactCheck } from '../domain/fact-check.ts';
import type { Database } from '../store/database.ts';
import { findFactChecks } from '../store/fact-checks.ts';
import type { ArchiveIndex } from './archive-index.ts';
import { highlight, type Marks, passageAround, type Range } from './highlights.ts';
import type { KeywordHits, KeywordQuery } from './keyword-index.ts';

/** The last page anybody may ask for. */
export const MAX_PAGE = 1_000;

/** A fact-check that a search found, and where in it. */
export interface FoundFactCheck extends FactCheck {
  highlights: { title: Range[]; claim: Range[]; summary: Range[] };
  /** A piece of the article, when only its text holds what was searched for. */
  passage: { text: string; highlights: Range[] } | null;
}

export interface FoundFactChecks {
  /** On all pages together. */
  total: number;
  items: FoundFactCheck[];
  page: number;
  /** `null` on the last page. */
  nextPage: number | null;
  /** `some`: no fact-check has all the words, these have most of them. */
  matched: KeywordHits['matched'];
}

/** One page of the fact-checks that a search by words and filters finds. */
export async function findByKeywords(
  archive: ArchiveIndex,
  database: Database,
  query: KeywordQuery,
): Promise<FoundFactChecks> {
  const { page = 1, limit } = query;
  const { total, ids, matched, marks } = await archive.search(query);
  const found = await findFactChecks(database.prisma, ids);
  const items = ids.flatMap((id) => {
    const factCheck = found.get(id);
    // Taken out between the look-up and now.
    return factCheck ? [withHighlights(factCheck, marks)] : [];
  });
  const nextPage = page * limit < total && page < MAX_PAGE ? page + 1 : null;
  return { total, items, page, nextPage, matched };
}

function withHighlights(factCheck: FactCheck, marks: Marks): FoundFactCheck {
  const highlights = {
    title: highlight(factCheck.title, marks),
    claim: highlight(factCheck.claim, marks),
    summary: highlight(factCheck.summary ?? '', marks),
  };
  const isShown = Object.values(highlights).some((ranges) => ranges.length > 0);
  return {
    ...factCheck,
    highlights,
    passage: isShown || !factCheck.body ? null : passageAround(factCheck.body, marks),
  };
}
