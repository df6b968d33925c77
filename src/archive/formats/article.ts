import { LIMITS } from '../clean-text.ts';
import { draftOf } from '../draft.ts';
import { type DraftResult, type ReadContext, rejected } from '../import-row.ts';
import { derivedId } from '../link.ts';
import { readDate, westernDigits } from '../publication-date.ts';
import { type RatingFinding, rateLabel, verdictIn } from '../rating-labels.ts';

/** Parts of an article, in the order of the layout. */
type Part = 'title' | 'claim' | 'published' | 'investigation' | 'sources' | 'related';
type FieldName = 'rating' | 'date' | 'link';

/** Folded headings: without vowel signs, hamza seats and final colon. */
const HEADINGS: readonly (readonly [Part, RegExp])[] = [
  ['claim', /^(?:نص )?(?:الادعاء|الزعم)(?: المتداول)?$/u],
  [
    'published',
    /^(?:نشر عن الخبر|الخبر المتداول|ناشر الخبر|ناشر الادعاء|من نشر(?: الخبر| الادعاء)?|مكان النشر|انتشار الادعاء)$/u,
  ],
  ['investigation', /^(?:نتيجه )?(?:التحقيق|التحقق|تحقق|تحقيق)(?: [^.،؛]{1,40})?$/u],
  ['sources', /^(?:المصادر|المراجع|مصادر التحقق|مصادر التحقيق|مصادر [^ ]{1,20})$/u],
  [
    'related',
    /^(?:اقرا(?:\/?ي|وا)? (?:ايضا|المزيد|كذلك)|مواضيع ذات صله|مقالات ذات صله|قد يهمك(?: ايضا)?|للمزيد)$/u,
  ],
];
/** Headings of one line whose text may stand behind a colon. */
const FIELDS: readonly (readonly [FieldName, RegExp])[] = [
  ['rating', /^(?:التصنيف|تصنيف الادعاء|الحكم|النتيجه)$/u],
  ['date', /^(?:التاريخ|تاريخ النشر|تاريخ|نشر في|نشر بتاريخ)$/u],
  ['link', /^(?:الرابط|رابط المقال|رابط)$/u],
];
/** A heading is never longer. */
const MAX_HEADING = 60;
/** Characters of the verdict's first sentences that make the summary. */
const SUMMARY_LENGTH = 320;

interface Article {
  parts: Record<Part, string[]>;
  fields: Partial<Record<FieldName, string>>;
  /** Behind "تحقيق", where it is a name. */
  publisher: string | null;
}

/** Whether a text has the layout: the heading of the claim or of the investigation stands in it. */
export const isArticle = (text: string): boolean =>
  text.split(/\r\n|[\r\n]/u).some((line) => {
    const part = headingOf(line.trim())?.part;
    return part === 'claim' || part === 'investigation';
  });

/**
 * A plain-text article: title; `الادعاء` and the claim; where it was published; `تحقيق …`, whose first
 * paragraph holds the verdict, with its sections; related titles after `اقرأ/ي أيضًا`, which belong to no
 * field. Any part may be missing.
 * @param converted the file was not UTF-8
 */
