import { afterEach, describe, expect, it } from 'vitest';
import { CardPress } from '../../src/cards/card-press.ts';
import { testLog } from '../support/test-app.ts';
import { content, order, pixelsOf } from './card-orders.ts';

const presses: CardPress[] = [];
function open(): CardPress {
  const press = new CardPress(testLog);
  presses.push(press);
  return press;
}
afterEach(async () => {
  await Promise.all(presses.splice(0).map((press) => press.close()));
});

describe('the program that draws cards', () => {
  it('is started by the first card and stays for the next', async () => {
    const press = open();
    expect(press.pid).toBeNull();
    expect(await pixelsOf((await press.draw(order())).jpeg)).toMatchObject({ width: 1080, height: 1080 });
    const pid = press.pid;
    await press.draw(order());
    expect([press.pid, press.drawn]).toEqual([pid, 2]);
  });

  it('draws the card all the same when it is killed in the middle', async () => {
    const press = open();
    await press.draw(order());
    const before = press.pid ?? 0;
    const drawing = press.draw(order({ content: content({ title: 'عنوان آخر' }) }));
    process.kill(before, 'SIGKILL');
    expect((await drawing).width).toBe(1080);
    expect(press.pid).not.toBe(before);
  });

  it('refuses cards when too many wait, and takes them again later', async () => {
    const press = open();
    const many = await Promise.allSettled(Array.from({ length: 80 }, () => press.draw(order())));
    const refused = many.filter(({ status }) => status === 'rejected');
    expect(refused).toHaveLength(80 - 64);
    expect((await press.draw(order())).width).toBe(1080);
  });

  it('is gone when it is closed', async () => {
    const press = open();
    await press.draw(order());
    const pid = press.pid ?? 0;
    await press.close();
    expect(() => process.kill(pid, 0)).toThrow('ESRCH');
    await expect(press.draw(order())).rejects.toThrow('card-unavailable');
  });
});
