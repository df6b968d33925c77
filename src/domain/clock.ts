/** The time, and a way to be called when it has come. Tests bring a clock that they move themselves. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number;
  /** Calls back once at a time, or at once when it is past. Returns how to call that off. */
  at(time: number, callback: () => void): () => void;
}

/** The most a timer of Node can wait; whoever waits longer is called early and looks again. */
const LONGEST_WAIT_MS = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => Date.now(),
  at: (time, callback) => {
    const timer = setTimeout(callback, Math.min(Math.max(0, time - Date.now()), LONGEST_WAIT_MS));
    return () => clearTimeout(timer);
  },
};

/** Resolves at a time, or as soon as `signal` is aborted; never rejects. */
export function waitUntil(clock: Clock, time: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      callOff();
      signal.removeEventListener('abort', end);
      resolve();
    };
    const callOff = clock.at(time, end);
    signal.addEventListener('abort', end, { once: true });
  });
}
