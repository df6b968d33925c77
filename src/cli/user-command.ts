import { stateOfUser } from '../accounts/user-state.ts';
import { isRole, ROLES, type Role } from '../domain/role.ts';
import type { StoredUser } from '../store/users.ts';
import { readArguments } from './arguments.ts';
import { type Command, type CommandContext, say, usageError, type Workshop } from './command.ts';

export const USER_CHANGES = ['disabled', 'enabled', 'role', 'reset'] as const;

interface Asked {
  context: CommandContext;
  accounts: Workshop['accounts'];
  name: string;
  role: Role | null;
  fromInput: boolean;
  isJson: boolean;
}

type Action = (asked: Asked) => Promise<void>;

/** Who may use the desk. */
export const userCommand: Command = async (args, context) => {
  const { values, positionals } = readArguments(args, {
    role: { type: 'string' },
    'password-stdin': { type: 'boolean' },
  });
  const [verb = '', name = '', ...more] = positionals;
  const action = ACTIONS[verb];
  const isList = verb === 'list';
  if (!action || more.length > 0 || (name === '') !== isList)
    throw usageError(['user', ...positionals].join(' '));
  const role = readRole(values.role, verb);
  const fromInput = values['password-stdin'] === true;
  if (fromInput && verb !== 'add') throw usageError(`user ${verb} --password-stdin`);
  await context.withWorkshop(({ accounts }) =>
    action({ context, accounts, name, role, fromInput, isJson: values.json === true }),
  );
  return 0;
};

function readRole(text: string | undefined, verb: string): Role | null {
  const isNeeded = verb === 'add' || verb === 'role';
  if (text === undefined && !isNeeded) return null;
  if (!isNeeded || !isRole(text)) throw usageError(`--role ${text ?? ''} (${ROLES.join(', ')})`);
  return text;
}

const ACTIONS: Record<string, Action> = {
  add: async ({ context, accounts, name, role, fromInput, isJson }) => {
    const password = fromInput ? (await context.readInput()).replace(/\r?\n$/u, '') : null;
    if (password !== null) accounts.checkPassword(password);
    const user = await accounts.add(name, role ?? 'viewer');
    if (password !== null) await accounts.setPassword(user.name, password);
    const invitation = password === null ? await accounts.invitations.make(user.name) : null;
    if (isJson) return context.print(JSON.stringify({ name: user.name, role: user.role, invitation }));
    context.print(say(context, 'user.added', { name: user.name, role: roleName(context, user.role) }));
    if (invitation) context.print(say(context, 'user.invitation', { url: invitation }));
  },
  invite: async ({ context, accounts, name, isJson }) => {
    const invitation = await accounts.invitations.make(name);
    if (isJson) context.print(JSON.stringify({ name, invitation }));
    else context.print(say(context, 'user.invitation', { url: invitation }));
  },
  list: async ({ context, accounts, isJson }) => {
    const users = await accounts.list();
    if (isJson) return context.print(JSON.stringify(users.map(toJson)));
    if (users.length === 0) context.print(say(context, 'user.none'));
    for (const user of users) {
      const state = say(context, `user.state.${stateOfUser(user)}`);
      context.print(
        say(context, 'user.item', { name: user.name, role: roleName(context, user.role), state }),
      );
    }
  },
  disable: ({ context, accounts, name, isJson }) => tell(context, accounts.disable(name), 'disabled', isJson),
  enable: ({ context, accounts, name, isJson }) => tell(context, accounts.enable(name), 'enabled', isJson),
  role: ({ context, accounts, name, role, isJson }) =>
    tell(context, accounts.changeRole(name, role ?? 'viewer'), 'role', isJson),
  'reset-second-factor': ({ context, accounts, name, isJson }) =>
    tell(context, accounts.resetSecondFactor(name), 'reset', isJson),
};

async function tell(
  context: CommandContext,
  changed: Promise<StoredUser>,
  what: (typeof USER_CHANGES)[number],
  isJson: boolean,
): Promise<void> {
  const user = await changed;
  context.print(
    isJson
      ? JSON.stringify(toJson(user))
      : say(context, `user.${what}`, { name: user.name, role: roleName(context, user.role) }),
  );
}

const roleName = ({ words }: CommandContext, role: Role): string =>
  words.t(words.language, `desk:role.${role}`);

const toJson = (user: StoredUser) => ({
  name: user.name,
  role: user.role,
  state: stateOfUser(user),
  secondFactor: user.hasSecondFactor,
  lastSeen: user.lastSeenAt,
});
