import { mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CardShelf } from '../../src/cards/card-shelf.ts';

const keyOf = (digit: string): string => digit.repeat(32);
const [A, B, C, D] = [keyOf('a'), keyOf('b'), keyOf('c'), keyOf('d')] as const;
const bytes = (count: number): Uint8Array => new Uint8Array(count).fill(7);

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tabayyan-shelf-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('the shelf of cards', () => {
  it('gives back what was put on it, also to the next process', async () => {
    const shelf = await CardShelf.open(folder);
    expect(await shelf.get(A)).toBeNull();
    await shelf.put(A, bytes(3));
    expect(await shelf.get(A)).toEqual(Buffer.from(bytes(3)));
    expect(await (await CardShelf.open(folder)).get(A)).toEqual(Buffer.from(bytes(3)));
  });

  it('clears away what was not wanted for longest when it gets too large', async () => {
    const shelf = await CardShelf.open(folder, { maxBytes: 30 });
    for (const key of [A, B, C]) await shelf.put(key, bytes(10));
    await shelf.get(A);
    await shelf.put(D, bytes(10));
    expect((await readdir(folder)).sort()).toEqual([A, C, D].map((key) => `${key}.jpg`));
    expect(await shelf.get(B)).toBeNull();
  });

  it('remembers over a restart what was wanted last', async () => {
    const shelf = await CardShelf.open(folder);
    for (const [i, key] of [A, B, C].entries()) {
      await shelf.put(key, bytes(10));
      await utimes(join(folder, `${key}.jpg`), 1_000 + i, 1_000 + i);
    }
    await shelf.get(A);
    const next = await CardShelf.open(folder, { maxBytes: 20 });
    expect(await next.get(B)).toBeNull();
    expect(await next.get(A)).not.toBeNull();
  });

  it('clears away what a crash left half written', async () => {
    await writeFile(join(folder, 'incoming-1'), 'half');
    await CardShelf.open(folder);
    expect(await readdir(folder)).toEqual([]);
  });

  it('says that a card is not there which somebody removed', async () => {
    const shelf = await CardShelf.open(folder);
    await shelf.put(A, bytes(3));
    await rm(join(folder, `${A}.jpg`));
    expect(await shelf.get(A)).toBeNull();
  });

  it('takes no key that would lead elsewhere', async () => {
    const shelf = await CardShelf.open(folder);
    await expect(shelf.put('../../elsewhere', bytes(1))).rejects.toThrow(RangeError);
  });
});
