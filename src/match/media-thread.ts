import type { Worker } from 'node:worker_threads';
import { startOwnThread } from '../own-program.ts';
import type { MediaReport, MediaRequest, MediaResults, MediaWorkerData } from './media-worker-messages.ts';

/** The thread ended, whatever it was doing. */
export class MediaThreadEnded extends Error {
  override readonly name = 'MediaThreadEnded';
}

type Call = Extract<MediaRequest, { call: number }>;
/** Without the number, which is given here. */
type Unnumbered<T> = T extends { call: number } ? Omit<T, 'call'> : T;

interface Waiting {
  resolve(result: never): void;
  reject(error: unknown): void;
}

export interface MediaThreadListener {
  onTrouble(what: string, error: unknown): void;
  /** Called once, before the calls that were under way fail with the same error. */
  onEnd(ended: MediaThreadEnded): void;
}

/** One life of the thread that holds the media. Requests are handled in the order they are made. */
export class MediaThread {
  readonly #worker: Worker;
  readonly #waiting = new Map<number, Waiting>();
  #ended: MediaThreadEnded | null = null;
  #calls = 0;

  constructor(data: MediaWorkerData, listener: MediaThreadListener) {
    this.#worker = startOwnThread(import.meta.url, './media-worker', data);
    this.#worker.on('message', (report: MediaReport) => {
      if (report.kind === 'trouble') return listener.onTrouble(report.what, report.error);
      const waiting = this.#waiting.get(report.call);
      this.#waiting.delete(report.call);
      if (report.kind === 'done') waiting?.resolve(report.result as never);
      else waiting?.reject(report.error);
    });
    let cause: unknown;
    this.#worker.on('error', (error) => {
      cause = error;
    });
    this.#worker.on('exit', (code) => {
      const ended = new MediaThreadEnded(`the thread ended with ${code}`, { cause });
      this.#ended = ended;
      listener.onEnd(ended);
      for (const { reject } of this.#waiting.values()) reject(ended);
      this.#waiting.clear();
    });
  }

  tell(request: Exclude<MediaRequest, Call>): void {
    this.#worker.postMessage(request);
  }

  /** Throws `MediaThreadEnded`. */
  call<Kind extends Call['kind']>(
    request: Unnumbered<Extract<Call, { kind: Kind }>>,
  ): Promise<MediaResults[Kind]> {
    if (this.#ended) return Promise.reject(this.#ended);
    const call = this.#calls++;
    return new Promise((resolve, reject) => {
      this.#waiting.set(call, { resolve, reject });
      this.#worker.postMessage({ ...request, call });
    });
  }

  /** At once: what the thread holds lies in the database too. */
  async end(): Promise<void> {
    await this.#worker.terminate();
  }
}
