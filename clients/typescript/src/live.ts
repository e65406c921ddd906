// A live copy of one document: its state first, then every patch as it is journaled.
import type { PatchlogEvent } from './event.js';
import type { Subscription } from './feed/subscription.js';
import type { JsonValue } from './json/lossless.js';
import { applyPatch, PatchError } from './json/patch.js';
import { closedError, EpochChangedError, PatchlogError } from './wire/problem.js';

/** A document at a version. It is immutable, and shares with the next version every part that did not change. */
export interface LiveState<T> {
  /** The document; null if there is none, or it is deleted. */
  readonly value: T | null;
  /** Its version; 0 if there was none when it was looked up. */
  readonly version: number;
}

/** A change of a live document. */
export interface LiveChange<T> extends LiveState<T> {
  /** The event that changed it; undefined when the document was fetched whole, at first or to catch up. */
  readonly event: PatchlogEvent<T> | undefined;
}

/** @internal The part of the client that a live document needs. */
export interface LiveSource<T> {
  subscribe(signal: AbortSignal): Subscription<T>;
  /** Waits before the document is fetched for the `failures`-th time in a row. */
  waitAfter(failures: number, signal: AbortSignal): Promise<void>;
}

/**
 * A live copy of a document. It survives lost connections and restarts of the server: it goes on after the last event
 * received, and fetches the document whole when it cannot (a gap in the versions, another epoch). Close it when done.
 */
export class Live<T> {
  /** Resolves with the first look at the document, even if there is none; rejects if the server refuses it. */
  readonly ready: Promise<this>;

  readonly #source: LiveSource<T>;
  readonly #closing = new AbortController();
  readonly #listeners = new Set<(change: LiveChange<T>) => void>();
  readonly #waiting = new Set<() => void>();
  #state: LiveState<T> | undefined;
  #isConnected = false;
  #error: unknown;
  #resyncs = 0;

  /** @internal */
  constructor(source: LiveSource<T>) {
    this.#source = source;
    this.ready = this.#whenReady();
    this.ready.catch(() => {});     // a program that does not wait for it need not handle its failure
    void this.#run();
  }

  /** The document; null if there is none or it is deleted, undefined before the first look. */
  get value(): T | null | undefined {
    return this.#state?.value;
  }

  /** Its version; undefined before the first look. */
  get version(): number | undefined {
    return this.#state?.version;
  }

  /** Whether changes arrive as they happen; false while the connection is lost. */
  get isConnected(): boolean {
    return this.#isConnected;
  }

  /**
   * Calls a listener for every change from now on, in order. The failure of one listener does not reach the others.
   * @returns A function that removes the listener.
   */
  onChange(listener: (change: LiveChange<T>) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /**
   * The document now, and again whenever it has changed. It is made for display: a slow consumer gets the newest state
   * and misses those between. Ends when the copy is closed; fails if the server refuses it.
   */
  async *changes(): AsyncGenerator<LiveState<T>, void, undefined> {
    let shown: LiveState<T> | undefined;
    while (true) {
      if (this.#state !== shown) {
        shown = this.#state;
        yield shown!;
      } else if (this.#error !== undefined) {
        throw this.#error;
      } else if (this.#closing.signal.aborted) {
        return;
      } else {
        await new Promise<void>(resolve => this.#waiting.add(resolve));
      }
    }
  }

  /** Stops following; `value` and `version` keep their last values. */
  close(): void {
    this.#closing.abort(closedError('The live document'));
    this.#isConnected = false;
    this.#notify();
  }

  async #whenReady(): Promise<this> {
    for await (const _ of this.changes()) return this;
    throw this.#closing.signal.reason;
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    try {
      while (!signal.aborted) {
        await this.#follow(signal);
        if (!signal.aborted) await this.#source.waitAfter(++this.#resyncs, signal);
      }
    } catch (failure) {
      if (signal.aborted) return;
      if (!(failure instanceof PatchlogError && failure.code === 'closed')) this.#error = failure;
      this.close();
    }
  }

  /** Follows until the next event does not fit the copy: then the document has to be fetched again. */
  async #follow(signal: AbortSignal): Promise<void> {
    try {
      for await (const message of this.#source.subscribe(signal)) {
        switch (message.type) {
          case 'subscribed':
            this.#isConnected = true;
            break;
          case 'disconnected':
            this.#isConnected = false;
            break;
          case 'state':
            this.#become({ value: message.body, version: message.version, event: undefined });
            break;
          case 'event':
            if (!this.#apply(message.event)) return;
        }
      }
    } catch (failure) {
      if (!(failure instanceof EpochChangedError)) throw failure;
    }
  }

  /** Applies the next event; false if there is a gap before it, or its patch does not fit. */
  #apply(event: PatchlogEvent<T>): boolean {
    const { value, version } = this.#state ?? { value: null, version: 0 };
    if (event.version <= version) return true;      // part of the state that came first
    const isNext = event.version === version + 1;
    // A copy that saw no document does not know the versions that a deleted one had.
    if (!isNext && !(version === 0 && event.type === 'create')) return false;

    try {
      this.#become({ value: after(event, value), version: event.version, event });
    } catch (failure) {
      if (failure instanceof PatchError) return false;
      throw failure;
    }
    this.#resyncs = 0;
    return true;
  }

  #become(change: LiveChange<T>): void {
    this.#state = { value: change.value, version: change.version };

    for (const listener of this.#listeners) {
      try {
        listener(change);
      } catch (failure) {
        queueMicrotask(() => { throw failure; });     // reported as any uncaught error is
      }
    }
    this.#notify();
  }

  #notify(): void {
    for (const wake of this.#waiting) wake();
    this.#waiting.clear();
  }
}

function after<T>(event: PatchlogEvent<T>, value: T | null): T | null {
  switch (event.type) {
    case 'create': return event.body;
    case 'patch': return applyPatch(value as JsonValue, event.body) as T;
    case 'delete': return null;
  }
}
