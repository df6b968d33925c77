import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { SHORTEST_PASSWORD } from '../../accounts/password-length.ts';
import { AppError, isAppError, toAppError } from '../../errors.ts';
import { statusOf, wordsOf } from '../problem.tsx';
import { readSubmission } from '../submission.ts';
import { AttemptLimit, addressOf } from './attempt-limit.ts';
import { type Carried, CarriedFields, CarriedOn, carriedFrom, carriedIn } from './carried-form.tsx';
import { DeskPage, type DeskReader, deskText } from './desk-page.tsx';
import type { DeskRouter, PublicVisit } from './desk-router.ts';
import { CodeField } from './second-factor-view.tsx';

const START = '/desk';

/** Signing in, and choosing the password of an invitation. */
export function addSignInRoutes(router: DeskRouter): void {
  const limit = new AttemptLimit();
  router
    .open('get', '/desk/sign-in', (c, visit) => showSignIn(c, visit, null))
    .open('post', '/desk/sign-in', (c, visit) => signIn(c, visit, limit))
    .open('get', '/desk/sign-in/code', (c, visit) => showCode(c, visit, null))
    .open('post', '/desk/sign-in/code', (c, visit) => signInWithCode(c, visit, limit))
    .open('get', '/desk/invitations/:token', (c, visit) => showInvitation(c, visit, null))
    .open('post', '/desk/invitations/:token', (c, visit) => acceptInvitation(c, visit, limit));
}

async function signIn(c: Context, visit: PublicVisit, limit: AttemptLimit): Promise<Response> {
  const { fields } = await readSubmission(c, visit.room);
  const name = fields.get('name') ?? '';
  const next = fields.get('next');
  const carried = carriedIn(fields);
  try {
    const begun = await begin(c, visit, limit, { name, password: fields.get('password') ?? '', next });
    return carried ? c.html(<CarriedOn visit={visit} url={ownUrl(c)} carried={carried} />) : begun;
  } catch (error) {
    if (!isAppError(error)) throw error;
    return showSignIn(c, visit, error, { name, next, carried });
  }
}

/** In answer to a form whose session had ended. Strangers may post here: no file of theirs is stored. */
export async function askToSignIn(c: Context, visit: PublicVisit): Promise<Response> {
  const isForm = /^application\/x-www-form-urlencoded\b/iu.test(c.req.header('content-type') ?? '');
  const fields = isForm ? (await readSubmission(c, visit.room)).fields : new Map<string, string>();
  const carried = fields.size > 0 ? carriedFrom(new URL(c.req.url).pathname, fields) : null;
  return showSignIn(c, visit, new AppError('session-ended'), { carried });
}

/** Links on the page lead to the sign-in, whatever was posted. */
const ownUrl = (c: Context): string => new URL('/desk/sign-in', c.req.url).href;

interface Attempt {
  name: string;
  password: string;
  next: string | undefined;
}

async function begin(
  c: Context,
  { room }: PublicVisit,
  limit: AttemptLimit,
  attempt: Attempt,
): Promise<Response> {
  const origin = addressOf(c);
  limit.count(origin);
  const visitor = { origin, userAgent: c.req.header('user-agent')?.slice(0, 300) ?? null };
  const { cookies, needsCode } = await room.desk.accounts.sessions.signIn(
    attempt.name,
    attempt.password,
    visitor,
  );
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
  const next = ownPath(attempt.next);
  return c.redirect(needsCode ? `/desk/sign-in/code?${new URLSearchParams({ next })}` : next, 303);
}

async function signInWithCode(c: Context, visit: PublicVisit, limit: AttemptLimit): Promise<Response> {
  const { fields } = await readSubmission(c, visit.room);
  const next = fields.get('next');
  const origin = addressOf(c);
  try {
    limit.count(origin);
    const { secondFactor } = visit.room.desk.accounts;
    const { headers } = c.req.raw;
    for (const cookie of await secondFactor.signIn({ headers, origin }, fields.get('code') ?? '')) {
      c.header('Set-Cookie', cookie, { append: true });
    }
    return c.redirect(ownPath(next), 303);
  } catch (error) {
    if (!isAppError(error)) throw error;
    if (error.code === 'code-expired') return showSignIn(c, visit, error, { next });
    return showCode(c, visit, error, next);
  }
}

/** Nobody is led away from the desk by a link to the sign-in. */
function ownPath(next: string | undefined): string {
  if (!next || !URL.canParse(next, 'http://desk')) return START;
  const { origin, pathname, search } = new URL(next, 'http://desk');
  const isOwn = origin === 'http://desk' && (pathname === START || pathname.startsWith(`${START}/`));
  return isOwn ? `${pathname}${search}` : START;
}

