import { isRole, type Role } from './role.ts';

/** What admins set on the desk. */
export interface Settings {
  /** Roles that need a second factor to work. */
  secondFactorRoles: Role[];
  /** What is told to people needs the yes of another publisher. */
  fourEyes: boolean;
  /** Probability from which words alone answer at once; null: as learned. */
  answerFrom: number | null;
  /** Confidence from which pictures, films and sounds answer at once; null: as measured. */
  mediaFrom: number | null;
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
  answerFrom: null,
  mediaFrom: null,
  filesDays: null,
  textsDays: null,
  sendersDays: null,
  logDays: null,
};

export const RETENTION_KEYS = ['filesDays', 'textsDays', 'sendersDays', 'logDays'] as const;

export const THRESHOLD_KEYS = ['answerFrom', 'mediaFrom'] as const;
export type ThresholdKey = (typeof THRESHOLD_KEYS)[number];

/**
 * Where a threshold may stand beside its default. Media not lower: a match of which only words that contradict each
 * other, or a piece that pictures share, are known has up to 0.79 (`WRITING.mostUnsure`, `PICTURE.partConfidence`).
 */
export const THRESHOLD_STEPS: Record<ThresholdKey, readonly number[]> = {
  answerFrom: [0.6, 0.7, 0.8, 0.95, 0.98],
  mediaFrom: [0.8, 0.9, 0.95, 0.98],
};

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
  if (key === 'answerFrom' || key === 'mediaFrom')
    return value === null || THRESHOLD_STEPS[key].includes(value as number);
  return value === null || days(value, SHORTEST_KEEPING[key]);
}
