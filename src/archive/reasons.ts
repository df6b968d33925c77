/**
 * Why a row was not imported. Words for people stand under `reject.<code>` in
 * `locales/<language>/import.json`.
 */
export const REJECT_REASONS = [
  'file-unreadable',
  'file-empty',
  'unknown-format',
  'not-json',
  'line-too-long',
  'not-an-object',
  'no-claim-review',
  'not-an-article',
  'no-claim-and-no-title',
  'no-url',
  'bad-url',
  'doubled-id',
] as const;

export type RejectReason = (typeof REJECT_REASONS)[number];

/** What was mended in a row that was imported. Words for people stand under `repair.<code>`. */
export const REPAIRS = [
  'title-from-claim',
  'claim-from-title',
  'id-derived',
  'bad-date',
  'future-date',
  'html-stripped',
  'control-removed',
  'text-cut',
  'encoding-converted',
  'rating-missing',
  'rating-unknown',
  'rating-from-number',
  'label-too-long',
  'url-decoded',
  'url-completed',
  'bad-language',
  'appearance-dropped',
  'media-dropped',
] as const;

export type Repair = (typeof REPAIRS)[number];
