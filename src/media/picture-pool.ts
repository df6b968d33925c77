import { availableParallelism } from 'node:os';
import { PictureProcess, PictureProcessDied } from './picture-process.ts';
import type { PictureReply, PictureTask } from './picture-protocol.ts';
import { Slots } from './slots.ts';

export interface PictureLimits {
  /** One picture, milliseconds; the wait for a free process does not count. */
  timeoutMs: number;
  /** Of one process, some 60 MB of which it needs for itself. */
  memoryKib: number;
}

export const PICTURE_LIMITS: PictureLimits = { timeoutMs: 8_000, memoryKib: 480 * 1024 };

/** Processes at a time. */
const PROCESSES = Math.max(1, Math.min(2, availableParallelism()));
/** How long a process is kept that has nothing to do. One is always kept: a new one needs a quarter of a second. */
const IDLE_MS = 30_000;
/** What the libraries do not give back adds up, and what a picture did to them should not last. */
const TASKS_OF_ONE = 200;

/**
 * Decodes pictures in processes of their own: a picture that crashes the libraries, hangs them or wants too much
 * memory ends its process and nothing else.
 */
export class PicturePool {
  readonly #limits: PictureLimits;
  readonly #slots = new Slots(PROCESSES);
  readonly #idle = new Map<PictureProcess, NodeJS.Timeout>();

  constructor(limits: Partial<PictureLimits> = {}) {
    this.#limits = { ...PICTURE_LIMITS, ...limits };
  }

  /**
   * Hands over the results of a task as they come. The wait for a free process does not count as its time.
   * @throws `media-timeout`, `media-too-big-to-decode`, `file-unreadable`
   */
  async *run(
    task: PictureTask,
    timeoutMs = this.#limits.timeoutMs,
  ): AsyncGenerator<PictureReply, void, undefined> {
    const release = await this.#slots.take();
    try {
      yield* this.#runIn(this.#take(), task, timeoutMs);
    } catch (error) {
      throw error instanceof PictureProcessDied ? error.asFault() : error;
    } finally {
      release();
    }
  }

  async *#runIn(
    worker: PictureProcess,
    task: PictureTask,
    timeoutMs: number,
  ): AsyncGenerator<PictureReply, void, undefined> {
    let results = 0;
    try {
      for await (const reply of worker.run(task, timeoutMs)) {
        results++;
        yield reply;
      }
    } catch (error) {
      if (!(error instanceof PictureProcessDied) || worker.tasks === 1 || results > 0) throw error;
      // What earlier pictures left behind in it is no fault of this one.
      yield* this.#runIn(new PictureProcess(this.#limits.memoryKib), task, timeoutMs);
    } finally {
      await this.#keepOrStop(worker);
    }
  }

  #take(): PictureProcess {
    for (const [worker, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(worker);
      if (worker.isFree) return worker;
    }
    return new PictureProcess(this.#limits.memoryKib);
  }

  async #keepOrStop(worker: PictureProcess): Promise<void> {
    if (!worker.isFree || worker.tasks >= TASKS_OF_ONE) return worker.stop();
    const endUnlessLast = (): void => {
      if (this.#idle.size === 1) return;
      this.#idle.delete(worker);
      void worker.stop();
    };
    this.#idle.set(worker, setTimeout(endUnlessLast, IDLE_MS).unref());
  }
}
