import { PICTURE, SOUND, VIDEO } from './thresholds.ts';

/** First entry of a falling scale whose limit is not passed. */
const stepOf = (steps: readonly (readonly [number, number])[], value: number): number =>
  steps.find(([limit]) => value <= limit)?.[1] ?? 0;

/** Two pictures, or a picture and the nearest of a video's frames. @param share of the video's frames that look like it */
export function confidenceOfPicture(match: { distance: number; share: number; isCommon: boolean }): number {
  const confidence = stepOf(PICTURE.confidence, match.distance);
  return match.isCommon ? Math.min(confidence, PICTURE.commonConfidence) : confidence;
}

/** Two videos. @param match.share of the shorter side's frames that agree */
export function confidenceOfFrames(match: {
  frames: number;
  looks: number;
  nearest: number;
  share: number;
  isCommon: boolean;
}): number {
  const sureByLooks = VIDEO.confidenceByLooks[Math.min(match.looks, VIDEO.confidenceByLooks.length - 1)] ?? 0;
  const oneLook = stepOf(PICTURE.confidence, match.nearest);
  let confidence = match.looks >= 2 ? Math.max(sureByLooks, oneLook) : oneLook;
  // A logo, an opening card or a studio shared by two different videos.
  if (match.looks < 3 && match.share < VIDEO.leastShare)
    confidence = Math.min(confidence, VIDEO.passingConfidence);
  if (match.isCommon) confidence = Math.min(confidence, PICTURE.commonConfidence);
  return confidence;
}

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
    confidence = Math.min(confidence, SOUND.fewConfidence);
  if (match.isCommon) confidence = Math.min(confidence, SOUND.commonConfidence);
  return confidence;
}
