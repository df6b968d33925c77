import type { Context } from 'hono';
import { isRating } from '../domain/rating.ts';
import { AppError } from '../errors.ts';
import type { KeywordQuery, SearchOrder } from '../match/keyword-index.ts';
import { MAX_PAGE } from '../match/keyword-search.ts';
import { MAX_SEARCH } from '../match/search-query.ts';
import { clean } from './submission.ts';

const MAX_LIMIT = 100;
const ORDERS: readonly SearchOrder[] = ['best', 'newest'];

/** Reads a search with its filters from the address. Throws `request-malformed` naming the filter that is wrong. */
export function factCheckQuery(c: Context, defaultLimit: number): KeywordQuery {
  const rating = given(c, 'rating');
  if (rating !== undefined && !isRating(rating)) throw wrong('rating');
  return {
    text: (given(c, 'q') ?? '').slice(0, MAX_SEARCH),
    limit: limitOf(given(c, 'limit')) ?? defaultLimit,
    ...defined({
      rating,
      sort: orderOf(given(c, 'sort')),
      page: countOf(given(c, 'page'), 'page', MAX_PAGE),
      publisher: given(c, 'publisher'),
      since: dateOf(c, 'since'),
      until: dateOf(c, 'until'),
    }),
  };
}

/** A whole number from 1 to 100. Throws `request-malformed`. */
export function limitOf(text: string | undefined): number | undefined {
  return countOf(text, 'limit', MAX_LIMIT);
}

function countOf(text: string | undefined, name: string, most: number): number | undefined {
  if (text === undefined) return undefined;
  const count = Number(text);
  if (!/^\d{1,6}$/u.test(text) || count < 1 || count > most) throw wrong(name);
  return count;
}

function orderOf(text: string | undefined): SearchOrder | undefined {
  if (text === undefined) return undefined;
  const order = ORDERS.find((known) => known === text);
  if (!order) throw wrong('sort');
  return order;
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
