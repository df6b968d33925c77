import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ffmpeg from '@ffmpeg-installer/ffmpeg';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ImportRow } from '../../src/archive/import-row.ts';
import { RATINGS } from '../../src/domain/rating.ts';
import { draft, rowsOf } from './reading.ts';

const SAMPLES = join(import.meta.dirname, '../../samples');
let rows: ImportRow[] = [];

beforeAll(async () => {
  rows = await rowsOf(SAMPLES, { now: new Date() });
});

describe('the sample archive', () => {
  it('imports cleanly', () => {
    expect(rows.filter((row) => !row.ok || row.repairs.length > 0 || row.repeat)).toEqual([]);
    expect(rows.length).toBeGreaterThanOrEqual(12);
  });

  it('shows every rating', () => {
    expect(new Set(rows.map((row) => draft(row).rating))).toEqual(new Set(RATINGS));
  });

  it('is plainly an example', () => {
    for (const row of rows) {
      expect(draft(row).publisher).toContain('مثال');
      const links = [draft(row).url, ...draft(row).appearances].map((link) => new URL(link).hostname);
      expect(new Set(links)).toEqual(new Set(['example.org']));
    }
  });

  it('has films and pictures that can be read, 3 MB in all', async () => {
    const media = rows.flatMap((row) => draft(row).media);
    const films = media.filter((file) => file.endsWith('.mp4'));
    const pictures = media.filter((file) => file.endsWith('.jpg'));
    expect(films.length).toBeGreaterThanOrEqual(3);
    expect(pictures.length).toBeGreaterThanOrEqual(2);
    const sizes = await Promise.all(media.map(async (file) => (await stat(file)).size));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(3_000_000);
    for (const file of pictures)
      expect(await sharp(file).metadata()).toMatchObject({ format: 'jpeg', width: 1000 });
    for (const file of films) {
      const { stderr } = await promisify(execFile)(ffmpeg.path, [
        '-v',
        'error',
        '-i',
        file,
        '-f',
        'null',
        '-',
      ]);
      expect(stderr).toBe('');
    }
  });

  it('has a fact-check that was seen in several places', () => {
    expect(rows.some((row) => draft(row).appearances.length > 1)).toBe(true);
  });
});
