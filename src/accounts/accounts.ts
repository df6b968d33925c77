import { createHash, randomBytes } from 'node:crypto';
import { isRole, type Moderator, type Role } from '../domain/role.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Database, Tx } from '../store/database.ts';
import { readSettings } from '../store/settings.ts';
import {
  clearFailedSignIns,
  countFailedSignIn,
  endAllSessions,
  endSession,
  findInvited,
  findUser,
  hasUsers,
  listSessions,
  listUsers,
  lockOtherAdmins,
  type OpenSession,
  putInvitation,
  recordAccountEvent,
  removeSecondFactor,
  type StoredUser,
  setDisabled,
  setRole,
  takeInvitation,
} from '../store/users.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password-length.ts';
import { isRefusal } from './refusal.ts';
import { SecondFactor } from './second-factor.ts';
import type { SignInEngine } from './sign-in-engine.ts';
import { checkedName, comparable } from './user-name.ts';

const INVITATION_MS = 7 * 24 * 3_600_000;
/** So many wrong passwords one after the other close an account for so long. */
const WRONG_PASSWORDS = 5;
const LOCKED_MS = 15 * 60_000;
const NOBODY: By = { actor: null };
/** Of the first user of a new installation. */
const FIRST_ADMIN = 'admin';

export interface AccountsOptions {
  database: Database;
  /** Asked for when the first password is set or checked. */
  secretKey: () => Promise<string>;
  /** Where people reach the server, without a slash at the end. */
  baseUrl: string;
  log: Log;
}

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

/** Who does something, and from which network address. */
export interface By {
  /** User name; null: on the command line. */
  actor: string | null;
  origin?: string | null;
}

/** The members of the newsroom who may use the desk. */
export class Accounts {
  readonly #options: AccountsOptions;
  #engine: Promise<SignInEngine> | null = null;
  /** Codes at sign-in. */
  readonly secondFactor: SecondFactor;

