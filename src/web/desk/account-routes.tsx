import type { Context } from 'hono';
import type { OpenSession } from '../../store/users.ts';
import { addressOf } from './attempt-limit.ts';
import { DeskPage, deskText } from './desk-page.tsx';
import type { DeskRouter, DeskVisit } from './desk-router.ts';

/** One's own account: open sessions, and the way out. */
export function addAccountRoutes(router: DeskRouter): void {
  router
    .get('/desk/account', 'viewer', showAccount)
    .post('/desk/sign-out', 'viewer', signOut)
    .post('/desk/sessions/:id/end', 'viewer', endSession);
}

async function signOut(c: Context, { room, moderator }: DeskVisit): Promise<Response> {
  const { sessions } = room.desk.accounts;
  for (const cookie of await sessions.signOut(c.req.raw.headers, moderator, addressOf(c))) {
    c.header('Set-Cookie', cookie, { append: true });
  }
  return c.redirect('/desk/sign-in', 303);
}

async function endSession(c: Context, { room, moderator }: DeskVisit): Promise<Response> {
  await room.desk.accounts.sessions.end(moderator, c.req.param('id') ?? '', addressOf(c));
  return c.redirect('/desk/account', 303);
}

async function showAccount(c: Context, visit: DeskVisit): Promise<Response> {
  const { room, moderator, language } = visit;
  const { accounts } = room.desk;
  const sessions = await accounts.sessions.list(moderator);
  const hasSecondFactor = await accounts.secondFactor.isSet(moderator);
  const role = deskText(visit, `role.${moderator.role}`);
  return c.html(
    <DeskPage {...visit} url={c.req.url} title={deskText(visit, 'account.title')} current="account">
      <main class="page">
        <h1>
          <bdi>{moderator.name}</bdi>
        </h1>
        <p class="quiet">{role}</p>
        <form method="post" action="/desk/sign-out">
          <button class="button" type="submit">
            {deskText(visit, 'account.signOut')}
          </button>
        </form>
        <h2>{deskText(visit, 'factor.title')}</h2>
        <p>
          {deskText(visit, hasSecondFactor ? 'factor.isOn' : 'factor.isOff')}{' '}
          <a href="/desk/account/second-factor">{deskText(visit, 'factor.manage')}</a>
        </p>
        <h2>{deskText(visit, 'account.sessions')}</h2>
        <ul class="plain sessions">
          {sessions.map((session) => (
            <li>
              <SessionRow
                visit={visit}
                session={session}
                date={room.words.dateTime(language, session.updatedAt)}
              />
            </li>
          ))}
        </ul>
      </main>
    </DeskPage>,
  );
}

function SessionRow({ visit, session, date }: { visit: DeskVisit; session: OpenSession; date: string }) {
  return (
    <>
      <span>
        <bdi>{browserOf(session.userAgent) ?? deskText(visit, 'account.unknownBrowser')}</bdi>
        <span class="quiet"> {deskText(visit, 'account.lastUsed', { date })}</span>
      </span>
      {session.id === visit.sessionId ? (
        <strong>{deskText(visit, 'account.thisOne')}</strong>
      ) : (
        <form method="post" action={`/desk/sessions/${encodeURIComponent(session.id)}/end`}>
          <button class="button small" type="submit">
            {deskText(visit, 'account.end')}
          </button>
        </form>
      )}
    </>
  );
}

const BROWSERS: [RegExp, string][] = [
  [/\bEdg\//u, 'Edge'],
  [/\bOPR\//u, 'Opera'],
  [/\bFirefox\//u, 'Firefox'],
  [/\b(?:Headless)?Chrome\//u, 'Chrome'],
  [/\bSafari\//u, 'Safari'],
];
const SYSTEMS: [RegExp, string][] = [
  [/\bAndroid\b/u, 'Android'],
  [/\b(?:iPhone|iPad)\b/u, 'iOS'],
  [/\bWindows\b/u, 'Windows'],
  [/\bMac OS X\b/u, 'macOS'],
  [/\bLinux\b/u, 'Linux'],
];

/** What a person would call it; null when it does not say. */
function browserOf(userAgent: string | null): string | null {
  const nameIn = (known: [RegExp, string][]) => known.find(([sign]) => sign.test(userAgent ?? ''))?.[1];
  return [nameIn(BROWSERS), nameIn(SYSTEMS)].filter(Boolean).join(' · ') || null;
}
