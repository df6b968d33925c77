import type { Context } from 'hono';
import type { Assets } from './assets.ts';
import type { WebDependencies } from './dependencies.ts';

/** What the pages share: the dependencies, and what follows from them. */
export interface WebRoom extends WebDependencies {
  assets: Assets;
  /** People reach us by https, so cookies may be limited to it. */
  secure: boolean;
}

/** Where people reach this server, without a slash at the end. */
export const baseUrl = (room: WebRoom, c: Context): string =>
  room.publicUrl?.replace(/\/+$/u, '') ?? new URL(c.req.url).origin;

export const factCheckPath = (id: string): string => `/fact-checks/${encodeURIComponent(id)}`;
