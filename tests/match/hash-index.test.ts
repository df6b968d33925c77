import { describe, expect, it } from 'vitest';
import { hammingDistance } from '../../src/fingerprint/pdq.ts';
import { HashIndex } from '../../src/match/hash-index.ts';
import { flipBits, randomHash, randomNumbers } from './made-up-media.ts';

/** The lower eight frequencies of the eight lowest rows: bytes 31, 29, … 17. */
const coarseBytes = Array.from({ length: 8 }, (_, row) => 31 - 2 * row);

function flipCoarseBits(hash: Uint8Array, count: number, random: () => number): Uint8Array {
  const flipped = Uint8Array.from(hash);
  const places = new Set<number>();
  while (places.size < count) places.add(Math.floor(random() * 64));
  for (const place of places) {
    const byte = coarseBytes[place >> 3] ?? 0;
    flipped[byte] = (flipped[byte] ?? 0) ^ (1 << (place & 7));
  }
  return flipped;
}

const withOtherFineBits = (hash: Uint8Array): Uint8Array =>
  hash.map((value, byte) => (coarseBytes.includes(byte) ? value : value ^ 0x5a));

describe('a hash index', () => {
  it('finds every hash within 31 bits and none further, wherever the differing bits lie', () => {
    const random = randomNumbers(1);
    const index = new HashIndex();
    const hashes = Array.from({ length: 2000 }, () => randomHash(random));
    for (const [ref, hash] of hashes.entries()) index.add(hash, ref);
    for (let i = 0; i < 300; i++) {
      const ref = i * 5;
      const bits = i % 40;
      const query = flipBits(hashes[ref] ?? new Uint8Array(32), bits, random);
      expect(index.search(query)).toEqual(bits <= 31 ? [{ ref, t: 0, distance: bits }] : []);
    }
  });

  it('finds by its coarse bits every hash that differs in at most seven of them, whatever the fine ones say', () => {
    const random = randomNumbers(5);
    const index = new HashIndex();
    const hashes = Array.from({ length: 1000 }, () => randomHash(random));
    for (const [ref, hash] of hashes.entries()) index.add(hash, ref, ref / 2);
    for (const [ref, hash] of hashes.slice(0, 200).entries()) {
      const bits = ref % 12;
      const query = withOtherFineBits(flipCoarseBits(hash, bits, random));
      const expected = { ref, t: ref / 2, distance: bits, pdq: hash };
      expect(index.searchCoarse(query)).toEqual(bits <= 7 ? [expected] : []);
    }
  });

  it('agrees with comparing every pair, before and after the bulk is merged', () => {
    const random = randomNumbers(2);
    const index = new HashIndex();
    const centre = randomHash(random);
    const hashes = Array.from({ length: 20_000 }, () => flipBits(centre, Math.floor(random() * 60), random));
    for (const [ref, hash] of hashes.entries()) index.add(hash, ref);
    const near = hashes.filter((hash) => hammingDistance(hash, centre) <= 20).length;
    expect(index.search(centre, 20)).toHaveLength(near);
  });

  it('forgets what was removed and nothing else', () => {
    const random = randomNumbers(3);
    const index = new HashIndex();
    const hash = randomHash(random);
    index.add(hash, 1, 0.5);
    index.add(hash, 2, 1.5);
    index.add(hash, 1, 2.5);
    index.remove(1);
    expect(index.size).toBe(1);
    expect(index.search(hash)).toEqual([{ ref: 2, t: 1.5, distance: 0 }]);
  });

  it('finds nothing for hashes that have nothing to do with the archive', () => {
    const random = randomNumbers(4);
    const index = new HashIndex();
    for (let ref = 0; ref < 5000; ref++) index.add(randomHash(random), ref);
    for (let i = 0; i < 500; i++) expect(index.search(randomHash(random))).toEqual([]);
  });

  it('refuses a hash of another length and a radius it cannot promise', () => {
    const index = new HashIndex();
    expect(() => index.add(new Uint8Array(16), 1)).toThrow(RangeError);
    expect(() => index.search(new Uint8Array(32), 48)).toThrow(RangeError);
  });
});
