import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import { FORMATS, frameFilter, soundOutput } from './ffmpeg-arguments.ts';
import type { FfmpegBinary } from './ffmpeg-binary.ts';
import { FrameTimes, frameRecords } from './frame-stream.ts';
import { type Ending, type LimitedProcess, runLimited } from './limited-process.ts';
import { Slots } from './slots.ts';
import { parseStreamInfo, type StreamInfo } from './stream-info.ts';

export { SAMPLE_RATE } from './ffmpeg-arguments.ts';
export { type FfmpegBinary, findFfmpeg } from './ffmpeg-binary.ts';
export type { StreamInfo } from './stream-info.ts';

export interface FfmpegLimits {
  /** One run, milliseconds; the wait for a free slot does not count. */
  timeoutMs: number;
  /** Of the file, seconds; what lies behind is not decoded. */
  maxSeconds: number;
  /** One picture; larger ones are refused. */
  maxPixels: number;
  /** Decoded bytes read from one run; the run ends there. */
  maxOutputBytes: number;
  memoryKib: number;
}

export const DEFAULT_LIMITS: FfmpegLimits = {
  timeoutMs: 30_000,
  maxSeconds: 3 * 3600,
  maxPixels: 36_000_000,
  maxOutputBytes: 512 * 1024 * 1024,
  memoryKib: 4 * 1024 * 1024,
};

export interface Frame {
  /** Seconds from the start. */
  t: number;
  /** 8-bit brightness, row by row. */
  luma: Uint8Array;
  width: number;
  height: number;
}

export interface FrameOptions {
  /** Every frame is squeezed to this size, whatever its shape. */
  width: number;
  height: number;
  /** Of each stretch of this many seconds the first frame. */
  everySeconds: number;
  maxFrames: number;
  /** From `streams()`, when it is known already. */
  streams?: StreamInfo;
  /** Skips all but the key frames: many times faster, for long films. */
  keyFramesOnly?: boolean;
  /** Skips frames that no other frame needs, where the codec has such: a third faster. */
  withoutUnreferenced?: boolean;
  /** Receives the sound, decoded in the same run: mono, `SAMPLE_RATE`. */
  onSound?: (samples: Int16Array) => void;
  /** Times the usual time limit. */
  patience?: number;
}

/** Over the whole process: more at a time only makes each slower. */
const decodeSlots = new Slots(Math.max(2, availableParallelism()));

/**
 * ffmpeg as a child process under hard limits. No file it reads can make it open another file or address.
 * Errors of all methods: `file-unreadable`, `media-without-content`, `media-too-big-to-decode`, `media-timeout`.
 */
export class Ffmpeg {
  readonly binary: FfmpegBinary;
  readonly #limits: FfmpegLimits;

  constructor(binary: FfmpegBinary, limits: Partial<FfmpegLimits> = {}) {
    this.binary = binary;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
  }

