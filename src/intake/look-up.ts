import type { Closest, LookUpResult, Match, TimeSpan } from '../domain/evidence.ts';
import type { FactCheck } from '../domain/fact-check.ts';
import type { CloserLook, NearMiss } from '../domain/fingerprint.ts';
import { composeText } from '../fingerprint/arabic-letters.ts';
import { analyzeText } from '../fingerprint/arabic-text.ts';
import { splitText } from '../fingerprint/arabic-text-pieces.ts';
import type { KnownMedia } from '../fingerprint/media-library.ts';
import type { ShortLinks } from '../fingerprint/short-links.ts';
import type { LiveIndex } from '../match/live-index.ts';
import type { QueryPart, RankedItem, Ranking, RankOptions } from '../match/matcher.ts';
import { FUSION } from '../match/thresholds.ts';
import type { Database } from '../store/database.ts';
import { findFactChecks } from '../store/fact-checks.ts';
import { readSettings } from '../store/settings.ts';

/** What is asked about: words, files, or both. */
export interface Question {
  text: string | null;
  files: { position: number; media: KnownMedia }[];
  /** Where short links of the text lead, as far as it is known. */
  links?: string[];
}

/** A typed question of so few words is a search of the archive, not a rumour somebody forwards. */
const KEYWORD_TERMS = 3;

/** Whether there is anything to look for: marks alone, and "is this true?" alone, say nothing. */
export function hasWords(text: string | null | undefined): text is string {
  if (!text) return false;
  const { terms, numbers, urls } = analyzeText(text);
  return terms.length + numbers.length + urls.length > 0;
}

export const toQueryParts = ({ text, files, links = [] }: Question): QueryPart[] => [
  ...(hasWords(text) ? [{ kind: 'text' as const, text }] : []),
  ...files.flatMap(({ position, media: { writing } }) =>
    writing ? [{ kind: 'ocr' as const, file: position, text: writing }] : [],
  ),
  ...files.map(({ position, media }) => ({
    kind: 'media' as const,
    file: position,
    sha256: media.sha256,
    fingerprint: media.fingerprint,
  })),
  ...links.map((url) => ({ kind: 'link' as const, url })),
];

export function isKeywordQuery({ text, files }: Question): boolean {
  if (files.length > 0 || !text) return false;
  const { terms, numbers, urls } = analyzeText(text);
  return urls.length === 0 && terms.length + numbers.length <= KEYWORD_TERMS;
}

const linksIn = (text: string | null): string[] =>
  text ? splitText(composeText(text.slice(0, FUSION.questionLength))).urls : [];

/** With what is known by now of its short links; asks nobody. */
export const withKnownLinks = (question: Question, shortLinks: ShortLinks): Question => ({
  ...question,
  links: shortLinks.known(linksIn(question.text)),
});

type QuestionFile = Question['files'][number];

/** Reads files of the question once more. */
export interface CloserReader {
  /** Of a long film only the `stretches`, if there are any; null when there is nothing more to see in it. */
  look(file: QuestionFile, stretches: TimeSpan[]): Promise<CloserLook | null>;
  /** The look with further views, those that come nearest to what it nearly found. */
  register(file: QuestionFile, look: CloserLook, misses: readonly NearMiss[]): Promise<CloserLook>;
  /** The words in a picture or film; null when they cannot be read. */
  readWriting(file: QuestionFile): Promise<string | null>;
}

export interface LookedUp {
  found: LookUpResult;
  /** With the words that were read in its files. */
  question: Question;
}

/** What costs time, and is done only when nothing else is sure. */
export interface SecondLook {
  reader: CloserReader;
  shortLinks: ShortLinks;
}

/**
 * Asks the archive. `limit` asks for more candidates than a person would be sent. Files are only read again,
 * and short links only resolved, when nothing else is sure; their words are read when that makes nothing sure
 * either. Without a second look at what is not sure at once.
 */
