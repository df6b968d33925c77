/** What a member of the newsroom may do at the desk; each may also do what those before it may. */
export const ROLES = ['viewer', 'reviewer', 'publisher', 'admin'] as const;
export type Role = (typeof ROLES)[number];

export const isRole = (value: unknown): value is Role => ROLES.some((role) => role === value);

export const mayActAs = (role: Role, needed: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(needed);

/** A signed-in member of the newsroom. */
export interface Moderator {
  id: string;
  /** Unique; shown to the others and kept in the history of claims. */
  name: string;
  role: Role;
}
