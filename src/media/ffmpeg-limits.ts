export interface FfmpegLimits {
  /** One run, milliseconds; the wait for a free slot does not count. */
  timeoutMs: number;
  /** One run that only reads the head of a file. */
  headTimeoutMs: number;
  /** Of the file, seconds; what lies behind is not decoded. */
  maxSeconds: number;
  /** The same of its sound. */
  maxSoundSeconds: number;
  /** One picture; larger ones are refused. */
  maxPixels: number;
  /** Decoded bytes read from one run; the run ends there. */
  maxOutputBytes: number;
  /** Of one run. */
  memoryKib: number;
}

export const DEFAULT_LIMITS: FfmpegLimits = {
  timeoutMs: 60_000,
  headTimeoutMs: 8_000,
  maxSeconds: 4 * 3600,
  maxSoundSeconds: 2 * 3600,
  maxPixels: 36_000_000,
  maxOutputBytes: 512 * 1024 * 1024,
  // With the program itself less than 512 MB are in memory.
  memoryKib: 480 * 1024,
};

/** Enough for all decoders; the usual 8 MB of each thread would count as used. */
export const STACK_KIB = 2048;
/** Each thread holds frames of its own: larger pictures are decoded by one. */
export const THREADS_UP_TO_PIXELS = 9_000_000;
