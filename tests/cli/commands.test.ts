import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { editPicture, makePicture, makeSound, makeVideo, reencode } from '../support/media-fixtures.ts';
import { type CommandEnd, runCommand } from '../support/run-command.ts';
import { createDataFolder } from '../support/test-app.ts';

const CLAIM = 'أعلنت بلدية الواحة إغلاق الجسر الحجري نهائيا أمام السيارات والمشاة بعد ظهور تشققات في أعمدته';
const SHA256 = /^[0-9a-f]{64}$/u;

const sha256Of = async (path: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

/** In this process; `shipped-program.test.ts` has the processes. */
describe('the command', () => {
  let folder: Awaited<ReturnType<typeof createDataFolder>>;
  let database: TestDatabase;
  let newsroom: string;
  let archive: string;
  beforeAll(async () => {
    folder = await createDataFolder();
    database = await createTestDatabase();
    newsroom = join(folder.path, 'newsroom');
    archive = join(newsroom, 'archive.jsonl');
    await mkdir(newsroom);
    await writeFile(join(newsroom, 'bridge.jpg'), await readFile(await makePicture(31)));
    await writeFile(join(newsroom, 'market.mp4'), await readFile(await makeVideo(32)));
    const rows = [
      {
        id: 'c-1',
        url: 'https://checks.example/bridge',
        title: 'الجسر الحجري مفتوح',
        claim: CLAIM,
        rating: 'fake',
        publisher: 'غرفة',
        datePublished: '2026-03-01',
        media: ['bridge.jpg'],
      },
      {
        id: 'c-2',
        url: 'https://checks.example/market',
        title: 'فيديو السوق قديم',
        claim: 'مشاهد من حريق السوق الكبير مساء اليوم',
        rating: 'misleading',
        publisher: 'دار أخرى',
        datePublished: '2025-01-15',
        media: ['market.mp4'],
      },
    ];
    await writeFile(archive, rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
  });
  afterAll(async () => {
    await database.drop();
    await folder.remove();
  });

  const run = (...args: string[]): Promise<CommandEnd> =>
    runCommand(args, { TABAYYAN_DATA: folder.path, DATABASE_URL: database.url });
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await run(...args, '--json');
    expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
    return JSON.parse(stdout);
  };
  const asked = async (...args: string[]) => json('ask', ...args);

  it('import counts, and changes nothing the second time', async () => {
    expect(await json('import', archive)).toMatchObject({
      created: 2,
      updated: 0,
      unchanged: 0,
      rejected: 0,
      mediaProblems: [],
    });
    expect(await json('import', archive)).toMatchObject({
      created: 0,
      updated: 0,
      unchanged: 2,
      rejected: 0,
    });
  });

  it('import gives a reason for each row it rejects', async () => {
    const path = join(folder.path, 'half.jsonl');
    await writeFile(path, '{"id":"x"}\nthis is no JSON\n');
    const { code, stdout } = await run('import', path, '--json');
    const report = JSON.parse(stdout);
    expect(code).toBe(0);
    expect(report.rejected).toBe(2);
    expect(report.rejections).toHaveLength(2);
  });

  it('import of what is not there fails with words', async () => {
    const { code, stdout, stderr } = await run('import', join(folder.path, 'missing.jsonl'));
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/\p{Script=Arabic}/u);
  });

  it('ask answers a known claim as the contract says', async () => {
    const result = await asked('عاجل:', CLAIM);
    expect(Object.keys(result).sort()).toEqual(['answers', 'id', 'ms', 'outcome', 'reply']);
    expect(result.outcome).toBe('answered');
    expect(result.answers[0]).toMatchObject({
      factCheck: {
        id: 'c-1',
        url: 'https://checks.example/bridge',
        title: 'الجسر الحجري مفتوح',
        claim: CLAIM,
        rating: 'fake',
        publisher: 'غرفة',
        datePublished: '2026-03-01',
      },
      relation: 'same',
      sent: true,
    });
    expect(result.answers[0].confidence).toBeGreaterThan(0);
    expect(result.answers[0].confidence).toBeLessThanOrEqual(1);
    expect(result.answers[0].evidence[0]).toMatchObject({ kind: 'text', score: expect.any(Number) });
    expect(result.reply).toContain('https://checks.example/bridge');
    expect(result.ms).toEqual({
      total: expect.any(Number),
      fingerprint: expect.any(Number),
      match: expect.any(Number),
    });
  });

  it('ask recognises a changed picture and a cut video, and says which seconds', async () => {
    const picture = await editPicture(await makePicture(31), { width: 300, quality: 50 });
    const seen = await asked('--file', picture);
    expect(seen.answers[0]).toMatchObject({ factCheck: { id: 'c-1' }, evidence: [{ kind: 'image' }] });
    const video = await reencode(await makeVideo(32), { from: 1, duration: 5, crf: 32 });
    const watched = await asked('--file', video);
    expect(watched.answers[0]).toMatchObject({
      factCheck: { id: 'c-2' },
      evidence: [
        {
          kind: 'video',
          query: { from: expect.any(Number), to: expect.any(Number) },
          archive: { from: expect.any(Number), to: expect.any(Number) },
        },
      ],
    });
  });

  it('ask stores nothing', async () => {
    await asked('--file', await makePicture(99), 'صورة لم يرها أحد من قبل في هذه المدينة البعيدة عن البحر');
    expect(await json('queue')).toEqual([]);
  });

  it('ask --limit shows further candidates behind those that would be sent', async () => {
    const { answers } = await asked('--limit', '5', 'السوق', 'الجسر');
    expect(answers.length).toBeGreaterThan(0);
    const sent = answers.map((answer: { sent: boolean }) => answer.sent);
    expect([...sent].sort((a, b) => Number(b) - Number(a))).toEqual(sent);
  });

  it('ask --batch gives a line for each line, in order, with its id', async () => {
    const batch = join(newsroom, 'batch.jsonl');
    const questions = [
      { id: 'video', files: ['market.mp4'] },
      { id: 'text', text: CLAIM },
      { id: 7, text: 'لا شيء يشبه هذا الكلام في أي أرشيف على الإطلاق صدقوني أيها الناس' },
      { id: 'missing', files: ['nowhere.jpg'] },
      { id: 'empty' },
    ];
    await writeFile(batch, questions.map((question) => JSON.stringify(question)).join('\n'));
    const { code, stdout } = await run('ask', '--batch', batch);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ id, outcome }) => [id, outcome])).toEqual([
      ['video', 'answered'],
      ['text', 'answered'],
      ['7', 'unknown'],
      ['missing', 'failed'],
      ['empty', 'unsupported'],
    ]);
    expect(answers[3].reason).toBe('file-not-found');
    expect(code).toBe(0);
  });

  it('ask --batch says which line it cannot read, answers the others and fails', async () => {
    const batch = join(folder.path, 'broken.jsonl');
    await writeFile(batch, `{"id":"a","text":"${CLAIM}"}\nnot JSON\n{"id":"b","text":"${CLAIM}"}\n`);
    const { code, stdout } = await run('ask', '--batch', batch);
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ outcome }) => outcome)).toEqual(['answered', 'failed', 'answered']);
    expect(code).toBe(1);
  });

  it('search finds by keyword and narrows by rating, publisher and date', async () => {
    expect((await json('search', 'الجسر')).items[0]).toMatchObject({ id: 'c-1' });
    expect(await json('search', 'السوق', '--rating', 'fake')).toMatchObject({ items: [] });
    expect((await json('search', 'السوق', '--publisher', 'دار أخرى')).items).toHaveLength(1);
    expect((await json('search', 'السوق', '--since', '2026-01-01')).items).toEqual([]);
    const { items, ...page } = await json('search', '--since', '2025-01-01', '--limit', '1', '--page', '2');
    expect(items).toMatchObject([{ id: 'c-2' }]);
    expect(page).toEqual({ total: 2, page: 2, nextPage: null, matched: 'all' });
    expect((await json('search', 'أعمدته', '-سيارات')).total).toBe(0);
    expect((await json('search', '«الجسر الحجري»', '--sort', 'newest')).items).toHaveLength(1);
    const { stdout, code } = await run('search', 'الجسر');
    expect(stdout).toContain('https://checks.example/bridge');
    expect(code).toBe(0);
  });

  it('fingerprint describes pictures, videos, sounds and texts', async () => {
    const picture = await makePicture(31);
    expect(await json('fingerprint', picture)).toEqual({
      kind: 'image',
      sha256: await sha256Of(picture),
      pdq: expect.stringMatching(SHA256),
      quality: expect.any(Number),
    });
    const video = await json('fingerprint', await makeVideo(32));
    expect(video).toMatchObject({ kind: 'video', sha256: expect.stringMatching(SHA256) });
    expect(video.frames[0]).toEqual({
      t: expect.any(Number),
      pdq: expect.stringMatching(SHA256),
      quality: expect.any(Number),
    });
    const sound = await json('fingerprint', await makeSound(3, { seconds: 8, extension: 'mp3' }));
    expect(sound).toMatchObject({ kind: 'audio', duration: expect.closeTo(8, 0) });
    expect(sound.items.length).toBeGreaterThan(20);
    const text = join(folder.path, 'text.txt');
    await writeFile(text, CLAIM);
    expect(await json('fingerprint', text)).toMatchObject({ kind: 'text', sha256: await sha256Of(text) });
  });

  it('fingerprint fails with words on what is no picture, video, sound or text', async () => {
    const path = join(folder.path, 'rubbish.bin');
    await writeFile(
      path,
      Uint8Array.from({ length: 4_000 }, (_, i) => (i * 7919 + 128) % 256),
    );
    const { code, stdout, stderr } = await run('fingerprint', path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/\p{Script=Arabic}/u);
  });

  it('doctor looks at everything', async () => {
    const findings = (await json('doctor')) as { what: string; level: string; found: string }[];
    expect(findings.filter(({ level }) => level === 'bad')).toEqual([]);
    expect(findings.map(({ what }) => what)).toEqual([
      ...['node', 'data', 'disk', 'ffmpeg', 'database', 'server', 'archive', 'jobs', 'outbox', 'telegram'],
      ...['whatsapp-cloud', 'whatsapp-web'],
    ]);
  });
});

describe('usage', () => {
  const run = (args: string[]): Promise<CommandEnd> =>
    runCommand(args, { TABAYYAN_DATA: 'nowhere', DATABASE_URL: 'postgres://127.0.0.1:1/none' });

  it.each([
    [['dance']],
    [['toString']],
    [['search']],
    [['ask']],
    [['queue', 'now']],
    [['import']],
    [['search', 'x', '--rating', 'superb']],
    [['search', 'x', '--sort', 'worst']],
    [['search', 'x', '--page', '0']],
    [['search', 'x', '--since', 'yesterday']],
    [['ask', 'x', '--limit', '-1']],
    [['fingerprint', '--colour']],
  ])('wrong usage %j ends with 2 and says how it is used', async (args) => {
    const { code, stdout, stderr } = await run(args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('tabayyan');
  });

  it('help says how it is used', async () => {
    const { code, stdout } = await run(['--help']);
    expect(code).toBe(0);
    expect(stdout).toContain('import');
  });

  it('without a command it says how it is used, and fails', async () => {
    const { code, stdout, stderr } = await run([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain('import');
  });
});
