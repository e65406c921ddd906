// A clock that stands still until a test moves it.
import type { Clock } from '@patchlog/client';

export class ManualClock implements Clock {
  readonly #timers = new Set<{ at: number; callback: () => void }>();
  #now = Date.UTC(2026, 0, 1);

  now(): number {
    return this.#now;
  }

  setTimeout(callback: () => void, milliseconds: number): unknown {
    const timer = { at: this.#now + milliseconds, callback };
    this.#timers.add(timer);
    // A wait of no time needs nobody to move the clock.
    if (milliseconds <= 0) queueMicrotask(() => this.advance(0));
    return timer;
  }

  clearTimeout(timer: unknown): void {
    this.#timers.delete(timer as { at: number; callback: () => void });
  }

  /** How many milliseconds each timer still has to wait, the shortest first. */
  get waits(): number[] {
    return [...this.#timers].map(timer => timer.at - this.#now).sort((left, right) => left - right);
  }

  /** Moves the time on, and fires the timers that are due, each at its own time. */
  advance(milliseconds: number): void {
    const end = this.#now + milliseconds;
    while (true) {
      const next = [...this.#timers].sort((left, right) => left.at - right.at)[0];
      if (next === undefined || next.at > end) break;

      this.#timers.delete(next);
      this.#now = Math.max(this.#now, next.at);
      next.callback();
    }
    this.#now = end;
  }
}
