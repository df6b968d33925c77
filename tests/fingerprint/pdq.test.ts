import { describe, expect, it } from 'vitest';
import {
  hammingDistance,
  type PdqHash,
  pdqDihedral,
  pdqFromHex,
  pdqFromLuma,
  pdqToHex,
  TURNS,
  type Turn,
  turnsOfHash,
} from '../../src/fingerprint/pdq.ts';
import { drawScene, renderScene } from '../support/synthetic-scenes.ts';

const lumaOfScene = (seed: number, width: number, height: number): Uint8Array => {
  const pixels = renderScene(drawScene(seed, width, height), 0);
  return Uint8Array.from(
    { length: width * height },
    (_, i) =>
      ((pixels[i * 3] ?? 0) * 299 + (pixels[i * 3 + 1] ?? 0) * 587 + (pixels[i * 3 + 2] ?? 0) * 114) / 1000,
  );
};

/** Where the pixel at (x, y) of the turned square comes from. */
const ORIGINS: Record<Turn, (x: number, y: number, last: number) => [number, number]> = {
  mirror: (x, y, last) => [last - x, y],
  flip: (x, y, last) => [x, last - y],
  rotate180: (x, y, last) => [last - x, last - y],
  rotate90: (x, y, last) => [y, last - x],
  rotate270: (x, y, last) => [last - y, x],
  transpose: (x, y) => [y, x],
  transverse: (x, y, last) => [last - y, last - x],
};

const turnPixels = (luma: Uint8Array, size: number, turn: Turn): Uint8Array =>
  Uint8Array.from(luma, (_, i) => {
    const [x, y] = ORIGINS[turn](i % size, Math.floor(i / size), size - 1);
    return luma[y * size + x] ?? 0;
  });

/** Halves the size by taking means of 2 x 2 pixels. */
const halve = (luma: Uint8Array, size: number): Uint8Array =>
  Uint8Array.from({ length: (size / 2) ** 2 }, (_, i) => {
    const at = Math.floor(i / (size / 2)) * 2 * size + (i % (size / 2)) * 2;
    return ((luma[at] ?? 0) + (luma[at + 1] ?? 0) + (luma[at + size] ?? 0) + (luma[at + size + 1] ?? 0)) / 4;
  });

describe('pdq', () => {
  it('sets half of the 256 bits', () => {
    const { pdq } = pdqFromLuma(lumaOfScene(1, 300, 200), 300, 200);
    expect(hammingDistance(pdq, new Uint8Array(32))).toBe(128);
  });

  it('stays within the match distance when a picture is made smaller', () => {
    const large = lumaOfScene(2, 512, 512);
    const distance = hammingDistance(
      pdqFromLuma(large, 512, 512).pdq,
      pdqFromLuma(halve(large, 512), 256, 256).pdq,
    );
    expect(distance).toBeLessThanOrEqual(31);
  });

  it('keeps different pictures far apart', () => {
    const hashes = Array.from({ length: 12 }, (_, seed) =>
      pdqFromLuma(lumaOfScene(seed, 256, 192), 256, 192),
    );
    const closest = hashes.flatMap((a, i) => hashes.slice(i + 1).map((b) => hammingDistance(a.pdq, b.pdq)));
    expect(Math.min(...closest)).toBeGreaterThan(80);
  });

  it('rates a rich picture high and a flat one zero', () => {
    expect(pdqFromLuma(lumaOfScene(3, 512, 512), 512, 512).quality).toBeGreaterThan(80);
    expect(pdqFromLuma(new Uint8Array(128 * 128).fill(90), 128, 128).quality).toBe(0);
  });

  it.each(TURNS)('knows the hash of a picture turned by %s from the one transform', (turn) => {
    const size = 512;
    const luma = lumaOfScene(4, size, size);
    const known = pdqDihedral(luma, size, size).turned[TURNS.indexOf(turn)] ?? new Uint8Array(32);
    const real: PdqHash = pdqFromLuma(turnPixels(luma, size, turn), size, size);
    expect(hammingDistance(known, real.pdq)).toBeLessThanOrEqual(20);
    expect(hammingDistance(known, pdqFromLuma(luma, size, size).pdq)).toBeGreaterThan(80);
  });

  it('knows the turned hashes closely from the hash alone', () => {
    const { pdq, turned } = pdqDihedral(lumaOfScene(8, 512, 512), 512, 512);
    const distances = turnsOfHash(pdq).map((hash, i) =>
      hammingDistance(hash, turned[i] ?? new Uint8Array(32)),
    );
    expect(Math.max(...distances)).toBeLessThanOrEqual(8);
  });

  it('gives the same hash with and without the turned ones', () => {
    const luma = lumaOfScene(5, 320, 180);
    const { turned: _, ...hash } = pdqDihedral(luma, 320, 180);
    expect(hash).toEqual(pdqFromLuma(luma, 320, 180));
  });

  it.each([
    [1, 1],
    [1, 700],
    [63, 2],
    [64, 64],
    [130, 1],
  ])('hashes odd shapes such as %i x %i', (width, height) => {
    const { pdq, quality } = pdqFromLuma(lumaOfScene(6, width, height), width, height);
    expect(pdq).toHaveLength(32);
    expect(quality).toBeGreaterThanOrEqual(0);
    expect(quality).toBeLessThanOrEqual(100);
  });

  it('refuses pixels that are too few for the size', () => {
    expect(() => pdqFromLuma(new Uint8Array(99), 10, 10)).toThrow(RangeError);
  });

  it.each([
    { frequency: 1, sign: 1, digit: 63, bit: 1, set: true },
    { frequency: 1, sign: -1, digit: 63, bit: 1, set: false },
    { frequency: 16, sign: 1, digit: 0, bit: 8, set: true },
    { frequency: 16, sign: -1, digit: 0, bit: 8, set: false },
  ])(
    'writes the wave of frequency $frequency and sign $sign into digit $digit of the published form',
    ({ frequency, sign, digit, bit, set }) => {
      const wave = (k: number) => Math.cos((Math.PI / 128) * frequency * (2 * k + 1));
      const luma = Float32Array.from(
        { length: 64 * 64 },
        (_, i) => 128 + sign * 100 * wave(i % 64) * wave(Math.floor(i / 64)),
      );
      const hex = pdqToHex(pdqFromLuma(luma, 64, 64).pdq);
      expect((Number.parseInt(hex.charAt(digit), 16) & bit) !== 0).toBe(set);
    },
  );

  it('reads back the hex form it writes', () => {
    const { pdq } = pdqFromLuma(lumaOfScene(7, 128, 128), 128, 128);
    expect(pdqFromHex(pdqToHex(pdq))).toEqual(pdq);
  });

  it('counts the bits in which hashes differ', () => {
    expect(hammingDistance(pdqFromHex('00'.repeat(32)), pdqFromHex(`0f${'00'.repeat(30)}81`))).toBe(6);
  });
});
