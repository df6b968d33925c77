import { Hono } from 'hono';
import { AppError } from '../errors.ts';
import { apiRoutes, healthRoutes, webhookRoutes } from './api-routes.ts';
import { archivePages } from './archive-pages.tsx';
import { loadAssets } from './assets.ts';
import { cardRoutes } from './card-routes.ts';
import { chatRoutes } from './chat-routes.tsx';
import type { WebDependencies } from './dependencies.ts';
import { deskRoutes } from './desk/desk-routes.tsx';
import { answerProblem } from './problem.tsx';
import type { WebRoom } from './room.ts';
import { policy, sameOrigin } from './security.ts';

/** All pages, the API, webhooks and health as one application; `listen` gives it a port. */
export function createWeb(dependencies: WebDependencies): Hono {
  const room: WebRoom = {
    ...dependencies,
    assets: loadAssets(),
    secure: dependencies.publicUrl?.startsWith('https:') ?? false,
  };
  const app = new Hono();
  app.use(policy(room));
  app.use('/chat/*', sameOrigin(room));
  app.use('/desk/*', sameOrigin(room));
  app.route('/', healthRoutes(room));
  app.route('/', apiRoutes(room));
  app.route('/', webhookRoutes(room));
  app.route('/', room.assets.routes);
  app.route('/', chatRoutes(room));
  app.route('/', cardRoutes(room));
  app.route('/', archivePages(room));
  if (room.desk) app.route('/', deskRoutes(room, room.desk));
  app.notFound((c) => answerProblem(room, c, new AppError('not-found')));
  app.onError((error, c) => answerProblem(room, c, error));
  return app;
}
