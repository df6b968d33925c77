/**
 * PDQ, the perceptual hash for pictures, written from its public description:
 * "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm" (Facebook, 2019).
 * Luma is smoothed by two passes of a box filter in each direction, sampled down to 64x64 and
 * transformed to the 16x16 lowest DCT coefficients without the constant one; each bit tells
 * whether a coefficient lies above their median.
 */
import type { Pdq } from '../domain/fingerprint.ts';
import { type PixelArea, SAMPLES, sampleDown } from './pdq-samples.ts';

export interface PdqHash {
  pdq: Pdq;
  /** 0 to 100; below 50 the picture is too flat to be told apart from others. */
  quality: number;
}

export interface PdqHashWithTurns extends PdqHash {
  /** Hashes of the turned and mirrored picture, in the order of `TURNS`. */
  turned: Pdq[];
}

/**
 * The seven ways to turn or mirror a picture, the likeliest first. Quarter turns are clockwise;
 * `transpose` mirrors on the main diagonal, `transverse` on the other one.
 */
export const TURNS = [
  'mirror',
  'rotate180',
  'rotate90',
  'rotate270',
  'flip',
  'transpose',
  'transverse',
] as const;
export type Turn = (typeof TURNS)[number];

/** A picture larger than this in either direction is to be scaled to a square of this size first. */
export const PDQ_FULL_SIZE = 512;

const COEFFICIENTS = 16;
const BITS = COEFFICIENTS * COEFFICIENTS;
const BYTES = BITS / 8;
/** One quality point is this much gradient. */
const GRADIENT_PER_POINT = 90;

/**
 * Row k of the DCT matrix for the first half of the samples: the cosines of odd frequencies are antisymmetric
 * about the middle and those of even ones symmetric, so that the halves are folded onto each other first.
 */
const HALF = SAMPLES / 2;
const cosines = Float64Array.from({ length: COEFFICIENTS * HALF }, (_, k) => {
  const frequency = Math.floor(k / HALF) + 1;
  const position = k % HALF;
  return Math.sqrt(2 / SAMPLES) * Math.cos((Math.PI / 2 / SAMPLES) * frequency * (2 * position + 1));
});

/**
 * `luma`: one value 0 to 255 per pixel, row by row. Under 64 pixels in a direction samples repeat.
 * @param area only this part, as if it were cut out
 */
export function pdqFromLuma(
  luma: Uint8Array | Float32Array,
  width: number,
  height: number,
  area?: PixelArea,
): PdqHash {
  const samples = sampleDown(luma, width, height, area);
  return { pdq: toBits(transform(samples)), quality: qualityOf(samples) };
}

/** As `pdqFromLuma`, with the hashes of the turned picture from the same transform. */
export function pdqDihedral(
  luma: Uint8Array | Float32Array,
  width: number,
  height: number,
  area?: PixelArea,
  turns: readonly Turn[] = TURNS,
): PdqHashWithTurns {
  const samples = sampleDown(luma, width, height, area);
  const coefficients = transform(samples);
  return {
    pdq: toBits(coefficients),
    quality: qualityOf(samples),
    turned: turns.map((turn) => toBits(turnCoefficients(coefficients, turn))),
  };
}

/** The 256 coefficients that the bits of a hash stand for. */
export const coefficientsOf = (luma: Uint8Array, width: number, height: number): Float32Array =>
  transform(sampleDown(luma, width, height));

/** Number of bits in which two hashes of the same length differ. */
export function hammingDistance(a: Pdq, b: Pdq): number {
  let distance = 0;
  for (let i = 0; i < a.length; i++) distance += BIT_COUNTS[(a[i] ?? 0) ^ (b[i] ?? 0)] ?? 0;
  return distance;
}

/** 64 hex digits in the published order. */
export const pdqToHex = (pdq: Pdq): string => Buffer.from(pdq).toString('hex');

export const pdqFromHex = (hex: string): Pdq => Uint8Array.from(Buffer.from(hex, 'hex'));

const BIT_COUNTS = Uint8Array.from({ length: 256 }, (_, byte) => {
  let count = 0;
  for (let rest = byte; rest > 0; rest >>= 1) count += rest & 1;
  return count;
});

/** Sum of the steps between neighbouring samples, in whole percent of the full range each. */
function qualityOf(samples: Float32Array): number {
  let gradient = 0;
  for (let at = 0; at < SAMPLES * SAMPLES; at++) {
    const here = samples[at] as number;
    if (at < SAMPLES * (SAMPLES - 1)) gradient += stepOf(here, samples[at + SAMPLES] as number);
    if (at % SAMPLES < SAMPLES - 1) gradient += stepOf(here, samples[at + 1] as number);
  }
  return Math.min(100, Math.floor(gradient / GRADIENT_PER_POINT));
}

