import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Core, openCore } from '../../src/core.ts';
import { ClaimQueue } from '../../src/review/claim-queue.ts';
import { listQueue } from '../../src/store/claims.ts';
import { seeSender } from '../../src/store/senders.ts';
import { createTip } from '../../src/store/tips.ts';
import { createTestDatabase, type TestDatabase } from '../support/database.ts';
import { createDataFolder, testConfig, testLog } from '../support/test-app.ts';

let cores: [Core, Core];
let database: TestDatabase;
let folder: { path: string; remove(): Promise<void> };
beforeAll(async () => {
  folder = await createDataFolder();
  database = await createTestDatabase();
  const config = testConfig(folder.path, database.url);
  cores = [await openCore(config, testLog), await openCore(config, testLog)];
});
afterAll(async () => {
  for (const core of cores) await core.close();
  await database.drop();
  await folder.remove();
});

async function enqueue(core: Core, text: string, person: string) {
  const queue = new ClaimQueue(core.claimIndex);
  return core.database.transaction(async (tx) => {
    const sender = await seeSender(tx, 'memory', person);
    const tip = { senderId: sender.id, channel: 'memory', conversation: person, text, files: [] };
    const id = await createTip(tx, tip);
    return queue.enqueue(tx, { id, text, parts: [{ kind: 'text', text }], closest: null });
  });
}

describe('the queue of claims', () => {
  it('makes one claim when many ask the same at once, in two processes', async () => {
    const text = 'مصنع الزجاج في ضاحية الكرمل يصرف مياهًا ملوّنة في النهر منذ شهرين';
    const asked = await Promise.all(
      Array.from({ length: 12 }, (_, i) => enqueue(i % 2 ? cores[0] : cores[1], text, `asker-${i}`)),
    );
    expect(new Set(asked.map(({ claimId }) => claimId)).size).toBe(1);
    expect(asked.map(({ others }) => others).sort((a, b) => a - b)).toEqual([...Array(12).keys()]);
  });

  it('tells the same person about other people only', async () => {
    const text = 'غواصة مجهولة ترسو في بحيرة الضباب والصيادون يمنعون من الاقتراب';
    await enqueue(cores[0], text, 'first');
    expect(await enqueue(cores[0], text, 'first')).toMatchObject({ others: 0 });
    expect(await enqueue(cores[0], text, 'second')).toMatchObject({ others: 1 });
  });

  it('makes a claim of its own of what was closed before', async () => {
    const text = 'قطيع من الفيلة يعبر شارع الاستقلال في عاصمة السهول ويعطل حركة المرور';
    const { claimId } = await enqueue(cores[0], text, 'before');
    await cores[0].database.prisma.$executeRaw`
      UPDATE claims SET state = 'published', revision = nextval('claims_revision_seq') WHERE id = ${claimId}`;
    expect((await enqueue(cores[0], text, 'after')).claimId).not.toBe(claimId);
  });

  it('shows no more claims than are wanted, the most wanted first', async () => {
    const [first, ...more] = await listQueue(cores[0].database.prisma, 1);
    expect(first).toMatchObject({ demand: 12, text: expect.stringContaining('مصنع الزجاج') });
    expect(more).toEqual([]);
  });

  it('leaves nothing behind when the transaction fails', async () => {
    const core = cores[0];
    const before = await core.database.prisma.claim.count();
    const text = 'برج المراقبة القديم في مطار الواحة يتحول إلى مقهى للطيارين المتقاعدين';
    const failing = core.database.transaction(async (tx) => {
      const sender = await seeSender(tx, 'memory', 'unlucky');
      const tip = { senderId: sender.id, channel: 'memory', conversation: 'unlucky', text, files: [] };
      const id = await createTip(tx, tip);
      await new ClaimQueue(core.claimIndex).enqueue(tx, {
        id,
        text,
        parts: [{ kind: 'text', text }],
        closest: null,
      });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect(await core.database.prisma.claim.count()).toBe(before);
    expect(await enqueue(core, text, 'lucky')).toMatchObject({ others: 0 });
  });
});
