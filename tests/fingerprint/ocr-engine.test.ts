import { afterEach, describe, expect, it, vi } from 'vitest';
import { OcrEngine, type OcrEngineOptions } from '../../src/fingerprint/ocr-engine.ts';
import { decodeForReading, type GreyPicture } from '../../src/media/image.ts';
import { writeFixture } from '../support/media-fixtures.ts';
import { testLog } from '../support/test-app.ts';
import { drawCard } from '../support/text-cards.ts';

const TEXT = 'سفينة محملة بالقمح تغادر المرفأ';
const LONG = 60_000;

const engines: OcrEngine[] = [];
function open(options: Partial<OcrEngineOptions> = {}): OcrEngine {
  const engine = new OcrEngine({ log: testLog, ...options });
  engines.push(engine);
  return engine;
}
afterEach(async () => {
  await Promise.all(engines.splice(0).map((engine) => engine.close()));
});

async function card(): Promise<GreyPicture> {
  const path = await writeFixture('card.jpg', await drawCard('dark on light', TEXT));
  return (await decodeForReading(path, { longest: 900, least: 600 })).brightness;
}
const read = async (engine: OcrEngine, milliseconds = LONG): Promise<string | null> => {
  const picture = await card();
  const lines = await engine.use(milliseconds, (recognise) => recognise(picture, 'block'));
  return lines?.flatMap(({ words }) => words.map(({ text }) => text)).join(' ') ?? null;
};

const isRunning = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};
const pidOf = async (engine: OcrEngine): Promise<number> => {
  const pid = engine.pid;
  if (pid === null) throw new Error('no recogniser runs');
  return pid;
};

describe('the recogniser', () => {
  it('starts when it is needed, stays for the next picture, and ends when it is closed', async () => {
    const engine = open();
    expect(engine.pid).toBeNull();
    expect(await read(engine)).toContain('سفينة');
    const pid = await pidOf(engine);
    await read(engine);
    expect(engine.pid).toBe(pid);
    await engine.close();
    expect(isRunning(pid)).toBe(false);
    expect(await read(engine)).toBeNull();
    expect(engine.pid).toBeNull();
  });

  it('is started again when it died between two pictures', async () => {
    const engine = open();
    await read(engine);
    const pid = await pidOf(engine);
    process.kill(pid, 'SIGKILL');
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), { timeout: 10_000 });
    expect(await read(engine)).toContain('سفينة');
    expect(engine.pid).not.toBe(pid);
  });

  it('is started again when it dies of a picture, which is tried once more', async () => {
    const engine = open();
    await read(engine);
    const pid = await pidOf(engine);
    const picture = await card();
    const lines = await engine.use(LONG, (recognise) => {
      const reading = recognise(picture, 'block');
      process.kill(pid, 'SIGKILL');
      return reading;
    });
    expect(lines?.length).toBeGreaterThan(0);
    expect(engine.pid).not.toBe(pid);
  });

  it('is killed when it hangs, and the next picture gets a new one', async () => {
    const engine = open();
    await read(engine);
    const pid = await pidOf(engine);
    process.kill(pid, 'SIGSTOP');
    expect(await read(engine, 50)).toBeNull();
    expect(isRunning(pid)).toBe(false);
    expect(await read(engine)).toContain('سفينة');
  });

  it('ends when nobody needs it for a while', async () => {
    const engine = open({ idleMs: 20 });
    await read(engine);
    await vi.waitFor(() => expect(engine.pid).toBeNull(), { timeout: 10_000 });
    expect(await read(engine)).toContain('سفينة');
  });

  it('reads nothing, and does not throw, when it does not come up', async () => {
    expect(await read(open({ startMs: 1 }))).toBeNull();
  });

  it('lets go when it is closed in the middle of a picture', async () => {
    const engine = open();
    await read(engine);
    const picture = await card();
    const reading = engine.use(LONG, (recognise) => recognise(picture, 'block'));
    await engine.close();
    expect(await reading).toBeNull();
  });
});
