import { REFUSALS } from '../../archive/revise.ts';
import { type AppError, isAppError } from '../../errors.ts';
import { wordsOf } from '../problem.tsx';
import { deskText } from './desk-page.tsx';
import type { DeskVisit } from './desk-router.ts';

/** A form that was refused, and what was in it. */
export interface RefusedForm {
  error: AppError;
  form: string;
  typed: ReadonlyMap<string, string>;
}

/** Why a change of a fact-check was not taken. */
export function refusalOf(visit: DeskVisit, error: AppError): string {
  const reason = REFUSALS.find((known) => known === error.params.what);
  if (!isAppError(error, 'fact-check-refused') || !reason) return wordsOf(visit.room, visit.language, error);
  return deskText(visit, `archive.refused.${reason}`);
}
