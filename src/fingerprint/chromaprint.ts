/**
 * Chromaprint (Lukáš Lalinský, acoustid.org), algorithm 1, as WebAssembly. The build is meant for
 * browsers: it looks for `window` while it starts and would fetch its code from an address.
 */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { SAMPLE_RATE } from '../media/ffmpeg.ts';

/** The functions of the C library that we use; pointers are byte offsets. Results of 0 are failures. */
interface ChromaprintModule {
  HEAP16: Int16Array;
  HEAP32: Int32Array;
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _chromaprint_new(algorithm: number): number;
  _chromaprint_free(context: number): void;
  _chromaprint_start(context: number, sampleRate: number, channels: number): number;
  _chromaprint_feed(context: number, data: number, size: number): number;
  _chromaprint_finish(context: number): number;
  _chromaprint_get_raw_fingerprint(context: number, data: number, size: number): number;
}

const ALGORITHM = 1;
const FEED_SAMPLES = 32_768;

let loading: Promise<ChromaprintModule> | null = null;

/** Loads the library once; the function it resolves with begins a fingerprint. */
export async function loadChromaprint(): Promise<() => ChromaprintStream> {
  loading ??= load();
  const module = await loading;
  return () => new ChromaprintStream(module);
}

async function load(): Promise<ChromaprintModule> {
  const require = createRequire(import.meta.url);
  const wasmBinary = await readFile(require.resolve('@unimusic/chromaprint/dist/chromaprint.wasm'));
  const { default: start } = await import('@unimusic/chromaprint/dist/chromaprint.js');
  return withWindow(() => start({ wasmBinary }));
}

/** It is looked for synchronously, so the shim is gone before other code runs. */
function withWindow<T>(run: () => T): T {
  if ('window' in globalThis) return run();
  Object.defineProperty(globalThis, 'window', { value: globalThis, configurable: true });
  try {
    return run();
  } finally {
    Reflect.deleteProperty(globalThis, 'window');
  }
}

/** Makes one fingerprint of sound that comes in pieces. `free()` it, whatever happens. */
export class ChromaprintStream {
  readonly #module: ChromaprintModule;
  readonly #context: number;
  readonly #buffer: number;

  constructor(module: ChromaprintModule) {
    this.#module = module;
    this.#context = module._chromaprint_new(ALGORITHM);
    this.#buffer = module._malloc(FEED_SAMPLES * 2);
    if (!this.#context || !this.#buffer) throw new Error('chromaprint: out of memory');
    this.#check(module._chromaprint_start(this.#context, SAMPLE_RATE, 1));
  }

  /** Mono, 11,025 samples a second. */
  feed(samples: Int16Array): void {
    for (let at = 0; at < samples.length; at += FEED_SAMPLES) {
      const part = samples.subarray(at, at + FEED_SAMPLES);
      // The heap is a new array whenever the memory has grown.
      this.#module.HEAP16.set(part, this.#buffer / 2);
      this.#check(this.#module._chromaprint_feed(this.#context, this.#buffer, part.length));
    }
  }

  /** One item each 0.124 s; none for the first 2.6 s. */
  finish(): Uint32Array {
    const module = this.#module;
    this.#check(module._chromaprint_finish(this.#context));
    const out = module._malloc(8);
    try {
      this.#check(module._chromaprint_get_raw_fingerprint(this.#context, out, out + 4));
      const data = module.HEAP32[out / 4] ?? 0;
      const size = module.HEAP32[out / 4 + 1] ?? 0;
      const items = Uint32Array.from(module.HEAP32.subarray(data / 4, data / 4 + size));
      if (data) module._free(data);
      return items;
    } finally {
      module._free(out);
    }
  }

  free(): void {
    this.#module._chromaprint_free(this.#context);
    this.#module._free(this.#buffer);
  }

  #check(result: number): void {
    if (!result) throw new Error('chromaprint failed');
  }
}
