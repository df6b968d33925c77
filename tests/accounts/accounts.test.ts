import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Accounts } from '../../src/accounts/accounts.ts';
import { keepSecretKey } from '../../src/accounts/secret-key.ts';
import { openTestAccounts, PASSWORD, type TestAccounts } from '../support/accounts.ts';

let test: TestAccounts;
let accounts: Accounts;
beforeAll(async () => {
  test = await openTestAccounts();
  accounts = test.accounts;
});
afterAll(() => test.end());

const visitor = { origin: '203.0.113.7', userAgent: null };
const cookieHeader = (cookies: string[]): Headers =>
  new Headers({ cookie: cookies.map((cookie) => cookie.split(';')[0]).join('; ') });
const signIn = async (name: string, password = PASSWORD) =>
  (await accounts.sessions.signIn(name, password, visitor)).cookies;
const events = async (about: string) =>
  (await test.database.prisma.accountEvent.findMany({ where: { about }, orderBy: { id: 'asc' } })).map(
    ({ type }) => type,
  );

describe('an account of the desk', () => {
  it('is signed in to with its name, however its letters are written', async () => {
    await test.member('Salma', 'reviewer');
    const visit = await accounts.sessions.visit(cookieHeader(await signIn(' SALMA ')));
    expect(visit?.moderator).toMatchObject({ name: 'Salma', role: 'reviewer' });
  });

  it('may have an Arabic name', async () => {
    await test.member('ناصر', 'publisher');
    const visit = await accounts.sessions.visit(cookieHeader(await signIn('ناصر')));
    expect(visit?.moderator).toMatchObject({ name: 'ناصر', role: 'publisher' });
  });

  it.each(['', 'x', 'two words', '-minus', 'a'.repeat(31), '<b>bold</b>', 'a\u202eb'])(
    'is not made for the name %j',
    async (name) => {
      await expect(accounts.add(name, 'viewer')).rejects.toMatchObject({ code: 'user-name-invalid' });
    },
  );

  it('is not made twice for names that look the same', async () => {
    await accounts.add('Twin', 'viewer');
    await expect(accounts.add('tWIN', 'admin')).rejects.toMatchObject({ code: 'user-exists' });
    await expect(accounts.add('Ｔwin', 'admin')).rejects.toMatchObject({ code: 'user-exists' });
  });

  it('is closed to a wrong password, a wrong name and one without a password alike', async () => {
    await test.member('wrong', 'viewer');
    await accounts.add('fresh', 'viewer');
    for (const [name, password] of [
      ['wrong', 'not the password'],
      ['nobody', PASSWORD],
      ['fresh', PASSWORD],
      ['wrong', ''],
      ['', ''],
    ] as const) {
      await expect(signIn(name, password)).rejects.toMatchObject({ code: 'sign-in-refused' });
    }
  });

  it('is closed to everybody for a while after five wrong passwords in a row', async () => {
    await test.member('target', 'viewer');
    const user = { where: { username: 'target' } };
    const fails = async () => (await test.database.prisma.user.findUniqueOrThrow(user)).failedSignIns;
    await test.database.prisma.user.update({ ...user, data: { failedSignIns: 3 } });
    await expect(signIn('target', 'a fourth guess')).rejects.toThrow();
    expect(await fails()).toBe(4);
    await signIn('target');
    expect(await fails()).toBe(0);
    await test.database.prisma.user.update({ ...user, data: { failedSignIns: 4 } });
    await expect(signIn('target', 'a fifth guess')).rejects.toThrow();
    await expect(signIn('target')).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect((await events('target')).slice(-2)).toEqual(['locked', 'sign-in-closed']);
    await test.database.prisma.user.update({ ...user, data: { lockedUntil: new Date(Date.now() - 1) } });
    expect(await signIn('target')).not.toEqual([]);
  });

  it('is out as soon as it is disabled, and in again when it is enabled', async () => {
    await test.member('leaver', 'publisher');
    const headers = cookieHeader(await signIn('leaver'));
    await accounts.disable('leaver');
    expect(await accounts.sessions.visit(headers)).toBeNull();
    await expect(signIn('leaver')).rejects.toMatchObject({ code: 'sign-in-refused' });
    const refused = await test.database.prisma.accountEvent.findFirst({
      where: { about: 'leaver', type: 'sign-in-closed' },
    });
    expect(refused).toMatchObject({ actor: null, origin: visitor.origin });
    await accounts.enable('leaver');
    expect(await signIn('leaver')).not.toEqual([]);
    expect(await accounts.sessions.visit(headers)).toBeNull();
  });
});

