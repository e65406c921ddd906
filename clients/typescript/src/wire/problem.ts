// Refusals and failures in one class: the server's problem documents (RFC 9457), and requests that got no answer.
import type { PatchlogEvent } from '../event.js';

/** A problem document of the server. See docs/problems.md for every code. */
export interface Problem {
  /** The stable name of the problem, such as `version-conflict`. */
  code: string;
  /** The HTTP status, which a WebSocket frame has as well. */
  status: number;
  title: string;
  detail?: string;
  type?: string;
  instance?: string;
  commandId?: string;
  /** The faults of the request, each with a JSON Pointer into its body. */
  errors?: { pointer: string; code: string; detail: string }[];
  currentVersion?: number;
  /** The events since the version that the command expected. */
  eventsSince?: PatchlogEvent[];
  /** Whether the same request may succeed when it is sent again. */
  retryable: boolean;
  /** Whether the command took effect; `unknown` if that can't be said yet. */
  applied: 'no' | 'unknown';
  traceId?: string;
}

/**
 * A refusal or a failure. `code` is the server's, or one of the client's own: `connection-failed` (no answer came
 * within the time allowed), `closed` (the client or the live document was closed), `protocol` (the answer was not
 * understood), `handshake-refused` (the WebSocket was refused again and again).
 */
export class PatchlogError extends Error {
  /** The whole problem document. */
  readonly problem: Problem;

  constructor(problem: Problem, options?: ErrorOptions) {
    super(`${problem.code}: ${problem.detail ?? problem.title}`, options);
    this.name = new.target.name;
    this.problem = problem;
  }

  /** The stable name of the problem. */
  get code(): string {
    return this.problem.code;
  }

  /** The HTTP status; 0 if there was no answer. */
  get status(): number {
    return this.problem.status;
  }

  /** `no`, or `unknown` if the command may have taken effect: it is safe to send it again under the same id. */
  get applied(): 'no' | 'unknown' {
    return this.problem.applied;
  }

  /** Whether the same request may succeed when it is sent again. */
  get retryable(): boolean {
    return this.problem.retryable;
  }

  /** Whether the document is at another version than `ifVersion` said. */
  get isVersionConflict(): boolean {
    return this.code === 'version-conflict' || this.code === 'precondition-failed';
  }
}

/**
 * The journal is not the one that the position belongs to: the database was restored or imported, and positions may
 * name other events now. A program that kept a position has to start over.
 */
export class EpochChangedError extends PatchlogError {}

/**
 * What is stored at a place is damaged, and asking again does not help: `problem.detail` names the place. Everything
 * before it was delivered.
 */
export class JournalDamagedError extends PatchlogError {}

/** The error for a problem document. */
export function errorOf(problem: Problem, options?: ErrorOptions): PatchlogError {
  switch (problem.code) {
    case 'epoch-changed': return new EpochChangedError(problem, options);
    case 'journal-damaged': return new JournalDamagedError(problem, options);
    default: return new PatchlogError(problem, options);
  }
}

/** The error for a request without an answer; the request may have arrived all the same. */
export function connectionFailed(detail: string, cause?: unknown): PatchlogError {
  return new PatchlogError(
    { code: 'connection-failed', status: 0, title: 'No answer', detail, retryable: true, applied: 'unknown' },
    { cause });
}

/** The error for a use after the end. */
export function closedError(what: string): PatchlogError {
  return new PatchlogError(
    { code: 'closed', status: 0, title: 'Closed', detail: `${what} is closed.`, retryable: false, applied: 'no' });
}

/** The error for a WebSocket that is refused with this status. */
export function handshakeRefused(url: string, status: number): PatchlogError {
  const advice = status === 403
    ? ' If that is for the origin of the page, list it in the server\'s ALLOWED_ORIGINS.'
    : '';
  return new PatchlogError({
    code: 'handshake-refused', status, title: 'The WebSocket is refused', retryable: false, applied: 'no',
    detail: `${url} answers ${status} in place of a WebSocket, again and again.${advice}`,
  });
}

/** The error for an answer that this client does not understand. */
export function protocolError(detail: string, cause?: unknown): PatchlogError {
  return new PatchlogError(
    { code: 'protocol', status: 0, title: 'Unexpected answer', detail, retryable: false, applied: 'unknown' },
    { cause });
}
