import type { Hono } from 'hono';
import type { WebRoom } from '../room.ts';
import { addAccountRoutes } from './account-routes.tsx';
import { addArchiveRoutes } from './archive-routes.tsx';
import { addClaimRoutes } from './claim-routes.tsx';
import type { DeskDependencies } from './desk-dependencies.ts';
import { DeskRouter } from './desk-router.ts';
import { addKeysRoute } from './keys-page.tsx';
import { addLiveRoutes } from './live-routes.tsx';
import { Presence } from './presence.ts';
import { addReportRoutes } from './report-routes.tsx';
import { addSecondFactorRoutes } from './second-factor-routes.tsx';
import { addAuditRoutes } from './settings/audit-page.tsx';
import { addMatchingRoutes } from './settings/matching-page.tsx';
import { addMessengerRoutes } from './settings/messengers-page.tsx';
import { addSettingsRoutes } from './settings/settings-routes.tsx';
import { addTextRoutes } from './settings/texts-page.tsx';
import { addUserRoutes } from './settings/users-page.tsx';
import { addSignInRoutes, askToSignIn } from './sign-in-routes.tsx';
import { addStillRoute } from './still-route.ts';

/** The moderators' desk. */
export const deskRoutes = (room: WebRoom, desk: DeskDependencies): Hono => deskRouter(room, desk).app;

/** With its rules: which role each route is for. */
export function deskRouter(room: WebRoom, desk: DeskDependencies): DeskRouter {
  const router = new DeskRouter({ ...room, desk, presence: new Presence() }, askToSignIn);
  addSignInRoutes(router);
  addAccountRoutes(router);
  addSecondFactorRoutes(router);
  addClaimRoutes(router);
  addSettingsRoutes(router);
  addUserRoutes(router);
  addAuditRoutes(router);
  addMatchingRoutes(router);
  addMessengerRoutes(router);
  addTextRoutes(router);
  addStillRoute(router);
  addArchiveRoutes(router);
  addReportRoutes(router);
  addLiveRoutes(router);
  addKeysRoute(router);
  return router;
}
