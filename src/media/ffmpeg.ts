import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '../errors.ts';
import {
  FORMATS,
  frameFilter,
  PREVIEW,
  previewOutput,
  type Stretch,
  skipOf,
  soundOutput,
} from './ffmpeg-arguments.ts';
import type { FfmpegBinary } from './ffmpeg-binary.ts';
import { faultOf } from './ffmpeg-complaints.ts';
import { DEFAULT_LIMITS, type FfmpegLimits, STACK_KIB, THREADS_UP_TO_PIXELS } from './ffmpeg-limits.ts';
import { FrameTimes, frameRecords } from './frame-stream.ts';
import { type Ending, type LimitedProcess, runLimited } from './limited-process.ts';
import { Slots } from './slots.ts';
import { parseStreamInfo, type StreamInfo } from './stream-info.ts';
import { WorkTime } from './work-time.ts';

export { SAMPLE_RATE } from './ffmpeg-arguments.ts';
export { type FfmpegBinary, findFfmpeg } from './ffmpeg-binary.ts';
export { DEFAULT_LIMITS, type FfmpegLimits } from './ffmpeg-limits.ts';
export type { StreamInfo } from './stream-info.ts';

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
  /** Only this stretch of the film, beginning with the first frame at or after its start. */
  stretch?: Stretch | undefined;
  /** Skips all but the key frames: many times faster, for long films. */
  keyFramesOnly?: boolean;
  /** Skips frames that no other frame needs, where the codec has such: a third faster. */
  withoutUnreferenced?: boolean;
  /** Receives the sound, decoded in the same run: mono, `SAMPLE_RATE`. */
  onSound?: ((samples: Int16Array) => void) | undefined;
}

/** What can play a film: `Ffmpeg`, and for what ffmpeg does not play, `AnimationReader`. */
export type FilmReader = Pick<Ffmpeg, 'canSkip' | 'streams' | 'decodeFrames' | 'readSound'>;

/** Over the whole process: more at a time only makes each slower. */
const decodeSlots = new Slots(Math.max(2, availableParallelism()));

/**
 * ffmpeg as a child process under hard limits. No file it reads can make it open another file or address.
 * Errors of all methods: `file-unreadable`, `media-codec-unsupported`, `media-without-content`,
 * `media-too-big-to-decode`, `media-timeout`.
 */
export class Ffmpeg {
  /** Whether some ways to decode frames leave frames out. */
  readonly canSkip: boolean = true;
  readonly binary: FfmpegBinary;
  readonly #limits: FfmpegLimits;
  readonly #time: WorkTime | null;

  constructor(binary: FfmpegBinary, limits: Partial<FfmpegLimits> = {}, time: WorkTime | null = null) {
    this.binary = binary;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#time = time;
  }

  /** The same, whose runs may take so many milliseconds together. */
  within(milliseconds: number): Ffmpeg {
    return new Ffmpeg(this.binary, this.#limits, new WorkTime(milliseconds));
  }

  /** Reads the container's head. @throws `media-without-content` when nothing in it can be seen or heard */
  async streams(path: string): Promise<StreamInfo> {
    const lines: string[] = [];
    // Without an output ffmpeg prints what it found and fails: that is expected.
    const ending = await this.#run(
      path,
      [],
      {
        onErrorLine: (line) => lines.length < 2000 && lines.push(line),
        timeoutMs: this.#limits.headTimeoutMs,
        threads: 1,
      },
      (run) => {
        for (const output of run.outputs) output.resume();
        return run.ended;
      },
    );
    checkStart(ending);
    const info = parseStreamInfo(lines);
    if (!info) throw faultOf(lines.slice(-20).join('\n'));
    if (!info.video && !info.audio) throw new AppError('media-without-content');
    if (info.video && info.video.width * info.video.height > this.#limits.maxPixels) {
      throw new AppError('media-too-big-to-decode');
    }
    return info;
  }

