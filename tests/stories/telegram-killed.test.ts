import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TipLineHome } from '../support/tip-line-process.ts';
import { type KillRunResult, runKills } from './telegram-kill-run.ts';

describe('a tip line that is killed while people write to it', () => {
  let home: TipLineHome;
  let result: KillRunResult;
  beforeAll(async () => {
    home = await TipLineHome.makeUsed();
    result = await runKills(home, { updates: 60, kills: 2, rate: 12, seed: 11, limitMs: 60_000 });
  }, 150_000);
  afterAll(() => home.close());

  it('stores every message exactly once', () => {
    expect(result.kills).toBe(2);
    expect(result.stored).toBe(result.updates);
    expect(result.storedOnce).toBe(result.updates);
  });

  it('answers every question', () => {
    expect(result.unanswered).toEqual([]);
  });

  it('answers what it knows with the link to the fact-check', () => {
    expect(result.wrong).toEqual([]);
  });

  it('says nothing twice but what was accepted in the moment of a kill', () => {
    expect(result.duplicates.filter(({ explained }) => !explained)).toEqual([]);
    expect(result.sent).toBe(result.outboxRows + result.duplicates.length);
  });

  it('leaves no work behind', () => {
    const { unhandled, tipsOpen, outboxOpen, jobsLeft } = result;
    expect({ unhandled, tipsOpen, outboxOpen, jobsLeft }).toEqual({
      unhandled: 0,
      tipsOpen: 0,
      outboxOpen: 0,
      jobsLeft: 0,
    });
  });

  it('stops its database server at the end, though it was started by a process that was killed', async () => {
    expect(await home.postmasterPid()).toBeNull();
  });
});
