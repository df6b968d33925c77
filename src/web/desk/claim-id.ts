import type { Context } from 'hono';
import { AppError } from '../../errors.ts';
import { DRAFT_FIELDS, type VerdictDraft } from '../../review/verdict-draft.ts';

/** @throws `not-found` for what can be no claim */
export function claimIdOf(c: Context): number {
  const id = c.req.param('id') ?? '';
  if (!/^\d{1,9}$/u.test(id)) throw new AppError('not-found');
  return Number(id);
}

export const draftOf = (fields: ReadonlyMap<string, string>): VerdictDraft =>
  Object.fromEntries(DRAFT_FIELDS.map((field) => [field, fields.get(field) ?? ''])) as Record<
    (typeof DRAFT_FIELDS)[number],
    string
  >;
