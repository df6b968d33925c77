import type { Rating } from '../domain/rating.ts';

export const GROUND = '#fdfaf3';
export const INK = '#16201e';
export const QUIET = '#55615f';
export const LINE = '#ddd6c8';
/** Over frames. */
export const NIGHT = '#0d1514';

/** White letters on each stand out by 4.5 to 1 or more (WCAG 2.2 AA). The pages have the same, in `app.css`. */
export const RATING_COLOURS: Record<Rating, string> = {
  true: '#1b733c',
  misleading: '#a5460a',
  selective: '#855700',
  sensational: '#7a3ea1',
  satire: '#1f5fa8',
  myth: '#4f5b68',
  doubtful: '#6a5d0e',
  fake: '#b3261e',
  other: '#4d5655',
};

/** What a verdict is known by without its colour. */
export type Sign = 'tick' | 'cross' | 'exclamation' | 'question' | 'mask' | 'info';

export const RATING_SIGNS: Record<Rating, Sign> = {
  true: 'tick',
  misleading: 'exclamation',
  selective: 'exclamation',
  sensational: 'exclamation',
  satire: 'mask',
  myth: 'cross',
  doubtful: 'question',
  fake: 'cross',
  other: 'info',
};
