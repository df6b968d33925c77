import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Command, CommandContext } from '../../src/cli/command.ts';
import { doctorCommand } from '../../src/cli/doctor-command.ts';
import { outboxCommand } from '../../src/cli/outbox-command.ts';
import { readCounts } from '../../src/store/counts.ts';
import { startTestApp, type TestApp, testLog } from '../support/test-app.ts';

const DETAIL = "sendMessage: 400 Bad Request: can't parse entities";

describe('the outbox command, while the tip line runs', () => {
  let line: TestApp;
  beforeAll(async () => {
    line = await startTestApp({ liveJobs: true });
  });
  afterAll(() => line.end());

  let rejected: number;
  let refused: number;
  beforeEach(async () => {
    await line.prisma.outbox.deleteMany();
    rejected = await deadLetter('tip:1:outcome', 'send-rejected', DETAIL);
    refused = await deadLetter('tip:2:outcome', 'send-refused', 'Forbidden: bot was blocked by the user');
  });

  async function deadLetter(key: string, error: string, detail: string): Promise<number> {
    const message = { text: [[{ text: 'كلام خاص' }]], direction: 'rtl' };
    const conversation = 'secret-conversation';
    const { id } = await line.prisma.outbox.create({
      data: { key, channel: 'memory', conversation, message, state: 'failed', attempts: 3, error, detail },
    });
    return id;
  }

  async function command(which: Command, ...args: string[]): Promise<{ code: number; stdout: string }> {
    const printed: string[] = [];
    const context: CommandContext = {
      words: line.core.words,
      log: testLog,
      print: (text) => void printed.push(text),
      note: () => undefined,
      readInput: async () => '',
      isTerminal: false,
      isStyled: false,
      env: {
        dataFolder: line.config.dataFolder,
        hasDatabaseUrl: true,
        hasTelegram: false,
        hasWhatsAppCloud: false,
        hasWhatsAppWeb: false,
        ffmpegPath: null,
      },
      withWorkshop: (work) => work(line.core),
    };
    return { code: await which(args, context), stdout: printed.join('\n') };
  }
  const run = (...args: string[]) => command(outboxCommand, ...args);
  const stateOf = async (id: number) => (await line.prisma.outbox.findUnique({ where: { id } }))?.state;

  it('counts what waits and what could not be sent, apart from those who want nothing from us', async () => {
    await line.prisma.outbox.create({
      data: { key: 'w', channel: 'telegram', conversation: '1', message: {}, attempts: 2 },
    });
    const { stdout } = await run('--json');
    expect(JSON.parse(stdout)).toEqual([
      { channel: 'memory', waiting: 0, oldest: null, retrying: 0, dead: 1, refused: 1 },
      { channel: 'telegram', waiting: 1, oldest: expect.any(String), retrying: 1, dead: 0, refused: 0 },
    ]);
    const words = await run();
    expect(words.stdout).toContain('تلغرام: رسالة واحدة في الانتظار');
    expect(words.stdout).toContain('رسالة واحدة تعذّر إرسالها: ‎outbox --dead');
  });

  it('lists dead letters with their reasons, and without what they say and to whom', async () => {
    const { stdout } = await run('--dead', '--json');
    expect(JSON.parse(stdout)).toEqual([
      {
        id: rejected,
        channel: 'memory',
        key: 'tip:1:outcome',
        attempts: 3,
        createdAt: expect.any(String),
        error: 'send-rejected',
        detail: DETAIL,
      },
    ]);
    const words = await run('--dead');
    expect(words.stdout).toContain(`#${rejected}`);
    expect(words.stdout).toContain(DETAIL);
    expect(words.stdout + stdout).not.toMatch(/خاص|secret/u);
  });

  it('gives one of them another try, which the running tip line makes at once', async () => {
    expect((await run('--retry', String(rejected))).code).toBe(0);
    await expect.poll(() => stateOf(rejected), { timeout: 20_000 }).toBe('sent');
  });

  it('gives all of them another try but those that were refused', async () => {
    const { stdout } = await run('--retry', 'all', '--json');
    expect(JSON.parse(stdout)).toEqual({ retried: 1 });
    await expect.poll(() => stateOf(rejected), { timeout: 20_000 }).toBe('sent');
    expect(await stateOf(refused)).toBe('failed');
  });

  it('fails for a number that no dead letter has, and says how it is used otherwise', async () => {
    expect((await run('--retry', '999999')).code).toBe(1);
    await expect(run('--retry', 'some')).rejects.toMatchObject({ code: 'usage' });
    await expect(run('dead')).rejects.toMatchObject({ code: 'usage' });
  });

  it('shows what the metrics count', async () => {
    const counts = await readCounts(line.prisma);
    expect(counts).toMatchObject({
      outboxWaiting: 0,
      outboxOldestSeconds: 0,
      outboxFailed: 1,
      outboxRefused: 1,
    });
  });

  it('is hinted at by doctor', async () => {
    const { stdout } = await command(doctorCommand, '--json');
    expect(JSON.parse(stdout)).toContainEqual({
      what: 'outbox',
      level: 'warning',
      found: expect.stringContaining('outbox --dead'),
    });
  });
});
