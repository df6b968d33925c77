import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { CloserLook, QueryMediaFingerprint } from '../../src/domain/fingerprint.ts';
import type { MediaMatch } from '../../src/match/media-index.ts';
import type { HeldMedia } from '../../src/match/media-search.ts';
import { RememberedMedia } from '../../src/match/remembered-media.ts';

const fingerprint = { kind: 'audio' } as QueryMediaFingerprint;
const look = (): CloserLook => ({ kind: 'image', stretches: [], looks: [] });
const shown = new Map([['a'.repeat(64), true]]);

let held: { [Name in keyof HeldMedia]: ReturnType<typeof vi.fn<HeldMedia[Name]>> };
let media: RememberedMedia;
beforeEach(() => {
  held = {
    change: vi.fn<HeldMedia['change']>(),
    // A new list each time, to be told apart.
    lookUp: vi.fn<HeldMedia['lookUp']>(async () => []),
    likelyStretches: vi.fn<HeldMedia['likelyStretches']>(async () => []),
    nearMisses: vi.fn<HeldMedia['nearMisses']>(async () => []),
  };
  media = new RememberedMedia(held);
});

describe('what the media of an index answered', () => {
  it('is remembered for everybody who asks about the same file, also at the same time', async () => {
    const closer = look();
    await Promise.all([1, 2, 3].map(() => media.lookUp('f1', fingerprint, null)));
    await media.lookUp('f1', fingerprint, closer);
    await media.lookUp('f1', fingerprint, closer);
    const misses = [await media.nearMisses(closer), await media.nearMisses(closer)];
    expect(held.lookUp).toHaveBeenCalledTimes(2);
    expect(held.nearMisses).toHaveBeenCalledTimes(1);
    expect(misses[0]).toBe(misses[1]);
  });

  it('is not what another file or another look is answered', async () => {
    await media.lookUp('f1', fingerprint, null);
    await media.lookUp('f2', fingerprint, null);
    await media.lookUp('f1', fingerprint, look());
    await media.lookUp('f1', fingerprint, look());
    expect(held.lookUp).toHaveBeenCalledTimes(4);
  });

  it('is asked for anew when the media have changed, and not when nothing did', async () => {
    const closer = look();
    const ask = () => Promise.all([media.lookUp('f1', fingerprint, null), media.nearMisses(closer)]);
    await ask();
    media.change(new Map());
    await ask();
    expect(held.lookUp).toHaveBeenCalledTimes(1);
    media.change(shown);
    await ask();
    expect(held.lookUp).toHaveBeenCalledTimes(2);
    expect(held.nearMisses).toHaveBeenCalledTimes(2);
    expect(held.change).toHaveBeenCalledTimes(2);
  });

  it('is not remembered when it was on its way while the media changed', async () => {
    let answer: (matches: MediaMatch[]) => void = () => undefined;
    held.lookUp.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)));
    const before = media.lookUp('f1', fingerprint, null);
    media.change(shown);
    answer([]);
    await before;
    await media.lookUp('f1', fingerprint, null);
    expect(held.lookUp).toHaveBeenCalledTimes(2);
  });

  it('is asked for again after a failure', async () => {
    held.lookUp.mockRejectedValueOnce(new Error('no answer'));
    await expect(media.lookUp('f1', fingerprint, null)).rejects.toThrow('no answer');
    await media.lookUp('f1', fingerprint, null);
    expect(held.lookUp).toHaveBeenCalledTimes(2);
  });
});
