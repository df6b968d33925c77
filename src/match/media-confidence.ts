import { PICTURE, SOUND, VIDEO } from './media-thresholds.ts';

/** First entry of a falling scale whose limit is not passed. */
const stepOf = (steps: readonly (readonly [number, number])[], value: number): number =>
  steps.find(([limit]) => value <= limit)?.[1] ?? 0;

/** Two pictures, or a picture and the nearest of a video's frames. */
export function confidenceOfPicture(match: { distance: number; isCommon: boolean; isPart: boolean }): number {
  let confidence = stepOf(PICTURE.confidence, match.distance);
  if (match.isPart) confidence = Math.min(confidence, PICTURE.partConfidence);
  return match.isCommon ? Math.min(confidence, PICTURE.commonConfidence) : confidence;
}

/** Two videos. @param match.share of the shorter film, in time, that agrees */
export function confidenceOfFrames(match: {
  frames: number;
  mean: number;
  looks: number;
  nearLooks: number;
  nearest: number;
  share: number;
  isCommon: boolean;
  /** Only a piece of the frames agrees. */
  isPart: boolean;
}): number {
  let confidence = Math.max(
    stepOf(PICTURE.confidence, match.nearest),
    match.nearLooks >= 2 ? byLooks(VIDEO.confidenceByLooks, match.nearLooks) : 0,
    byLooks(VIDEO.confidenceByWideLooks, match.looks),
  );
  if (match.nearLooks < 3 && !isSameStill(match)) confidence = Math.min(confidence, VIDEO.doubtConfidence);
  // A logo, an opening card or a studio shared by two different videos.
  if (match.looks < 3 && match.share < VIDEO.leastShare)
    confidence = Math.min(confidence, VIDEO.passingConfidence);
  if (match.isPart) confidence = Math.min(confidence, PICTURE.partConfidence);
  if (match.isCommon) confidence = Math.min(confidence, PICTURE.commonConfidence);
  return confidence;
}

/** Where nothing much moves: rather the same film than another one of the same camera. */
const isSameStill = ({ frames, mean, nearest }: { frames: number; mean: number; nearest: number }): boolean =>
  nearest <= VIDEO.stillBits || (frames >= VIDEO.stillFrames && mean <= VIDEO.stillMean);

const byLooks = (scale: readonly number[], looks: number): number =>
  scale[Math.min(looks, scale.length - 1)] ?? 0;

export function confidenceOfSound(match: {
  errorRate: number;
  items: number;
  queryShare: number;
  archiveShare: number;
  isCommon: boolean;
}): number {
  let confidence =
    match.items >= SOUND.manyItems ? stepOf(SOUND.confidence, match.errorRate) : SOUND.fewConfidence;
  // A jingle: a small piece of both.
  if (Math.max(match.queryShare, match.archiveShare) < SOUND.leastShare)
    confidence = Math.min(confidence, SOUND.jingleConfidence);
  if (match.isCommon) confidence = Math.min(confidence, SOUND.commonConfidence);
  return confidence;
}