describe('a session', () => {
  it('is not opened by a cookie that was tampered with', async () => {
    await test.member('honest', 'admin');
    const [cookie = ''] = await signIn('honest');
    const [pair = ''] = cookie.split(';');
    const forged = pair.replace(/=(.)/u, (_, first) => `=${first === 'a' ? 'b' : 'a'}`);
    expect(await accounts.sessions.visit(new Headers({ cookie: forged }))).toBeNull();
    expect(await accounts.sessions.visit(new Headers({ cookie: pair }))).not.toBeNull();
  });

  it('is kept in a cookie that scripts and other sites do not get', async () => {
    await test.member('cookie', 'viewer');
    expect(await signIn('cookie')).toEqual([expect.stringMatching(/Path=\/desk; HttpOnly; SameSite=Lax/u)]);
  });

  it('ends when it is signed out of, and no other with it', async () => {
    await test.member('two', 'viewer');
    const [first, second] = [cookieHeader(await signIn('two')), cookieHeader(await signIn('two'))];
    const visit = await accounts.sessions.visit(first);
    if (!visit) throw new Error('not signed in');
    await accounts.sessions.signOut(first, visit.moderator, null);
    expect(await accounts.sessions.visit(first)).toBeNull();
    expect(await accounts.sessions.visit(second)).not.toBeNull();
  });

  it('is listed and ended by its owner only', async () => {
    await test.member('owner', 'viewer');
    await test.member('stranger', 'admin');
    const headers = cookieHeader(await signIn('owner'));
    const owner = await accounts.sessions.visit(headers);
    const stranger = await accounts.sessions.visit(cookieHeader(await signIn('stranger')));
    if (!owner || !stranger) throw new Error('not signed in');
    const [session] = await accounts.sessions.list(owner.moderator);
    await expect(accounts.sessions.end(stranger.moderator, session?.id ?? '', null)).rejects.toMatchObject({
      code: 'not-found',
    });
    await accounts.sessions.end(owner.moderator, session?.id ?? '', null);
    expect(await accounts.sessions.visit(headers)).toBeNull();
  });
});

describe('an invitation', () => {
  const tokenOf = (url: string) => url.slice(url.lastIndexOf('/') + 1);

  it('lets its user choose a password, once', async () => {
    await accounts.add('invited', 'reviewer');
    const token = tokenOf(await accounts.invitations.make('invited'));
    await accounts.invitations.accept(token, PASSWORD, null);
    expect(await signIn('invited')).not.toEqual([]);
    await expect(accounts.invitations.accept(token, 'another password', null)).rejects.toMatchObject({
      code: 'invitation-void',
    });
  });

  it('is used by one of many who try at once', async () => {
    await accounts.add('raced', 'reviewer');
    const token = tokenOf(await accounts.invitations.make('raced'));
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) => accounts.invitations.accept(token, `password number ${i}`, null)),
    );
    expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  it('is void when a newer one was made, when it is old, and when its user is disabled', async () => {
    await accounts.add('late', 'viewer');
    const first = tokenOf(await accounts.invitations.make('late'));
    const second = tokenOf(await accounts.invitations.make('late'));
    expect(await accounts.invitations.invited(first)).toBeNull();
    expect(await accounts.invitations.invited(second)).toMatchObject({ name: 'late' });
    await test.database.prisma.invitation.updateMany({ data: { expiresAt: new Date() } });
    expect(await accounts.invitations.invited(second)).toBeNull();
    const third = tokenOf(await accounts.invitations.make('late'));
    await accounts.disable('late');
    expect(await accounts.invitations.invited(third)).toBeNull();
  });

  it('survives a password that is too short', async () => {
    await accounts.add('hasty', 'viewer');
    const token = tokenOf(await accounts.invitations.make('hasty'));
    await expect(accounts.invitations.accept(token, 'short', null)).rejects.toMatchObject({
      code: 'password-too-short',
    });
    expect(await accounts.invitations.invited(token)).not.toBeNull();
  });

  it('ends the sessions that were open under the old password', async () => {
    await test.member('renewed', 'viewer');
    const headers = cookieHeader(await signIn('renewed'));
    await accounts.invitations.accept(
      tokenOf(await accounts.invitations.make('renewed')),
      'eight green chairs',
      null,
    );
    expect(await accounts.sessions.visit(headers)).toBeNull();
    await expect(signIn('renewed')).rejects.toMatchObject({ code: 'sign-in-refused' });
  });

  it('stands in the database as a digest only', async () => {
    await accounts.add('hidden', 'viewer');
    const token = tokenOf(await accounts.invitations.make('hidden'));
    const rows = await test.database.prisma.invitation.findMany();
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

describe('the first admin', () => {
  it('is invited until an admin has a password', async () => {
    const empty = await openTestAccounts();
    try {
      const first = await empty.accounts.invitations.makeForFirstAdmin();
      expect(first).toMatch(/^http:\/\/localhost\/desk\/invitations\/[\w-]{43}$/u);
      expect(await empty.accounts.invitations.makeForFirstAdmin()).not.toBe(first);
      expect(await empty.accounts.list()).toMatchObject([
        { name: 'admin', role: 'admin', hasPassword: false },
      ]);
      await empty.accounts.setPassword('admin', PASSWORD);
      expect(await empty.accounts.invitations.makeForFirstAdmin()).toBeNull();
    } finally {
      await empty.end();
    }
  });
});

describe('the secret key', () => {
  it('is made once, by whoever comes first, and closed to others', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'tabayyan-key-'));
    const keys = await Promise.all([keepSecretKey(folder), keepSecretKey(folder)]);
    expect(new Set([...keys, await keepSecretKey(folder)]).size).toBe(1);
    expect(keys[0]?.length).toBeGreaterThanOrEqual(43);
    expect((await stat(join(folder, 'secret.key'))).mode & 0o077).toBe(0);
    await rm(folder, { recursive: true });
  });
});