export function readArticle(text: string, context: ReadContext, converted = false): DraftResult {
  if (!isArticle(text)) return rejected('not-an-article');
  const { parts, fields, publisher } = partsOf(text, context.today);
  const [verdictParagraph = ''] = parts.investigation;
  const title = parts.title.join(' ');
  const links = parts.published.flatMap((line) => line.match(/https?:\/\/[^\s<>"»)\]،؛]+/gu) ?? []);
  const rating = ratingOf(fields.rating, parts.investigation);
  const result = draftOf(
    {
      id: title === '' ? undefined : derivedId('a', title),
      idPrefix: 'a',
      url: fields.link,
      urlOptional: true,
      title,
      claim: parts.claim.join('\n'),
      rating,
      summary: firstSentences(verdictParagraph, SUMMARY_LENGTH),
      body: [...parts.published, ...parts.investigation].join('\n').slice(0, LIMITS.body),
      publisher: context.publisher ?? publisher,
      date: fields.date,
      language: 'ar',
      appearances: links,
    },
    context,
  );
  return result.ok && converted ? { ...result, repairs: [...result.repairs, 'encoding-converted'] } : result;
}

function partsOf(text: string, today: string): Article {
  const parts: Article['parts'] = {
    title: [],
    claim: [],
    published: [],
    investigation: [],
    sources: [],
    related: [],
  };
  const fields: Article['fields'] = {};
  let publisher: string | null = null;
  let part: Part = 'title';
  for (const line of linesOf(text)) {
    const field = fieldOf(line, part, today);
    const heading = field ? null : headingOf(line);
    if (field) fields[field.name] ??= field.text;
    else if (heading && !(heading.part === 'investigation' && part === 'investigation')) {
      part = heading.part;
      publisher ??= heading.publisher;
      if (heading.rest !== '') parts[part].push(heading.rest);
    } else if (part === 'title' && parts.title.length > 0) parts.published.push(line);
    else parts[part].push(line);
  }
  return { parts, fields, publisher };
}

const linesOf = (text: string): string[] =>
  text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|[\r\n\u2028\u2029]/u)
    .map((line) => line.replace(/\s+/gu, ' ').trim())
    .filter((line) => line !== '');

function headingOf(line: string): { part: Part; rest: string; publisher: string | null } | null {
  const { head, rest } = atColon(line);
  const folded = fold(head);
  const known =
    folded.length <= MAX_HEADING ? HEADINGS.find(([, pattern]) => pattern.test(folded)) : undefined;
  if (!known) return null;
  const [part] = known;
  const name =
    part === 'investigation' ? /^تحقيق ["«“]?([^"»”]{2,40})["»”]?$/u.exec(head)?.[1]?.trim() : undefined;
  return { part, rest, publisher: name ?? null };
}

function fieldOf(line: string, part: Part, today: string): { name: FieldName; text: string } | null {
  const { head, rest } = atColon(line);
  const named = FIELDS.find(([, pattern]) => pattern.test(fold(head)));
  if (named && rest !== '') return { name: named[0], text: rest };
  if (part !== 'title' && part !== 'claim') return null;
  if (/^https?:\/\/\S+$/u.test(line)) return { name: 'link', text: line };
  const isShort = line.length <= 40 && /\d{4}/u.test(westernDigits(line));
  const date = isShort ? readDate(line, today) : null;
  return date && 'date' in date ? { name: 'date', text: line } : null;
}

/** A colon of an address is none. */
function atColon(line: string): { head: string; rest: string } {
  const colon = line.search(/[:：](?!\/\/)/u);
  if (colon === -1 || colon > MAX_HEADING) return { head: line, rest: '' };
  return { head: line.slice(0, colon).trim(), rest: line.slice(colon + 1).trim() };
}

const fold = (heading: string): string =>
  heading
    .normalize('NFKC')
    .replace(/[\u064B-\u065F\u0670\u0640\u200E\u200F*#_]/gu, '')
    .replace(/[أإآٱ]/gu, 'ا')
    .replace(/ى/gu, 'ي')
    .replace(/ة/gu, 'ه')
    .replace(/ئ/gu, 'ي')
    .replace(/\s*\/\s*/gu, '/')
    .replace(/\s+/gu, ' ')
    .replace(/["«»“”]/gu, '')
    .trim();

/** The rating line when there is one, else the verdict of the first paragraph that announces one. */
function ratingOf(line: string | undefined, investigation: string[]): RatingFinding {
  if (line !== undefined) return rateLabel(line);
  for (const paragraph of investigation.slice(0, 2)) {
    const verdict = verdictIn(paragraph);
    if (verdict) return { ...verdict, repairs: [] };
  }
  return rateLabel(null);
}

/** Whole sentences up to a length, at least one. */
function firstSentences(paragraph: string, length: number): string {
  let summary = '';
  for (const { segment } of new Intl.Segmenter('ar', { granularity: 'sentence' }).segment(paragraph)) {
    if (summary !== '' && summary.length + segment.length > length) break;
    summary += segment;
  }
  return summary.trim();
}
