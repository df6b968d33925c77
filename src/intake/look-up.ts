import type { Closest, LookUpResult, Match } from '../domain/evidence.ts';
import type { CloserLook, NearMiss } from '../domain/fingerprint.ts';
import { analyzeText } from '../fingerprint/arabic-text.ts';
import type { KnownMedia } from '../fingerprint/media-library.ts';
import type { LiveIndex } from '../match/live-index.ts';
import type { QueryPart, RankedItem, Ranking } from '../match/matcher.ts';
import type { Database } from '../store/database.ts';
import { findFactChecks } from '../store/fact-checks.ts';

/** What is asked about: words, files, or both. */
export interface Question {
  text: string | null;
  files: { position: number; media: KnownMedia }[];
}

/** A typed question of so few words is a search of the archive, not a rumour somebody forwards. */
const KEYWORD_TERMS = 3;

/** Whether there is anything to look for: marks alone, and "is this true?" alone, say nothing. */
export function hasWords(text: string | null | undefined): text is string {
  if (!text) return false;
  const { terms, numbers, urls } = analyzeText(text);
  return terms.length + numbers.length + urls.length > 0;
}

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

type QuestionFile = Question['files'][number];

/** Reads files of the question once more. */
export interface CloserReader {
  /** null when there is nothing more to see in it. */
  look(file: QuestionFile): Promise<CloserLook | null>;
  /** The look with further views, those that come nearest to what it nearly found. */
  register(file: QuestionFile, look: CloserLook, misses: readonly NearMiss[]): Promise<CloserLook>;
}

/**
 * Asks the archive. `limit` asks for more candidates than a person would be sent. Files are only read again,
 * by `reader`, when nothing else is sure.
 */
export async function lookUp(
  archive: LiveIndex,
  database: Database,
  question: Question,
  reader: CloserReader,
  limit?: number,
): Promise<LookUpResult> {
  const options = limit === undefined ? {} : { limit };
  const ranking = await rankClosely(archive, question, reader, options);
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

async function rankClosely(
  archive: LiveIndex,
  question: Question,
  reader: CloserReader,
  options: { limit?: number },
): Promise<Ranking> {
  const parts = toQueryParts(question);
  const ranking = await archive.rank(parts, options);
  if (ranking.band === 'answered') return ranking;
  const closer = new Map<number, CloserLook>();
  for (const file of question.files) {
    const look = await reader.look(file);
    if (!look) continue;
    const misses = await archive.nearMisses(look);
    closer.set(file.position, await reader.register(file, look, misses));
  }
  if (closer.size === 0) return ranking;
  const closerParts = parts.map((part) =>
    part.kind === 'media' ? { ...part, closer: closer.get(part.file) ?? null } : part,
  );
  return archive.rank(closerParts, options);
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
