import { describe, expect, it } from 'vitest';
import type { MediaFingerprint, Pdq } from '../../src/domain/fingerprint.ts';
import {
  decodeFingerprint,
  encodeFingerprint,
  FINGERPRINT_VERSIONS,
} from '../../src/fingerprint/encoding.ts';
import { randomFrom } from '../support/synthetic-scenes.ts';

const random = randomFrom(20);
const below = (limit: number) => Math.floor(random() * limit);
const randomPdq = (): Pdq => Uint8Array.from({ length: 32 }, () => below(256));
const randomSeconds = () => below(4_000_000) / 1000;
const randomAudio = () => ({
  kind: 'audio' as const,
  duration: randomSeconds(),
  items: Uint32Array.from({ length: below(300) }, () => below(2 ** 32)),
});
const randomImage = (): MediaFingerprint => ({ kind: 'image', pdq: randomPdq(), quality: below(101) });
const randomVideo = (): MediaFingerprint => ({
  kind: 'video',
  duration: randomSeconds(),
  frames: Array.from({ length: below(80) }, () => ({
    t: randomSeconds(),
    pdq: randomPdq(),
    quality: below(101),
  })),
  audio: random() < 0.5 ? null : randomAudio(),
});

describe('encoding of fingerprints', () => {
  it.each([
    ['image', randomImage],
    ['video', randomVideo],
    ['audio', randomAudio],
  ] as const)('gives back every %s fingerprint as it was', (kind, make) => {
    for (let i = 0; i < 300; i++) {
      const fingerprint = make();
      expect(decodeFingerprint(encodeFingerprint(fingerprint), kind)).toEqual(fingerprint);
    }
  });

  it('gives back the hashes of parts with their seconds, and none where there are none', () => {
    const parts = Array.from({ length: 9 }, () => ({
      t: randomSeconds(),
      piece: below(7),
      pdq: randomPdq(),
    }));
    for (const fingerprint of [
      { ...randomImage(), parts },
      { ...randomVideo(), parts },
      { ...randomVideo(), parts: [] },
    ] as MediaFingerprint[]) {
      expect(decodeFingerprint(encodeFingerprint(fingerprint), fingerprint.kind)).toEqual(fingerprint);
    }
  });

  it('keeps the bounds of every number', () => {
    const extremes: MediaFingerprint = {
      kind: 'video',
      duration: 4_294_967.295,
      frames: [{ t: 4_294_967.295, pdq: new Uint8Array(32).fill(255), quality: 100 }],
      audio: { kind: 'audio', duration: 0, items: Uint32Array.from([0, 0xffff_ffff]) },
    };
    expect(decodeFingerprint(encodeFingerprint(extremes), 'video')).toEqual(extremes);
  });

  it('reads rows that lie at an odd place in a larger buffer, as a database client hands them over', () => {
    const fingerprint = { kind: 'audio' as const, duration: 5, items: Uint32Array.from([1, 2, 3]) };
    const rows = encodeFingerprint(fingerprint).map((row) => {
      const larger = new Uint8Array(row.data.length + 8);
      larger.set(row.data, 3);
      return { ...row, data: larger.subarray(3, 3 + row.data.length) };
    });
    expect(decodeFingerprint(rows, 'audio')).toEqual(fingerprint);
  });

  it('lets the order of the rows be any', () => {
    const video: MediaFingerprint = { kind: 'video', duration: 1, frames: [], audio: randomAudio() };
    expect(decodeFingerprint(encodeFingerprint(video).reverse(), 'video')).toEqual(video);
  });

  it('asks for a new fingerprint when one row is of another version', () => {
    const rows = encodeFingerprint({ kind: 'video', duration: 1, frames: [], audio: randomAudio() });
    const older = rows.map((row) =>
      row.kind === 'audio' ? { ...row, version: FINGERPRINT_VERSIONS.audio + 1 } : row,
    );
    expect(decodeFingerprint(older, 'video')).toBeNull();
  });

  it.each([
    ['image', randomImage],
    ['video', randomVideo],
    ['audio', randomAudio],
  ] as const)('asks for a new fingerprint when an %s row is cut off', (kind, make) => {
    const rows = encodeFingerprint(make()).map((row) => ({ ...row, data: row.data.slice(0, -1) }));
    expect(decodeFingerprint(rows, kind)).toBeNull();
  });

  it('has nothing to give where rows are missing', () => {
    expect(decodeFingerprint([], 'image')).toBeNull();
    expect(decodeFingerprint(encodeFingerprint(randomAudio()), 'video')).toBeNull();
  });
});
