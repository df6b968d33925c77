import type { AudioFingerprint } from '../domain/fingerprint.ts';
import { AppError, isAppError } from '../errors.ts';
import { DEFAULT_LIMITS, type FilmReader, SAMPLE_RATE, type StreamInfo } from '../media/ffmpeg.ts';
import { type ChromaprintStream, loadChromaprint } from './chromaprint.ts';
import { HighPass } from './high-pass.ts';

/** Of longer sound the beginning: two hours make 58,000 items. */
const MAX_SOUND_SECONDS = DEFAULT_LIMITS.maxSoundSeconds;

/** Silence in front of and behind the sound whose `voice` items are made; an item hears about as much. */
export const VOICE_LEAD_SECONDS = 2.6;
/** Hz. Telephones cut off what is deeper. */
const VOICE_FROM = 300;
const silence = new Int16Array(Math.round(VOICE_LEAD_SECONDS * SAMPLE_RATE));
/** Of 32,768. What stays below is silence: dither of the encoder at most. */
const LEAST_LOUDNESS = 4;

/** Collects sound as it is decoded and makes its fingerprint. `free()` it, whatever happens. */
export class SoundPrinter {
  readonly #begin: () => ChromaprintStream;
  /** Takes memory of the library only once there is sound: many may wait for their turn to decode. */
  #stream: ChromaprintStream | null = null;
  #voice: ChromaprintStream | null = null;
  readonly #highPass = new HighPass(VOICE_FROM, SAMPLE_RATE);
  #samples = 0;
  #isHeard = false;

  private constructor(begin: () => ChromaprintStream) {
    this.#begin = begin;
  }

  static async open(): Promise<SoundPrinter> {
    return new SoundPrinter(await loadChromaprint());
  }

  readonly add = (samples: Int16Array): void => {
    const part = samples.subarray(0, Math.max(0, MAX_SOUND_SECONDS * SAMPLE_RATE - this.#samples));
    this.#samples += part.length;
    this.#isHeard ||= part.some((sample) => Math.abs(sample) >= LEAST_LOUDNESS);
    this.#stream ??= this.#begin();
    this.#stream.feed(part);
    this.#voice ??= this.#beginVoice();
    this.#voice.feed(this.#highPass.filter(part));
  };

  /** null: there was no sound at all, or nothing but silence. Under 2.6 s there are no items. */
  finish(): AudioFingerprint | null {
    if (!this.#isHeard || !this.#stream || !this.#voice) return null;
    this.#voice.feed(silence);
    const duration = Math.round((this.#samples / SAMPLE_RATE) * 1000) / 1000;
    return { kind: 'audio', duration, items: this.#stream.finish(), voice: this.#voice.finish() };
  }

  free(): void {
    this.#stream?.free();
    this.#stream = null;
    this.#voice?.free();
    this.#voice = null;
  }

  #beginVoice(): ChromaprintStream {
    const stream = this.#begin();
    stream.feed(silence);
    return stream;
  }
}

/** @throws as `Ffmpeg.readSound`; `media-without-content` for silence */
export async function fingerprintAudio(
  reader: FilmReader,
  path: string,
  streams?: StreamInfo,
): Promise<AudioFingerprint> {
  const printer = await SoundPrinter.open();
  try {
    let late: AppError | null = null;
    await reader.readSound(path, printer.add, streams).catch((error: unknown) => {
      // What was decoded in time is as good as the beginning of any sound.
      if (!isAppError(error, 'media-timeout')) throw error;
      late = error;
    });
    const print = printer.finish();
    if (!print && late) throw late;
    if (!print) throw new AppError('media-without-content');
    return print;
  } finally {
    printer.free();
  }
}
