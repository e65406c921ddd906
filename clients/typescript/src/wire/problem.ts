// What goes wrong, in one class: the server's problem documents (RFC 9457), and the failures that never reached it.
import type { PatchlogEvent } from '../event.js';

/** A problem document of the server. See docs/problems.md for every code. */
export interface Problem {
  /** The stable name of the problem, such as `version-conflict`. */
  code: string;
  /** The HTTP status; also given over the WebSocket. */
  status: number;
  title: string;
  detail?: string;
  type?: string;
  instance?: string;
  commandId?: string;
  /** Each fault, with a JSON Pointer into what was sent. */
  errors?: { pointer: string; code: string; detail: string }[];
  currentVersion?: number;
  /** What happened since the version that the command expected. */
  eventsSince?: PatchlogEvent[];
  /** Whether the same request may succeed when it is sent again. */
  retryable: boolean;
  /** Whether the command took effect: `unknown` if nobody can say yet. */
  applied: 'no' | 'unknown';
  traceId?: string;
}

/**
 * A refusal or a failure. `code` is the server's, or one of the client's own: `connection-failed` (no answer came
 * within the time allowed), `closed` (the client or the live document was closed), `protocol` (the answer made no
 * sense).
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

  /** `no`, or `unknown`: then the command may have taken effect, and the same id asks or sends again safely. */
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
 * name other events now. Whoever kept a position has to start over.
 */
export class EpochChangedError extends PatchlogError {}

/** The error that a problem document stands for. */
export function errorOf(problem: Problem, options?: ErrorOptions): PatchlogError {
  return problem.code === 'epoch-changed'
    ? new EpochChangedError(problem, options)
    : new PatchlogError(problem, options);
}

/** No usable answer came; the request may have arrived all the same. */
export function connectionFailed(detail: string, cause?: unknown): PatchlogError {
  return new PatchlogError(
    { code: 'connection-failed', status: 0, title: 'No answer', detail, retryable: true, applied: 'unknown' },
    { cause });
}

/** The client was used after it was closed. */
export function closedError(what: string): PatchlogError {
  return new PatchlogError(
    { code: 'closed', status: 0, title: 'Closed', detail: `${what} is closed.`, retryable: false, applied: 'no' });
}

/** The server said something that this client does not understand. */
export function protocolError(detail: string, cause?: unknown): PatchlogError {
  return new PatchlogError(
    { code: 'protocol', status: 0, title: 'Unexpected answer', detail, retryable: false, applied: 'unknown' },
    { cause });
}
