import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '../domain/role.ts';
import { AppError } from '../errors.ts';
import type { Tx } from '../store/database.ts';
import {
  findInvited,
  hasUsers,
  putInvitation,
  recordAccountEvent,
  type StoredUser,
  takeInvitation,
} from '../store/users.ts';
import { type By, NOBODY } from './by.ts';

const INVITATION_MS = 7 * 24 * 3_600_000;
/** Of the first user of a new installation. */
const FIRST_ADMIN = 'admin';

/** What an invitation needs of the accounts. */
interface Members {
  list(): Promise<StoredUser[]>;
  /** @throws `user-unknown` */
  known(name: string): Promise<StoredUser>;
  add(name: string, role: Role): Promise<StoredUser>;
  checkPassword(password: string): void;
  setPassword(name: string, password: string, actor: string | null, origin: string | null): Promise<void>;
}

/** Links with which people choose their password. */
export class Invitations {
  readonly #database: Tx;
  readonly #members: Members;
  readonly #baseUrl: string;

  /** @param baseUrl where people reach the server, without a slash at the end */
  constructor(database: Tx, members: Members, baseUrl: string) {
    this.#database = database;
    this.#members = members;
    this.#baseUrl = baseUrl;
  }

  /** A link that lets the user choose a password, once; earlier ones are void. @throws `user-unknown` */
  async make(name: string, by: By = NOBODY, baseUrl = this.#baseUrl): Promise<string> {
    const user = await this.#members.known(name);
    const token = randomBytes(32).toString('base64url');
    const expiresAt = new Date(Date.now() + INVITATION_MS);
    await putInvitation(this.#database, { userId: user.id, tokenHash: digest(token), expiresAt });
    await recordAccountEvent(this.#database, { type: 'invited', ...by, about: user.name });
    return `${baseUrl}/desk/invitations/${token}`;
  }

  /** As long as no admin has a password: an invitation for the first one. */
  async makeForFirstAdmin(baseUrl = this.#baseUrl): Promise<string | null> {
    if (await hasUsers(this.#database, 'admin')) return null;
    const waiting = (await this.#members.list()).find(
      ({ role, disabledAt }) => role === 'admin' && !disabledAt,
    );
    const { name } = waiting ?? (await this.#members.add(FIRST_ADMIN, 'admin'));
    return this.make(name, NOBODY, baseUrl);
  }

  /** Whom an invitation is for; null when it is void. */
  async invited(token: string): Promise<StoredUser | null> {
    return findInvited(this.#database, digest(token), new Date());
  }

  /** @throws `invitation-void`, `password-too-short`, `password-too-long` */
  async accept(token: string, password: string, origin: string | null): Promise<string> {
    this.#members.checkPassword(password);
    const user = await this.invited(token);
    if (!user || !(await takeInvitation(this.#database, digest(token))))
      throw new AppError('invitation-void');
    await this.#members.setPassword(user.name, password, user.name, origin);
    return user.name;
  }
}

const digest = (token: string): string => createHash('sha256').update(token).digest('hex');
