import { AppError } from '../errors.ts';

/** Letters and digits of any script, joined by dots, hyphens and underscores. */
const NAME = /^[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}._-]{0,28}[\p{L}\p{M}\p{N}])$/u;

/** The form in which names are compared: two that look alike to a reader are one. */
export const comparable = (name: string): string => name.trim().normalize('NFKC').toLowerCase();

/** @throws `user-name-invalid` */
export function checkedName(name: string): string {
  const checked = name.trim().normalize('NFKC');
  if (!NAME.test(checked)) throw new AppError('user-name-invalid');
  return checked;
}
