import { AppError } from '../errors.ts';

const TOO_BIG = /exceeds specified max pixel count|Cannot allocate memory|Picture size .* is invalid/u;
/** As builds of 2018 and of today say it. */
const NO_DECODER = /Decoder \([^)]*\) not found|no decoder found for|Unsupported codec with id/u;
/** What a part of ffmpeg says of itself, never what stands in a file: names and titles are indented. */
const COMPLAINT =
  /^\[[\w,.:/ -]{1,60} @ 0x[0-9a-f]+\] (.+)$|(Invalid data found when processing input|Decoder \([^)]*\) not found)/u;
const MAX_REASON = 200;

/** Why ffmpeg made nothing of a file, from what it wrote on standard error; with `exited`, it found no fault. */
export function faultOf(errorText: string, exited = false): AppError {
  const options = { cause: new Error(reasonOf(errorText)) };
  if (TOO_BIG.test(errorText)) return new AppError('media-too-big-to-decode', options);
  if (NO_DECODER.test(errorText)) return new AppError('media-codec-unsupported', options);
  return new AppError(exited ? 'media-without-content' : 'file-unreadable', options);
}

/** The last complaint, fit for the log: without addresses, names of files and anything a file could say. */
function reasonOf(errorText: string): string {
  const complaints = errorText.split(/[\n\r]/u).flatMap((line) => {
    const [, ofPart, general] = COMPLAINT.exec(line) ?? [];
    return ofPart ?? general ?? [];
  });
  const printable = (complaints.at(-1) ?? 'no reason given').replace(/[^\x20-\x7e]/gu, '?');
  return printable.replace(/(?:file:)?\/\S+/gu, 'FILE').slice(0, MAX_REASON);
}