const stepOf = (a: number, b: number): number => Math.abs(Math.trunc(((a - b) * 100) / 255));

/** 16x16 DCT coefficients of the frequencies 1 to 16 in both directions; rows are vertical frequencies. */
function transform(samples: Float32Array): Float32Array {
  const half = new Float64Array(COEFFICIENTS * SAMPLES);
  for (let column = 0; column < SAMPLES; column++) {
    transformLine(samples, column, SAMPLES, half, column, SAMPLES);
  }
  const coefficients = new Float64Array(BITS);
  for (let row = 0; row < COEFFICIENTS; row++) {
    transformLine(half, row * SAMPLES, 1, coefficients, row * COEFFICIENTS, 1);
  }
  return Float32Array.from(coefficients);
}

const sums = new Float64Array(HALF);
const differences = new Float64Array(HALF);

/** 64 values from `start` on, `step` apart, become 16 coefficients. */
function transformLine(
  from: Float32Array | Float64Array,
  start: number,
  step: number,
  to: Float64Array,
  toStart: number,
  toStep: number,
): void {
  for (let k = 0; k < HALF; k++) {
    const left = from[start + k * step] as number;
    const right = from[start + (SAMPLES - 1 - k) * step] as number;
    sums[k] = left + right;
    differences[k] = left - right;
  }
  for (let i = 0; i < COEFFICIENTS; i++) {
    const folded = i % 2 === 0 ? differences : sums;
    const row = i * HALF;
    let sum = 0;
    for (let k = 0; k < HALF; k++) sum += (cosines[row + k] as number) * (folded[k] as number);
    to[toStart + i * toStep] = sum;
  }
}

/** What a turn does to the coefficients: swap the directions, change the sign of odd frequencies. */
const TURN_RULES: Record<Turn, { swap: boolean; mirrorX: boolean; mirrorY: boolean }> = {
  mirror: { swap: false, mirrorX: true, mirrorY: false },
  flip: { swap: false, mirrorX: false, mirrorY: true },
  rotate180: { swap: false, mirrorX: true, mirrorY: true },
  transpose: { swap: true, mirrorX: false, mirrorY: false },
  rotate90: { swap: true, mirrorX: true, mirrorY: false },
  rotate270: { swap: true, mirrorX: false, mirrorY: true },
  transverse: { swap: true, mirrorX: true, mirrorY: true },
};

/** Coefficients of the turned picture. */
export function turnCoefficients(coefficients: Float32Array, turn: Turn): Float32Array {
  const { swap, mirrorX, mirrorY } = TURN_RULES[turn];
  const turned = new Float32Array(BITS);
  for (let i = 0; i < COEFFICIENTS; i++) {
    for (let j = 0; j < COEFFICIENTS; j++) {
      const value = coefficients[swap ? j * COEFFICIENTS + i : i * COEFFICIENTS + j] ?? 0;
      // Row and column 0 hold frequency 1, so even indexes are the odd frequencies.
      const negate = (mirrorX && j % 2 === 0) !== (mirrorY && i % 2 === 0);
      turned[i * COEFFICIENTS + j] = negate ? -value : value;
    }
  }
  return turned;
}

const medianOf = (coefficients: Float32Array): number =>
  Float32Array.from(coefficients).sort()[BITS / 2 - 1] ?? 0;

/** The published hex form begins with the highest bit: the coefficient of the highest frequencies. */
function toBits(coefficients: Float32Array, threshold = medianOf(coefficients)): Pdq {
  const pdq = new Uint8Array(BYTES);
  for (let bit = 0; bit < BITS; bit++) {
    if ((coefficients[bit] ?? 0) > threshold) {
      const byte = BYTES - 1 - (bit >> 3);
      pdq[byte] = (pdq[byte] ?? 0) | (1 << (bit & 7));
    }
  }
  return pdq;
}

/** Whether each coefficient was above the median, as 1 and -1. */
export function signsOf(pdq: Pdq): Float32Array {
  return Float32Array.from({ length: BITS }, (_, bit) =>
    ((pdq[BYTES - 1 - (bit >> 3)] ?? 0) >> (bit & 7)) & 1 ? 1 : -1,
  );
}

/**
 * The hashes of the turned picture from the hash alone, in the order of `TURNS`: a few bits away from
 * those of `pdqDihedral`, because the median of the coefficients is near 0 but not 0.
 */
export function turnsOfHash(pdq: Pdq): Pdq[] {
  const signs = signsOf(pdq);
  return TURNS.map((turn) => toBits(turnCoefficients(signs, turn), 0));
}
