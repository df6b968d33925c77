import type { Pdq } from '../../src/domain/fingerprint.ts';
import { hammingDistance, PDQ_FULL_SIZE, pdqFromLuma } from '../../src/fingerprint/pdq.ts';
import type { Ffmpeg } from '../../src/media/ffmpeg.ts';

/**
 * vPDQ as its publishers describe it (ThreatExchange `vpdq/README.md`): one frame a second, PDQ of each,
 * frames under quality 50 left out; a frame matches at 31 bits; the video matches when 80 % of the
 * query's frames do.
 */
const SETTINGS = { everySeconds: 1, quality: 50, bits: 31, share: 0.8 };

export type VpdqFrames = Pdq[];

export async function vpdqOf(ffmpeg: Ffmpeg, path: string): Promise<VpdqFrames> {
  const frames: Pdq[] = [];
  const options = {
    width: PDQ_FULL_SIZE,
    height: PDQ_FULL_SIZE,
    everySeconds: SETTINGS.everySeconds,
    maxFrames: 3600,
  };
  for await (const { luma, width, height } of ffmpeg.decodeFrames(path, options)) {
    const { pdq, quality } = pdqFromLuma(luma, width, height);
    if (quality >= SETTINGS.quality) frames.push(pdq);
  }
  return frames;
}

export function vpdqMatches(query: VpdqFrames, archived: VpdqFrames): boolean {
  if (query.length === 0) return false;
  const matched = query.filter((frame) =>
    archived.some((other) => hammingDistance(frame, other) <= SETTINGS.bits),
  ).length;
  return matched / query.length >= SETTINGS.share;
}
