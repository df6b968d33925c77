import type { Context } from 'hono';
import type { Child } from 'hono/jsx';
import { keyUri, SECRET_FORM } from '../../accounts/second-factor.ts';
import { type AppError, isAppError } from '../../errors.ts';
import { statusOf, wordsOf } from '../problem.tsx';
import { readSubmission } from '../submission.ts';
import { addressOf } from './attempt-limit.ts';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskRouter, DeskVisit } from './desk-router.ts';
import { CodeField, inFours, QrCode } from './second-factor-view.tsx';

const PATH = '/desk/account/second-factor';

/** The code at sign-in: set up, backup codes, and taken away again by its owner. */
export function addSecondFactorRoutes(router: DeskRouter): void {
  router
    .get(PATH, 'viewer', (c, visit) => showState(c, visit, null))
    .post(PATH, 'viewer', begin)
    .post(`${PATH}/confirm`, 'viewer', confirm)
    .post(`${PATH}/codes`, 'viewer', renewCodes)
    .post(`${PATH}/remove`, 'viewer', remove);
}

const own = (c: Context, { moderator }: DeskVisit) => ({
  headers: c.req.raw.headers,
  origin: addressOf(c),
  moderator,
});

const refusalOf = (error: unknown): AppError => {
  if (isAppError(error) && !error.retryable) return error;
  throw error;
};

async function begin(c: Context, visit: DeskVisit): Promise<Response> {
  const { fields } = await readSubmission(c, visit.room);
  try {
    const { secondFactor } = visit.room.desk.accounts;
    return showSecret(c, visit, await secondFactor.begin(own(c, visit), fields.get('password') ?? ''), null);
  } catch (error) {
    return showState(c, visit, refusalOf(error));
  }
}

async function confirm(c: Context, visit: DeskVisit): Promise<Response> {
  const { fields } = await readSubmission(c, visit.room);
  try {
    const { secondFactor } = visit.room.desk.accounts;
    const { cookies, backupCodes } = await secondFactor.confirm(own(c, visit), fields.get('code') ?? '');
    return showCodes(c, visit, backupCodes, cookies);
  } catch (error) {
    const refusal = refusalOf(error);
    const secret = fields.get('secret') ?? '';
    const isSame = refusal.code === 'code-wrong' && SECRET_FORM.test(secret);
    return isSame ? showSecret(c, visit, secret, refusal) : showState(c, visit, refusal);
  }
}

async function renewCodes(c: Context, visit: DeskVisit): Promise<Response> {
  const { fields } = await readSubmission(c, visit.room);
  try {
    const { secondFactor } = visit.room.desk.accounts;
    return showCodes(c, visit, await secondFactor.renewCodes(own(c, visit), fields.get('password') ?? ''));
  } catch (error) {
    return showState(c, visit, refusalOf(error));
  }
}

async function remove(c: Context, visit: DeskVisit): Promise<Response> {
  const { fields } = await readSubmission(c, visit.room);
  try {
    const { secondFactor } = visit.room.desk.accounts;
    keep(c, await secondFactor.remove(own(c, visit), fields.get('password') ?? ''));
    return c.redirect(PATH, 303);
  } catch (error) {
    return showState(c, visit, refusalOf(error));
  }
}

function keep(c: Context, cookies: readonly string[]): void {
  for (const cookie of cookies) c.header('Set-Cookie', cookie, { append: true });
}

interface FrameProps {
  c: Context;
  visit: DeskVisit;
  error: AppError | null;
  children?: Child;
}

function Frame({ c, visit, error, children }: FrameProps) {
  const url = `${new URL(c.req.url).origin}${PATH}`;
  return (
    <DeskPage {...visit} url={url} title={deskText(visit, 'factor.title')} current="account">
      <main class="page narrow">
        <p class="quiet">
          <a href="/desk/account">{deskText(visit, 'account.title')}</a>
        </p>
        <h1>{deskText(visit, 'factor.title')}</h1>
        {error && (
          <p class="alert" role="alert">
            {wordsOf(visit.room, visit.language, error)}
          </p>
        )}
        {children}
      </main>
    </DeskPage>
  );
}

async function showState(c: Context, visit: DeskVisit, error: AppError | null): Promise<Response> {
  const { accounts } = visit.room.desk;
  const isSet = await accounts.secondFactor.isSet(visit.moderator);
  return c.html(
    <Frame c={c} visit={visit} error={error}>
      <p>{deskText(visit, isSet ? 'factor.isOn' : 'factor.isOff')}</p>
      {visit.needsSecondFactor && (
        <p class="told" role="status">
          {deskText(visit, 'factor.needed')}
        </p>
      )}
      {isSet ? (
        <>
          <PasswordForm visit={visit} act="codes" />
          <PasswordForm visit={visit} act="remove" />
        </>
      ) : (
        <PasswordForm visit={visit} act="begin" />
      )}
    </Frame>,
    error ? statusOf(error) : 200,
  );
}

export const FACTOR_ACTS = ['begin', 'codes', 'remove'] as const;

function PasswordForm({ visit, act }: { visit: DeskVisit; act: (typeof FACTOR_ACTS)[number] }) {
  return (
    <form class="door" method="post" action={act === 'begin' ? PATH : `${PATH}/${act}`}>
      <h2>{deskText(visit, `factor.${act}`)}</h2>
      <p class="hint">{deskText(visit, `factor.hint.${act}`)}</p>
      <label>
        {deskText(visit, 'signIn.password')}
        <input name="password" type="password" autocomplete="current-password" dir="ltr" required />
      </label>
      <button class={act === 'begin' ? 'button primary' : 'button'} type="submit">
        {deskText(visit, `factor.${act}`)}
      </button>
    </form>
  );
}

/** `secret` comes back with a wrong code: the app on the phone has it already. */
function showSecret(
  c: Context,
  visit: DeskVisit,
  secret: string,
  error: AppError | null,
): Response | Promise<Response> {
  return c.html(
    <Frame c={c} visit={visit} error={error}>
      <ol class="steps">
        <li>{deskText(visit, 'factor.scan')}</li>
        <li>{deskText(visit, 'factor.type')}</li>
      </ol>
      <QrCode
        content={keyUri(visit.moderator.name, secret)}
        label={deskText(visit, 'factor.qr', { secret: inFours(secret) })}
      />
      <p class="quiet">{deskText(visit, 'factor.byHand')}</p>
      <p class="secret" dir="ltr">
        {inFours(secret)}
      </p>
      <form class="door" method="post" action={`${PATH}/confirm`}>
        <input type="hidden" name="secret" value={secret} />
        <CodeField label={deskText(visit, 'code.label')} />
        <button class="button primary" type="submit">
          {deskText(visit, 'factor.confirm')}
        </button>
      </form>
    </Frame>,
    error ? statusOf(error) : 200,
  );
}

function showCodes(
  c: Context,
  visit: DeskVisit,
  codes: readonly string[],
  cookies: readonly string[] = [],
): Response | Promise<Response> {
  keep(c, cookies);
  return c.html(
    <Frame c={c} visit={visit} error={null}>
      <p class="told" role="status">
        {deskText(visit, 'factor.isOn')}
      </p>
      <h2>{deskText(visit, 'factor.backup')}</h2>
      <p>{deskText(visit, 'factor.backupHint')}</p>
      <ul class="plain codes" dir="ltr">
        {codes.map((code) => (
          <li>
            <code>{code}</code>
          </li>
        ))}
      </ul>
      <a class="button primary" href="/desk">
        {deskText(visit, 'factor.done')}
      </a>
    </Frame>,
  );
}
