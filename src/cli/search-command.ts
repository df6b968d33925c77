import { isRating, type Rating } from '../domain/rating.ts';
import type { Range } from '../match/highlights.ts';
import type { KeywordQuery, SearchOrder } from '../match/keyword-index.ts';
import { type FoundFactCheck, findByKeywords, MAX_PAGE } from '../match/keyword-search.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, language, readCount, say, usageError } from './command.ts';

const DEFAULT_LIMIT = 10;
const MAX_LIMIT = 1_000;

export const searchCommand: Command = async (args, context) => {
  const { query, json } = readQuery(args);
  const found = await context.withWorkshop(({ archive, database }) =>
    findByKeywords(archive, database, query),
  );
  if (json) {
    const items = found.items.map(({ body: _, ...item }) => item);
    context.print(JSON.stringify({ ...found, items }));
    return 0;
  }
  context.print(say(context, 'search.total', { count: found.total }));
  if (found.matched === 'some' && found.total > 0) context.print(say(context, 'search.some'));
  const first = (found.page - 1) * query.limit + 1;
  for (const [i, item] of found.items.entries()) printItem(context, first + i, item);
  if (found.nextPage !== null) context.print(say(context, 'search.more', { page: found.nextPage }));
  return 0;
};

function readQuery(args: string[]): { query: KeywordQuery; json: boolean } {
  // One dash is a word to leave out; options of this command have two.
  const isLeftOut = (word: string) => /^[-−–—][^-]/u.test(word);
  const { values, positionals } = readArguments(
    args.filter((word) => !isLeftOut(word)),
    {
      rating: { type: 'string' },
      publisher: { type: 'string' },
      since: { type: 'string' },
      until: { type: 'string' },
      sort: { type: 'string' },
      page: { type: 'string' },
      limit: { type: 'string' },
    },
  );
  const text = [...positionals, ...args.filter(isLeftOut)].join(' ').trim();
  const filters = {
    rating: readRating(values.rating),
    publisher: values.publisher || undefined,
    since: readDate(values.since, '--since'),
    until: readDate(values.until, '--until'),
  };
  if (!text && Object.values(filters).every((filter) => filter === undefined)) throw usageError('search');
  const sort = readOrder(values.sort);
  const limit = readCount(values.limit, '--limit') ?? DEFAULT_LIMIT;
  const page = readCount(values.page, '--page') ?? 1;
  if (page > MAX_PAGE) throw usageError(`--page ${page}`);
  if (limit > MAX_LIMIT) throw usageError(`--limit ${limit}`);
  const given = Object.fromEntries(Object.entries({ ...filters, sort }).filter(([, value]) => value));
  return { query: { text, limit, page, ...given }, json: values.json === true };
}

/** Number, rating and title; why it was found, where the title does not show it; source. */
function printItem(context: CommandContext, number: number, item: FoundFactCheck): void {
  const { highlights, passage } = item;
  const bold = (text: string, ranges: Range[]) => (context.isStyled ? emphasised(text, ranges) : text);
  const rating = context.words.t(language(context), `ratings:${item.rating}`);
  const title = bold(item.title, highlights.title);
  context.print(say(context, 'search.item', { number, rating, title }));
  if (passage) context.print(`   ${bold(passage.text, passage.highlights)}`);
  else if (highlights.claim.length > 0) context.print(`   ${bold(item.claim, highlights.claim)}`);
  else if (highlights.summary.length > 0) context.print(`   ${bold(item.summary ?? '', highlights.summary)}`);
  context.print(`   ${[item.publisher, item.datePublished, item.url].filter(Boolean).join(' · ')}`);
}

/** Bold by the escape sequences of terminals (ECMA-48: SGR 1 and 22). */
function emphasised(text: string, ranges: Range[]): string {
  let end = 0;
  let line = '';
  for (const [from, to] of ranges) {
    line += `${text.slice(end, from)}\u001b[1m${text.slice(from, to)}\u001b[22m`;
    end = to;
  }
  return line + text.slice(end);
}

function readRating(text: string | undefined): Rating | undefined {
  if (text !== undefined && !isRating(text)) throw usageError(`--rating ${text}`);
  return text;
}

function readOrder(text: string | undefined): SearchOrder | undefined {
  if (text === undefined || text === 'best' || text === 'newest') return text;
  throw usageError(`--sort ${text}`);
}

function readDate(text: string | undefined, option: string): string | undefined {
  if (text === undefined) return undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(Date.parse(text));
  if (!isDate) throw usageError(`${option} ${text}`);
  return text;
}