  /**
   * Decodes once, from start to end where nothing else is asked, and hands frames over as they come, with their true times.
   * A damaged file gives what can be decoded. After `media-timeout` the frames handed over are still good.
   */
  async *decodeFrames(path: string, options: FrameOptions): AsyncGenerator<Frame, void, undefined> {
    const { video, audio } = options.streams ?? (await this.streams(path));
    if (!video) throw new AppError('media-without-content');
    const { onSound } = options;
    const withSound = onSound !== undefined && audio !== null;
    const times = new FrameTimes();
    const start = options.stretch?.from ?? 0;
    const release = await decodeSlots.take();
    const run = this.#start(
      path,
      [
        ...['-map', `0:${video.index}`, '-vf', frameFilter(options), '-frames:v', String(options.maxFrames)],
        ...[this.binary.hasFpsMode ? '-fps_mode' : '-vsync', 'passthrough'],
        ...['-an', '-sn', '-dn', '-f', 'rawvideo', 'pipe:1'],
        ...(withSound ? soundOutput(audio.index, this.#limits.maxSoundSeconds, 'pipe:3') : []),
      ],
      {
        pipes: withSound ? 1 : 0,
        onErrorLine: (line) => times.read(line),
        inputOptions: skipOf(options),
        threads: video.width * video.height > THREADS_UP_TO_PIXELS ? 1 : undefined,
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
        const t = start + ((await times.of(count)) ?? count * options.everySeconds);
        yield { t, luma, width: options.width, height: options.height };
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
    const output = soundOutput(audio.index, this.#limits.maxSoundSeconds, 'pipe:1');
    return this.#run(path, output, {}, async (run) => {
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

  /**
   * Writes a small copy of a film, of its first ten minutes and not over 480 lines, which browsers play. It leaves the
   * processor to other runs; what is written of it when it fails is of no use.
   */
  async writePreview(path: string, target: string): Promise<void> {
    const { video, audio } = await this.streams(path);
    if (!video) throw new AppError('media-without-content');
    const { timeoutMs, fileKib } = PREVIEW;
    const threads = video.width * video.height > THREADS_UP_TO_PIXELS ? 1 : undefined;
    const output = previewOutput(video.index, audio?.index ?? null, target);
    const run = this.#start(path, output, { timeoutMs, fileKib, isPatient: true, threads });
    for (const pipe of run.outputs) pipe.resume();
    const ending = await run.ended;
    checkStart(ending);
    if (ending !== 'exited') throw faultOf(run.errorText());
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
    const threads = options.threads ?? Math.min(4, Math.max(1, availableParallelism()));
    const longest = options.timeoutMs ?? timeoutMs;
    const ended = this.#time?.begin();
    const run = runLimited(
      this.binary.path,
      [
        ...['-hide_banner', '-nostdin', '-nostats', '-loglevel', 'info', '-y'],
        ...['-protocol_whitelist', 'file', '-format_whitelist', FORMATS, '-max_pixels', String(maxPixels)],
        ...['-threads', String(threads), '-t', String(maxSeconds)],
        ...[...(options.inputOptions ?? []), '-i', `file:${resolve(path)}`, ...output],
      ],
      {
        memoryKib,
        stackKib: STACK_KIB,
        timeoutMs: Math.max(1, Math.min(this.#time?.leftMs ?? longest, longest)),
        ...(options.fileKib === undefined ? {} : { fileKib: options.fileKib }),
        isPatient: options.isPatient ?? false,
      },
      options,
    );
    if (ended) void run.ended.then(ended);
    return run;
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
    checkStart(ending);
    if (decoded > 0) return;
    throw faultOf(run.errorText(), ending === 'exited');
  }
}

/** That ffmpeg could not start is no fault of the file. */
function checkStart(ending: Ending): void {
  if (ending === 'timeout') throw new AppError('media-timeout');
  if (ending === 'not-started') throw new AppError('internal', { cause: new Error('ffmpeg did not start') });
}

interface StartOptions {
  pipes?: number;
  onErrorLine?: (line: string) => void;
  inputOptions?: string[];
  /** Where these are not given, the usual. */
  timeoutMs?: number;
  threads?: number | undefined;
  /** Of the file it writes; it may write none where this is not given. */
  fileKib?: number;
  isPatient?: boolean;
}
