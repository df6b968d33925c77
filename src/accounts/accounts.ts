import { randomBytes } from 'node:crypto';
import type { Role } from '../domain/role.ts';
import { AppError } from '../errors.ts';
import type { Log } from '../log.ts';
import type { Database, Tx } from '../store/database.ts';
import {
  clearFailedSignIns,
  endAllSessions,
  findUser,
  listUsers,
  lockOtherAdmins,
  recordAccountEvent,
  removeSecondFactor,
  type StoredUser,
  setDisabled,
  setRole,
} from '../store/users.ts';
import { type By, NOBODY } from './by.ts';
import { Invitations } from './invitations.ts';
import { LONGEST_PASSWORD, SHORTEST_PASSWORD } from './password-length.ts';
import { SecondFactor } from './second-factor.ts';
import { Sessions } from './sessions.ts';
import type { SignInEngine } from './sign-in-engine.ts';
import { checkedName, comparable } from './user-name.ts';

export interface AccountsOptions {
  database: Database;
  /** Asked for when the first password is set or checked. */
  secretKey: () => Promise<string>;
  /** Where people reach the server, without a slash at the end. */
  baseUrl: string;
  log: Log;
}

/** The members of the newsroom who may use the desk. */
export class Accounts {
  readonly #options: AccountsOptions;
  #engine: Promise<SignInEngine> | null = null;
  /** Codes at sign-in. */
  readonly secondFactor: SecondFactor;
  readonly invitations: Invitations;
  readonly sessions: Sessions;

  constructor(options: AccountsOptions) {
    this.#options = options;
    const { prisma } = options.database;
    const engine = () => this.#open();
    this.secondFactor = new SecondFactor(prisma, engine);
    this.sessions = new Sessions(prisma, engine);
    this.invitations = new Invitations(prisma, this, options.baseUrl);
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
    return this.known(checked);
  }

  /** @throws `password-too-short`, `password-too-long` */
  checkPassword(password: string): void {
    const limit = (code: 'password-too-short' | 'password-too-long', limit: number) =>
      new AppError(code, { params: { limit } });
    if (password.length < SHORTEST_PASSWORD) throw limit('password-too-short', SHORTEST_PASSWORD);
    if (password.length > LONGEST_PASSWORD) throw limit('password-too-long', LONGEST_PASSWORD);
  }

  /** Ends all sessions of the user. @throws `user-unknown`, `password-too-short`, `password-too-long` */
  async setPassword(
    name: string,
    password: string,
    actor: string | null = null,
    origin: string | null = null,
  ) {
    this.checkPassword(password);
    const user = await this.known(name);
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
    return this.known(name);
  }

  get #database() {
    return this.#options.database.prisma;
  }

  /** @throws `user-unknown` */
  known(name: string): Promise<StoredUser> {
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
