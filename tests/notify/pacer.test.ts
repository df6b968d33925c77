import { describe, expect, it } from 'vitest';
import { telegramPace } from '../../src/adapters/telegram/pace.ts';
import { Pacer } from '../../src/notify/pacer.ts';
import { FloodControl, TELEGRAM_FLOOD_LIMITS } from '../standins/bot-api/flood-control.ts';
import { randomFrom } from '../support/synthetic-scenes.ts';

const T = 1_000_000;
const pacer = () => new Pacer(telegramPace(30));

/** Sends at once, in no time. */
function send(to: Pacer, conversation: string, at: number): void {
  to.begin(conversation);
  to.end(conversation, at);
}

describe('the pace of all conversations together', () => {
  it('lets 30 messages begin, and the next one a second after the first has ended', () => {
    const paced = pacer();
    for (let i = 0; i < 30; i += 1) {
      expect(paced.room('answer', T + i)).toBe(30 - i);
      send(paced, `p${i}`, T + i);
    }
    expect(paced.room('answer', T + 999)).toBe(0);
    expect(paced.freeAt('answer', T + 500)).toBe(T + 1_000);
    expect(paced.room('answer', T + 1_000)).toBe(1);
  });

  it('counts a message that is under way for as long as it takes', () => {
    const paced = pacer();
    for (let i = 0; i < 30; i += 1) paced.begin(`p${i}`);
    expect(paced.freeAt('answer', T + 60_000)).toBe(Number.POSITIVE_INFINITY);
    paced.end('p0', T + 60_000);
    expect(paced.freeAt('answer', T + 60_000)).toBe(T + 61_000);
  });

  it('keeps a fifth free of courtesies and notices, so that an answer never waits for them', () => {
    const paced = pacer();
    for (let i = 0; i < 24; i += 1) send(paced, `p${i}`, T);
    expect(paced.room('notice', T)).toBe(0);
    expect(paced.freeAt('notice', T)).toBe(T + 1_000);
    expect(paced.room('answer', T)).toBe(6);
  });

  it('is without bounds for a messenger that has none', () => {
    const free = new Pacer();
    for (let i = 0; i < 1_000; i += 1) free.begin('p');
    expect(free.room('notice', T)).toBe(Number.POSITIVE_INFINITY);
    expect(free.waiting(T).size).toBe(0);
  });
});

describe('the pace of one conversation', () => {
  it('is one message a second', () => {
    const paced = pacer();
    send(paced, '7', T);
    expect([...paced.waiting(T + 999)]).toEqual([['7', T + 1_000]]);
    expect(paced.waiting(T + 1_000).size).toBe(0);
  });

  it('is 20 a minute besides in a group, and not with a person', () => {
    const paced = pacer();
    for (let i = 0; i < 20; i += 1) {
      for (const conversation of ['-7', '7']) send(paced, conversation, T + i * 1_000);
    }
    expect([...paced.waiting(T + 30_000)]).toEqual([['-7', T + 60_000]]);
  });
});

describe('a pacer', () => {
  it('keeps to what another process sent a moment ago', () => {
    const paced = pacer();
    expect(paced.memoryMs).toBe(60_000);
    paced.remember('7', T - 400);
    expect(paced.waiting(T).get('7')).toBe(T + 600);
    expect(paced.room('answer', T)).toBe(29);
  });

  it('is not stopped by a clock that was put back', () => {
    const paced = pacer();
    send(paced, '7', T + 3_600_000);
    expect(paced.waiting(T).get('7')).toBe(T + 1_000);
  });

  it('keeps to the limits whenever on the way the messenger counts a message', () => {
    const random = randomFrom(9);
    const paced = pacer();
    const chats = ['1', '2', '3', '-1', '-2', ...Array.from({ length: 40 }, (_, i) => `${10 + i}`)];
    const underWay: { chat: string; endsAt: number }[] = [];
    const arrivals: { chat: string; at: number }[] = [];
    for (let now = T; now < T + 180_000; now += 20) {
      for (const ended of underWay.filter(({ endsAt }) => endsAt <= now)) paced.end(ended.chat, now);
      underWay.splice(0, underWay.length, ...underWay.filter(({ endsAt }) => endsAt > now));
      for (const chat of chats) {
        const isBusy = underWay.some((other) => other.chat === chat) || paced.waiting(now).has(chat);
        if (isBusy || paced.room('answer', now) === 0 || random() < 0.5) continue;
        const takes = 10 + Math.floor(random() ** 4 * 2_000);
        paced.begin(chat);
        underWay.push({ chat, endsAt: now + takes });
        arrivals.push({ chat, at: now + random() * takes });
      }
    }
    const control = new FloodControl(TELEGRAM_FLOOD_LIMITS);
    arrivals.sort((a, b) => a.at - b.at);
    for (const { chat, at } of arrivals) control.count(Number(chat), at);
    expect(control.refused).toBe(0);
    // Not by hardly sending anything: 30 a second less what the network takes.
    expect(arrivals.length).toBeGreaterThan(180 * 15);
  });
});
