import type { Context } from 'hono';
import { isRating } from '../domain/rating.ts';
import { AppError } from '../errors.ts';
import type { FactCheckQuery } from '../match/keyword-search.ts';
import { clean } from './submission.ts';

const MAX_LIMIT = 100;
/** Of the words; more is a message, not a search. */
const MAX_WORDS = 1_000;

/** Reads the filters of a search from the address. Throws `request-malformed` naming the filter that is wrong. */
export function factCheckQuery(c: Context, defaultLimit: number): FactCheckQuery {
  const rating = given(c, 'rating');
  if (rating !== undefined && !isRating(rating)) throw wrong('rating');
  return {
    text: (given(c, 'q') ?? '').slice(0, MAX_WORDS),
    limit: limitOf(given(c, 'limit')) ?? defaultLimit,
    ...defined({
      rating,
      publisher: given(c, 'publisher'),
      since: dateOf(c, 'since'),
      until: dateOf(c, 'until'),
    }),
  };
}

/** A whole number from 1 to 100. Throws `request-malformed`. */
export function limitOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const limit = Number(text);
  if (!/^\d{1,3}$/u.test(text) || limit < 1 || limit > MAX_LIMIT) throw wrong('limit');
  return limit;
}

function dateOf(c: Context, name: string): string | undefined {
  const date = given(c, name);
  if (date === undefined) return undefined;
  const time = /^\d{4}-\d{2}-\d{2}$/u.test(date) ? new Date(`${date}T00:00:00Z`) : null;
  if (!time || Number.isNaN(time.getTime()) || time.toISOString().slice(0, 10) !== date) throw wrong(name);
  return date;
}

/** An empty field of a form is a filter that was not set. */
const given = (c: Context, name: string): string | undefined =>
  clean(c.req.query(name) ?? '').trim() || undefined;

const wrong = (what: string) => new AppError('request-malformed', { params: { what } });

const defined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;
