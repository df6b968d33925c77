/** Two Butterworth sections of the second order in a row: 24 dB less for each octave below the corner. */
const SECTIONS = 2;
/** What is left is quieter. */
const GAIN = 2;

/**
 * Lets pass what is above `corner` Hz, as a telephone does; sound may come in pieces.
 * Coefficients: Robert Bristow-Johnson, "Cookbook formulae for audio equalizer biquad filter coefficients".
 */
export class HighPass {
  readonly #b0: number;
  readonly #a1: number;
  readonly #a2: number;
  /** Two delayed values of each section. */
  readonly #state = new Float64Array(SECTIONS * 2);

  constructor(corner: number, sampleRate: number) {
    const angle = (2 * Math.PI * corner) / sampleRate;
    const alpha = Math.sin(angle) * Math.SQRT1_2;
    const a0 = 1 + alpha;
    this.#b0 = (1 + Math.cos(angle)) / 2 / a0;
    this.#a1 = (-2 * Math.cos(angle)) / a0;
    this.#a2 = (1 - alpha) / a0;
  }

  filter(samples: Int16Array): Int16Array {
    const filtered = new Int16Array(samples.length);
    const state = this.#state;
    for (let i = 0; i < samples.length; i++) {
      let value = samples[i] as number;
      for (let section = 0; section < SECTIONS; section++) {
        const at = section * 2;
        // Transposed direct form II; the middle coefficient is -2 b0.
        const out = this.#b0 * value + (state[at] as number);
        state[at] = -2 * this.#b0 * value - this.#a1 * out + (state[at + 1] as number);
        state[at + 1] = this.#b0 * value - this.#a2 * out;
        value = out;
      }
      filtered[i] = Math.max(-32_768, Math.min(32_767, Math.round(value * GAIN)));
    }
    return filtered;
  }
}
