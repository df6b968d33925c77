import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import type { By } from '../../../accounts/by.ts';
import { stateOfUser } from '../../../accounts/user-state.ts';
import { isRole, ROLES, type Role } from '../../../domain/role.ts';
import { AppError, isAppError } from '../../../errors.ts';
import type { StoredUser } from '../../../store/users.ts';
import { statusOf } from '../../problem.tsx';
import { readSubmission } from '../../submission.ts';
import { addressOf } from '../attempt-limit.ts';
import { deskText } from '../desk-page.tsx';
import type { DeskRouter, DeskVisit } from '../desk-router.ts';
import { SETTINGS_PAGES, SettingsPage, settingsText } from './settings-page.tsx';

const PATH = SETTINGS_PAGES.users;
const pathOf = (name: string): string => `${PATH}/${encodeURIComponent(name)}`;

/** What an admin does with an account, each a button of its own. */
export const USER_ACTS = ['invite', 'role', 'end-sessions', 'reset-factor', 'disable', 'enable'] as const;
type UserAct = (typeof USER_ACTS)[number];

/** Who may use the desk: everybody, and each with what can be done. */
export function addUserRoutes(router: DeskRouter): void {
  router
    .get(PATH, 'admin', (c, visit) => showUsers(c, visit))
    .post(PATH, 'admin', addUser)
    .get(`${PATH}/:name`, 'admin', (c, visit) => showUser(c, visit));
  for (const act of USER_ACTS) {
    router.post(`${PATH}/:name/${act}`, 'admin', (c, visit) => changeUser(c, visit, act));
  }
}

const byWhom = (c: Context, { moderator }: DeskVisit): By => ({
  actor: moderator.name,
  origin: addressOf(c),
});

/** Where a person opens an invitation: behind a proxy that is the public address. */
const baseUrl = (c: Context, { room }: DeskVisit): string => room.publicUrl ?? new URL(c.req.url).origin;

function roleIn(text: string | undefined): Role {
  if (!isRole(text)) throw new AppError('request-malformed', { params: { what: 'role' } });
  return text;
}

async function addUser(c: Context, visit: DeskVisit): Promise<Response> {
  const { fields } = await readSubmission(c, visit.room);
  const { accounts } = visit.room.desk;
  const name = fields.get('name') ?? '';
  const role = roleIn(fields.get('role'));
  try {
    const user = await accounts.add(name, role, byWhom(c, visit));
    const link = await accounts.invitations.make(user.name, byWhom(c, visit), baseUrl(c, visit));
    return showUsers(c, visit, { done: <Invitation visit={visit} name={user.name} link={link} /> });
  } catch (error) {
    return showUsers(c, visit, { error: refusalOf(error), typed: { name, role } });
  }
}

const refusalOf = (error: unknown): AppError => {
  if (isAppError(error) && !error.retryable) return error;
  throw error;
};

async function changeUser(c: Context, visit: DeskVisit, act: UserAct): Promise<Response> {
  const { fields } = await readSubmission(c, visit.room);
  const { accounts } = visit.room.desk;
  const name = c.req.param('name') ?? '';
  const by = byWhom(c, visit);
  try {
    switch (act) {
      case 'invite': {
        const link = await accounts.invitations.make(name, by, baseUrl(c, visit));
        return await showUser(c, visit, { done: <Invitation visit={visit} name={name} link={link} /> });
      }
      case 'role':
        await accounts.changeRole(name, roleIn(fields.get('role')), by);
        break;
      case 'end-sessions':
        await accounts.endSessions(name, by);
        break;
      case 'reset-factor':
        await accounts.resetSecondFactor(name, by);
        break;
      case 'disable':
        await accounts.disable(name, by);
        break;
      case 'enable':
        await accounts.enable(name, by);
    }
    return c.redirect(`${pathOf(name)}?done=${act}`, 303);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal.code === 'user-unknown') throw new AppError('not-found', { cause: refusal });
    return showUser(c, visit, { error: refusal });
  }
}

/** Shown once: only its digest is kept. */
function Invitation({ visit, name, link }: { visit: DeskVisit; name: string; link: string }) {
  return (
    <>
      <p>{settingsText(visit, 'users.invitation', { name })}</p>
      <p>
        <input class="link" value={link} readonly dir="ltr" aria-label={settingsText(visit, 'users.link')} />
      </p>
    </>
  );
}

