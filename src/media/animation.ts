import { AppError } from '../errors.ts';
import type { Ffmpeg, FilmReader, Frame, FrameOptions, StreamInfo } from './ffmpeg.ts';
import { readFileHead } from './file-head.ts';
import { usualPool } from './image.ts';
import type { PicturePool } from './picture-pool.ts';
import type { AnimationHead } from './picture-protocol.ts';

/**
 * Number of frames, size and length of a picture; more than one frame is an animation.
 * @throws `media-too-big-to-decode`, `media-timeout`, `file-unreadable`
 */
export async function readAnimationHead(path: string, pool: PicturePool = usualPool): Promise<AnimationHead> {
  let head: AnimationHead | null = null;
  for await (const reply of pool.run({ kind: 'head', path })) if (reply.kind === 'head') head = reply.head;
  if (!head) throw new Error('no head');
  return head;
}

/** What plays a film or sound, with so many milliseconds for all its decoding. */
export const readerOf = async (ffmpeg: Ffmpeg, path: string, milliseconds: number): Promise<FilmReader> =>
  (await isWebp(path)) ? new AnimationReader(milliseconds) : ffmpeg.within(milliseconds);

/** Animations that ffmpeg does not play before version 8: WebP. */
async function isWebp(path: string): Promise<boolean> {
  // That it cannot be opened is said when it is decoded.
  const head = await readFileHead(path, 12).catch(() => Buffer.alloc(0));
  return head.toString('latin1', 0, 4) === 'RIFF' && head.toString('latin1', 8) === 'WEBP';
}

/** Plays an animated picture, once from start to end. Errors as `decodeImage`. */
export class AnimationReader implements FilmReader {
  readonly canSkip = false;
  readonly #timeoutMs: number;
  readonly #pool: PicturePool;

  /** @param timeoutMs for all frames together */
  constructor(timeoutMs: number, pool: PicturePool = usualPool) {
    this.#timeoutMs = timeoutMs;
    this.#pool = pool;
  }

  async streams(path: string): Promise<StreamInfo> {
    const { width, height, seconds } = await readAnimationHead(path, this.#pool);
    return { duration: seconds, video: { index: 0, width, height }, audio: null };
  }

  async *decodeFrames(path: string, options: FrameOptions): AsyncGenerator<Frame, void, undefined> {
    const { width, height, everySeconds, maxFrames, stretch } = options;
    let count = 0;
    const task = { kind: 'frames', path, width, height, everySeconds } as const;
    for await (const reply of this.#pool.run(task, this.#timeoutMs)) {
      if (reply.kind !== 'frame' || reply.frame.t < (stretch?.from ?? 0)) continue;
      yield { ...reply.frame, width, height };
      count++;
      if (count >= maxFrames) return;
    }
  }

  async readSound(): Promise<number> {
    throw new AppError('media-without-content');
  }
}
