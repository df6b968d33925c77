import { resolve } from 'node:path';
import { STRETCH_ROUNDING } from './frame-clock.ts';

/** Samples a second of decoded sound: what Chromaprint works on. */
export const SAMPLE_RATE = 11_025;

/** Containers of moving pictures and sound that people send. Play lists and scripts name other files: never. */
export const FORMATS =
  'mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,ogg,mp3,aac,amr,amrnb,amrwb,wav,w64,aiff,caf,avi,mpegts,mpeg,flv,asf,gif,flac';

/** `showinfo` tells the time of each frame that passes, on standard error. */
export function frameFilter({
  everySeconds,
  width,
  height,
}: {
  everySeconds: number;
  width: number;
  height: number;
}): string {
  const stretch = (t: string) => `floor((${t})/${everySeconds}+${STRETCH_ROUNDING})`;
  return [
    `select='isnan(prev_selected_t)+gt(${stretch('t')},${stretch('prev_selected_t')})'`,
    `scale=${width}:${height}:flags=area`,
    'format=gray',
    'showinfo',
  ].join(',');
}

export const soundOutput = (index: number, maxSeconds: number, target: string): string[] => [
  ...['-map', `0:${index}`, '-vn', '-sn', '-dn', '-t', String(maxSeconds)],
  ...['-ac', '1', '-ar', String(SAMPLE_RATE), '-c:a', 'pcm_s16le', '-f', 's16le', target],
];

/** Of the small copies that browsers play. */
export const PREVIEW = {
  /** Seconds of the film. */
  maxSeconds: 600,
  timeoutMs: 240_000,
  fileKib: 160 * 1024,
  /** Pixels at most. */
  shortSide: 480,
  longSide: 1280,
};

/** H.264 and AAC in an MP4 whose index comes first: every browser plays it, and goes to any place of it at once. */
export function previewOutput(video: number, audio: number | null, target: string): string[] {
  const { shortSide, longSide, maxSeconds } = PREVIEW;
  const factor = `min(1,min(${shortSide}/min(iw,ih),${longSide}/max(iw,ih)))`;
  const side = (name: string) => `max(2,trunc(${name}*${factor}/2)*2)`;
  return [
    ...['-map', `0:${video}`, ...(audio === null ? [] : ['-map', `0:${audio}`]), '-sn', '-dn'],
    ...['-map_metadata', '-1', '-t', String(maxSeconds)],
    ...['-vf', `scale=w='${side('iw')}':h='${side('ih')}',format=yuv420p`, '-threads', '2'],
    ...['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-maxrate', '1500k', '-bufsize', '3000k'],
    ...['-g', '48', '-c:a', 'aac', '-b:a', '96k', '-ac', '2', '-ar', '44100'],
    ...['-movflags', '+faststart', '-f', 'mp4', `file:${resolve(target)}`],
  ];
}

/** Seconds of a film; to its end where no other is named. */
export interface Stretch {
  from: number;
  to?: number;
}

/** Key frames alone are not even read from the file by containers that list them. Times count from a stretch's start. */
export function skipOf({
  stretch,
  keyFramesOnly,
  withoutUnreferenced,
}: {
  stretch?: Stretch | undefined;
  keyFramesOnly?: boolean;
  withoutUnreferenced?: boolean;
}): string[] {
  const { from = 0, to = Infinity } = stretch ?? {};
  const cut = [
    ...(from > 0 ? ['-ss', String(from)] : []),
    ...(to < Infinity ? ['-t', String(to - from)] : []),
  ];
  if (keyFramesOnly) return [...cut, '-discard:v', 'nokey', '-skip_frame', 'nokey'];
  return withoutUnreferenced ? [...cut, '-skip_frame', 'noref'] : cut;
}
