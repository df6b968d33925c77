import { describe, expect, it } from 'vitest';
import { ChannelTrouble } from '../../src/notify/channel-trouble.ts';

const T = 1_000_000;
/** Without chance: pauses are as long as they are meant to be. */
const trouble = () => new ChannelTrouble(() => 0.5);

describe('trouble of the whole messenger', () => {
  it('is not what one conversation has, however often', () => {
    const one = trouble();
    for (let i = 0; i < 9; i += 1) one.failed('send-unreachable', 'a', T + i);
    expect(one.kind).toBeNull();
    expect(one.pausedUntil).toBe(0);
  });

  it('is what three conversations have in a row', () => {
    const three = trouble();
    for (const id of ['a', 'b', 'c']) three.failed('send-unreachable', id, T);
    expect(three.kind).toBe('send-unreachable');
    expect(three.pausedUntil).toBe(T + 1_000);
  });

  it('is over as soon as the messenger answers', () => {
    const short = trouble();
    for (const id of ['a', 'b', 'c']) short.failed('send-unreachable', id, T);
    expect(short.answered()).toBe('send-unreachable');
    expect(short.kind).toBeNull();
    expect(short.answered()).toBeNull();
  });

  it('makes pauses that grow to half a minute, and counts what failed together once', () => {
    const long = trouble();
    const pauses: number[] = [];
    let now = T;
    for (let round = 0; round < 8; round += 1) {
      for (const id of ['a', 'b', 'c', 'd']) long.failed('send-unreachable', `${id}${round}`, now);
      pauses.push(long.pausedUntil - now);
      now = long.pausedUntil;
    }
    expect(pauses).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
  });

  it('lasts no longer than the messenger says, and does not keep everybody waiting for one that must wait long', () => {
    const limited = trouble();
    for (const id of ['a', 'b', 'c']) limited.failed('send-rate-limited', id, T, T + 400);
    expect(limited.kind).toBe('send-rate-limited');
    expect(limited.pausedUntil).toBe(T + 400);
    limited.failed('send-rate-limited', 'd', T + 400, T + 3_600_000);
    expect(limited.pausedUntil).toBe(T + 400 + 2_000);
  });
});
