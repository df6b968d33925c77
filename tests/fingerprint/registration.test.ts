import { describe, expect, it } from 'vitest';
import type { NearMiss } from '../../src/domain/fingerprint.ts';
import { hammingDistance, pdqFromLuma, TURNS } from '../../src/fingerprint/pdq.ts';
import { lookFromFoundViews } from '../../src/fingerprint/registration.ts';
import { cornersOf, type LumaSquare, straighten } from '../../src/fingerprint/view.ts';
import { USUAL_RADIUS } from '../../src/match/hash-index.ts';
import { drawScene, renderScene } from '../support/synthetic-scenes.ts';

const SIZE = 256;

function frameOf(seed: number): LumaSquare {
  const colours = renderScene(drawScene(seed, SIZE, SIZE), 0);
  const luma = Uint8Array.from({ length: SIZE * SIZE }, (_, at) => colours[at * 3 + 1] ?? 0);
  return { luma, width: SIZE, height: SIZE };
}

const whole = cornersOf({ x: 0, y: 0, width: 1, height: 1 });
const hashOf = ({ luma }: LumaSquare) => pdqFromLuma(luma, SIZE, SIZE).pdq;
/** A picture as a camera at the side sees it: what lies at `corners` of it fills the frame. */
const seenAt = (frame: LumaSquare, corners: number[]): LumaSquare => ({
  luma: straighten(frame, corners, SIZE),
  width: SIZE,
  height: SIZE,
});
const miss = (target: Uint8Array, turn = -1): NearMiss => ({
  file: 'film',
  t: 0,
  corners: whole,
  turn,
  target,
});

describe('registration', () => {
  it.each([
    ['moved and smaller', [-0.06, -0.04, 1.04, -0.04, 1.04, 1.06, -0.06, 1.06]],
    ['tilted', [-0.05, -0.03, 1.04, -0.06, 1.02, 1.05, -0.03, 1.02]],
    ['turned', [-0.05, 0.04, 0.96, -0.05, 1.05, 0.96, 0.04, 1.05]],
  ])('lays a picture that was %s on the archived one', (_name, corners) => {
    const archived = frameOf(61);
    const seen = seenAt(archived, corners);
    const target = hashOf(archived);
    expect(hammingDistance(hashOf(seen), target)).toBeGreaterThan(31);
    const [look] = lookFromFoundViews([miss(target)], () => seen, [0]);
    expect(hammingDistance(look?.pdq ?? new Uint8Array(32), target)).toBeLessThanOrEqual(16);
  });

  it('works on the mirrored picture too', () => {
    const archived = frameOf(62);
    const seen = seenAt(archived, [1.05, -0.04, -0.03, -0.04, -0.03, 1.04, 1.05, 1.04]);
    const target = hashOf(archived);
    const [look] = lookFromFoundViews([miss(target, TURNS.indexOf('mirror'))], () => seen, [0]);
    expect(hammingDistance(look?.pdq ?? new Uint8Array(32), target)).toBeLessThanOrEqual(16);
  });

  it('looks at every frame in the view it found', () => {
    const frames = new Map(
      [0, 1, 2].map((t) => [t, seenAt(frameOf(63 + t), [-0.05, 0, 1.05, 0, 1.05, 1, -0.05, 1])]),
    );
    const looks = lookFromFoundViews([miss(hashOf(frameOf(63)))], (t) => frames.get(t) ?? null, [0, 1, 2]);
    expect(looks.map(({ t }) => t)).toEqual([0, 1, 2]);
    for (const { t, pdq } of looks)
      expect(hammingDistance(pdq, hashOf(frameOf(63 + t)))).toBeLessThanOrEqual(USUAL_RADIUS);
  });

  it('gives up where no view comes near', () => {
    expect(lookFromFoundViews([miss(hashOf(frameOf(71)))], () => frameOf(72), [0])).toEqual([]);
  });
});
