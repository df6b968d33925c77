/** Rows and columns of the small picture that PDQ works on. */
export const SAMPLES = 64;

/** A rectangle of whole pixels inside a picture. */
export interface PixelArea {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The picture, or `area` of it as if it were cut out, smoothed and sampled down to 64x64: only the pixels that
 * count for a sample are read. `luma` holds rows of `width` pixels.
 */
export function sampleDown(
  luma: Uint8Array | Float32Array,
  width: number,
  height: number,
  area: PixelArea = { x: 0, y: 0, width, height },
): Float32Array {
  if (width < 1 || height < 1 || luma.length < width * height) {
    throw new RangeError(`${luma.length} luma values are not a picture of ${width}x${height}`);
  }
  if (area.width < 1 || area.height < 1 || area.x < 0 || area.y < 0) throw new RangeError('an empty area');
  if (area.x + area.width > width || area.y + area.height > height)
    throw new RangeError('area out of bounds');
  const { taps, starts, weights } = samplerFor(area.width);
  const down = samplerFor(area.height);
  const narrow = new Float32Array(SAMPLES * area.height);
  for (let y = 0; y < area.height; y++) {
    const row = (area.y + y) * width + area.x;
    for (let j = 0; j < SAMPLES; j++) {
      const start = row + (starts[j] as number);
      const weight = j * taps;
      let sum = 0;
      for (let k = 0; k < taps; k++) sum += (weights[weight + k] as number) * (luma[start + k] as number);
      narrow[y * SAMPLES + j] = sum;
    }
  }
  const samples = new Float32Array(SAMPLES * SAMPLES);
  for (let i = 0; i < SAMPLES; i++) {
    const start = down.starts[i] as number;
    for (let k = 0; k < down.taps; k++) {
      const weight = down.weights[i * down.taps + k] as number;
      if (weight === 0) continue;
      const row = (start + k) * SAMPLES;
      const to = i * SAMPLES;
      for (let j = 0; j < SAMPLES; j++) {
        samples[to + j] = (samples[to + j] as number) + weight * (narrow[row + j] as number);
      }
    }
  }
  return samples;
}

/**
 * Smoothing and sampling in one direction as one step: sample `i` is the sum of `taps` pixels from
 * `starts[i]` on, each times its weight. Rows are padded with weight 0 and stay inside the picture.
 */
interface Sampler {
  taps: number;
  starts: Int32Array;
  /** 64 rows of `taps`. */
  weights: Float32Array;
}

const samplers = new Map<number, Sampler>();
const MAX_SAMPLERS = 512;

function samplerFor(size: number): Sampler {
  const known = samplers.get(size);
  if (known) return known;
  if (samplers.size >= MAX_SAMPLERS) samplers.clear();
  const sampler = makeSampler(size);
  samplers.set(size, sampler);
  return sampler;
}

/**
 * Two passes of a mean over a box of (size + 127) / 128 pixels ("Jarosz filter"), seen from the pixel
 * that is sampled. At the edges a box holds fewer pixels, as in the published code.
 */
function makeSampler(size: number): Sampler {
  const box = Math.floor((size + 2 * SAMPLES - 1) / (2 * SAMPLES));
  // An even box reaches one pixel further ahead than behind.
  const ahead = Math.floor((box + 2) / 2) - 1;
  const behind = box - 1 - ahead;
  const boxAround = (x: number) => ({
    from: Math.max(0, x - behind),
    to: Math.min(size - 1, x + ahead),
  });
  const taps = Math.min(size, 2 * box - 1);
  const starts = new Int32Array(SAMPLES);
  const weights = new Float32Array(SAMPLES * taps);
  for (let i = 0; i < SAMPLES; i++) {
    const outer = boxAround(Math.floor(((i + 0.5) * size) / SAMPLES));
    const start = Math.min(boxAround(outer.from).from, size - taps);
    starts[i] = start;
    for (let x = outer.from; x <= outer.to; x++) {
      const inner = boxAround(x);
      const share = 1 / (outer.to - outer.from + 1) / (inner.to - inner.from + 1);
      for (let k = inner.from; k <= inner.to; k++) {
        const at = i * taps + k - start;
        weights[at] = (weights[at] ?? 0) + share;
      }
    }
  }
  return { taps, starts, weights };
}