export async function lookUp(
  archive: LiveIndex,
  database: Database,
  asked: Question,
  second: SecondLook | null,
  limit?: number,
): Promise<LookedUp> {
  const options = { ...(limit === undefined ? {} : { limit }), ...(await movedThresholds(database)) };
  const { ranking, question } = second
    ? await rankClosely(archive, asked, second, options)
    : { ranking: await archive.rank(toQueryParts(asked), options), question: asked };
  const factChecks = await findFactChecks(
    database.prisma,
    ranking.ranked.flatMap(({ id, sameAs = [] }) => [id, ...sameAs]),
  );
  const matches = ranking.ranked.flatMap((item) => {
    // Any may have been taken out between the look-up and now.
    const found = [item.id, ...(item.sameAs ?? [])].flatMap((id) => factChecks.get(id) ?? []);
    const match = toMatch(item, found);
    return match ? [{ ...match, sent: item.sent }] : [];
  });
  const band = matches.some(({ sent }) => sent) ? ranking.band : 'unknown';
  return { found: { band, matches }, question };
}

/** From where on the newsroom wants people to be answered at once; nothing of what it did not move. */
async function movedThresholds(database: Database): Promise<RankOptions> {
  const { answerFrom, mediaFrom } = await readSettings(database.prisma);
  return { ...(answerFrom === null ? {} : { answerFrom }), ...(mediaFrom === null ? {} : { mediaFrom }) };
}

async function rankClosely(
  archive: LiveIndex,
  asked: Question,
  { reader, shortLinks }: SecondLook,
  options: RankOptions,
): Promise<{ ranking: Ranking; question: Question }> {
  const known = withKnownLinks(asked, shortLinks);
  const first = await archive.rank(toQueryParts(known), options);
  if (first.band === 'answered') return { ranking: first, question: known };
  // Under way while files are read; never rejects, so whoever is answered before need not wait for it.
  const resolving = shortLinks.resolve(linksIn(asked.text));
  const looks = await lookCloser(archive, asked, reader);
  const rank = (question: Question) => archive.rank(withLooks(toQueryParts(question), looks), options);
  const closer = looks.size === 0 ? first : await rank(known);
  if (closer.band === 'answered') return { ranking: closer, question: known };
  const links = [...new Set([...(known.links ?? []), ...(await resolving)])];
  const linked = { ...known, links };
  const hasMore = links.length > (known.links?.length ?? 0);
  const third = hasMore ? await rank(linked) : closer;
  if (third.band === 'answered') return { ranking: third, question: linked };
  const read = await withWriting(linked, reader);
  const hasRead = read.files.some(({ media }, i) => media.writing !== asked.files[i]?.media.writing);
  return { ranking: hasRead ? await rank(read) : third, question: read };
}

const withLooks = (parts: QueryPart[], looks: ReadonlyMap<number, CloserLook>): QueryPart[] =>
  parts.map((part) => (part.kind === 'media' ? { ...part, closer: looks.get(part.file) ?? null } : part));

async function lookCloser(
  archive: LiveIndex,
  { files }: Question,
  reader: CloserReader,
): Promise<Map<number, CloserLook>> {
  const looks = new Map<number, CloserLook>();
  for (const file of files) {
    const look = await reader.look(file, await archive.likelyStretches(file.media.fingerprint));
    if (!look) continue;
    const misses = await archive.nearMisses(look);
    looks.set(file.position, await reader.register(file, look, misses));
  }
  return looks;
}

async function withWriting(question: Question, reader: CloserReader): Promise<Question> {
  const files: QuestionFile[] = [];
  for (const file of question.files) {
    const writing = await reader.readWriting(file);
    files.push({ ...file, media: { ...file.media, writing } });
  }
  return { ...question, files };
}

/** `found`: the fact-check to answer with, then others of the same claim. */
export function toMatch(
  { confidence, relation, evidence }: Pick<RankedItem, 'confidence' | 'relation' | 'evidence'>,
  found: FactCheck[],
): Match | null {
  const [factCheck, ...sameAs] = found;
  return factCheck ? { factCheck, confidence, relation, evidence, sameAs } : null;
}

export function closestOf({ matches }: LookUpResult): Closest | null {
  const [best] = matches;
  const method = best?.evidence[0]?.kind;
  return best && method ? { factCheckId: best.factCheck.id, confidence: best.confidence, method } : null;
}
