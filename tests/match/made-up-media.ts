import type {
  AudioFingerprint,
  ImageFingerprint,
  Pdq,
  QueryImageFingerprint,
  QueryVideoFingerprint,
  VideoFingerprint,
} from '../../src/domain/fingerprint.ts';

/** Repeatable numbers from 0 to 1 (mulberry32). */
export function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

export const randomHash = (random: () => number): Pdq =>
  Uint8Array.from({ length: 32 }, () => Math.floor(random() * 256));

/** A copy that differs in exactly `count` bits. */
export function flipBits(hash: Pdq, count: number, random: () => number): Pdq {
  const copy = hash.slice();
  const flipped = new Set<number>();
  while (flipped.size < count) flipped.add(Math.floor(random() * 256));
  for (const bit of flipped) copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  return copy;
}

/** A film of `seconds`, two frames a second, a new scene every second. */
export function film(seconds: number, random: () => number): VideoFingerprint {
  const frames = [];
  for (let second = 0; second < seconds; second++) {
    const scene = randomHash(random);
    for (const t of [second, second + 0.5]) frames.push({ t, pdq: flipBits(scene, 4, random), quality: 90 });
  }
  return { kind: 'video', duration: seconds, frames, audio: null };
}

/** What a person sends of a film: cut from `from` to `to`, encoded anew so that every frame differs by `bits`. */
export function cut(
  video: VideoFingerprint,
  from: number,
  to: number,
  bits: number,
  random: () => number,
  phase = 0,
): QueryVideoFingerprint {
  const frames = video.frames
    .filter(({ t }) => t >= from && t <= to)
    .map(({ t, pdq, quality }) => ({
      t: t - from + phase,
      pdq: flipBits(pdq, bits, random),
      quality,
      turned: [],
    }));
  return { kind: 'video', duration: to - from, frames, audio: null };
}

export const picture = (pdq: Pdq, quality = 90): ImageFingerprint => ({ kind: 'image', pdq, quality });

export const sentPicture = (pdq: Pdq, turned: Pdq[] = [], quality = 90): QueryImageFingerprint => ({
  kind: 'image',
  pdq,
  quality,
  turned,
});

export function sound(items: number, random: () => number): AudioFingerprint {
  return {
    kind: 'audio',
    duration: items * 0.124 + 2.6,
    items: Uint32Array.from({ length: items }, () => Math.floor(random() * 4294967296)),
  };
}

/** A stretch of a sound in which `bits` of the 32 bits of every item are wrong. */
export function noisy(
  print: AudioFingerprint,
  from: number,
  to: number,
  bits: number,
  random: () => number,
): AudioFingerprint {
  const items = print.items.slice(from, to).map((item) => {
    let copy = item;
    const flipped = new Set<number>();
    while (flipped.size < bits) flipped.add(Math.floor(random() * 32));
    for (const bit of flipped) copy = (copy ^ (1 << bit)) >>> 0;
    return copy;
  });
  return { kind: 'audio', duration: items.length * 0.124 + 2.6, items };
}
