import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { contrast, mixed, readableOn, withAlpha } from '../../src/cards/colour.ts';
import { GROUND, INK, QUIET, RATING_COLOURS, RATING_SIGNS } from '../../src/cards/palette.ts';
import { RATINGS } from '../../src/domain/rating.ts';

/** Of text, WCAG 2.2 AA. */
const READABLE = 4.5;

describe('the colours of the cards', () => {
  it.each(RATINGS)('let white letters be read on the stamp: %s', (rating) => {
    expect(contrast(RATING_COLOURS[rating], '#ffffff')).toBeGreaterThanOrEqual(READABLE);
  });

  it('let everything be read on the ground', () => {
    for (const colour of [INK, QUIET, ...Object.values(RATING_COLOURS)]) {
      expect(contrast(colour, GROUND)).toBeGreaterThanOrEqual(READABLE);
    }
  });

  it('are those of the pages', () => {
    const css = readFileSync(new URL('../../src/web/assets/app.css', import.meta.url), 'utf8');
    for (const rating of RATINGS) expect(css).toContain(`--${rating}: ${RATING_COLOURS[rating]};`);
  });

  it('do not tell true from false by themselves', () => {
    expect(RATING_SIGNS.true).not.toBe(RATING_SIGNS.fake);
    expect(new Set(Object.values(RATING_SIGNS)).size).toBeGreaterThanOrEqual(6);
  });
});

describe('reckoning with colours', () => {
  it('gives the contrast as WCAG defines it', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
  });

  it('darkens a colour only where it could not be read', () => {
    expect(readableOn('#ffffff', '#0b5f57')).toBe('#0b5f57');
    expect(contrast(readableOn('#ffffff', '#ffff00'), '#ffffff')).toBeGreaterThanOrEqual(READABLE);
    expect(readableOn('#000000', '#000001')).toBe('#000000');
  });

  it('mixes', () => {
    expect(mixed('#000000', '#ffffff', 0.5)).toBe('#7f7f7f');
    expect(withAlpha('#0b5f57', 0.5)).toBe('rgba(11, 95, 87, 0.5)');
  });
});