  constructor(options: AccountsOptions) {
    this.#options = options;
    this.secondFactor = new SecondFactor(options.database.prisma, () => this.#open());
  }

  list(): Promise<StoredUser[]> {
    return listUsers(this.#database);
  }

  /** @throws `user-name-invalid`, `user-exists` */
  async add(name: string, role: Role, by: By = NOBODY): Promise<StoredUser> {
    const checked = checkedName(name);
    const username = comparable(checked);
    if (await findUser(this.#database, username)) throw new AppError('user-exists', { params: { name } });
    const { internalAdapter } = await this.#context();
    const user = {
      ...{ name: checked, displayUsername: checked, username, role, emailVerified: true },
      // better-auth wants an address of everybody; `invalid` can never be one (RFC 2606).
      email: `${randomBytes(12).toString('hex')}@users.invalid`,
    };
    await internalAdapter.createUser(user, { method: 'email-password' });
    await recordAccountEvent(this.#database, { type: 'added', ...by, about: checked, detail: { to: role } });
    return this.#known(checked);
  }

  /** @throws `password-too-short`, `password-too-long` */
  checkPassword(password: string): void {
    const limit = (code: 'password-too-short' | 'password-too-long', limit: number) =>
      new AppError(code, { params: { limit } });
    if (password.length < SHORTEST_PASSWORD) throw limit('password-too-short', SHORTEST_PASSWORD);
    if (password.length > LONGEST_PASSWORD) throw limit('password-too-long', LONGEST_PASSWORD);
  }

  /** A link that lets the user choose a password, once; earlier ones are void. @throws `user-unknown` */
  async invite(name: string, by: By = NOBODY, baseUrl = this.#options.baseUrl): Promise<string> {
    const user = await this.#known(name);
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + INVITATION_MS);
    await putInvitation(this.#database, { userId: user.id, tokenHash: digest(token), expiresAt });
    await recordAccountEvent(this.#database, { type: 'invited', ...by, about: user.name });
    return `${baseUrl}/desk/invitations/${token}`;
  }

  /** As long as no admin has a password: an invitation for the first one. */
  async inviteFirstAdmin(baseUrl = this.#options.baseUrl): Promise<string | null> {
    if (await hasUsers(this.#database, 'admin')) return null;
    const waiting = (await this.list()).find(({ role, disabledAt }) => role === 'admin' && !disabledAt);
    const { name } = waiting ?? (await this.add(FIRST_ADMIN, 'admin'));
    return this.invite(name, NOBODY, baseUrl);
  }

  /** Whom an invitation is for; null when it is void. */
  async invited(token: string): Promise<StoredUser | null> {
    return findInvited(this.#database, digest(token), new Date());
  }

  /** @throws `invitation-void`, `password-too-short`, `password-too-long` */
  async acceptInvitation(token: string, password: string, origin: string | null): Promise<string> {
    this.checkPassword(password);
    const user = await this.invited(token);
    if (!user || !(await takeInvitation(this.#database, digest(token))))
      throw new AppError('invitation-void');
    await this.setPassword(user.name, password, user.name, origin);
    return user.name;
  }

  /** Ends all sessions of the user. @throws `user-unknown`, `password-too-short`, `password-too-long` */
  async setPassword(
    name: string,
    password: string,
    actor: string | null = null,
    origin: string | null = null,
  ) {
    this.checkPassword(password);
    const user = await this.#known(name);
    const context = await this.#context();
    const hash = await context.password.hash(password);
    if (user.hasPassword) await context.internalAdapter.updatePassword(user.id, hash);
    else {
      const account = { accountId: user.id, providerId: 'credential', userId: user.id, password: hash };
      await context.internalAdapter.linkAccount(account);
    }
    await endAllSessions(this.#database, user.id);
    await clearFailedSignIns(this.#database, user.id);
    await recordAccountEvent(this.#database, { type: 'password-set', actor, about: user.name, origin });
  }

  /** Ends all sessions of the user. @throws `user-unknown`, `last-admin` */
  disable(name: string, by: By = NOBODY): Promise<StoredUser> {
    return this.#change(name, async (tx, user) => {
      await keepAnAdmin(tx, user);
      await setDisabled(tx, user.id, new Date());
      await recordAccountEvent(tx, { type: 'disabled', ...by, about: user.name });
    });
  }

  /** @throws `user-unknown` */
  enable(name: string, by: By = NOBODY): Promise<StoredUser> {
    return this.#change(name, async (tx, user) => {
      await setDisabled(tx, user.id, null);
      await recordAccountEvent(tx, { type: 'enabled', ...by, about: user.name });
    });
  }

  /** @throws `user-unknown`, `last-admin` */
  changeRole(name: string, role: Role, by: By = NOBODY): Promise<StoredUser> {
    return this.#change(name, async (tx, user) => {
      if (user.role === role) return;
      await keepAnAdmin(tx, user);
      await setRole(tx, user.id, role);
      const detail = { from: user.role, to: role };
      await recordAccountEvent(tx, { type: 'role-changed', ...by, about: user.name, detail });
    });
  }

  /** Signs the user out everywhere. @throws `user-unknown` */
  endSessions(name: string, by: By = NOBODY): Promise<StoredUser> {
    return this.#change(name, async (tx, user) => {
      await endAllSessions(tx, user.id);
      await recordAccountEvent(tx, { type: 'sessions-ended', ...by, about: user.name });
    });
  }

  /** For who lost the phone: the password alone is asked for again. Ends all sessions. @throws `user-unknown` */
  resetSecondFactor(name: string, by: By = NOBODY): Promise<StoredUser> {
    return this.#change(name, async (tx, user) => {
      if (!(await removeSecondFactor(tx, user.id))) return;
      await endAllSessions(tx, user.id);
      await recordAccountEvent(tx, { type: 'second-factor-reset', ...by, about: user.name });
    });
  }

  async #change(name: string, act: (tx: Tx, user: StoredUser) => Promise<void>): Promise<StoredUser> {
    await this.#options.database.transaction(async (tx) => act(tx, await knownUser(tx, name)));
    return this.#known(name);
  }

  /**
   * Whether the name, the password or the account is at fault is not
   * told apart, so that nobody learns which names there are.
   * @throws `sign-in-refused`
   */
  async signIn(name: string, password: string, visitor: Visitor): Promise<SignedIn> {
    const user = await findUser(this.#database, comparable(name));
    const { api } = await this.#open();
    if (user && isClosed(user)) {
      // As long as a wrong password takes.
      await (await this.#context()).password.hash(password.slice(0, LONGEST_PASSWORD));
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
    const { api } = await this.#open();
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
  async signOut(headers: Headers, { name }: Moderator): Promise<string[]> {
    const { api } = await this.#open();
    const { headers: sent } = await api.signOut({ headers, returnHeaders: true });
    await recordAccountEvent(this.#database, { type: 'signed-out', actor: name, about: name });
    return sent.getSetCookie();
  }

  sessionsOf({ id }: Moderator): Promise<OpenSession[]> {
    return listSessions(this.#database, id, new Date());
  }

  /** @throws `not-found` for sessions of others too */
  async endSession({ id, name }: Moderator, sessionId: string): Promise<void> {
    if (!(await endSession(this.#database, id, sessionId))) throw new AppError('not-found');
    await recordAccountEvent(this.#database, { type: 'session-ended', actor: name, about: name });
  }

  get #database() {
    return this.#options.database.prisma;
  }

  #known(name: string): Promise<StoredUser> {
    return knownUser(this.#database, name);
  }

  async #context() {
    return (await this.#open()).$context;
  }

  /** Loaded when it is first needed: most commands do without. */
  #open(): Promise<SignInEngine> {
    this.#engine ??= (async () => {
      const { createSignInEngine } = await import('./sign-in-engine.ts');
      const { secretKey, ...options } = this.#options;
      return createSignInEngine({ ...options, secretKey: await secretKey() });
    })();
    return this.#engine;
  }
}

/** Where a sign-in comes from. */
export interface Visitor {
  origin: string | null;
  userAgent: string | null;
}

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');

const isClosed = ({ disabledAt, lockedUntil }: StoredUser): boolean =>
  disabledAt !== null || (lockedUntil !== null && lockedUntil.getTime() > Date.now());

async function knownUser(tx: Tx, name: string): Promise<StoredUser> {
  const user = await findUser(tx, comparable(name));
  if (!user) throw new AppError('user-unknown', { params: { name } });
  return user;
}

/** Nobody could let anybody in any more. */
async function keepAnAdmin(tx: Tx, { id, role, disabledAt, hasPassword }: StoredUser): Promise<void> {
  if (role !== 'admin' || disabledAt || !hasPassword) return;
  if ((await lockOtherAdmins(tx, id)) === 0) throw new AppError('last-admin');
}
