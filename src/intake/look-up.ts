import type { Closest, LookUpResult, Match } from '../domain/evidence.ts';
import { analyzeText } from '../fingerprint/arabic-text.ts';
import type { KnownMedia } from '../fingerprint/media-library.ts';
import type { LiveIndex } from '../match/live-index.ts';
import type { QueryPart, RankedItem } from '../match/matcher.ts';
import type { Database } from '../store/database.ts';
import { findFactChecks } from '../store/fact-checks.ts';

/** What is asked about: words, files, or both. */
export interface Question {
  text: string | null;
  files: { position: number; media: KnownMedia }[];
}

/** A typed question of so few words is a search of the archive, not a rumour somebody forwards. */
const KEYWORD_TERMS = 3;

/** Whether there is anything to look for: marks and signs alone say nothing. */
export const hasWords = (text: string | null | undefined): text is string => /[\p{L}\p{N}]/u.test(text ?? '');

export const toQueryParts = ({ text, files }: Question): QueryPart[] => [
  ...(hasWords(text) ? [{ kind: 'text' as const, text }] : []),
  ...files.map(({ position, media }) => ({
    kind: 'media' as const,
    file: position,
    sha256: media.sha256,
    fingerprint: media.fingerprint,
  })),
];

export function isKeywordQuery({ text, files }: Question): boolean {
  if (files.length > 0 || !text) return false;
  const { terms, numbers, urls } = analyzeText(text);
  return urls.length === 0 && terms.length + numbers.length <= KEYWORD_TERMS;
}

/** Asks the archive. `limit` asks for more candidates than a person would be sent. */
export async function lookUp(
  archive: LiveIndex,
  database: Database,
  question: Question,
  limit?: number,
): Promise<LookUpResult> {
  const ranking = await archive.rank(toQueryParts(question), limit === undefined ? {} : { limit });
  const factChecks = await findFactChecks(
    database.prisma,
    ranking.ranked.map(({ id }) => id),
  );
  const matches = ranking.ranked.flatMap((item) => {
    const factCheck = factChecks.get(item.id);
    // Taken out between the look-up and now.
    return factCheck ? [{ ...toMatch(item, factCheck), sent: item.sent }] : [];
  });
  const band = matches.some(({ sent }) => sent) ? ranking.band : 'unknown';
  return { band, matches };
}

const toMatch = ({ confidence, relation, evidence }: RankedItem, factCheck: Match['factCheck']): Match => ({
  factCheck,
  confidence,
  relation,
  evidence,
});

export function closestOf({ matches }: LookUpResult): Closest | null {
  const [best] = matches;
  const method = best?.evidence[0]?.kind;
  return best && method ? { factCheckId: best.factCheck.id, confidence: best.confidence, method } : null;
}
