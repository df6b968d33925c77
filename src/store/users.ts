import { isRole, type Role } from '../domain/role.ts';
import type { Tx } from './database.ts';
import { Prisma } from './database.ts';

export interface StoredUser {
  id: string;
  name: string;
  role: Role;
  disabledAt: Date | null;
  lockedUntil: Date | null;
  /** A password was chosen. */
  hasPassword: boolean;
  /** Signing in asks for a code too. */
  hasSecondFactor: boolean;
  /** When one of the open sessions was last used. */
  lastSeenAt: Date | null;
}

/** What happens with accounts and settings. */
export const ACCOUNT_EVENTS = [
  'added',
  'invited',
  'disabled',
  'enabled',
  'password-set',
  'signed-in',
  'signed-out',
  'session-ended',
  'sessions-ended',
  'locked',
  'sign-in-failed',
  'sign-in-closed',
  'code-failed',
  'role-changed',
  'second-factor-set',
  'second-factor-removed',
  'second-factor-reset',
  'backup-codes-made',
  'setting-changed',
] as const;
export type AccountEventType = (typeof ACCOUNT_EVENTS)[number];

export interface AccountEvent {
  type: AccountEventType;
  /** User name; null: on the command line, or nobody who is known. */
  actor: string | null;
  /** User name; null: nobody who is known, or a setting. */
  about: string | null;
  /** Network address. */
  origin?: string | null;
  /** What changed: {setting, from, to} or {from, to}. */
  detail?: Prisma.InputJsonObject;
}

const DETAILS = {
  accounts: { where: { providerId: 'credential', password: { not: null } }, select: { id: true } },
  sessions: { orderBy: { updatedAt: Prisma.SortOrder.desc }, take: 1, select: { updatedAt: true } },
} as const;

type UserRow = Prisma.UserGetPayload<{ include: typeof DETAILS }>;

const toUser = ({ accounts, sessions, role, ...user }: UserRow): StoredUser => ({
  id: user.id,
  name: user.name,
  role: isRole(role) ? role : 'viewer',
  disabledAt: user.disabledAt,
  lockedUntil: user.lockedUntil,
  hasPassword: accounts.length > 0,
  hasSecondFactor: user.twoFactorEnabled ?? false,
  lastSeenAt: sessions[0]?.updatedAt ?? null,
});

export async function listUsers(tx: Tx): Promise<StoredUser[]> {
  const rows = await tx.user.findMany({ include: DETAILS, orderBy: { createdAt: Prisma.SortOrder.asc } });
  return rows.map(toUser);
}

/** `username`: in the form in which names are compared. */
export async function findUser(tx: Tx, username: string): Promise<StoredUser | null> {
  const row = await tx.user.findUnique({ where: { username }, include: DETAILS });
  return row && toUser(row);
}

export async function hasUsers(tx: Tx, role: Role): Promise<boolean> {
  const some = await tx.user.findFirst({
    where: { role, disabledAt: null, accounts: { some: { password: { not: null } } } },
    select: { id: true },
  });
  return some !== null;
}

/**
 * Until the transaction ends nobody else changes who is an admin.
 * @returns how many others than this user can sign in as one
 */
export async function lockOtherAdmins(tx: Tx, id: string): Promise<number> {
  await tx.$executeRaw`SELECT 1 FROM users WHERE role = 'admin' FOR UPDATE`;
  return tx.user.count({
    where: {
      ...{ id: { not: id }, role: 'admin', disabledAt: null },
      accounts: { some: { password: { not: null } } },
    },
  });
}

export async function setRole(tx: Tx, id: string, role: Role): Promise<void> {
  await tx.user.update({ where: { id }, data: { role } });
}

/** From now on the password alone is asked for. False when it was so before. */
export async function removeSecondFactor(tx: Tx, userId: string): Promise<boolean> {
  const { count } = await tx.twoFactor.deleteMany({ where: { userId } });
  await tx.user.update({ where: { id: userId }, data: { twoFactorEnabled: false } });
  return count > 0;
}

/** With `null` the user may sign in again; else all sessions end. */
export async function setDisabled(tx: Tx, id: string, disabledAt: Date | null): Promise<void> {
  await tx.user.update({ where: { id }, data: { disabledAt, failedSignIns: 0, lockedUntil: null } });
  if (disabledAt) await tx.session.deleteMany({ where: { userId: id } });
}

/** One more wrong password. True when it was one too many: the account is closed until then. */
export async function countFailedSignIn(tx: Tx, id: string, most: number, until: Date): Promise<boolean> {
  const [row] = await tx.$queryRaw<{ locked: boolean }[]>`
    UPDATE users SET
      failed_sign_ins = CASE WHEN failed_sign_ins + 1 >= ${most} THEN 0 ELSE failed_sign_ins + 1 END,
      locked_until = CASE WHEN failed_sign_ins + 1 >= ${most} THEN ${until}::timestamptz ELSE locked_until END
    WHERE id = ${id}
    RETURNING failed_sign_ins = 0 AS locked`;
  return row?.locked ?? false;
}

export async function clearFailedSignIns(tx: Tx, id: string): Promise<void> {
  await tx.user.update({ where: { id }, data: { failedSignIns: 0, lockedUntil: null } });
}

/** Takes the place of an earlier invitation of the user. */
export async function putInvitation(
  tx: Tx,
  invitation: { userId: string; tokenHash: string; expiresAt: Date },
): Promise<void> {
  const { userId, ...data } = invitation;
  await tx.invitation.upsert({ where: { userId }, create: invitation, update: data });
}

/** The user an invitation is for, while it holds. */
export async function findInvited(tx: Tx, tokenHash: string, now: Date): Promise<StoredUser | null> {
  const row = await tx.invitation.findFirst({
    where: { tokenHash, expiresAt: { gt: now }, user: { disabledAt: null } },
    select: { user: { include: DETAILS } },
  });
  return row && toUser(row.user);
}

/** False when somebody else used it first. */
export async function takeInvitation(tx: Tx, tokenHash: string): Promise<boolean> {
  const { count } = await tx.invitation.deleteMany({ where: { tokenHash } });
  return count > 0;
}

export async function recordAccountEvent(tx: Tx, event: AccountEvent): Promise<void> {
  await tx.accountEvent.create({ data: event });
}

export interface OpenSession {
  id: string;
  createdAt: Date;
  updatedAt: Date;
  userAgent: string | null;
}

export const listSessions = (tx: Tx, userId: string, now: Date): Promise<OpenSession[]> =>
  tx.session.findMany({
    where: { userId, expiresAt: { gt: now } },
    orderBy: { updatedAt: Prisma.SortOrder.desc },
    select: { id: true, createdAt: true, updatedAt: true, userAgent: true },
  });

/** Of this user only. False when there is no such session. */
export async function endSession(tx: Tx, userId: string, id: string): Promise<boolean> {
  const { count } = await tx.session.deleteMany({ where: { id, userId } });
  return count > 0;
}

export async function endAllSessions(tx: Tx, userId: string): Promise<void> {
  await tx.session.deleteMany({ where: { userId } });
}
