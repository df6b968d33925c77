import { isRating, type Rating } from '../domain/rating.ts';
import { findByKeywords } from '../match/keyword-search.ts';
import { readArguments } from './arguments.ts';
import { type Command, language, readCount, say, usageError } from './command.ts';

const DEFAULT_LIMIT = 10;

export const searchCommand: Command = async (args, context) => {
  const { values, positionals } = readArguments(args, {
    rating: { type: 'string' },
    publisher: { type: 'string' },
    since: { type: 'string' },
    until: { type: 'string' },
    limit: { type: 'string' },
  });
  const text = positionals.join(' ').trim();
  if (!text) throw usageError('search');
  const rating = readRating(values.rating);
  const since = readDate(values.since, '--since');
  const until = readDate(values.until, '--until');
  const query = {
    text,
    limit: readCount(values.limit, '--limit') ?? DEFAULT_LIMIT,
    ...(rating ? { rating } : {}),
    ...(values.publisher ? { publisher: values.publisher } : {}),
    ...(since ? { since } : {}),
    ...(until ? { until } : {}),
  };
  const found = await context.withWorkshop(({ archive, database }) =>
    findByKeywords(archive, database, query),
  );
  if (values.json) {
    const items = found.items.map(({ body: _, ...item }) => item);
    context.print(JSON.stringify({ total: found.total, items }));
    return 0;
  }
  if (found.items.length === 0) context.print(say(context, 'search.nothing'));
  found.items.forEach((item, index) => {
    const name = context.words.t(language(context), `ratings:${item.rating}`);
    context.print(say(context, 'search.item', { number: index + 1, rating: name, title: item.title }));
    context.print(`   ${[item.publisher, item.datePublished, item.url].filter(Boolean).join(' · ')}`);
  });
  return 0;
};

function readRating(text: string | undefined): Rating | undefined {
  if (text !== undefined && !isRating(text)) throw usageError(`--rating ${text}`);
  return text;
}

function readDate(text: string | undefined, option: string): string | undefined {
  if (text === undefined) return undefined;
  const isDate = /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(Date.parse(text));
  if (!isDate) throw usageError(`${option} ${text}`);
  return text;
}
