import { type Context, Hono } from 'hono';
import { type Moderator, mayActAs, type Role } from '../../domain/role.ts';
import { AppError } from '../../errors.ts';
import type { Language } from '../../words.ts';
import { pageLanguage, rememberLanguage } from '../language.ts';
import type { WebRoom } from '../room.ts';
import type { DeskDependencies } from './desk-dependencies.ts';
import type { Presence } from './presence.ts';

export interface DeskRoom extends WebRoom {
  desk: DeskDependencies;
  presence: Presence;
}

/** Who asks for a page, and in which language. */
export interface DeskVisit {
  room: DeskRoom;
  language: Language;
  moderator: Moderator;
  sessionId: string;
  /** The role needs a second factor, and there is none yet. */
  needsSecondFactor: boolean;
}

export type PublicVisit = Pick<DeskVisit, 'room' | 'language'>;

type Answer = Response | Promise<Response>;
type Method = 'get' | 'post';

/** Who may use a route: `anyone`, or moderators from this role on. */
export type Access = Role | 'anyone';

export interface DeskRule {
  method: 'GET' | 'POST';
  path: string;
  access: Access;
}

/** Every route of the desk names who may use it: there is no other way to add one. */
export class DeskRouter {
  readonly app = new Hono();
  readonly rules: DeskRule[] = [];
  readonly #room: DeskRoom;
  readonly #askToSignIn: (c: Context, visit: PublicVisit) => Answer;

  /** @param askToSignIn answers a form whose session has ended, with everything that was typed */
  constructor(room: DeskRoom, askToSignIn: (c: Context, visit: PublicVisit) => Answer) {
    this.#room = room;
    this.#askToSignIn = askToSignIn;
  }

  /** For people who are not signed in. */
  open(method: Method, path: string, answer: (c: Context, visit: PublicVisit) => Answer): this {
    this.#add(method, path, 'anyone');
    this.app[method](path, (c) => {
      prepare(c, this.#room);
      return answer(c, { room: this.#room, language: pageLanguage(c, this.#room.words) });
    });
    return this;
  }

  get(path: string, role: Role, answer: (c: Context, visit: DeskVisit) => Answer): this {
    return this.#guarded('get', path, role, answer);
  }

  post(path: string, role: Role, answer: (c: Context, visit: DeskVisit) => Answer): this {
    return this.#guarded('post', path, role, answer);
  }

  #guarded(method: Method, path: string, role: Role, answer: (c: Context, visit: DeskVisit) => Answer): this {
    this.#add(method, path, role);
    this.app[method](path, async (c) => {
      prepare(c, this.#room);
      const visit = await this.#room.desk.accounts.sessions.visit(c.req.raw.headers);
      if (!visit) return this.#refuse(c);
      for (const cookie of visit.cookies) c.header('Set-Cookie', cookie, { append: true });
      const { moderator, sessionId, needsSecondFactor } = visit;
      if (!mayActAs(moderator.role, role)) throw new AppError('role-missing');
      if (needsSecondFactor && !BEFORE_SECOND_FACTOR.test(path)) return leadToSecondFactor(c);
      const language = pageLanguage(c, this.#room.words);
      return answer(c, { room: this.#room, language, moderator, sessionId, needsSecondFactor });
    });
    return this;
  }

  /** A page is shown after the sign-in, and so is a form with what was typed; programs are told. */
  #refuse(c: Context): Answer {
    if (c.req.method === 'GET') {
      const { pathname, search } = new URL(c.req.url);
      return c.redirect(`/desk/sign-in?${new URLSearchParams({ next: `${pathname}${search}` })}`, 303);
    }
    if (!/\btext\/html\b|\*\/\*/u.test(c.req.header('accept') ?? '*/*')) throw new AppError('session-ended');
    return this.#askToSignIn(c, { room: this.#room, language: pageLanguage(c, this.#room.words) });
  }

  #add(method: Method, path: string, access: Access): void {
    this.rules.push({ method: method === 'get' ? 'GET' : 'POST', path, access });
  }
}

/** What may be done before anything else by those whose role needs a second factor. */
const BEFORE_SECOND_FACTOR = /^\/desk\/(?:sign-out|account\/second-factor(?:\/.*)?)$/u;

function leadToSecondFactor(c: Context): Response {
  if (c.req.method !== 'GET') throw new AppError('second-factor-needed');
  return c.redirect('/desk/account/second-factor', 303);
}

function prepare(c: Context, room: DeskRoom): void {
  c.header('Cache-Control', 'no-store');
  c.header('X-Robots-Tag', 'noindex');
  rememberLanguage(c, room.secure);
}