interface Shown {
  error?: AppError;
  done?: Child;
  typed?: { name: string; role: Role };
}

async function showUsers(
  c: Context,
  visit: DeskVisit,
  { error, done, typed }: Shown = {},
): Promise<Response> {
  const users = await visit.room.desk.accounts.list();
  return c.html(
    <SettingsPage {...{ c, visit, done }} error={error ?? null} page="users">
      <ul class="plain users">
        {users.map((user) => (
          <li>
            <a class="user" href={pathOf(user.name)}>
              <strong>
                <bdi>{user.name}</bdi>
              </strong>
              <Facts visit={visit} user={user} />
            </a>
          </li>
        ))}
      </ul>
      <form method="post" action={PATH} class="panel invite">
        <h2>{settingsText(visit, 'users.add')}</h2>
        <p class="hint">{settingsText(visit, 'users.addHint')}</p>
        <div class="row">
          <label>
            {deskText(visit, 'signIn.name')}
            <input
              name="name"
              value={typed?.name ?? ''}
              maxlength={30}
              autocomplete="off"
              autocapitalize="none"
              dir="auto"
              required
            />
          </label>
          <RoleChoice visit={visit} chosen={typed?.role ?? 'reviewer'} />
          <button class="button primary" type="submit">
            {settingsText(visit, 'users.addButton')}
          </button>
        </div>
      </form>
    </SettingsPage>,
    error ? statusOf(error) : 200,
  );
}

function Facts({ visit, user }: { visit: DeskVisit; user: StoredUser }) {
  const { room, language } = visit;
  const state = stateOfUser(user);
  return (
    <ul class="facts">
      <li>{deskText(visit, `role.${user.role}`)}</li>
      <li class={state === 'active' ? '' : 'hot'}>{room.words.t(language, `cli:user.state.${state}`)}</li>
      <li>{settingsText(visit, user.hasSecondFactor ? 'users.withFactor' : 'users.withoutFactor')}</li>
      {user.lastSeenAt && (
        <li class="quiet">
          {settingsText(visit, 'users.lastSeen', { date: room.words.dateTime(language, user.lastSeenAt) })}
        </li>
      )}
    </ul>
  );
}

function RoleChoice({ visit, chosen }: { visit: DeskVisit; chosen: Role }) {
  return (
    <label>
      {settingsText(visit, 'users.role')}
      <select name="role">
        {ROLES.map((role) => (
          <option value={role} selected={role === chosen}>
            {deskText(visit, `role.${role}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

async function showUser(c: Context, visit: DeskVisit, { error, done }: Shown = {}): Promise<Response> {
  const name = c.req.param('name') ?? '';
  const user = (await visit.room.desk.accounts.list()).find((one) => one.name === name);
  if (!user) throw new AppError('not-found');
  const act = USER_ACTS.find((one) => one === c.req.query('done'));
  const isDone = !error && !done && act !== undefined;
  return c.html(
    <SettingsPage
      {...{ c, visit }}
      error={error ?? null}
      done={isDone ? settingsText(visit, `users.done.${act}`) : done}
      page="users"
      title={<bdi>{user.name}</bdi>}
    >
      <Facts visit={visit} user={user} />
      <div class="panels">
        <Act visit={visit} user={user} act="role">
          <RoleChoice visit={visit} chosen={user.role} />
        </Act>
        <Act visit={visit} user={user} act="invite" />
        <Act visit={visit} user={user} act="end-sessions" />
        {user.hasSecondFactor && <Act visit={visit} user={user} act="reset-factor" />}
        <Act visit={visit} user={user} act={user.disabledAt ? 'enable' : 'disable'} />
      </div>
      <p>
        <a href={`${SETTINGS_PAGES.audit}?${new URLSearchParams({ who: user.name })}`}>
          {settingsText(visit, 'users.log')}
        </a>
      </p>
    </SettingsPage>,
    error ? statusOf(error) : 200,
  );
}

function Act(props: { visit: DeskVisit; user: StoredUser; act: UserAct; children?: Child }) {
  const { visit, user, act, children } = props;
  return (
    <form method="post" action={`${pathOf(user.name)}/${act}`} class="panel act">
      <p>{settingsText(visit, `users.hint.${act}`)}</p>
      {children}
      <button class="button" type="submit">
        {settingsText(visit, `users.act.${act}`)}
      </button>
    </form>
  );
}