function showSignIn(
  c: Context,
  visit: PublicVisit,
  error: AppError | null,
  typed: { name?: string; next?: string | undefined; carried?: Carried | null } = {},
): Response | Promise<Response> {
  const next = typed.next ?? c.req.query('next');
  return c.html(
    <Door {...visit} url={ownUrl(c)} title={deskText(visit, 'signIn.title')} error={error}>
      {typed.carried && <p>{deskText(visit, 'signIn.kept')}</p>}
      <form class="door" method="post" action="/desk/sign-in">
        {typed.carried && <CarriedFields carried={typed.carried} />}
        {next && <input type="hidden" name="next" value={ownPath(next)} />}
        <label>
          {deskText(visit, 'signIn.name')}
          <input
            name="name"
            value={typed.name ?? ''}
            autocomplete="username"
            autocapitalize="none"
            dir="auto"
            required
          />
        </label>
        <label>
          {deskText(visit, 'signIn.password')}
          <input name="password" type="password" autocomplete="current-password" dir="ltr" required />
        </label>
        <button class="button primary" type="submit">
          {deskText(visit, 'signIn.submit')}
        </button>
      </form>
      <p class="quiet">{deskText(visit, 'signIn.noAccount')}</p>
    </Door>,
    error ? statusOf(error) : 200,
  );
}

function showCode(
  c: Context,
  visit: PublicVisit,
  error: AppError | null,
  next = c.req.query('next'),
): Response | Promise<Response> {
  return c.html(
    <Door {...visit} url={c.req.url} title={deskText(visit, 'code.title')} error={error}>
      <form class="door" method="post" action="/desk/sign-in/code">
        {next && <input type="hidden" name="next" value={ownPath(next)} />}
        <CodeField label={deskText(visit, 'code.label')} />
        <p class="hint">{deskText(visit, 'code.hint')}</p>
        <button class="button primary" type="submit">
          {deskText(visit, 'signIn.submit')}
        </button>
      </form>
      <p>
        <a href="/desk/sign-in">{deskText(visit, 'code.again')}</a>
      </p>
    </Door>,
    error ? statusOf(error) : 200,
  );
}

async function showInvitation(c: Context, visit: PublicVisit, error: AppError | null): Promise<Response> {
  const token = c.req.param('token') ?? '';
  const user = await visit.room.desk.accounts.invitations.invited(token);
  if (!user) return showVoid(c, visit, error);
  return c.html(
    <Door {...visit} url={c.req.url} title={deskText(visit, 'invitation.title')} error={error}>
      <p>{deskText(visit, 'invitation.hello', { name: user.name })}</p>
      <form class="door" method="post" action={`/desk/invitations/${encodeURIComponent(token)}`}>
        <input type="hidden" name="name" value={user.name} autocomplete="username" />
        <label>
          {deskText(visit, 'invitation.password')}
          <input
            name="password"
            type="password"
            autocomplete="new-password"
            minlength={SHORTEST_PASSWORD}
            dir="ltr"
            required
          />
        </label>
        <p class="hint">{deskText(visit, 'invitation.hint', { count: SHORTEST_PASSWORD })}</p>
        <button class="button primary" type="submit">
          {deskText(visit, 'invitation.submit')}
        </button>
      </form>
    </Door>,
    error ? statusOf(error) : 200,
  );
}

function showVoid(c: Context, visit: PublicVisit, error: AppError | null): Response | Promise<Response> {
  return c.html(
    <Door {...visit} url={c.req.url} title={deskText(visit, 'invitation.title')} error={error}>
      <p>{visit.room.words.t(visit.language, 'errors:invitation-void')}</p>
      <p>
        <a href="/desk/sign-in">{deskText(visit, 'signIn.title')}</a>
      </p>
    </Door>,
    410,
  );
}

async function acceptInvitation(c: Context, visit: PublicVisit, limit: AttemptLimit): Promise<Response> {
  const { fields } = await readSubmission(c, visit.room);
  const password = fields.get('password') ?? '';
  const { accounts } = visit.room.desk;
  try {
    limit.count(addressOf(c));
    const name = await accounts.invitations.accept(c.req.param('token') ?? '', password, addressOf(c));
    return await begin(c, visit, limit, { name, password, next: undefined });
  } catch (error) {
    if (!isAppError(error)) throw error;
    return showInvitation(c, visit, toAppError(error));
  }
}

interface DoorProps extends DeskReader {
  url: string;
  title: string;
  error: AppError | null;
  children?: Child;
}

function Door(props: DoorProps) {
  const { room, language, title, error } = props;
  return (
    <DeskPage {...props} moderator={null}>
      <main class="page narrow">
        <h1>{title}</h1>
        {error && error.code !== 'invitation-void' && (
          <p class="alert" role="alert">
            {wordsOf(room, language, error)}
          </p>
        )}
        {props.children}
      </main>
    </DeskPage>
  );
}