  /** Reads the container's head. @throws `media-without-content` when nothing in it can be seen or heard */
  async streams(path: string): Promise<StreamInfo> {
    const lines: string[] = [];
    // Without an output ffmpeg prints what it found and fails: that is expected.
    const ending = await this.#run(
      path,
      [],
      { onErrorLine: (line) => lines.length < 2000 && lines.push(line) },
      (run) => {
        for (const output of run.outputs) output.resume();
        return run.ended;
      },
    );
    if (ending === 'timeout') throw new AppError('media-timeout');
    const info = parseStreamInfo(lines);
    if (!info) throw new AppError('file-unreadable', { cause: new Error(lines.slice(-3).join('\n')) });
    if (!info.video && !info.audio) throw new AppError('media-without-content');
    if (info.video && info.video.width * info.video.height > this.#limits.maxPixels) {
      throw new AppError('media-too-big-to-decode');
    }
    return info;
  }

  /**
   * Decodes once from start to end and hands frames over as they come, with their true times.
   * A damaged file gives what can be decoded. After `media-timeout` the frames handed over are still good.
   */
  async *decodeFrames(path: string, options: FrameOptions): AsyncGenerator<Frame, void, undefined> {
    const { video, audio } = options.streams ?? (await this.streams(path));
    if (!video) throw new AppError('media-without-content');
    const { onSound } = options;
    const withSound = onSound !== undefined && audio !== null;
    const times = new FrameTimes();
    const release = await decodeSlots.take();
    const run = this.#start(
      path,
      [
        ...['-map', `0:${video.index}`, '-vf', frameFilter(options), '-frames:v', String(options.maxFrames)],
        ...[this.binary.hasFpsMode ? '-fps_mode' : '-vsync', 'passthrough'],
        ...['-an', '-sn', '-dn', '-f', 'rawvideo', 'pipe:1'],
        ...(withSound ? soundOutput(audio.index, 'pipe:3') : []),
      ],
      {
        pipes: withSound ? 1 : 0,
        onErrorLine: (line) => times.read(line),
        inputOptions: skipOf(options),
        patience: options.patience ?? 1,
      },
    );
    void run.ended.then(() => times.end());
    const [pictures, sound] = run.outputs;
    if (!pictures) throw new Error('no output');
    let samples = 0;
    const soundRead =
      sound && onSound
        ? this.#readSound(sound, run, (chunk) => {
            samples += chunk.length;
            onSound(chunk);
          })
        : Promise.resolve();
    // Nobody would read the pipe any more, and ffmpeg would wait for it.
    soundRead.catch(() => run.stop());
    try {
      let count = 0;
      let bytes = 0;
      const size = options.width * options.height;
      for await (const luma of frameRecords(pictures, size)) {
        const t = await times.of(count);
        yield { t: t ?? count * options.everySeconds, luma, width: options.width, height: options.height };
        count++;
        bytes += size;
        if (bytes > this.#limits.maxOutputBytes) run.stop();
      }
      await soundRead;
      this.#checkEnding(await run.ended, run, count + samples);
    } finally {
      run.stop();
      await run.ended;
      release();
    }
  }

  /** Hands over the sound as it is decoded: mono, `SAMPLE_RATE`. Resolves with the number of samples. */
  async readSound(
    path: string,
    onSound: (samples: Int16Array) => void,
    streams?: StreamInfo,
  ): Promise<number> {
    const { audio } = streams ?? (await this.streams(path));
    if (!audio) throw new AppError('media-without-content');
    return this.#run(path, soundOutput(audio.index, 'pipe:1'), {}, async (run) => {
      let count = 0;
      const [sound] = run.outputs;
      if (sound) {
        await this.#readSound(sound, run, (samples) => {
          count += samples.length;
          onSound(samples);
        });
      }
      this.#checkEnding(await run.ended, run, count);
      return count;
    });
  }

  /** The whole sound track: mono, `SAMPLE_RATE`. */
  async decodeAudio(path: string): Promise<Int16Array> {
    const parts: Int16Array[] = [];
    const total = await this.readSound(path, (samples) => parts.push(samples));
    const all = new Int16Array(total);
    let at = 0;
    for (const part of parts) {
      all.set(part, at);
      at += part.length;
    }
    return all;
  }

  /** Never leaves the process running: whatever `use` does, it is stopped and the slot given back. */
  async #run<T>(
    path: string,
    output: string[],
    options: StartOptions,
    use: (run: LimitedProcess) => Promise<T>,
  ): Promise<T> {
    const release = await decodeSlots.take();
    const run = this.#start(path, output, options);
    try {
      return await use(run);
    } finally {
      run.stop();
      await run.ended;
      release();
    }
  }

  #start(path: string, output: string[], options: StartOptions): LimitedProcess {
    const { maxPixels, maxSeconds, memoryKib, timeoutMs } = this.#limits;
    const threads = String(Math.min(4, Math.max(1, availableParallelism())));
    return runLimited(
      this.binary.path,
      [
        ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-y'],
        ...['-protocol_whitelist', 'file', '-format_whitelist', FORMATS, '-max_pixels', String(maxPixels)],
        ...['-threads', threads, '-t', String(maxSeconds), ...(options.inputOptions ?? [])],
        ...['-i', `file:${resolve(path)}`, ...output],
      ],
      { memoryKib, timeoutMs: timeoutMs * (options.patience ?? 1) },
      options,
    );
  }

  async #readSound(output: Readable, run: LimitedProcess, onSound: (samples: Int16Array) => void) {
    let bytes = 0;
    let odd: Uint8Array = new Uint8Array(0);
    for await (const chunk of output as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      const all = odd.length > 0 ? Buffer.concat([odd, chunk]) : chunk;
      const even = all.length - (all.length % 2);
      odd = all.subarray(even);
      onSound(new Int16Array(Uint8Array.from(all.subarray(0, even)).buffer));
      if (bytes > this.#limits.maxOutputBytes) run.stop();
    }
  }

  #checkEnding(ending: Ending, run: LimitedProcess, decoded: number): void {
    if (ending === 'timeout') throw new AppError('media-timeout');
    if (decoded > 0) return;
    const text = run.errorText();
    if (/exceeds specified max pixel count|Cannot allocate memory/u.test(text)) {
      throw new AppError('media-too-big-to-decode', { cause: new Error(text.slice(-500)) });
    }
    if (ending === 'exited') throw new AppError('media-without-content');
    throw new AppError('file-unreadable', { cause: new Error(text.slice(-500)) });
  }
}

function skipOf({ keyFramesOnly, withoutUnreferenced }: FrameOptions): string[] {
  if (keyFramesOnly) return ['-skip_frame', 'nokey'];
  return withoutUnreferenced ? ['-skip_frame', 'noref'] : [];
}

interface StartOptions {
  pipes?: number;
  onErrorLine?: (line: string) => void;
  inputOptions?: string[];
  patience?: number;
}
