// Time as this client sees it: everything that waits, or has a deadline, asks one clock.

/**
 * A source of time. The client waits by its timers and measures its deadlines with it; only the ids of commands have
 * the time of the platform. Give one of your own to test a program without waiting for real.
 */
export interface Clock {
  /** The time in milliseconds since 1970, as `Date.now()` has it. */
  now(): number;
  /** Calls back once, after this many milliseconds. The answer is for {@link clearTimeout} alone. */
  setTimeout(callback: () => void, milliseconds: number): unknown;
  /** Calls a timer off. Nothing happens if it has fired, was called off, or is undefined. */
  clearTimeout(timer: unknown): void;
}

/** The platform's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  setTimeout: (callback, milliseconds) => globalThis.setTimeout(callback, milliseconds),
  clearTimeout: timer => globalThis.clearTimeout(timer as ReturnType<typeof setTimeout> | undefined),
};

/** Resolves after a time; rejects with the signal's reason when the signal is aborted. */
export function delay(clock: Clock, milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);

    const aborted = () => {
      clock.clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = clock.setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', aborted, { once: true });
  });
}
