import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { LANGUAGES, type Language, type Words } from '../words.ts';

const YEAR_SECONDS = 365 * 24 * 60 * 60;

/** A tag that names one of our languages, else `undefined`: unlike `languageOf` it never guesses. */
const ours = (tag: string | undefined): Language | undefined =>
  LANGUAGES.find((language) => tag?.trim().toLowerCase().split(/[-_;]/u)[0] === language);

/** Language of a page: `?lang=`, which is then remembered, or what was remembered, or the newsroom's. */
export function pageLanguage(c: Context, words: Words): Language {
  return ours(c.req.query('lang')) ?? ours(getCookie(c, 'lang')) ?? words.language;
}

/** Language of an answer to a program: `?lang=`, the first of ours in Accept-Language, or the newsroom's. */
export function callerLanguage(c: Context, words: Words): Language {
  const accepted = (c.req.header('accept-language') ?? '').slice(0, 500).split(',');
  return ours(c.req.query('lang')) ?? accepted.map(ours).find((language) => language) ?? words.language;
}

export function rememberLanguage(c: Context, secure: boolean): void {
  const chosen = ours(c.req.query('lang'));
  if (!chosen || chosen === getCookie(c, 'lang')) return;
  setCookie(c, 'lang', chosen, { path: '/', sameSite: 'Lax', httpOnly: true, secure, maxAge: YEAR_SECONDS });
}
