// HTTP with repetition. Every request of this client may be repeated: a read changes nothing, and a write carries a
// command id under which it takes effect once.
import { backoff, type BackoffOptions } from './backoff.js';
import { delay, type Clock } from './clock.js';
import type { OriginCheck } from './origin.js';
import { connectionFailed, errorOf, PatchlogError, protocolError, type Problem } from './problem.js';
import type { JsonCodec } from '../json/codec.js';

/** How long a request is tried. All times in milliseconds. */
export interface RetryOptions extends BackoffOptions {
  /** The time for all tries together. Default 30,000. */
  deadlineMs: number;
  /** The time for one try, until its answer is complete; then the next try begins. Default 10,000. */
  tryMs: number;
}

/** What every request takes. */
export interface CallOptions {
  /** Ends the call, which rejects with the signal's reason. A command may still take effect. */
  signal?: AbortSignal;
  /** The time for all tries of this call, in place of the client's `retry.deadlineMs`. */
  deadlineMs?: number;
}

export interface Request {
  method: string;
  path: string;
  headers?: Record<string, string>;
  /** JSON text; absent if the request has no body. */
  body?: string;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** The parsed body; undefined if it is empty. */
  body: unknown;
}

const defaults: RetryOptions = { deadlineMs: 30_000, tryMs: 10_000, firstDelayMs: 100, maxDelayMs: 5_000 };

/** Sends requests, and repeats those that may succeed later. */
export class Http {
  readonly #base: string;
  readonly #fetch: typeof fetch;
  readonly #retry: RetryOptions;
  readonly #json: JsonCodec;
  readonly #clock: Clock;
  readonly #origin: OriginCheck;
  #hasAnswered = false;

  constructor(
    base: string, fetcher: typeof fetch, retry: Partial<RetryOptions>, json: JsonCodec, clock: Clock,
    origin: OriginCheck,
  ) {
    this.#base = base;
    this.#fetch = fetcher;
    this.#retry = { ...defaults, ...retry };
    this.#json = json;
    this.#clock = clock;
    this.#origin = origin;
  }

  /**
   * Sends a request, and sends it again after a network failure, 429, 503 and a gateway's 502 and 504, until the
   * deadline. The answer has 2xx or 304; a problem is thrown, with `applied: 'unknown'` if any try may have arrived.
   * A page that the server does not let in hears so at once.
   */
  async send(request: Request, { signal, deadlineMs = this.#retry.deadlineMs }: CallOptions = {}): Promise<Answer> {
    signal?.throwIfAborted();
    const deadline = this.#clock.now() + deadlineMs;
    const unaborted = signal ?? new AbortController().signal;
    let mayHaveArrived = false;

    for (let failures = 1; ; failures++) {
      const patience = Math.min(deadline - this.#clock.now(), this.#retry.tryMs);
      const result = await this.#try(request, unaborted, patience);
      if (!(result instanceof Failure)) return result;

      const { error, retryAfterMs } = result;
      // A server that answered this page before has not begun to refuse it.
      if (failures === 1 && error.code === 'connection-failed' && !this.#hasAnswered) {
        const refusal = await this.#within(
          Math.min(deadline - this.#clock.now(), this.#retry.tryMs), unaborted, at => this.#origin.refusal(at));
        unaborted.throwIfAborted();
        if (refusal) throw errorOf({ ...refusal, applied: 'no' }, { cause: error });
      }
      mayHaveArrived ||= error.applied === 'unknown';
      if (!isHopeful(error)) throw error;

      const wait = Math.max(retryAfterMs, backoff(failures, this.#retry));
      if (this.#clock.now() + wait >= deadline) throw mayHaveArrived ? asUnknown(error) : error;
      await delay(this.#clock, wait, unaborted);
    }
  }

  /** Does something that may be given up: after so many milliseconds, or with the caller. */
  async #within<T>(milliseconds: number, signal: AbortSignal, work: (at: AbortSignal) => Promise<T>): Promise<T> {
    const patience = new AbortController();
    const abort = () => patience.abort(signal.reason);
    const timer = this.#clock.setTimeout(abort, Math.max(milliseconds, 0));
    signal.addEventListener('abort', abort, { once: true });
    try {
      return await work(patience.signal);
    } finally {
      this.#clock.clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }
  }

  async #try(request: Request, signal: AbortSignal, milliseconds: number): Promise<Answer | Failure> {
    const patience = new AbortController();
    const abort = () => patience.abort(signal.reason);
    const timer = this.#clock.setTimeout(
      () => patience.abort(new Error(`no answer within ${milliseconds} ms`)), milliseconds);
    signal.addEventListener('abort', abort, { once: true });

    let response: Response;
    let text: string;
    try {
      response = await this.#fetch(this.#base + request.path, {
        method: request.method,
        headers: { Accept: 'application/json', ...request.headers },
        ...(request.body === undefined ? {} : { body: request.body }),
        signal: patience.signal,
      });
      this.#hasAnswered = true;
      text = await response.text();
    } catch (cause) {
      signal.throwIfAborted();
      return new Failure(connectionFailed(`${request.method} ${this.#base}${request.path}: ${String(cause)}`, cause));
    } finally {
      this.#clock.clearTimeout(timer);
      signal.removeEventListener('abort', abort);
    }

    return response.ok || response.status === 304
      ? { status: response.status, headers: response.headers, body: this.#read(text) }
      : new Failure(this.#errorOf(response, text), retryAfter(response.headers, this.#clock));
  }

  #read(text: string): unknown {
    if (text === '') return undefined;
    try {
      return this.#json.parse(text);
    } catch (cause) {
      throw protocolError('The answer is not JSON.', cause);
    }
  }

  #errorOf(response: Response, text: string): PatchlogError {
    if (response.headers.get('Content-Type')?.startsWith('application/problem+json'))
      return errorOf(this.#read(text) as Problem);
    return new PatchlogError({
      code: 'protocol', status: response.status, title: response.statusText,
      detail: `${response.url} answered ${response.status} without a problem document.`,
      retryable: isGatewayTrouble(response.status), applied: 'unknown',
    });
  }
}

/** A try that failed. */
class Failure {
  constructor(readonly error: PatchlogError, readonly retryAfterMs = 0) {}
}

function isHopeful({ code, status }: PatchlogError): boolean {
  return code === 'connection-failed' || status === 429 || isGatewayTrouble(status);
}

function isGatewayTrouble(status: number): boolean {
  return status === 502 || status === 503 || status === 504;
}

// The last try may be known to have failed; an earlier one is not.
function asUnknown(failure: PatchlogError): PatchlogError {
  return failure.applied === 'unknown'
    ? failure
    : errorOf({ ...failure.problem, applied: 'unknown' }, { cause: failure });
}

// RFC 9110 §10.2.3: seconds, or a date.
function retryAfter(headers: Headers, clock: Clock): number {
  const text = headers.get('Retry-After');
  if (text === null) return 0;

  const wait = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text) - clock.now();
  return Number.isFinite(wait) ? Math.max(0, wait) : 0;
}
