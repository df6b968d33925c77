/** What a container says about itself, read from the lines ffmpeg prints when it opens a file. */
export interface StreamInfo {
  /** Seconds; null when the container does not tell. Not to be trusted. */
  duration: number | null;
  /** First moving picture, upright as players show it; cover art does not count. */
  video: { index: number; width: number; height: number } | null;
  audio: { index: number } | null;
}

/** Metadata lines are indented deeper than stream lines, so a file cannot speak for ffmpeg. */
const STREAM = /^ {2,4}Stream #0:(\d+)(?:\[[^\]]*\])?(?:\([^)]*\))?: (Video|Audio): (.*)$/u;
const DURATION = /^ {2}Duration: (\d+):(\d\d):(\d\d(?:\.\d+)?)/u;
/** Phones store upright films lying and note the turn. */
const QUARTER_TURN = /^ {4,}displaymatrix: rotation of -?(?:90|270)\.00 degrees/u;
const SIZE = /[ ,](\d{1,6})x(\d{1,6})[ ,[]/u;

/** `null`: ffmpeg could not open the file. */
export function parseStreamInfo(lines: string[]): StreamInfo | null {
  if (!lines.some((line) => line.startsWith('Input #0'))) return null;
  const info: StreamInfo = { duration: null, video: null, audio: null };
  let turnable: { width: number; height: number } | null = null;
  for (const line of lines) {
    if (turnable && QUARTER_TURN.test(line)) {
      [turnable.width, turnable.height] = [turnable.height, turnable.width];
      turnable = null;
    }
    const duration = DURATION.exec(line);
    if (duration) {
      info.duration = Number(duration[1]) * 3600 + Number(duration[2]) * 60 + Number(duration[3]);
    }
    const [, index, type, details = ''] = STREAM.exec(line) ?? [];
    if (type) turnable = null;
    if (type === 'Audio') info.audio ??= { index: Number(index) };
    if (type === 'Video' && !isCover(details)) {
      const [, width, height] = SIZE.exec(`${details} `) ?? [];
      if (info.video) continue;
      turnable = { width: Number(width ?? 0), height: Number(height ?? 0) };
      info.video = Object.assign(turnable, { index: Number(index) });
    }
  }
  return info;
}

/** Older builds do not mark cover art, but a lone picture has no frame rate. */
const isCover = (details: string): boolean =>
  details.includes('(attached pic)') ||
  (/^(?:mjpeg|png|bmp|webp)\b/u.test(details) && !details.includes(' fps'));
