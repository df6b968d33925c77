import { createHash, randomBytes } from 'node:crypto';
import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

const NAME = 'chat';
const SECRET = /^[0-9a-f]{32}$/u;
const YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * The conversation of the person behind this request, `null` before the first visit. The cookie is a
 * secret, so what is stored and logged is derived from it and cannot be turned back into the cookie.
 */
export function conversationOf(c: Context): string | null {
  const secret = getCookie(c, NAME);
  return secret && SECRET.test(secret) ? derive(secret) : null;
}

/** As `conversationOf`, but begins a conversation where there is none. Every visit keeps the cookie alive for a year. */
export function openConversation(c: Context, secure: boolean): string {
  const sent = getCookie(c, NAME);
  const secret = sent && SECRET.test(sent) ? sent : randomBytes(16).toString('hex');
  setCookie(c, NAME, secret, { path: '/', httpOnly: true, sameSite: 'Lax', secure, maxAge: YEAR_SECONDS });
  return derive(secret);
}

const derive = (secret: string): string =>
  createHash('sha256').update(`conversation:${secret}`).digest('hex').slice(0, 32);
