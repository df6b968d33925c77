import { isRole, type Role } from './role.ts';

/** What admins set on the desk. */
export interface Settings {
  /** Roles that need a second factor to work. */
  secondFactorRoles: Role[];
  /** What is told to people needs the yes of another publisher. */
  fourEyes: boolean;
  /** So many days files are kept that people sent; null: until somebody deletes them. */
  filesDays: number | null;
  /** The same for what people wrote and what was written to them. */
  textsDays: number | null;
  /** The same for who asked, since they last wrote. */
  sendersDays: number | null;
  /** The same for the log of accounts and settings. */
  logDays: number | null;
}

export type SettingKey = keyof Settings;

export const DEFAULT_SETTINGS: Settings = {
  secondFactorRoles: [],
  fourEyes: false,
  filesDays: null,
  textsDays: null,
  sendersDays: null,
  logDays: null,
};

export const RETENTION_KEYS = ['filesDays', 'textsDays', 'sendersDays', 'logDays'] as const;

/** Fewer than these are a slip: claims are worked on for days, and the log has to outlast who tampers. */
export const SHORTEST_KEEPING: Record<(typeof RETENTION_KEYS)[number], number> = {
  filesDays: 7,
  textsDays: 7,
  sendersDays: 30,
  logDays: 90,
};
export const LONGEST_KEEPING = 3_650;

const days = (value: unknown, least: number): value is number =>
  Number.isInteger(value) && Number(value) >= least && Number(value) <= LONGEST_KEEPING;

/** Whether a value may stand under a key. */
export function isSetting(key: SettingKey, value: unknown): boolean {
  if (key === 'secondFactorRoles') return Array.isArray(value) && value.every(isRole);
  if (key === 'fourEyes') return typeof value === 'boolean';
  return value === null || days(value, SHORTEST_KEEPING[key]);
}
