import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommandContext, Workshop } from '../../src/cli/command.ts';
import { userCommand } from '../../src/cli/user-command.ts';
import { openTestAccounts, type TestAccounts } from '../support/accounts.ts';
import { testLog } from '../support/test-app.ts';
import { words } from '../web/web-fixture.ts';

let test: TestAccounts;
beforeAll(async () => {
  test = await openTestAccounts();
});
afterAll(() => test.end());

/** What the command prints; the real accounts stand behind it. */
async function run(args: string[], input = ''): Promise<string> {
  const printed: string[] = [];
  const context: CommandContext = {
    words,
    log: testLog,
    print: (line) => void printed.push(line),
    note: () => undefined,
    readInput: async () => input,
    isTerminal: false,
    isStyled: false,
    env: {
      dataFolder: '',
      hasDatabaseUrl: true,
      hasTelegram: false,
      hasWhatsAppCloud: false,
      hasWhatsAppWeb: false,
      ffmpegPath: null,
    },
    withWorkshop: (work) => work({ accounts: test.accounts } as Workshop),
  };
  expect(await userCommand(args, context)).toBe(0);
  return printed.join('\n');
}
const json = async (args: string[], input?: string) => JSON.parse(await run([...args, '--json'], input));
const signIn = (name: string, password: string) =>
  test.accounts.sessions.signIn(name, password, { origin: null, userAgent: null });

describe('user', () => {
  it('says that there is nobody yet', async () => {
    expect(await run(['list'])).toBe(words.t('ar', 'cli:user.none'));
  });

  it('add takes a password from standard input, and disable shuts it out', async () => {
    const added = await json(
      ['add', 'salma', '--role', 'reviewer', '--password-stdin'],
      'seven blue chairs\n',
    );
    expect(added).toEqual({ name: 'salma', role: 'reviewer', invitation: null });
    expect(await signIn('salma', 'seven blue chairs')).not.toEqual([]);
    expect(await json(['disable', 'salma'])).toMatchObject({ name: 'salma', state: 'disabled' });
    await expect(signIn('salma', 'seven blue chairs')).rejects.toMatchObject({ code: 'sign-in-refused' });
    expect(await json(['enable', 'salma'])).toMatchObject({ state: 'active' });
  });

  it('add prints a link that works when it gets no password, and invite a new one', async () => {
    const tokenIn = (text: string) => /\/desk\/invitations\/([\w-]+)/u.exec(text)?.[1] ?? '';
    const first = tokenIn(await run(['add', 'ناصر', '--role', 'publisher']));
    expect(await test.accounts.invitations.invited(first)).toMatchObject({ name: 'ناصر', role: 'publisher' });
    const second = tokenIn((await json(['invite', 'ناصر'])).invitation);
    expect(await test.accounts.invitations.invited(first)).toBeNull();
    expect(await test.accounts.invitations.invited(second)).toMatchObject({ name: 'ناصر' });
  });

  it('list names everybody with role and state', async () => {
    expect(await json(['list'])).toEqual([
      { name: 'salma', role: 'reviewer', state: 'active', secondFactor: false, lastSeen: null },
      { name: 'ناصر', role: 'publisher', state: 'invited', secondFactor: false, lastSeen: null },
    ]);
    expect(await run(['list'])).toContain(words.t('ar', 'cli:user.state.invited'));
  });

  it('role changes what somebody may do, and the last admin stays one', async () => {
    const changed = await json(['role', 'salma', '--role', 'admin']);
    expect(changed).toMatchObject({ name: 'salma', role: 'admin' });
    await expect(run(['role', 'salma', '--role', 'viewer'])).rejects.toMatchObject({ code: 'last-admin' });
    const role = words.t('ar', 'desk:role.publisher');
    expect(await run(['role', 'ناصر', '--role', 'publisher'])).toBe(
      words.t('ar', 'cli:user.role', { name: 'ناصر', role }),
    );
  });

  it('reset-second-factor lets the password alone in again and signs the person out', async () => {
    const { prisma } = test.database;
    const { id: userId } = await prisma.user.update({
      where: { username: 'salma' },
      data: { twoFactorEnabled: true, twoFactor: { create: { id: 'lost', secret: 's', backupCodes: 'c' } } },
    });
    expect((await signIn('salma', 'seven blue chairs')).needsCode).toBe(true);
    const reset = await json(['reset-second-factor', 'salma']);
    expect(reset).toMatchObject({ name: 'salma', secondFactor: false });
    expect(await prisma.twoFactor.count({ where: { userId } })).toBe(0);
    expect((await signIn('salma', 'seven blue chairs')).needsCode).toBe(false);
    const told = words.t('ar', 'cli:user.reset', { name: 'salma', role: words.t('ar', 'desk:role.admin') });
    expect(await run(['reset-second-factor', 'salma'])).toBe(told);
    expect(await prisma.session.count({ where: { userId } })).toBe(1);
  });

  it.each([
    ['user-exists', ['add', 'SALMA', '--role', 'viewer'], ''],
    ['password-too-short', ['add', 'short', '--role', 'viewer', '--password-stdin'], 'short'],
    ['user-name-invalid', ['add', 'a b', '--role', 'viewer'], ''],
    ['user-unknown', ['disable', 'nobody'], ''],
    ['usage', ['add', 'late', '--role', 'king'], ''],
    ['usage', ['add', 'late'], ''],
    ['usage', ['add', '--role', 'viewer'], ''],
    ['usage', ['list', 'all'], ''],
    ['usage', ['disable', 'salma', '--role', 'viewer'], ''],
    ['user-unknown', ['role', 'nobody', '--role', 'viewer'], ''],
    ['user-unknown', ['reset-second-factor', 'nobody'], ''],
    ['usage', ['role', 'salma'], ''],
    ['usage', ['reset-second-factor', 'salma', '--role', 'viewer'], ''],
    ['usage', ['remove', 'salma'], ''],
    ['usage', [], ''],
  ])('fails with %s for %j, and makes nobody', async (code, args, input) => {
    await expect(run(args, input)).rejects.toMatchObject({ code });
    expect(await test.accounts.list()).toHaveLength(2);
  });
});
