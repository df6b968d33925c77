import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findMatchedFrame } from '../../src/cards/matched-frame.ts';
import type { EvidenceKind, TimeSpan } from '../../src/domain/evidence.ts';
import { encodeFingerprint } from '../../src/fingerprint/encoding.ts';
import { saveMedia } from '../../src/store/media.ts';
import { startTestApp, type TestApp } from '../support/test-app.ts';

let line: TestApp;
beforeAll(async () => {
  line = await startTestApp();
});
afterAll(() => line.end());

/** A film of a minute with a frame each half second, all equally telling but those named: second to quality. */
async function film(qualities: Record<number, number> = {}): Promise<string> {
  const sha256 = randomBytes(32).toString('hex');
  const frames = Array.from({ length: 120 }, (_, i) => ({
    t: i / 2,
    quality: qualities[i / 2] ?? 60,
    pdq: randomBytes(32),
  }));
  const fingerprint = encodeFingerprint({ kind: 'video', duration: 60, frames, audio: null });
  await saveMedia(line.prisma, { sha256, kind: 'video', mime: 'video/mp4', bytes: 1 }, fingerprint);
  return sha256;
}

const secondsOf = async (media: string, span: Partial<TimeSpan> = {}, kind: EvidenceKind = 'video') =>
  (await findMatchedFrame(line.prisma, [{ kind, score: 1, archive: { media, ...span } }]))?.seconds;

describe('the frame of a film that a card shows', () => {
  it('is the one with most to see of what matched', async () => {
    expect(await secondsOf(await film({ 12: 100, 30: 100 }), { from: 10, to: 15 })).toBe(12);
  });

  it('lies within what matched, though there be more to see before and after', async () => {
    expect(await secondsOf(await film({ 10.5: 100, 18: 100 }), { from: 12, to: 16 })).toBe(14);
  });

  it('is one for all who send some of the same ten seconds', async () => {
    const media = await film({ 14: 100 });
    expect(await secondsOf(media, { from: 10, to: 19 })).toBe(14);
    expect(await secondsOf(media, { from: 4, to: 30 })).toBe(14);
    expect(await secondsOf(media, { from: 13, to: 16 })).toBe(14);
  });

  it('is near the middle when all are equally telling', async () => {
    expect(await secondsOf(await film(), { from: 22, to: 26 })).toBe(24);
  });

  it('is the moment that a still was taken at', async () => {
    const media = await film({ 25: 100 });
    expect(await secondsOf(media, { from: 21.5, to: 21.5 }, 'image')).toBe(21.5);
    expect(await secondsOf(media, { from: 0, to: 0 }, 'image')).toBe(0);
    // Between two frames that are known.
    expect(await secondsOf(media, { from: 21.7, to: 21.7 }, 'image')).toBe(21.5);
  });

  it('is one around its middle when the very film was sent', async () => {
    expect(await secondsOf(await film({ 33: 100, 3: 100 }), {}, 'exact')).toBe(33);
  });

  it('is none of a file that is not known, or has no frames', async () => {
    expect(await secondsOf('0'.repeat(64))).toBeUndefined();
    const sha256 = randomBytes(32).toString('hex');
    await saveMedia(line.prisma, { sha256, kind: 'audio', mime: 'audio/mpeg', bytes: 1 }, []);
    expect(await secondsOf(sha256, {}, 'exact')).toBeUndefined();
  });

  it('is that of the strongest evidence that can be shown', async () => {
    const [first, second] = [await film({ 1: 100 }), await film({ 2: 100 })];
    const found = await findMatchedFrame(line.prisma, [
      { kind: 'audio', score: 1, archive: { media: first, from: 0, to: 5 } },
      { kind: 'video', score: 0.9, archive: { media: second, from: 0, to: 5 } },
    ]);
    expect(found).toEqual({ sha256: second, seconds: 2 });
  });
});
