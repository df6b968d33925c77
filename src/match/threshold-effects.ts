import { THRESHOLD_STEPS, type ThresholdKey } from '../domain/settings.ts';
import { committedTextModel } from './text-model.ts';
import stored from './threshold-effects.json' with { type: 'json' };
import { FUSION } from './thresholds.ts';

/** What happened to the questions of a measurement with a threshold at one place; how many of them. */
export interface ThresholdEffect {
  from: number;
  answered: number;
  /** Of the answered. */
  right: number;
  /** Answered though everything right was taken out of the archive. */
  wrongWithout: number;
  /** Words only: headlines answered with one that says the contrary. */
  contrary?: number;
}

export interface MeasuredThreshold {
  /** ISO date. */
  day: string;
  /** Measures and writes this anew. */
  command: string;
  /** Questions. */
  asked: number;
  /** Words only: pairs of headlines that say the contrary of each other. */
  contraries?: number;
  effects: ThresholdEffect[];
}

/** Of `threshold-effects.json`, which the benches write. */
export const MEASURED: Record<ThresholdKey, MeasuredThreshold> = stored;

/** Where the thresholds stand as long as nobody moves them. */
export const DEFAULT_THRESHOLDS: Record<ThresholdKey, number> = {
  answerFrom: committedTextModel.bands.answer,
  mediaFrom: FUSION.mediaAnswer,
};

/** All places of a threshold, the default one included, rising. */
export const thresholdSteps = (key: ThresholdKey): number[] =>
  [...new Set([...THRESHOLD_STEPS[key], DEFAULT_THRESHOLDS[key]])].sort((a, b) => a - b);

/** The measured effect at a place; undefined until it is measured. */
export const effectAt = (key: ThresholdKey, from: number): ThresholdEffect | undefined =>
  MEASURED[key].effects.find((effect) => effect.from === from);
