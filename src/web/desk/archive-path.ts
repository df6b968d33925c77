import type { Context } from 'hono';
import { AppError } from '../../errors.ts';

/** Page of a fact-check at the desk. */
export const archivePath = (id: string): string => `/desk/archive/${encodeURIComponent(id)}`;

/** @throws `not-found` for what can be no id */
export function factCheckIdOf(c: Context): string {
  const id = c.req.param('id') ?? '';
  if (id === '' || id.includes('\0')) throw new AppError('not-found');
  return id;
}
