import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadWords } from '../../src/words.ts';
import { editPicture, makePicture } from '../support/media-fixtures.ts';
import { TipLineHome } from '../support/tip-line-process.ts';

const BRIDGE = {
  id: 'c-1',
  url: 'https://checks.example/bridge',
  title: 'الجسر الحجري مفتوح',
  claim: 'أعلنت بلدية الواحة إغلاق الجسر الحجري نهائيا أمام السيارات والمشاة بعد ظهور تشققات في أعمدته',
  rating: 'fake',
};

describe.each([
  ['while the tip line runs', true],
  ['when no tip line runs', false],
])('a command in a process of its own, %s', (_, isRunning) => {
  let home: TipLineHome;
  beforeAll(async () => {
    home = await TipLineHome.makeUsed();
    if (isRunning) await home.start();
  });
  afterAll(() => home.close());

  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await home.command([...args, '--json']);
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };

  it('imports an archive', async () => {
    const archive = join(home.folder, 'archive.jsonl');
    await writeFile(archive, JSON.stringify({ ...BRIDGE, media: [await makePicture(31)] }));
    expect(await json('import', archive)).toMatchObject({ created: 1, rejected: 0, mediaProblems: [] });
  });

  it('shares one database server with others at the same time', async () => {
    const picture = await editPicture(await makePicture(31), { width: 300, quality: 50 });
    const [found, waiting, asked] = await Promise.all([
      json('search', 'الجسر'),
      json('queue'),
      json('ask', '--file', picture),
    ]);
    expect(found.items[0]).toMatchObject({ id: BRIDGE.id });
    expect(waiting).toEqual([]);
    expect(asked.answers[0]).toMatchObject({ factCheck: { id: BRIDGE.id }, evidence: [{ kind: 'image' }] });
  });

  it('finds out whether the tip line runs', async () => {
    const words = await loadWords('ar');
    const findings: unknown[] = await json('doctor');
    expect(findings).toContainEqual({
      what: 'server',
      level: 'good',
      found: words.t('ar', `cli:doctor.${isRunning ? 'running' : 'notRunning'}`),
    });
  });

  it(isRunning ? 'leaves the server alone' : 'leaves no database server behind', async () => {
    const postmaster = await home.postmasterPid();
    expect(postmaster !== null).toBe(isRunning);
  });
});

describe('a command that needs no database', () => {
  let home: TipLineHome;
  beforeAll(async () => {
    home = await TipLineHome.make();
  });
  afterAll(() => home.close());

  it('prints the fingerprint of a file and ends', async () => {
    const { code, stdout } = await home.command(['fingerprint', await makePicture(31), '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ kind: 'image', quality: expect.any(Number) });
  });

  it('ends with 2 when it was not understood, and says how it is used where errors go', async () => {
    const { code, stdout, stderr } = await home.command(['search']);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('tabayyan');
  });
});
