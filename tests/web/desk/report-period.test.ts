import type { Context } from 'hono';
import { describe, expect, it } from 'vitest';
import { periodOf, stretchesOf, stretchOf, unitOf } from '../../../src/web/desk/report-period.ts';

const asked = (query: Record<string, string>, timeZone = 'Asia/Amman', now = '2026-03-10T22:30:00Z') =>
  periodOf({ req: { query: (name: string) => query[name] } } as unknown as Context, timeZone, new Date(now));

describe('the period of a report', () => {
  it('is thirty days up to today, as the day is where the newsroom is', () => {
    expect(asked({})).toMatchObject({ from: '2026-02-10', to: '2026-03-11', preset: 30, days: 30 });
    expect(asked({}, 'America/New_York')).toMatchObject({ to: '2026-03-10' });
  });

  it.each([
    [{ days: '7' }, '2026-03-05', '2026-03-11'],
    [{ days: '8' }, '2026-02-10', '2026-03-11'],
    [{ from: '2026-01-01', to: '2026-01-31' }, '2026-01-01', '2026-01-31'],
    [{ from: '2026-01-31', to: '2026-01-01' }, '2026-01-01', '2026-01-31'],
    [{ from: '2026-03-01' }, '2026-03-01', '2026-03-11'],
    [{ from: '2026-02-30', to: "'; drop table" }, '2026-02-10', '2026-03-11'],
    [{ from: '1971-01-01', to: '2026-01-01' }, '2020-12-29', '2026-01-01'],
  ])('is read from %o', (query, from, to) => {
    expect(asked(query as Record<string, string>)).toMatchObject({ from, to });
  });

  it('is told by days, weeks or months, so that a chart has some sixty columns at most', () => {
    const unit = (from: string) => unitOf(asked({ from, to: '2026-03-11' }));
    expect([unit('2026-02-01'), unit('2025-12-01'), unit('2024-01-01')]).toEqual(['day', 'week', 'month']);
  });

  it('has all its stretches, also those it only touches', () => {
    const period = { from: '2025-12-31', to: '2026-01-13', timeZone: 'UTC' };
    expect(stretchesOf(period, 'week')).toEqual(['2025-12-29', '2026-01-05', '2026-01-12']);
    expect(stretchesOf(period, 'month')).toEqual(['2025-12-01', '2026-01-01']);
    expect(stretchesOf(period, 'day')).toHaveLength(14);
    expect(stretchOf('2026-01-04', 'week')).toBe('2025-12-29');
  });
});
