import { random } from './drawing.ts';

const SAMPLE_RATE = 22_050;

/** Hijaz on D, the steps of the melodies below. Hertz. */
const SCALE = [146.8, 155.6, 185, 196, 220, 233.1, 261.6, 293.7, 311.1, 370];

/** White noise through a one-pole low pass; `opening` (0 to 1) tells how much of it passes at each moment. */
function noise(seconds: number, seed: number, opening: (t: number) => number): Float32Array {
  const r = random(seed);
  let level = 0;
  return Float32Array.from({ length: Math.round(seconds * SAMPLE_RATE) }, (_, i) => {
    const open = opening(i / SAMPLE_RATE);
    level += (r(-1, 1) - level) * open;
    return level;
  });
}

/** A plucked string (Karplus and Strong, 1983) added to `track` at a moment. */
function pluck(track: Float32Array, at: number, hertz: number, loudness: number, seed: number): void {
  const r = random(seed);
  const string = Float32Array.from({ length: Math.round(SAMPLE_RATE / hertz) }, () => r(-1, 1));
  const start = Math.round(at * SAMPLE_RATE);
  const end = Math.min(track.length, start + SAMPLE_RATE * 2);
  for (let i = start; i < end; i++) {
    const here = (i - start) % string.length;
    const value = string[here] ?? 0;
    string[here] = 0.4985 * (value + (string[(here + 1) % string.length] ?? 0));
    track[i] = (track[i] ?? 0) + value * loudness;
  }
}

/** A wandering melody in small steps, one note every `beat` seconds or every half of it. */
function melody(track: Float32Array, seed: number, beat: number): void {
  const r = random(seed);
  let step = 4;
  for (let at = 0.5; at < track.length / SAMPLE_RATE - 1; ) {
    step = Math.max(0, Math.min(SCALE.length - 1, step + Math.round(r(-2.4, 2.4))));
    pluck(track, at, SCALE[step] ?? 220, r(0.16, 0.26), Math.round(at * 1000));
    if (r(0, 1) > 0.7) pluck(track, at, (SCALE[0] ?? 147) / 2, 0.2, Math.round(at * 1000) + 7);
    at += r(0, 1) > 0.6 ? beat / 2 : beat;
  }
}

/** Waves on a quay and somebody who plays. */
export function harbourSound(seconds: number): Float32Array {
  const track = noise(seconds, 3, (t) => 0.02 + 0.05 * (0.5 + 0.5 * Math.sin(t * 1.35)) ** 2);
  melody(track, 12, 0.62);
  return track;
}

/** Rain, and thunder twice. */
export function rainSound(seconds: number): Float32Array {
  const rain = noise(seconds, 5, () => 0.5).map((value) => value * 0.16);
  const thunder = noise(seconds, 6, () => 0.02);
  const strike = (t: number, at: number) =>
    t < at ? 0 : Math.exp(-(t - at) * 0.9) * Math.min(1, (t - at) * 9);
  return rain.map((value, i) => {
    const t = i / SAMPLE_RATE;
    return value + (thunder[i] ?? 0) * 5 * (strike(t, 2.2) + strike(t, 12.6));
  });
}
