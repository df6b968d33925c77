import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ask } from '../../src/intake/ask.ts';
import { writeFixture } from '../support/media-fixtures.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';
import {
  lanternPicture,
  marketPicture,
  mediaChecks,
  textChecks,
  unknownPicture,
  WELL_CLAIM,
} from '../support/test-archive.ts';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp({ archive: [...textChecks, ...(await mediaChecks())] });
});
afterAll(() => line.end());

const file = async (path: string) => ({
  path,
  sha256: createHash('sha256')
    .update(await readFile(path))
    .digest('hex'),
});
const asking = (question: Partial<Parameters<typeof ask>[1]>) =>
  ask(line.core, { id: 'q', files: [], ...question });

describe('asking without being a person', () => {
  it('says what a person would get, word for word', async () => {
    const { reply, outcome } = await asking({ text: WELL_CLAIM });
    expect(outcome).toBe('answered');
    expect(reply).toBe((await line.person('same').ask({ text: WELL_CLAIM })).text);
  });

  it('returns the fact-check, its evidence and the times', async () => {
    const result = await asking({ id: 'my-id', files: [await file(await lanternPicture())] });
    expect(result).toMatchObject({
      id: 'my-id',
      outcome: 'answered',
      answers: [
        {
          factCheck: {
            id: 'lantern',
            rating: 'selective',
            publisher: 'مرصد الاختبار',
            datePublished: '2025-03-09',
          },
          relation: 'same',
          sent: true,
          evidence: [{ kind: 'exact', score: 1 }],
        },
      ],
      ms: { total: expect.any(Number), fingerprint: expect.any(Number), match: expect.any(Number) },
    });
    expect(result.answers[0]?.factCheck).not.toHaveProperty('body');
  });

  it('stores nothing', async () => {
    const { prisma } = line;
    const count = async () => [
      await prisma.tip.count(),
      await prisma.claim.count(),
      await prisma.media.count(),
    ];
    const before = await count();
    await asking({ text: 'دولفين يعيش في نافورة الميدان الكبير وسط ذهول المارة والسياح الأجانب' });
    await asking({ files: [await file(await unknownPicture(640))] });
    expect(await count()).toEqual(before);
  });

  it('fills the answers up to the limit and marks what would be sent', async () => {
    const { answers, outcome } = await asking({ files: [await file(await marketPicture())], limit: 5 });
    expect(outcome).toBe('choices');
    expect(answers.filter(({ sent }) => sent)).toHaveLength(2);
    const { answers: one } = await asking({ text: `${WELL_CLAIM} وأسعار الخبز`, limit: 5 });
    expect(one.length).toBeGreaterThan(1);
    expect(one.map(({ sent }) => sent).indexOf(true)).toBe(0);
    expect(one.at(-1)?.sent).toBe(false);
  });

  it.each([[{}], [{ text: '  ' }], [{ text: '؟' }]])(
    'says that %j holds nothing to check',
    async (question) => {
      expect(await asking(question)).toMatchObject({
        outcome: 'unsupported',
        reason: 'text-empty',
        answers: [],
        reply: line.words('unsupported.empty'),
      });
    },
  );

  it('says why a file could not be read', async () => {
    const result = await asking({ files: [await file(await writeFixture('not-a-film.mp4', 'نص'))] });
    expect(result).toMatchObject({ outcome: 'unsupported', reason: 'file-type-unsupported' });
  });

  it('answers in the language that is asked for', async () => {
    const { reply } = await asking({ text: WELL_CLAIM, language: 'en' });
    expect(reply).toContain(line.words('ratings:fake', {}, 'en'));
  });
});
