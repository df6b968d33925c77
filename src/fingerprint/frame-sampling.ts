import type { StreamInfo } from '../media/ffmpeg.ts';

/** From here on only key frames are decoded: samples are seconds apart anyway. */
export const KEY_FRAMES_FROM_SECONDS = 5 * 60;
/** Unless they are further apart than this on average: ten known seconds should show at least two. */
export const KEY_FRAME_SECONDS = 5;

/** Width / height; 16:9 where the container does not tell. */
export const aspectOf = ({ video }: StreamInfo): number =>
  video && video.width > 0 && video.height > 0 ? video.width / video.height : 16 / 9;

/** At most `limit` of the list, evenly spread, the first among them. */
export function thinOut<T>(list: T[], limit: number): T[] {
  if (list.length <= limit) return list;
  const step = list.length / limit;
  return Array.from({ length: limit }, (_, i) => list[Math.floor(i * step)]).filter(
    (item) => item !== undefined,
  );
}
