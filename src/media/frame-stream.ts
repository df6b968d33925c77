import type { Readable } from 'node:stream';

/** Cuts a byte stream into records of `size` bytes; a cut-off last one is dropped. */
export async function* frameRecords(
  stream: Readable,
  size: number,
): AsyncGenerator<Uint8Array, void, undefined> {
  let record = new Uint8Array(size);
  let filled = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let at = 0;
    while (at < chunk.length) {
      const take = Math.min(size - filled, chunk.length - at);
      record.set(chunk.subarray(at, at + take), filled);
      filled += take;
      at += take;
      if (filled === size) {
        yield record;
        record = new Uint8Array(size);
        filled = 0;
      }
    }
  }
}

const SHOWINFO = /^\[(?:Parsed_)?showinfo\S* @ [^\]]+\] n: *(\d+) pts: *\S+ +pts_time: *(-?\d+(?:\.\d+)?)/u;

/** Times of frames by their number, as ffmpeg's `showinfo` filter prints them: they may come before or after the frame. */
export class FrameTimes {
  readonly #times = new Map<number, number>();
  #ended = false;
  #wake: () => void = () => undefined;

  /** One line of ffmpeg's standard error. */
  read(line: string): void {
    const [, number, seconds] = SHOWINFO.exec(line) ?? [];
    if (number === undefined) return;
    this.#times.set(Number(number), Math.max(0, Number(seconds)));
    this.#wake();
  }

  /** Nothing will come any more. */
  end(): void {
    this.#ended = true;
    this.#wake();
  }

  /** Seconds, to the millisecond; null when ffmpeg never told. Ask for one number after the other. */
  async of(number: number): Promise<number | null> {
    while (!this.#times.has(number) && !this.#ended) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    const seconds = this.#times.get(number);
    this.#times.delete(number);
    return seconds === undefined ? null : Math.round(seconds * 1000) / 1000;
  }
}
