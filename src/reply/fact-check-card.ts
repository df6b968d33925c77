import type { Evidence, Match } from '../domain/evidence.ts';
import type { FactCheck } from '../domain/fact-check.ts';
import type { Line, RichText } from '../domain/rich-text.ts';
import type { Language, Words } from '../words.ts';

/** Which of two texts gives way first when a messenger's limit is reached. */
const ELASTIC = { title: 1, label: 2, summary: 3 } as const;

/** Others who checked the same claim that are named. */
const MAX_SAME_AS = 3;

/** One fact-check as a person reads it: rating, title, what is true, which seconds matched, source and link. */
export function factCheckCard(
  words: Words,
  language: Language,
  match: Pick<Match, 'factCheck'> & Partial<Match>,
): RichText {
  const { factCheck, evidence = [], sameAs = [] } = match;
  const lines: (Line | null)[] = [
    ratingLine(words, language, factCheck),
    [{ text: factCheck.title, style: 'bold', elastic: ELASTIC.title }],
    factCheck.summary ? [{ text: factCheck.summary, elastic: ELASTIC.summary }] : null,
    matchedLine(words, language, evidence),
    publishedLine(words, language, factCheck),
    linkLine(factCheck),
    ...sameAsLines(words, language, sameAs),
    factCheck.isExample ? [{ text: words.t(language, 'reply:example'), style: 'italic' }] : null,
  ];
  return lines.filter((line) => line !== null);
}

const linkLine = ({ url }: FactCheck): Line | null => (url ? [{ text: url, href: url }] : null);

/** Who else checked the same claim, with what result, and where. */
function sameAsLines(words: Words, language: Language, sameAs: FactCheck[]): (Line | null)[] {
  const linked = sameAs.filter(({ url }) => url).slice(0, MAX_SAME_AS);
  if (linked.length === 0) return [];
  const head: Line = [{ text: words.t(language, 'reply:sameAs.intro') }];
  return [head, ...linked.flatMap((other) => [sameAsLine(words, language, other), linkLine(other)])];
}

function sameAsLine(words: Words, language: Language, other: FactCheck): Line {
  const rating = ratingName(words, language, other);
  const name = other.publisher ?? other.title;
  return [{ text: words.t(language, 'reply:sameAs.item', { name, rating }), elastic: ELASTIC.label }];
}

/** The verdict in words; of a rating outside the scale the publisher's own. */
export function ratingName(
  words: Words,
  language: Language,
  { rating, ratingLabel }: Pick<FactCheck, 'rating' | 'ratingLabel'>,
): string {
  const own = ratingLabel?.trim();
  return rating === 'other' && own ? own : words.t(language, `ratings:${rating}`);
}

function ratingLine(words: Words, language: Language, factCheck: FactCheck): Line {
  const { rating } = factCheck;
  const text = ratingName(words, language, factCheck);
  return [
    { text: `${words.t(language, `reply:mark.${rating}`)} `, sign: true },
    { text, style: 'bold', rating, elastic: ELASTIC.label },
  ];
}

function publishedLine(words: Words, language: Language, factCheck: FactCheck): Line | null {
  const { publisher, datePublished } = factCheck;
  const date = datePublished ? words.date(language, datePublished) : null;
  if (publisher && date) return [{ text: words.t(language, 'reply:published.by', { publisher, date }) }];
  if (publisher) return [{ text: words.t(language, 'reply:published.byOnly', { publisher }) }];
  return date ? [{ text: words.t(language, 'reply:published.date', { date }) }] : null;
}

/** The most telling media evidence; matching words need no explanation. */
function matchedLine(words: Words, language: Language, evidence: Evidence[]): Line | null {
  for (const item of evidence) {
    const key = matchedKey(item);
    if (!key) continue;
    const clock = (seconds: number | undefined): string => formatClock(words, language, seconds ?? 0);
    const params = {
      queryFrom: clock(item.query?.from),
      queryTo: clock(item.query?.to),
      archiveFrom: clock(item.archive?.from),
      archiveTo: clock(item.archive?.to),
    };
    return [{ text: words.t(language, `reply:matched.${key}`, params) }];
  }
  return null;
}

function matchedKey({ kind, query, archive }: Evidence): string | null {
  if (kind === 'exact') return 'exact';
  if (kind === 'audio' || kind === 'ocr') return kind;
  if (kind === 'image') return archive?.from === undefined ? 'image' : 'still';
  if (kind !== 'video') return null;
  if (query?.from === undefined || query.to === undefined || query.to - query.from < 1) return 'videoAt';
  return 'video';
}

/** Seconds as `m:ss`, the second that a player would show, digits of the reader's locale, kept left to right inside Arabic text. */
export function formatClock(words: Words, language: Language, seconds: number): string {
  const digits = new Intl.NumberFormat(words.localeOf(language), { useGrouping: false });
  const padded = new Intl.NumberFormat(words.localeOf(language), { minimumIntegerDigits: 2 });
  const whole = Math.floor(seconds);
  return `\u2066${digits.format(Math.floor(whole / 60))}:${padded.format(whole % 60)}\u2069`;
}
