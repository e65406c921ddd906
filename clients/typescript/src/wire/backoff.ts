// Waiting before another try: longer each time, and never in step with other clients.

/** How long to wait. All times in milliseconds. */
export interface BackoffOptions {
  /** Before the second try. */
  firstDelayMs: number;
  /** Never longer than this. */
  maxDelayMs: number;
}

/** The delay before try `failures + 1`: doubling, of which a random half is left out. */
export function backoff(failures: number, { firstDelayMs, maxDelayMs }: BackoffOptions): number {
  const full = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 30));
  return full / 2 + Math.random() * full / 2;
}

/** Resolves after a time; rejects with the signal's reason when it is aborted. */
export function delay(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const aborted = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', aborted);
      resolve();
    }, milliseconds);
    signal.addEventListener('abort', aborted, { once: true });
  });
}
