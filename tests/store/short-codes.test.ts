import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findByShortCode, shortCodeOf } from '../../src/store/short-codes.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { wellCheck } from '../support/test-archive.ts';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: [wellCheck, { ...wellCheck, id: 'تحقّق/12?' }] });
});
afterAll(() => line.end());

const find = (code: string) => findByShortCode(line.prisma, code);

describe('the short code of a fact-check', () => {
  it('has eight characters that nobody mistakes for each other', () => {
    for (const id of ['well', 'تحقّق/12?', 'https://example.org/a']) {
      expect(shortCodeOf(id)).toMatch(/^[0-9a-hjkmnp-tv-z]{8}$/u);
    }
  });

  it('leads back to it, whatever its id is made of', async () => {
    for (const id of ['well', 'تحقّق/12?']) expect(await find(shortCodeOf(id))).toBe(id);
  });

  it('may be typed in capitals, with O for 0 and with I or l for 1', async () => {
    const ids = Array.from({ length: 60 }, (_, i) => `check-${i}`);
    const id = ids.find((one) => /0/u.test(shortCodeOf(one)) && /1/u.test(shortCodeOf(one)));
    await line.importRows([{ ...wellCheck, id: id ?? '' }]);
    const code = shortCodeOf(id ?? '');
    expect(await find(code.replaceAll('0', 'O').replaceAll('1', 'l').toUpperCase())).toBe(id);
  });

  it.each(['', 'short', 'muchtoolong', 'uuuuuuuu', "' OR 1=1", '00000000'])(
    'is nobody’s: %j',
    async (code) => {
      expect(await find(code)).toBeNull();
    },
  );

  it('is found by an index', async () => {
    const plan = await line.core.database.transaction(async (tx) => {
      await tx.$executeRaw`SET LOCAL enable_seqscan = off`;
      return tx.$queryRaw<Record<string, string>[]>`
        EXPLAIN SELECT id FROM fact_checks WHERE left(md5(id), 10) = 'abcdef0123'`;
    });
    expect(JSON.stringify(plan)).toContain('fact_checks_short_code');
  });
});
