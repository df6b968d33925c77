import { type Context, Hono } from 'hono';
import { SHORT_LINK_PATH } from '../cards/write-content.ts';
import type { FactCheck } from '../domain/fact-check.ts';
import { AppError } from '../errors.ts';
import type { Language } from '../words.ts';
import { knownFactCheck } from './api-routes.ts';
import { callerLanguage } from './language.ts';
import { factCheckPath, type WebRoom } from './room.ts';

/** Behind the address of a fact-check, whose id may have slashes of its own. */
const PICTURE = '/card.jpg';
const HOUR_SECONDS = 60 * 60;
const YEAR_SECONDS = 365 * 24 * HOUR_SECONDS;

/** The verdict card of a fact-check as a picture, and the short address that is printed on it. */
export function cardRoutes(room: WebRoom): Hono {
  return new Hono()
    .get(`/fact-checks/:id{.+/card\\.jpg}`, (c) =>
      showCard(room, c, c.req.param('id').slice(0, -PICTURE.length)),
    )
    .get(`${SHORT_LINK_PATH}/:code`, async (c) => {
      const id = await room.findByShortCode(c.req.param('code'));
      if (!id) throw new AppError('not-found');
      return c.redirect(factCheckPath(id));
    });
}

async function showCard(room: WebRoom, c: Context, id: string): Promise<Response> {
  const language = callerLanguage(c, room.words);
  const subject = { factCheck: await knownFactCheck(room, id) };
  const { key } = await room.cards.plan(subject, language);
  // With its version in the address a card never changes; without, it may with the next edit.
  const age = c.req.query('v') === key ? `${YEAR_SECONDS}, immutable` : HOUR_SECONDS;
  const headers = { 'Cache-Control': `public, max-age=${age}`, ETag: `"${key}"`, Vary: 'Accept-Language' };
  if (c.req.header('if-none-match') === headers.ETag) return c.body(null, 304, headers);
  const { jpeg } = await room.cards.of(subject, language);
  return c.body(new Uint8Array(jpeg), 200, { ...headers, 'Content-Type': 'image/jpeg' });
}

export interface CardLink {
  /** Address on this server. */
  path: string;
  alt: string;
  width: number;
  height: number;
}

/** With its version, so that whoever keeps the picture asks anew after an edit. */
export async function linkToCard(room: WebRoom, factCheck: FactCheck, language: Language): Promise<CardLink> {
  const { key, ...shown } = await room.cards.plan({ factCheck }, language);
  return { path: `${factCheckPath(factCheck.id)}${PICTURE}?lang=${language}&v=${key}`, ...shown };
}
