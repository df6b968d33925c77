/** The verdict scale of the archive, from best to worst; `other` keeps the publisher's own label. */
export const RATINGS = [
  'true',
  'misleading',
  'selective',
  'sensational',
  'satire',
  'myth',
  'doubtful',
  'fake',
  'other',
] as const;

export type Rating = (typeof RATINGS)[number];

export const isRating = (value: unknown): value is Rating =>
  typeof value === 'string' && (RATINGS as readonly string[]).includes(value);
