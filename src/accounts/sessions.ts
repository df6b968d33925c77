import { isRole, type Moderator, type Role } from '../domain/role.ts';
import { AppError } from '../errors.ts';
import type { Tx } from '../store/database.ts';
import { readSettings } from '../store/settings.ts';
import {
  clearFailedSignIns,
  countFailedSignIn,
  endSession,
  findUser,
  listSessions,
  type OpenSession,
  recordAccountEvent,
  type StoredUser,
} from '../store/users.ts';
import { LONGEST_PASSWORD } from './password-length.ts';
import { isRefusal } from './refusal.ts';
import type { SignInEngine } from './sign-in-engine.ts';
import { comparable } from './user-name.ts';

/** So many wrong passwords one after the other close an account for so long. */
const WRONG_PASSWORDS = 5;
const LOCKED_MS = 15 * 60_000;

/** Who is behind a request, and cookies that renew the session. */
export interface Visit {
  moderator: Moderator;
  sessionId: string;
  cookies: string[];
  /** The role needs a second factor, and there is none yet. */
  needsSecondFactor: boolean;
}

/** What a right password leads to: the cookies of a session, or of a sign-in that waits for its code. */
export interface SignedIn {
  cookies: string[];
  needsCode: boolean;
}

/** Where a sign-in comes from. */
export interface Visitor {
  origin: string | null;
  userAgent: string | null;
}

/** Signing in with name and password, and who is signed in. */
export class Sessions {
  readonly #database: Tx;
  readonly #engine: () => Promise<SignInEngine>;

  constructor(database: Tx, engine: () => Promise<SignInEngine>) {
    this.#database = database;
    this.#engine = engine;
  }

  /**
   * Whether the name, the password or the account is at fault is not
   * told apart, so that nobody learns which names there are.
   * @throws `sign-in-refused`
   */
  async signIn(name: string, password: string, visitor: Visitor): Promise<SignedIn> {
    const user = await findUser(this.#database, comparable(name));
    const { api, $context } = await this.#engine();
    if (user && isClosed(user)) {
      // As long as a wrong password takes.
      await (await $context).password.hash(password.slice(0, LONGEST_PASSWORD));
      const { origin } = visitor;
      const about = user.name;
      await recordAccountEvent(this.#database, { type: 'sign-in-closed', actor: null, about, origin });
      throw new AppError('sign-in-refused');
    }
    try {
      const { headers, response } = await api.signInUsername({
        body: { username: name, password: password.slice(0, LONGEST_PASSWORD) },
        headers: new Headers(visitor.userAgent ? { 'user-agent': visitor.userAgent } : {}),
        returnHeaders: true,
      });
      const needsCode = 'twoFactorRedirect' in response;
      if (user && !needsCode) await this.#noteSignIn(user, visitor);
      return { cookies: headers.getSetCookie(), needsCode };
    } catch (error) {
      if (!isRefusal(error)) throw error;
      await this.#noteWrongPassword(user, visitor);
      throw new AppError('sign-in-refused', { cause: error });
    }
  }

  async #noteSignIn(user: StoredUser, { origin }: Visitor): Promise<void> {
    await clearFailedSignIns(this.#database, user.id);
    await recordAccountEvent(this.#database, {
      type: 'signed-in',
      actor: user.name,
      about: user.name,
      origin,
    });
  }

  /** A name that is not known is not noted: people type their password there by mistake. */
  async #noteWrongPassword(user: StoredUser | null, { origin }: Visitor): Promise<void> {
    const about = user?.name ?? null;
    await recordAccountEvent(this.#database, { type: 'sign-in-failed', actor: null, about, origin });
    if (!user) return;
    const until = new Date(Date.now() + LOCKED_MS);
    if (!(await countFailedSignIn(this.#database, user.id, WRONG_PASSWORDS, until))) return;
    await recordAccountEvent(this.#database, { type: 'locked', actor: null, about: user.name, origin });
  }

  /** Null for whoever is not signed in, and for those who may not be any more. */
  async visit(headers: Headers): Promise<Visit | null> {
    const { api } = await this.#engine();
    const { response, headers: sent } = await api.getSession({ headers, returnHeaders: true });
    if (!response) return null;
    const { user, session } = response;
    if (user.disabledAt || !isRole(user.role)) return null;
    const moderator = { id: user.id, name: user.name, role: user.role };
    const needsSecondFactor = !user.twoFactorEnabled && (await this.#isEnforced(user.role));
    return { moderator, sessionId: session.id, cookies: sent.getSetCookie(), needsSecondFactor };
  }

  async #isEnforced(role: Role): Promise<boolean> {
    return (await readSettings(this.#database)).secondFactorRoles.includes(role);
  }

  /** Resolves with cookies that forget the session. */
  async signOut(headers: Headers, { name }: Moderator, origin: string | null): Promise<string[]> {
    const { api } = await this.#engine();
    const { headers: sent } = await api.signOut({ headers, returnHeaders: true });
    await recordAccountEvent(this.#database, { type: 'signed-out', actor: name, about: name, origin });
    return sent.getSetCookie();
  }

  list({ id }: Moderator): Promise<OpenSession[]> {
    return listSessions(this.#database, id, new Date());
  }

  /** @throws `not-found` for sessions of others too */
  async end({ id, name }: Moderator, sessionId: string, origin: string | null): Promise<void> {
    if (!(await endSession(this.#database, id, sessionId))) throw new AppError('not-found');
    await recordAccountEvent(this.#database, { type: 'session-ended', actor: name, about: name, origin });
  }
}

const isClosed = ({ disabledAt, lockedUntil }: StoredUser): boolean =>
  disabledAt !== null || (lockedUntil !== null && lockedUntil.getTime() > Date.now());
