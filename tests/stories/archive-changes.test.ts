import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { measureArchive } from '../../src/store/fact-checks.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import { textChecks, WELL_CLAIM, wellCheck } from '../support/test-archive.ts';

const EXAMPLE = 'صورة التُقطت في صحراء واحة النخيلات تُظهر شمسين في السماء في ظاهرة فلكية تحدث مرة كل قرن';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ withSamples: true });
});
afterAll(() => line.end());

describe('a new installation', () => {
  it('answers from the fictional archive and says that it is one', async () => {
    const reply = await line.person('curious').ask({ text: EXAMPLE });
    expect(reply.text).toContain('https://example.org/factcheck/two-suns');
    expect(reply.text).toContain(line.words('example'));
  });

  it('loses the fictional archive with the first real import, by whatever process', async () => {
    await line.otherProcess((core) => line.importRows(textChecks, core));
    expect(await measureArchive(line.prisma)).toEqual({ factChecks: textChecks.length, examples: 0 });
    const reply = await line.person('curious').ask({ text: EXAMPLE });
    expect(reply.text).not.toContain('example.org');
  });

  it('does not get it back at the next start', async () => {
    await line.app.stop();
    line = await line.restart({ withSamples: true, messenger: line.messenger });
    expect(await measureArchive(line.prisma)).toEqual({ factChecks: textChecks.length, examples: 0 });
  });
});

describe('an import by another process', () => {
  it('is followed without a restart: new, changed and removed fact-checks', async () => {
    const claim = 'حديقة الحيوان في جزيرة اللبلاب تعرض أسدًا مصبوغًا باللون الأزرق أمام الزوار';
    const fresh = { ...wellCheck, id: 'lion', url: 'https://checks.example/lion', claim, title: 'أسد أزرق' };
    await line.otherProcess((core) => line.importRows([fresh], core));
    expect((await line.person('visitor-1').ask({ text: claim })).text).toContain(line.words('ratings:fake'));

    await line.otherProcess((core) => line.importRows([{ ...fresh, rating: 'satire' }], core));
    expect((await line.person('visitor-2').ask({ text: claim })).text).toContain(
      line.words('ratings:satire'),
    );

    await line.otherProcess(
      (core) => core.database.prisma.$executeRaw`UPDATE fact_checks
        SET deleted_at = now(), revision = nextval('fact_checks_revision_seq') WHERE id = 'lion'`,
    );
    expect((await line.person('visitor-3').ask({ text: claim })).text).toBe(line.words('unknown.text'));
  });

  it('leaves what was there as it was', async () => {
    const reply = await line.person('visitor-4').ask({ text: WELL_CLAIM });
    expect(reply.text).toContain('https://checks.example/well');
  });
});

describe('a second tip line on the same database', () => {
  it('is refused with the number of the first process, and the first goes on', async () => {
    await expect(line.restart()).rejects.toMatchObject({
      code: 'already-running',
      params: { pid: String(process.pid) },
    });
    const reply = await line.person('visitor-5').ask({ text: WELL_CLAIM });
    expect(reply.text).toContain('https://checks.example/well');
  });
});
