// How long to wait before another try: longer each time, and never in step with other clients.

/** The range of the waits. All times in milliseconds. */
export interface BackoffOptions {
  /** The wait before the second try. */
  firstDelayMs: number;
  /** The longest wait. */
  maxDelayMs: number;
}

/** The wait before try `failures + 1`: it doubles with each failure, and a random part of up to a half is left out. */
export function backoff(failures: number, { firstDelayMs, maxDelayMs }: BackoffOptions): number {
  const full = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(failures - 1, 30));
  return full / 2 + Math.random() * full / 2;
}
