import type { StoredUser } from '../store/users.ts';

/** Whether somebody can sign in, and if not, why. */
export const USER_STATES = ['active', 'invited', 'locked', 'disabled'] as const;
export type UserState = (typeof USER_STATES)[number];

export function stateOfUser({ disabledAt, lockedUntil, hasPassword }: StoredUser): UserState {
  if (disabledAt) return 'disabled';
  if (lockedUntil && lockedUntil.getTime() > Date.now()) return 'locked';
  return hasPassword ? 'active' : 'invited';
}
