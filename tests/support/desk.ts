import type { Hono } from 'hono';
import type { Role } from '../../src/domain/role.ts';
import { messagePreviews } from '../../src/message-previews.ts';
import { NoticeWriter } from '../../src/notify/notices.ts';
import { ClaimWork } from '../../src/review/claim-work.ts';
import { Decisions } from '../../src/review/decisions.ts';
import type { DeskDependencies } from '../../src/web/desk/desk-dependencies.ts';
import { Visitor, webFixture } from '../web/web-fixture.ts';
import { PASSWORD } from './accounts.ts';
import type { TestApp } from './test-app.ts';

/** The moderators' pages over a running tip line. */
export function openDesk(
  line: TestApp,
  changes: Partial<DeskDependencies> = {},
): { app: Hono; dependencies: DeskDependencies } {
  const notices = new NoticeWriter(line.core.database, line.core.words);
  const decisions = new Decisions({ ...line.core, notices });
  const work = new ClaimWork({ ...line.core, notices });
  const previews = messagePreviews(line.core.words);
  const messengers = () =>
    line.app.adapters.map((adapter) => ({
      channel: adapter.channel,
      health: adapter.health(),
      trouble: line.app.outbox.troubleOf(adapter.channel),
    }));
  const dependencies = {
    ...line.core,
    notices,
    decisions,
    work,
    messengers,
    previews,
    pairing: null,
    ...changes,
  };
  return { app: webFixture({ desk: dependencies }).app, dependencies };
}

/** A moderator's browser, signed in. */
export async function signedIn(
  app: Hono,
  { accounts }: DeskDependencies,
  name: string,
  role: Role,
): Promise<Visitor> {
  await accounts.add(name, role);
  await accounts.setPassword(name, PASSWORD);
  const browser = new Visitor(app);
  await browser.post('/desk/sign-in', new URLSearchParams({ name, password: PASSWORD }));
  return browser;
}
