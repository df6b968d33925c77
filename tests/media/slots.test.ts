import { describe, expect, it } from 'vitest';
import { Slots } from '../../src/media/slots.ts';

describe('slots', () => {
  it('let no more in than there are, and the others in their order', async () => {
    const slots = new Slots(2);
    const order: string[] = [];
    const [first] = [await slots.take(), await slots.take()];
    const third = slots.take().then((release) => {
      order.push('third');
      release();
    });
    const fourth = slots.take().then(() => order.push('fourth'));
    await Promise.resolve();
    expect(order).toEqual([]);
    first();
    await Promise.all([third, fourth]);
    expect(order).toEqual(['third', 'fourth']);
  });

  it('do not multiply when one is given back twice', async () => {
    const slots = new Slots(1);
    const release = await slots.take();
    release();
    release();
    await slots.take();
    let entered = false;
    void slots.take().then(() => {
      entered = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(entered).toBe(false);
  });
});
